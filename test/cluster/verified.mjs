// docs/verified.md: what the last runs of test:cluster, test:e2e and test:oracles found, from the files that they
// leave.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const RESULTS = join(ROOT, '.cache', 'verified');
const ORACLES = join(ROOT, '.cache', 'oracles');
const GATEWAYS = join(ROOT, '.cache', 'gateways');
const PAGE = join(ROOT, 'docs', 'verified.md');
const OF_GATEWAYS = '## Gateways';
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

/** Keeps what gateways did that ran a program, by the program. */
export function keepGateways({ program, subjects }) {
  keepIn(GATEWAYS, program, { program, subjects });
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

/** The lines of a section, without those below the next title. */
function sectionOf(page, title) {
  const [, rest = ''] = page.split(`\n${title}\n`);
  return rest.split(/\n## /)[0].split('\n');
}

/** Rows by their keys: those that are on the page, under those that ran here. `keyOf` has no key for other lines. */
function rowsOver(lines, keyOf, now) {
  const told = lines.flatMap(line => {
    const key = keyOf(line);
    return key === undefined ? [] : [[key, line]];
  });
  const rows = Object.entries(Object.fromEntries([...told, ...now]));
  return rows.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const ranIn = folder => (existsSync(folder) ? resultsIn(folder) : []);

function oracleRows(page) {
  const now = ranIn(ORACLES).map(({ name, program, version, date, holds, result }) => [
    name,
    `| ${name} | ${program} ${version} | ${date} | ${holds ? 'passed' : 'failed'} | ${cell(result)} |`,
  ]);
  return rowsOver(sectionOf(page, OF_ORACLES), line => /^\| (\w[\w-]*) \| .*\d{4}-\d\d-\d\d/.exec(line)?.[1], now);
}

function gatewayRows(page) {
  const now = ranIn(GATEWAYS).flatMap(({ program, date, subjects }) =>
    subjects.map(({ subject, passed, failed, expected }) => {
      const parts = [`${passed} hold`, failed > 0 && `${failed} do not`, expected > 0 && `${expected} not yet`];
      const key = `| ${subject} | ${cell(program)} |`;
      return [key, `${key} ${date} | ${parts.filter(part => part).join(', ')} |`];
    }),
  );
  return rowsOver(
    sectionOf(page, OF_GATEWAYS),
    line => /^(\| [\w-]+ \| [^|]+ \|) \d{4}-\d\d-\d\d/.exec(line)?.[1],
    now,
  );
}

/** What gateways did outside of a cluster; nothing when they were not tried. */
function gatewaySection(page) {
  const rows = gatewayRows(page);
  return rows.length === 0
    ? []
    : [
        OF_GATEWAYS,
        '',
        'Gateways as they are synthesized, with clients of both generations and real servers, in namespaces of Linux',
        'instead of a cluster. Each row says which program the gateway ran: agentgateway itself, or a stand-in that',
        'answers as a build of it was measured to answer.',
        '',
        '```sh',
        'npm run test:e2e -- --write',
        '```',
        '',
        '| checks | the gateway runs | date | result |',
        '|---|---|---|---|',
        ...rows,
        '',
      ];
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

/** Writes the last two sections anew; the rest of the page stays. */
function writeEnd() {
  const page = readPage();
  const [rest] = page.split(new RegExp(`\n(?:${OF_GATEWAYS}|${OF_ORACLES})\n`));
  writeFileSync(PAGE, joined([rest.trimEnd(), '', ...gatewaySection(page), ...oracleSection(page)]));
}

/** Writes what the oracles found. */
export const writeOracles = writeEnd;
/** Writes what gateways did. */
export const writeGateways = writeEnd;

function liveSection({ version, date, live: { facts, tables } }) {
  const { gateway = 'a stand-in for agentgateway 1.4.1' } = facts;
  const [kernel] = /^[\d.]+/.exec(facts.kernel);
  return [
    `## Pods, clients, network, faults`,
    '',
    `${date}, Kubernetes ${version}, ${facts.nodes} node with ${facts.runtime} and Linux ${kernel}. Images are pulled`,
    'by digest, packages come from a mirror in the cluster, and nothing is changed between synth and apply. The',
    `gateway runs ${gateway}; node and Python are stand-ins for the official images; the server`,
    '`http` is a small MCP server of this repository, `everything` comes from npm and `time` from PyPI, behind a',
    'bridge.',
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
      ...gatewaySection(readPage()),
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
