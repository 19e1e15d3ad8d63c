/**
 * What reports write, read by those that are meant to read it: Mermaid's own parser and the SARIF validator of
 * Microsoft. Both are installed in a scratch folder, from the lockfile beside this file.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(here));
const { McpReport } = createRequire(import.meta.url)(root);
const scratch = mkdtempSync(join(tmpdir(), 'report-readers-'));

/** Names that are markup, directives and statements elsewhere. */
const HOSTILE = [
  '"]; click n0 "javascript:alert(1)"',
  '%%{init: {"theme": "dark"}}%%',
  'end',
  'subgraph x',
  '<script>x</script>',
  'a -->|b| c',
  '`md`',
  '#quot;',
  'x\ny',
];
const deployment = name => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: name },
  spec: {
    template: {
      metadata: { labels: { 'cdk8s-mcp/server': 'x' } },
      spec: { hostNetwork: true, containers: [{ name, image: name }] },
    },
  },
});

const examples = readdirSync(join(root, 'examples'))
  .sort()
  .map(name => [name, readFileSync(join(root, 'examples', name, 'expected.k8s.yaml'), 'utf8')]);
const reports = [
  ...examples.map(([name, text]) => [name, McpReport.ofManifests([text])]),
  ['all examples', McpReport.ofManifests(examples.map(([, text]) => text))],
  ...HOSTILE.map(name => [
    `a server named ${JSON.stringify(name)}`,
    McpReport.ofManifests([JSON.stringify(deployment(name))]),
  ]),
  ['nothing', McpReport.ofManifests([''])],
];

let failed = 0;
const check = (ok, what, detail) => {
  if (!ok) {
    failed += 1;
    console.log(`FAILED ${what}: ${detail}`);
  }
};

try {
  for (const file of ['package.json', 'package-lock.json']) {
    cpSync(join(here, 'tools', file), join(scratch, file));
  }
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], {
    cwd: scratch,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  chmodSync(join(scratch, 'node_modules', '@microsoft', 'sarif-multitool-linux', 'Sarif.Multitool'), 0o755);
  const from = createRequire(join(scratch, 'package.json'));
  const { JSDOM } = from('jsdom');
  const { window } = new JSDOM('');
  Object.assign(globalThis, { window, document: window.document });
  const { default: mermaid } = await import(
    pathToFileURL(join(scratch, 'node_modules', 'mermaid', 'dist', 'mermaid.core.mjs'))
  );
  mermaid.initialize({ startOnLoad: false });

  // a reader that takes everything proves nothing
  check(
    await mermaid.parse('flowchart LR\n  a["x"]"]').then(
      () => false,
      () => true,
    ),
    'Mermaid',
    'takes what is none',
  );

  for (const [name, report] of reports) {
    const text = report.toMermaid();
    const parsed = await mermaid.parse(text).catch(error => ({ error }));
    check(
      parsed.error === undefined && parsed.diagramType === 'flowchart-v2',
      `Mermaid of ${name}`,
      parsed.error?.message ?? parsed.diagramType,
    );
    check(Object.keys(parsed.config ?? {}).length === 0, `Mermaid of ${name}`, `sets ${JSON.stringify(parsed.config)}`);
    writeFileSync(join(scratch, `${reports.findIndex(([other]) => other === name)}.sarif`), report.toSarif());
  }
  const { status, stdout, stderr } = spawnSync(
    join(scratch, 'node_modules', '.bin', 'sarif-multitool'),
    ['validate', join(scratch, '*.sarif'), '--output', join(scratch, 'verdict.json')],
    {
      encoding: 'utf8',
      env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
    },
  );
  check(status === 0, 'the SARIF validator', `exit code ${status}: ${(stdout + stderr).slice(0, 500)}`);
  const {
    runs: [{ results }],
  } = JSON.parse(readFileSync(join(scratch, 'verdict.json'), 'utf8'));
  const serious = results.filter(({ level = 'warning' }) => level === 'error' || level === 'warning');
  for (const { ruleId, message, locations } of serious) {
    check(
      false,
      `SARIF ${ruleId}`,
      `${locations[0].physicalLocation.artifactLocation.uri} ${JSON.stringify(message.arguments ?? message.text)}`,
    );
  }
  const versionOf = name => from(`${name}/package.json`).version;
  console.log(
    `reports: ${reports.length} pictures read by Mermaid ${versionOf('mermaid')}, ` +
      `${reports.length} SARIF files judged by sarif-multitool ${versionOf('@microsoft/sarif-multitool')}, ` +
      `${failed} failed`,
  );
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;
