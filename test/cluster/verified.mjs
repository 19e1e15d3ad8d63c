// docs/verified.md: what the last runs of test:cluster and test:oracles found, from the files that they leave.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const RESULTS = join(ROOT, '.cache', 'verified');
const ORACLES = join(ROOT, '.cache', 'oracles');
const PAGE = join(ROOT, 'docs', 'verified.md');
const OF_ORACLES = '## Other programs';

function keepIn(folder, name, found) {
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ date, ...found }));
}

/** Keeps what a run found, by the version of the API server and the part. */
export function keep(version, part, found) {
  keepIn(RESULTS, `${version} ${part}`, { version, part, ...found });
}

/** Keeps what an oracle found. */
export function keepOracle(found) {
  keepIn(ORACLES, found.name, found);
}

const cell = text => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** The rows of the page, by part. */
function rowsOf(text) {
  let part = '';
  return text.split('\n').flatMap(line => {
    part = /^### (.+)$/.exec(line)?.[1].toLowerCase() ?? part;
    const title = /^\| (.+?) \| (?:holds|does not hold) \|/.exec(line)?.[1];
    return title === undefined ? [] : [{ part, title }];
  });
}

function resultsIn(folder) {
  return readdirSync(folder)
    .sort()
    .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')));
}

/** The rows of the oracles by name: those that are on the page, under those that ran here. */
function oracleRows(page) {
  const [, section = ''] = page.split(`\n${OF_ORACLES}\n`);
  const told = section.split('\n').flatMap(line => {
    const [, name] = /^\| (\w[\w-]*) \| .*\d{4}-\d\d-\d\d/.exec(line) ?? [];
    return name === undefined ? [] : [[name, line]];
  });
  const ran = existsSync(ORACLES) ? resultsIn(ORACLES) : [];
  const now = ran.map(({ name, program, version, date, holds, result }) => [
    name,
    `| ${name} | ${program} ${version} | ${date} | ${holds ? 'passed' : 'failed'} | ${cell(result)} |`,
  ]);
  const rows = Object.entries(Object.fromEntries([...told, ...now]));
  return rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** The last section of the page. */
function oracleSection(page) {
  return [
    OF_ORACLES,
    '',
    "What the library writes, judged by programs that are built from other projects' modules:",
    '',
    '```sh',
    'npm run test:oracles -- --write',
    '```',
    '',
    '| what | judged by | date | | result |',
    '|---|---|---|---|---|',
    ...oracleRows(page),
  ];
}

const readPage = () => readFileSync(PAGE, 'utf8');
const joined = lines => `${lines.join('\n').trimEnd()}\n`;

/** Writes what the oracles found; the rest of the page stays. */
export function writeOracles() {
  const page = readPage();
  const [rest] = page.split(`\n${OF_ORACLES}\n`);
  writeFileSync(PAGE, joined([rest.trimEnd(), '', ...oracleSection(page)]));
}

function liveSection({ version, date, live: { facts, tables } }) {
  const [kernel] = /^[\d.]+/.exec(facts.kernel);
  return [
    `## Pods, clients, network, faults`,
    '',
    `${date}, Kubernetes ${version}, ${facts.nodes} node with ${facts.runtime} and Linux ${kernel}. Images are pulled`,
    'by digest, packages come from a mirror in the cluster, and nothing is changed between synth and apply. The',
    "gateway's image is a stand-in for agentgateway that reads the same configuration; node and Python are stand-ins",
    'for the official images; the server `http` is a small MCP server of this repository, `everything` comes from npm',
    'and `time` from PyPI, behind a bridge.',
    ...tables.flatMap(({ part, rows }) => [
      '',
      `### ${part[0].toUpperCase()}${part.slice(1)}`,
      '',
      '| what | | seen |',
      '|---|---|---|',
      ...rows.map(
        ({ title, holds, seen }) => `| ${cell(title)} | ${holds ? 'holds' : 'does not hold'} | ${cell(seen)} |`,
      ),
    ]),
  ];
}

/** Writes the page from all that was kept. */
export function writePage() {
  const results = resultsIn(RESULTS);
  const figures = results.filter(({ live }) => live === undefined);
  const live = results.filter(result => result.live !== undefined);
  writeFileSync(
    PAGE,
    joined([
      '# Verified',
      '',
      'What was tried on real clusters, and what came of it. The page is written by the test run:',
      '',
      '```sh',
      'npm run test:cluster -- --images images.json --write',
      '```',
      '',
      '[CONTRIBUTING.md](../CONTRIBUTING.md) says what it needs. Numbers differ from run to run; what holds does not.',
      '',
      '## API servers',
      '',
      'Every example is sent to the API server as a dry run and then created for real. The admission policy has to let',
      'in what the library makes, and to refuse hostile changes to it, each by the rule that is meant.',
      '',
      '| version | date | what | result |',
      '|---|---|---|---|',
      ...figures.map(
        ({ version, date, part, line }) =>
          `| ${version} | ${date} | ${part} | ${cell(line.replace(/^[\w-]+ \S+: /, ''))} |`,
      ),
      '',
      ...live.flatMap(liveSection),
      '',
      ...oracleSection(readPage()),
    ]),
  );
}

/** What the page tells of and was not tried, and the other way round, in parts that were tried. */
export function differences(live) {
  const told = rowsOf(readFileSync(PAGE, 'utf8'));
  return live.tables
    .filter(({ rows }) => rows.length > 0)
    .flatMap(({ part, rows }) => {
      const [before, now] = [
        told.filter(row => row.part === part).map(({ title }) => title),
        rows.map(({ title }) => cell(title)),
      ];
      return [
        ...now
          .filter(title => !before.includes(title))
          .map(title => `docs/verified.md does not tell of: ${part}: ${title}`),
        ...before
          .filter(title => !now.includes(title))
          .map(title => `docs/verified.md tells of what was not tried: ${part}: ${title}`),
      ];
    });
}
