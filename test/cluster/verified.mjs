// docs/verified.md: what the last runs of test:cluster found, from the files that they leave.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const RESULTS = join(ROOT, '.cache', 'verified');
const PAGE = join(ROOT, 'docs', 'verified.md');

/** Keeps what a run found, by the version of the API server and the part. */
export function keep(version, part, found) {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(
    join(RESULTS, `${version} ${part}.json`),
    JSON.stringify({ version, part, date: new Date().toISOString().slice(0, 10), ...found }),
  );
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

function all() {
  return readdirSync(RESULTS)
    .sort()
    .map(file => JSON.parse(readFileSync(join(RESULTS, file), 'utf8')));
}

function liveSection({ version, date, live: { facts, tables } }) {
  return [
    `## Pods, clients, network, faults`,
    '',
    `${date}, Kubernetes ${version}, ${facts.nodes} node with ${facts.runtime} and Linux ${/^[\d.]+/.exec(facts.kernel)[0]}. Images are pulled by digest, packages come from a mirror in the cluster, and nothing is changed between`,
    "synth and apply. The gateway's image is a stand-in for agentgateway that reads the same configuration; node and Python are stand-ins for the official images; the server `http` is a",
    'small MCP server of this repository, `everything` comes from npm and `time` from PyPI, behind a bridge.',
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
  const results = all();
  const figures = results.filter(({ live }) => live === undefined);
  const live = results.filter(result => result.live !== undefined);
  writeFileSync(
    PAGE,
    `${[
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
      'Every example is sent to the API server as a dry run and then created for real. The admission policy has to let in what the library makes, and to refuse hostile changes to it, each by the',
      'rule that is meant.',
      '',
      '| version | date | what | result |',
      '|---|---|---|---|',
      ...figures.map(
        ({ version, date, part, line }) =>
          `| ${version} | ${date} | ${part} | ${cell(line.replace(/^[\w-]+ \S+: /, ''))} |`,
      ),
      '',
      ...live.flatMap(liveSection),
    ]
      .join('\n')
      .trimEnd()}\n`,
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
