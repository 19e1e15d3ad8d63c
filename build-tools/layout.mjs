import { readdirSync } from 'node:fs';

/** The folders of src, from the bottom to the top: a folder imports from those above it in this list only. */
export const LAYOUT = [
  {
    folder: 'foundation',
    holds: 'names, labels, scopes, issues; `net`, `packages`, `credentials` and `yaml` below it',
  },
  { folder: 'protocol', holds: 'words of the MCP specification: transport, sessions, capabilities, addresses' },
  { folder: 'network', holds: 'vocabulary: callers, egress, certificate authorities, peers of network policies' },
  { folder: 'secrets', holds: 'vocabulary: where secrets come from, and what a server asks of its callers' },
  { folder: 'workload', holds: 'vocabulary: resources, scaling, probes, storage, sandbox, trust, tools' },
  { folder: 'source', holds: 'vocabulary: images, packages and the bridges that make HTTP servers of stdio programs' },
  { folder: 'endpoint', holds: 'what gateways, smoke tests and pools know of a server: `IMcpEndpoint`' },
  { folder: 'guardrails', holds: 'rules as data and pure functions, the guard that runs them, acknowledgements' },
  { folder: 'platform', holds: '`McpPlatform`: facts about the cluster and rules for a scope' },
  {
    folder: 'server',
    holds: '`McpServer`, `McpRemoteServer`, `PrebuiltImage`; `resolve`, `render` and `crds` below it',
  },
  { folder: 'namespace', holds: '`McpNamespace`' },
  { folder: 'gateway/settings', holds: 'vocabulary of gateways: authentication, limits, exposure, tool rules' },
  { folder: 'gateway/engines', holds: 'the contract of engines and what they share; one folder for each data plane' },
  { folder: 'gateway', holds: '`McpGateway`' },
  { folder: 'server-exposure', holds: '`McpServerExposure`: the way to a server without a gateway' },
  { folder: 'pool', holds: '`McpPool`' },
  { folder: 'smoke-test', holds: '`SmokeTest`' },
  { folder: 'app', holds: '`McpApp`' },
  { folder: 'admission', holds: '`McpAdmissionPolicy`' },
  { folder: 'report', holds: 'readers of final manifests: `McpReport`, `McpDiff`, the validation plugin' },
  { folder: 'catalog', holds: '`McpCatalog`: well-known servers as data' },
  {
    folder: 'app-file',
    holds: 'apps as YAML: forms of the public API, constructs, TypeScript and JSON Schema from them',
  },
  { folder: 'importers', holds: '`McpImport`: one file for each foreign format, the draft of an app file' },
  { folder: 'exporters', holds: 'what registries, clients and developer portals read of an app' },
  { folder: 'cli', holds: 'the command line, one file for each command' },
];

const ENGINES = readdirSync(new URL('../src/gateway/engines/', import.meta.url), { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => `gateway/engines/${name}`);

/** Folders that may not know one another although one is below the other, or both are at one height. */
const APART = [
  { folder: 'server/render', from: ['server/resolve'] },
  { folder: 'server/resolve', from: ['server/render'] },
  ...ENGINES.map(folder => ({ folder, from: ENGINES.filter(other => other !== folder) })),
];

const BELOW = LAYOUT.map(({ folder }) => folder);
const hasFoldersOfItsOwn = folder => BELOW.some(other => other.startsWith(`${folder}/`));
const files = folder => `./src/${folder}/${hasFoldersOfItsOwn(folder) ? '*.ts' : '**/*.ts'}`;

/** The zones of import/no-restricted-paths. */
export const ZONES = [
  ...LAYOUT.map(({ folder }, i) => ({
    target: [files(folder)],
    from: [...LAYOUT.slice(i + 1).map(above => files(above.folder)), './src/*.ts'],
    message: `src/${folder} may not import what is above it (docs/architecture.md)`,
  })),
  ...APART.map(({ folder, from }) => ({
    target: [files(folder)],
    from: from.map(files),
    message: `src/${folder} may not know it (docs/architecture.md)`,
  })),
];
