// The scanners as their projects release them, over apps, one folder each: what a user's pipeline says of manifests.
//
//   node test/scanners/released.mjs [--all] FOLDER...
//
// Runs those of checkov, kube-linter, kube-score, polaris and trivy that are on PATH; --all wants every one of them.
// released.json lists the findings that are meant, with the reason. Any other finding is a failure, and so is one that
// is listed and not found.
//
// Exit code: 0 when all is as listed, 1 otherwise, 2 when it could not run, 77 when no scanner is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const CONFIG = join(import.meta.dirname, 'config');
const KUBE_SCORE = [
  '--kubernetes-version=v1.36',
  '--enable-optional-test=container-seccomp-profile',
  '--enable-optional-test=container-ports-check',
  '--enable-optional-test=container-memory-requests-equal-limits',
  '--enable-optional-test=container-ephemeral-storage-request-equals-limit',
];
const SKIPPED = 77;
/** In bytes. */
const OUTPUT = 256_000_000;

const asList = value => (Array.isArray(value) ? value : [value]);

/** Findings of polaris, which stand below the object that they are about. */
function polarisFindings(node, object) {
  if (Array.isArray(node)) {
    return node.flatMap(one => polarisFindings(one, object));
  }
  if (node === null || typeof node !== 'object') {
    return [];
  }
  if ('ID' in node && 'Success' in node) {
    return node.Success ? [] : [[node.ID, object]];
  }
  const here = node.Kind && node.Name ? `${node.Kind}/${node.Namespace ?? ''}/${node.Name}` : object;
  return Object.values(node).flatMap(one => polarisFindings(one, here));
}

/** The arguments of each scanner for the files of an app, and the pairs of check and object in what it prints. */
const SCANNERS = {
  'checkov': {
    args: files => [
      '--framework',
      'kubernetes',
      '--skip-download',
      '-o',
      'json',
      ...files.flatMap(file => ['-f', file]),
    ],
    read: output =>
      asList(output).flatMap(({ results }) =>
        (results?.failed_checks ?? []).map(({ check_id, resource }) => [check_id, resource]),
      ),
  },
  'kube-linter': {
    args: files => ['lint', '--config', join(CONFIG, 'kube-linter.yaml'), '--format', 'json', ...files],
    read: ({ Reports }) =>
      (Reports ?? []).map(({ Check, Object: { K8sObject: object } }) => [
        Check,
        `${object.GroupVersionKind.Kind}/${object.Namespace}/${object.Name}`,
      ]),
  },
  'kube-score': {
    args: files => ['score', ...KUBE_SCORE, '-o', 'json', ...files],
    read: output =>
      (output ?? []).flatMap(({ object_name, checks }) =>
        // 10 is the best grade
        checks.filter(({ skipped, grade }) => !skipped && grade < 10).map(({ check }) => [check.id, object_name]),
      ),
  },
  'polaris': {
    args: (_, all) => ['audit', '--config', join(CONFIG, 'polaris.yaml'), '--audit-path', all, '--format', 'json'],
    read: ({ Results }) => polarisFindings(Results, ''),
  },
  'trivy': {
    args: (_, all) => ['config', '--quiet', '--skip-check-update', '--format', 'json', all],
    read: ({ Results }) =>
      (Results ?? []).flatMap(({ Misconfigurations }) =>
        (Misconfigurations ?? []).filter(({ Status }) => Status === 'FAIL').map(({ ID, Message }) => [ID, Message]),
      ),
  },
};

const isHere = name => (process.env.PATH ?? '').split(':').some(folder => existsSync(join(folder, name)));

function findingsOf(name, files, all) {
  const { args, read } = SCANNERS[name];
  const { stdout, stderr, error } = spawnSync(name, args(files, all), { encoding: 'utf8', maxBuffer: OUTPUT });
  try {
    return read(JSON.parse(stdout)).map(([check, object]) => `${name}:${check} ${object}`);
  } catch {
    throw new Error(`${name} could not run: ${error ?? `${stdout}\n${stderr}`.slice(-2000)}`);
  }
}

/** Whether a finding is the one that is listed; `*` at the end of an object stands for the hash in its name. */
function isListed(finding, { check, object }) {
  const listed = `${check} ${object}`;
  return listed.endsWith('*') ? finding.startsWith(listed.slice(0, -1)) : finding === listed;
}

function scan(names, folders) {
  const scratch = mkdtempSync(join(tmpdir(), 'scanners-'));
  const all = join(scratch, 'all.yaml');
  try {
    return folders.flatMap(folder => {
      const files = readdirSync(folder)
        .filter(file => file.endsWith('.yaml'))
        .map(file => join(folder, file));
      writeFileSync(all, files.map(file => readFileSync(file, 'utf8')).join('\n---\n'));
      return names.flatMap(name => findingsOf(name, files, all));
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function main() {
  const { values, positionals: folders } = parseArgs({ options: { all: { type: 'boolean' } }, allowPositionals: true });
  if (folders.length === 0) {
    console.error('usage: node test/scanners/released.mjs [--all] FOLDER...');
    return 2;
  }
  const names = Object.keys(SCANNERS).filter(isHere);
  const missing = Object.keys(SCANNERS).filter(name => !names.includes(name));
  if (names.length === 0) {
    console.log('released scanners: skipped (none on PATH)');
    return SKIPPED;
  }
  const listed = JSON.parse(readFileSync(new URL('released.json', import.meta.url), 'utf8')).filter(({ check }) =>
    names.includes(check.split(':')[0]),
  );
  const found = scan(names, folders);
  const others = found.filter(finding => !listed.some(one => isListed(finding, one)));
  const absent = listed.filter(one => !found.some(finding => isListed(finding, one)));
  others.forEach(finding => console.error(`not listed: ${finding}`));
  absent.forEach(({ check, object }) => console.error(`listed, and not found: ${check} ${object}`));
  const without = missing.length > 0 ? `; not on PATH: ${missing.join(', ')}` : '';
  console.log(
    `released scanners: ${names.join(', ')} over ${folders.length} apps: ${found.length} findings, ` +
      `${found.length - others.length} of them listed${without}`,
  );
  return others.length + absent.length === 0 && (values.all !== true || missing.length === 0) ? 0 : 1;
}

process.exitCode = main();
