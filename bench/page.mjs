/** docs/performance.md from the measurements. */
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { code, fill, table } from '../build-tools/pages.mjs';

const here = dirname(fileURLToPath(import.meta.url));

const SYNTH = 'cdk8s-mcp synth';
const HELM = 'helm template';
const NAMES = {
  'mcp-app': 'with this library, in an `McpApp`',
  'library': 'with this library, in an `App`',
  'bare': 'bare `ApiObject`s, the same objects, in an `App`',
  'plus': 'cdk8s-plus-28',
};
/** At most how many times the cost of bare objects an app has, by the number of servers. */
const OVER_BARE = { 100: 1.25, 1000: 1.15, 5000: 1.15 };
const OVER_HELM = 0.65;

const seconds = value => (value < 0.1 ? value.toFixed(3) : value.toFixed(2));
const count = value => value.toLocaleString('en');
const cost = measured => (measured === undefined ? '–' : `${seconds(measured.cpu)} (${measured.mebibytes.toFixed(0)})`);

/** The page; `results` is what bench.mjs measured. */
export function page(results) {
  const { SIZES, LARGEST_OF_ALL, commands, apps, differences, readers, imports, limits, lines, versions } = results;
  const { others } = results;
  const bySize = (measured, name) => SIZES.map(size => cost(measured[size][name]));
  const sizes = ['', ...SIZES.map(size => `${count(size)} servers`)];
  return fill(join(here, 'page.md'), {
    machine: machine(versions),
    others: elsewhere(others),
    largest: count(LARGEST_OF_ALL),
    commands: table(
      sizes,
      Object.keys(commands[SIZES[0]]).map(name => [code(name), ...bySize(commands, name)]),
    ),
    apps: table(
      sizes,
      Object.keys(apps[SIZES[0]]).map(name => [NAMES[name], ...bySize(apps, name)]),
    ),
    targets: table(['what', 'target', 'measured', ''], targets(results)),
    growth: versions.helm === undefined ? '' : growth(commands),
    limits: table(['input', 'CPU s', 'refused'], limits.map(limit)),
    readers: table(['command', 'CPU s', 'seconds', 'MiB'], Object.entries(readers.costs).map(reader)),
    missing: missingReaders(readers),
    imports: table(['format', 'CPU s', 'seconds', 'MiB'], Object.entries(imports).map(imported)),
    lines: table(['form', 'one server', 'ten servers', 'each further server'], lines.map(lineCounts)),
    differences: Object.entries(differences).map(difference).join('\n'),
  });
}

function limit({ name, cpu, refused }) {
  return [name, seconds(cpu), refused === undefined ? '' : 'with an error about the bound'];
}

function machine({ helm, kustomize }) {
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}`,
    `${cpus().length} cores of ${cpus()[0].model.trim()}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    `${process.platform} ${process.arch}`,
    `node ${process.version}`,
    helm === undefined ? 'no helm (skipped)' : `helm ${helm}`,
    kustomize === undefined ? 'no kustomize (skipped)' : `kustomize ${kustomize}`,
  ].join(', ');
}

/** What else ran: figures of a machine with other work on it are good for ratios only. */
function elsewhere(others) {
  return others === undefined
    ? 'What else ran on the machine was not measured'
    : `Other programs took ${(Math.max(0, others) * 100).toFixed(0)} % of the processors meanwhile`;
}

const met = (value, target) => (value <= target ? 'met' : 'missed');

/** The ratio of the CPU of one server among 10,000 to that of one among 1,000. */
const growthOf = (measured, name) => measured[10000][name].cpu / 10000 / (measured[1000][name].cpu / 1000);

function targets(results) {
  const { commands, apps, start, library, peers, gateway, alone, imports } = results;
  const { BEHIND_GATEWAY, IMPORTED, versions } = results;
  const overBare = (name, size) => apps[size][name].cpu / apps[size].bare.cpu;
  const overHelm = size => commands[size][SYNTH].cpu / commands[size][HELM].cpu;
  const ratio = (what, value, target) => [what, `at most ${target}`, value.toFixed(2), met(value, target)];
  const loading = library.wall / peers.wall;
  return [
    ...['mcp-app', 'library'].flatMap(name =>
      Object.entries(OVER_BARE).map(([size, target]) =>
        ratio(`${NAMES[name]}, over bare cdk8s, ${count(Number(size))} servers`, overBare(name, size), target),
      ),
    ),
    ...(versions.helm === undefined ? [] : [1000, 5000, 10000]).map(size =>
      ratio(`\`${SYNTH}\` over \`${HELM}\`, ${count(size)} servers`, overHelm(size), OVER_HELM),
    ),
    ratio('an `McpApp`, CPU of a server among 10,000 over that among 1,000', growthOf(apps, 'mcp-app'), 1.2),
    ratio(`\`${SYNTH}\`, the same`, growthOf(commands, SYNTH), 1.2),
    [`\`${SYNTH}\` of one server, start to finish`, 'at most 0.5 s', `${seconds(start.wall)} s`, met(start.wall, 0.5)],
    [
      "`require('cdk8s-mcp')` over cdk8s and cdk8s-plus-28",
      'at most 1.25',
      `${loading.toFixed(2)} (${(library.wall * 1000).toFixed(0)} ms)`,
      met(loading, 1.25),
    ],
    ...Object.entries(imports).map(([format, { cpu }]) => [
      `\`cdk8s-mcp import\` of ${count(IMPORTED)} servers in one file, ${format}`,
      'at most 2 s of CPU',
      `${seconds(cpu)} s`,
      met(cpu, 2),
    ]),
    ...readerTargets(results.readers.costs),
    ratio(`${BEHIND_GATEWAY} servers behind one gateway, over the same alone`, gateway.cpu / alone.cpu, 2),
  ];
}

const [CHECK, DIFF, LINTER] = ['cdk8s-mcp check', 'cdk8s-mcp diff', 'kube-linter'];

function readerTargets(costs) {
  const what = `\`${CHECK}\` over ${LINTER}, 1,000 servers`;
  const ratio = costs[LINTER] === undefined ? undefined : costs[CHECK].cpu / costs[LINTER].cpu;
  return [
    ratio === undefined
      ? [what, 'at most 0.5', `no ${LINTER}`, 'not measured']
      : [what, 'at most 0.5', ratio.toFixed(2), met(ratio, 0.5)],
    [
      `\`${DIFF}\` of two outputs of 1,000 servers`,
      'below 5 s of CPU',
      `${seconds(costs[DIFF].cpu)} s`,
      met(costs[DIFF].cpu, 4.999),
    ],
  ];
}

/** What each further server costs, in milliseconds of CPU, small fleets against large ones. */
function growth(commands) {
  const each = (name, from, to) =>
    (((commands[to][name].cpu - commands[from][name].cpu) / (to - from)) * 1000).toFixed(1);
  return (
    'The code of node becomes quick while it runs, that of helm is compiled beforehand: each further server costs ' +
    `\`${SYNTH}\` ${each(SYNTH, 100, 1000)} ms of CPU between 100 and 1,000 servers\n` +
    `and ${each(SYNTH, 5000, 10000)} ms between 5,000 and 10,000, ` +
    `and helm ${each(HELM, 100, 1000)} and ${each(HELM, 5000, 10000)} ms.\n`
  );
}

const reader = ([name, { cpu, wall, mebibytes }]) => [code(name), seconds(cpu), seconds(wall), mebibytes.toFixed(0)];
const missingReaders = ({ missing }) =>
  missing.length === 0 ? '' : `Not here when this was measured: ${missing.join(', ')}.\n`;
const imported = ([format, { cpu, wall, mebibytes }]) => [format, seconds(cpu), seconds(wall), mebibytes.toFixed(0)];
const lineCounts = ({ form, one, ten }) => [form, one, ten, ((ten - one) / 9).toFixed(0)];
const difference = ([name, kinds]) => {
  const found = kinds.length === 0 ? 'the same objects' : `other objects of the kinds ${kinds.join(', ')}`;
  return `- ${NAMES[name] ?? code(name)}: ${found}`;
};
