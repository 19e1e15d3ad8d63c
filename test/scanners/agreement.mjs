/**
 * Proves that the rules and the real scanners agree: sound objects of the library are weakened one by one, and what a
 * rule flags must be flagged by the scanners that its data names, and the other way round. exceptions.json says where
 * they differ, and why. Exits 1 on any other difference.
 *
 * agreement.mjs SCAN [FOLDER...]: the program that runs the scanners, and folders of manifests without findings, each
 * an app. --raw shows all.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { compare } from './compare.mjs';
import { MUTANTS } from './mutants.mjs';
import { checksBySubject, scannerOf } from './scan.mjs';
import { VARIANTS, sound } from './sound.mjs';
import { root } from '../../build-tools/examples.mjs';

const require = createRequire(import.meta.url);
const guardrails = join(root, 'lib', 'guardrails');
const { AppIndex } = require(join(guardrails, 'app-index.js'));
const { CATALOG } = require(join(guardrails, 'catalog.js'));
const { objectFindings, relationFindings, subjectOf } = require(join(guardrails, 'judge.js'));
const FACTS = { requireDigests: true, openshift: false, clusterDomain: 'cluster.local' };

const [scan, ...folders] = process.argv.slice(2).filter(word => word !== '--raw');
const raw = process.argv.includes('--raw');

/** Every mutant and every sound variant under a name of its own, which all its objects have. */
const SOUND = VARIANTS.map(variant => ({ title: `sound: ${variant}`, variant, break: () => undefined, isSound: true }));
const cases = [...SOUND, ...MUTANTS].map((mutant, i) => {
  const name = `m${String(i).padStart(3, '0')}`;
  const objects = sound(name, mutant.variant);
  mutant.break(objects, name);
  return { variant: 'server', isSound: false, ...mutant, name, objects, rules: rulesOf(objects) };
});

function rulesOf(objects) {
  const subjects = objects.map(object => subjectOf(object, { facts: FACTS }));
  const index = new AppIndex(subjects);
  return [
    ...new Set(
      subjects
        .flatMap(subject => [...objectFindings(subject), ...relationFindings(subject, index)])
        .map(({ ruleId }) => ruleId),
    ),
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'agreement-'));
try {
  const files = cases.map(({ name, objects }) => {
    const file = join(folder, `${name}.yaml`);
    writeFileSync(
      file,
      objects.map(object => stringify(object, { aliasDuplicateObjects: false, sortMapEntries: true })).join('---\n'),
    );
    return file;
  });
  const { bySubject, scanners, notCompared } = checksBySubject(scan, files);
  for (const one of cases) {
    one.checks = bySubject.get(one.name) ?? [];
  }
  for (const { name, title, rules, checks } of raw ? cases : []) {
    console.log(`${name} ${title}: rules ${rules.join(' ') || '-'}; checks ${checks.join(' ') || '-'}`);
  }

  const examples = folders.flatMap(dir => checksBySubject(scan, manifestsOf(dir)).all);
  const exceptions = JSON.parse(readFileSync(new URL('exceptions.json', import.meta.url), 'utf8'));
  const { problems, counts } = compare({ cases, rules: CATALOG, scanners, exceptions });
  print({ scanners, examples, counts });
  if (notCompared.length > 0) {
    console.log(`not compared, no rule has ids of theirs: ${notCompared.join(', ')}`);
  }
  problems.push(...(bySubject.get('') ?? []).map(check => `${check} flags an object of no mutant`));
  for (const problem of problems) {
    console.log(`  ${problem}`);
  }
  console.log(
    `agreement: ${MUTANTS.length} mutants, ${counts.flagged} flagged by rules, ` +
      `${counts.agreed} pairs of rule and scanner agree, ${counts.excepted} exceptions, ` +
      `${problems.length} disagreements`,
  );
  process.exitCode = problems.length === 0 && examples.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function manifestsOf(dir) {
  return readdirSync(dir, { recursive: true })
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => join(dir, file));
}

/** Before: what the library makes. After: the same, weakened. */
function print({ scanners, examples, counts }) {
  const of = (checks, scanner) => checks.filter(check => scannerOf(check) === scanner).length;
  const [sane, weak] = [true, false].map(isSound =>
    cases.filter(one => one.isSound === isSound).flatMap(({ checks }) => checks),
  );
  const rows = scanners.map(scanner => {
    const { agreed = 0, excepted = 0, differ = 0 } = counts.byScanner[scanner] ?? {};
    return [scanner, of(examples, scanner), of(sane, scanner), of(weak, scanner), agreed, excepted, differ];
  });
  const table = [['scanner', 'examples', 'sound', 'mutants', 'agree', 'exceptions', 'differ'], ...rows];
  for (const row of table) {
    console.log(row.map((cell, i) => (i === 0 ? String(cell).padEnd(14) : String(cell).padStart(10))).join(' '));
  }
}
