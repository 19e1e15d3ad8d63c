/** docs/performance.md from what was measured. */
import { cpus, totalmem } from 'node:os';

const seconds = value => (value < 0.1 ? value.toFixed(3) : value.toFixed(2));
const size = value => value.toLocaleString('en');
const cell = cost => (cost === undefined ? '–' : `${seconds(cost.cpu)} (${cost.mebibytes.toFixed(0)})`);
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`).join('\n');
const met = (value, target) => (value <= target ? 'met' : 'missed');
const NAMES = { library: 'with this library', bare: 'bare `ApiObject`s, the same objects', plus: 'cdk8s-plus-28' };

export function page({
  SIZES,
  LARGEST_OF_ALL,
  BEHIND_GATEWAY,
  whole,
  apps,
  differences,
  start,
  ours,
  theirs,
  behind,
  alone,
  read,
  lines,
  versions,
}) {
  const columns = SIZES.map(each => `${size(each)} servers`);
  const helm = versions.helm !== undefined;
  const each = (costs, name, servers) => costs[servers][name].cpu / servers;
  const ratios = Object.fromEntries(
    SIZES.map(servers => [servers, apps[servers].library.cpu / apps[servers].bare.cpu]),
  );
  const against = servers => whole[servers]['cdk8s-mcp synth'].cpu / whole[servers]['helm template'].cpu;
  const growth = (costs, name) => each(costs, name, 10000) / each(costs, name, 1000);
  const further = (name, from, to) => (((whole[to][name].cpu - whole[from][name].cpu) / (to - from)) * 1000).toFixed(1);
  const targets = [
    ...[100, 1000, 5000].map(servers => [
      `app with this library, over bare cdk8s, ${size(servers)} servers`,
      'at most 1.3',
      ratios[servers].toFixed(2),
      met(ratios[servers], 1.3),
    ]),
    ...(helm
      ? [1000, 5000, 10000].map(servers => [
          `\`cdk8s-mcp synth\` over \`helm template\`, ${size(servers)} servers`,
          'below 1',
          against(servers).toFixed(2),
          met(against(servers), 0.9999),
        ])
      : []),
    [
      'app, CPU of a server among 10,000 over that among 1,000',
      'at most 1.2',
      growth(apps, 'library').toFixed(2),
      met(growth(apps, 'library'), 1.2),
    ],
    [
      '`cdk8s-mcp synth`, the same',
      'at most 1.2',
      growth(whole, 'cdk8s-mcp synth').toFixed(2),
      met(growth(whole, 'cdk8s-mcp synth'), 1.2),
    ],
    [
      '`cdk8s-mcp synth` of one server, start to finish',
      'at most 0.5 s',
      `${seconds(start.wall)} s`,
      met(start.wall, 0.5),
    ],
    [
      "`require('cdk8s-mcp')` over cdk8s and cdk8s-plus-28",
      'at most 1.25',
      `${(ours.wall / theirs.wall).toFixed(2)} (${(ours.wall * 1000).toFixed(0)} ms)`,
      met(ours.wall / theirs.wall, 1.25),
    ],
    [
      `${BEHIND_GATEWAY} servers behind one gateway, over the same alone`,
      'at most 2',
      (behind.cpu / alone.cpu).toFixed(2),
      met(behind.cpu / alone.cpu, 2),
    ],
  ];
  return `# Performance

What manifests cost with this library and with what else makes them. This page is written by the benchmark:

\`\`\`sh
npm run bench               # prints it, in about a quarter of an hour
npm run bench -- --write    # writes it to docs/performance.md
\`\`\`

Measured on ${new Date().toISOString().slice(0, 10)}, ${cpus().length} cores of ${cpus()[0].model.trim()}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${process.platform} ${process.arch}, node ${process.version}${helm ? `, helm ${versions.helm}` : ', no helm (skipped)'}${versions.kustomize === undefined ? ', no kustomize (skipped)' : `, kustomize ${versions.kustomize}`}. Other programs ran on the same
machine: read the ratios rather than the seconds. Each server has an image, variables, a token from a vault, one kind of callers, one way out and an owner, which are seven objects and 360 lines.

## Commands

CPU seconds of the whole process and its children, from start to finish, all cores together; in brackets the most memory in MiB.

${table(
  ['', ...columns],
  Object.keys(whole[SIZES[0]]).map(name => [`\`${name}\``, ...SIZES.map(servers => cell(whole[servers][name]))]),
)}

\`cdk8s-mcp synth\` reads an app file, judges every object with every rule, and writes the bytes that cdk8s would write. Helm fills templates and judges nothing. Each overlay of kustomize
is built by itself, because overlays over one base cannot be accumulated while their objects have the same names; it is measured once, above ${size(LARGEST_OF_ALL)} servers not at all.

Most of the time of \`cdk8s-mcp synth\` goes to rendering objects and judging them, to making constructs and checking props, and to collecting garbage. It reads plain app files itself. One that is not plain, with
flow lists, blocks of text, tabs or letters beyond ASCII, goes through the YAML parser, which takes about a quarter more.

## In an app

CPU seconds of making constructs and of \`app.synth()\`, modules loaded, in brackets the most memory of the whole process in MiB. The text is written by cdk8s.

${table(
  ['', ...columns],
  Object.keys(apps[SIZES[0]]).map(name => [NAMES[name], ...SIZES.map(servers => cell(apps[servers][name]))]),
)}

Bare \`ApiObject\`s are the objects that the library made, read from JSON before the clock starts. cdk8s-plus-28 stands for its Deployment, Service, ServiceAccount, HorizontalPodAutoscaler and
NetworkPolicy; ExternalSecret and PodDisruptionBudget, for which it has no construct, are \`ApiObject\`s.

## Targets

${table(['what', 'target', 'measured', ''], targets)}

Where a target is missed: an app with this library pays for what bare objects do not have, which is reading props, rendering, and judging every object. A good part of that is V8, which compiles more functions for
speed than for bare objects. \`node --interrupt-budget=500000\`, which \`cdk8s-mcp\` sets for itself, puts that off; a library does not set such flags for the process of its user.
${
  !helm
    ? ''
    : `The code of node becomes quick while it runs, that of helm is compiled beforehand: each further server costs \`cdk8s-mcp synth\` ${further('cdk8s-mcp synth', 100, 1000)} ms of CPU between 100 and 1,000 servers
and ${further('cdk8s-mcp synth', 5000, 10000)} ms between 5,000 and 10,000, and helm ${further('helm template', 100, 1000)} and ${further('helm template', 5000, 10000)} ms.
`
}
## Reading manifests

CPU seconds of a whole command on the manifests of 1,000 servers, which are 7,000 objects.

${table(
  ['command', 'CPU s', 'seconds', 'MiB'],
  Object.entries(read).map(([name, cost]) => [
    `\`cdk8s-mcp ${name}\``,
    seconds(cost.cpu),
    seconds(cost.wall),
    cost.mebibytes.toFixed(0),
  ]),
)}

## Lines

What a team writes and keeps for the same fleet: lines that are neither blank nor comments, one server and ten servers, every file of the form counted. Values, overlays and app files are
written by one YAML writer in block style; the TypeScript is what \`cdk8s-mcp synth --to ts\` makes of the app file, without a loop. The overlays say only what differs between the servers, the other forms everything.

${table(
  ['form', 'one server', 'ten servers', 'each further server'],
  lines.map(({ form, one, ten }) => [form, one, ten, ((ten - one) / 9).toFixed(0)]),
)}

The chart, the overlays and the program for cdk8s-plus-28 must be written and kept first; nothing but review says whether they are still sound.

## Whether they are equal

The output of every contender for 100 servers is read back and compared object by object with that of \`cdk8s-mcp synth\`:

${Object.entries(differences)
  .map(
    ([name, kinds]) =>
      `- ${name in NAMES ? NAMES[name] : `\`${name}\``}: ${kinds.length === 0 ? 'the same objects' : `other objects of the kinds ${kinds.join(', ')}`}`,
  )
  .join('\n')}

With cdk8s-plus-28 the selectors are hashes of construct paths, and these are left out, most of them because its constructs have no place for them: the seccomp profile of the pod,
supplemental groups, \`preStop.sleep\`, service links, spreading over nodes and zones, ephemeral storage below a gibibyte, ports by name. The sources of all contenders are in [bench/contenders](../bench/contenders).

## How it is measured

Every run is a process of its own. Contenders take turns, three times up to 1,000 servers and once above; the numbers are medians. Start and loading are measured nine times. Whole commands are measured by \`wait4\`, apps by \`process.cpuUsage\`.
Tests never measure time.
`;
}
