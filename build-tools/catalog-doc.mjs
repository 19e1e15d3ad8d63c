/** Writes docs/catalog.md from the data of the presets. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const require = createRequire(import.meta.url);
const { ENTRIES } = require(join(root, 'lib', 'catalog', 'entries.js'));

const cell = text => text.replaceAll('|', '\\|');
const code = text => `\`${text}\``;
const versionOf = ({ run }) =>
  run.kind === 'npm' || run.kind === 'pypi' ? `${run.kind} ${run.pin}` : `image ${run.image.replace(/@.*$/, '')}`;
const sessionsOf = ({ run }) =>
  run.kind === 'image' ? run.sessions : run.maxSessions === undefined ? 'none' : 'in-memory';
const needsOf = ({ variables = [], reaches, directories = [], run }) => [
  ...variables
    .filter(({ required }) => required)
    .map(({ name, or, secret }) => `${code(name)}${or ? ` or ${code(or)}` : ''}${secret ? ' (secret)' : ''}`),
  ...(reaches === undefined ? [] : ['egress']),
  ...directories.filter(({ kind }) => kind === 'given').map(({ path }) => `storage for ${code(path)}`),
  ...(run.image === undefined || run.image.includes('@') ? [] : ['an image with digest']),
];
const list = (title, items) => (items.length === 0 ? [] : ['', `${title}:`, '', ...items.map(item => `- ${item}`)]);
const variable = ({ name, purpose, required, secret }) =>
  `${code(name)}${secret ? ', secret' : ''}${required ? ', required' : ''}: ${purpose}`;
const writesOf = ({ readOnly: { writes } }) =>
  typeof writes === 'string' ? `No writes: ${writes}.` : 'Writes with a reason.';
const sectionOf = entry => [
  '',
  `## ${entry.id}`,
  '',
  `${entry.title}, [${entry.repository}](https://github.com/${entry.repository}), ${entry.licence}, ${entry.verdict}. Facts: ${entry.facts}.`,
  '',
  `Read-only by ${entry.readOnly.says}. ${writesOf(entry)}`,
  ...(entry.hosts === undefined ? [] : ['', `Hosts: ${entry.hosts.map(code).join(', ')}.`]),
  ...(entry.memoryMiB === undefined ? [] : ['', `Memory: ${entry.memoryMiB}Mi.`]),
  ...(entry.reaches === undefined ? [] : ['', `\`egress\` must lead to ${entry.reaches}.`]),
  ...list('Variables', (entry.variables ?? []).map(variable)),
  ...list(
    'Directories',
    (entry.directories ?? []).map(
      ({ path, kind, mebibytes, why }) => `${code(path)}${kind === 'given' ? '' : `, ${kind}, ${mebibytes}Mi`}: ${why}`,
    ),
  ),
  ...list('Known problems', entry.problems ?? []),
  ...list('Notes', entry.notes ?? []),
];

const lines = [
  '# Catalogue',
  '',
  '<!-- written by build-tools/catalog-doc.mjs from src/catalog/data -->',
  '',
  `${ENTRIES.length} well-known MCP servers as presets. A preset knows what the server needs and gives the props of an \`McpServer\`:`,
  '',
  '```ts',
  'const preset = McpCatalog.grafana();',
  "new McpServer(tools, 'grafana', preset.props({",
  "  env: { GRAFANA_URL: 'http://grafana.monitoring.svc.cluster.local:3000' },",
  "  secrets: { GRAFANA_SERVICE_ACCOUNT_TOKEN: SecretSource.fromSecretName('grafana', 'token') },",
  "  egress: [Egress.toPods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'grafana' }, port: 3000 })],",
  "  callers: [Callers.namespace('agents')],",
  '}));',
  '```',
  '',
  'What only a deployment knows is an error when it is missing: all of it at once, each with what it is for. `McpCatalog.ids` lists the presets and',
  '`McpCatalog.named(id)` finds one.',
  '',
  '**Reading.** Every preset is read-only. Where the server has a switch for that, the preset uses it, and it holds whoever calls. Where it has none, the',
  'preset names the tools that gateways let through: a caller that reaches the server without a gateway has them all. `writesReason` opens writes; the',
  'reason is written on the objects as `mcp-catalog/writes`.',
  '',
  '**Hosts.** The hosts below are allowed by name, which needs `NetworkPolicyEngine.CILIUM`. Under plain NetworkPolicy give `egress` with address ranges,',
  'pods or the public internet: it replaces the hosts. Under Cilium it replaces them too, so name again those that you still want.',
  '',
  '**Secrets** come from where `secrets` says, never from a store that nobody named. Tokens that callers must send become the `serverAuth` of the server, which',
  'gateways present.',
  '',
  '**Packages** of npm and PyPI are installed when a pod starts ([bridges.md](bridges.md)); `PrebuiltImage.of(preset.props(…).source)` makes an image of one.',
  '',
  '**Versions.** Images are pinned by digest, packages by version. A digest that one project alone names is weaker evidence than one that six name: the',
  'facts of each preset say which it is. `image` takes another, also from a registry of your own.',
  '',
  '| preset | what | version | sessions | read-only by | needs |',
  '|---|---|---|---|---|---|',
  ...ENTRIES.map(
    entry =>
      `| [\`${entry.id}\`](#${entry.id}) | ${cell(entry.title)} | ${versionOf(entry)} | ${sessionsOf(entry)} | ${cell(entry.readOnly.says)} | ${needsOf(entry).join(', ')} |`,
  ),
  ...ENTRIES.flatMap(sectionOf),
  '',
];
writeFileSync(join(root, 'docs', 'catalog.md'), lines.join('\n'));
