import { importArchon, isArchon } from './archon';
import { importMcpJson, importVsCode, isMcpJson, isVsCode } from './client-config';
import { importCompose, isCompose } from './compose';
import { importDockerCatalog, isDockerCatalog } from './docker-catalog';
import { ARCHON_FIELDS } from './fields/archon';
import { COMPOSE_FIELDS } from './fields/compose';
import { DOCKER_CATALOG_FIELDS } from './fields/docker-catalog';
import { KMCP_FIELDS } from './fields/kmcp';
import { MATEY_FIELDS } from './fields/matey';
import { MCP_JSON } from './fields/mcp-json';
import { SERVER_JSON_FIELDS } from './fields/server-json';
import { SIG_FIELDS } from './fields/sig-apps';
import { TOOLHIVE_FIELDS } from './fields/toolhive';
import { V2DY_FIELDS } from './fields/v2dy';
import { VS_CODE } from './fields/vscode';
import { WORKLOAD } from './fields/workloads';
import { Format, documentReader, firstOf, kindsReader, resourceReader } from './format';
import { KMCP_KINDS, isKmcp, kmcpKinds } from './kmcp';
import { importMatey, isMatey, isMateyFile, readMatey } from './matey';
import { importServerJson, isServerJson } from './server-json';
import { isSigMcpServer, readSigMcpServer } from './sig-apps';
import { TOOLHIVE_KINDS, isToolHive, toolHiveKinds } from './toolhive';
import { isV2dy, readV2dy } from './v2dy';
import { WORKLOAD_READER } from './workloads';

/**
 * Every format that can be imported, by the name of its factory: `McpImport.fromServerJson` reads `serverJson`. A text
 * of an unknown format has the first one that matches. `McpImport.detect`, `import --format` and a table in
 * docs/importing.md are made from this list.
 */
export const FORMATS = {
  serverJson: {
    name: 'server.json',
    option: 'server-json',
    title: 'Registry `server.json`',
    reads: '`server.json` of the MCP registry, every published generation',
    fields: SERVER_JSON_FIELDS,
    ...documentReader('server.json', isServerJson, importServerJson),
  },
  archon: {
    name: 'archon',
    option: 'archon',
    title: 'Archon values',
    reads: "the values of Archon's Helm chart",
    fields: ARCHON_FIELDS,
    ...documentReader('archon', isArchon, importArchon),
  },
  mcpJson: {
    name: 'mcp.json',
    option: 'mcp-json',
    title: '`mcp.json` of Claude, Cursor and others',
    reads: '`mcpServers` of Claude, Cursor, Windsurf and other clients',
    fields: MCP_JSON,
    ...documentReader('mcp.json', isMcpJson, importMcpJson),
  },
  compose: {
    name: 'docker-compose',
    option: 'compose',
    title: 'docker-compose',
    reads: 'the services of a docker-compose file',
    fields: COMPOSE_FIELDS,
    ...documentReader('docker-compose', isCompose, importCompose),
  },
  toolHive: {
    name: 'toolhive',
    option: 'toolhive',
    title: 'ToolHive `MCPServer`',
    reads:
      '`MCPServer`, `MCPRemoteProxy`, `MCPServerEntry`, `VirtualMCPServer`, `MCPGroup` and `MCPToolConfig` of ' +
      '`toolhive.stacklok.dev`, v1alpha1 and v1beta1',
    kinds: TOOLHIVE_KINDS,
    fields: TOOLHIVE_FIELDS,
    ...kindsReader('toolhive', isToolHive, toolHiveKinds),
  },
  kmcp: {
    name: 'kmcp',
    option: 'kmcp',
    title: 'kmcp `MCPServer`',
    reads: '`MCPServer`, `RemoteMCPServer` and `ToolServer` of `kagent.dev`',
    kinds: KMCP_KINDS,
    fields: KMCP_FIELDS,
    ...kindsReader('kmcp', isKmcp, kmcpKinds),
  },
  sigMcpServer: {
    name: 'mcp.x-k8s.io',
    option: 'sig-mcpserver',
    title: 'SIG Apps `MCPServer` (`mcp.x-k8s.io`)',
    reads: '`MCPServer` of `mcp.x-k8s.io`',
    fields: SIG_FIELDS,
    kinds: 'MCPServer of mcp.x-k8s.io',
    ...resourceReader('mcp.x-k8s.io', isSigMcpServer, readSigMcpServer),
  },
  v2dy: {
    name: 'v2dy',
    option: 'v2dy',
    title: 'v2dY `MCPServer`',
    reads: '`MCPServer` of v2dY, in the shape with an image',
    fields: V2DY_FIELDS,
    kinds: 'MCPServer of mcp.v2dy.io',
    ...resourceReader('v2dy', isV2dy, readV2dy),
  },
  dockerCatalog: {
    name: 'docker-mcp-catalog',
    option: 'docker-catalog',
    title: 'Docker MCP catalog',
    reads: "`server.yaml` of Docker's MCP catalog, or a catalog with many servers",
    fields: DOCKER_CATALOG_FIELDS,
    ...documentReader('docker-mcp-catalog', isDockerCatalog, importDockerCatalog),
  },
  matey: {
    name: 'matey',
    option: 'matey',
    title: 'Matey',
    reads: '`matey.yaml`, or `MCPServer` of `mcp.matey.ai`',
    kinds: 'MCPServer of mcp.matey.ai',
    fields: MATEY_FIELDS,
    ...firstOf(resourceReader('matey', isMatey, readMatey), documentReader('matey', isMateyFile, importMatey)),
  },
  vsCode: {
    name: 'vscode',
    option: 'vscode',
    title: 'VS Code `mcp.json`',
    reads: '`servers` and `inputs` of `.vscode/mcp.json`',
    fields: VS_CODE,
    ...documentReader('vscode', isVsCode, importVsCode),
  },
  kubernetes: {
    name: 'kubernetes',
    option: 'kubernetes',
    title: 'Deployments and StatefulSets',
    reads:
      '`Deployment` and `StatefulSet` with the objects beside them, as `helm template` and `kubectl get` write them',
    fields: WORKLOAD,
    ...WORKLOAD_READER,
  },
} as const satisfies Readonly<Record<string, Format>>;

/** The key of a format in `FORMATS`. */
export type FormatKey = keyof typeof FORMATS;

/** The keys of formats by the values of `import --format`, sorted. */
export const FORMAT_OPTIONS: ReadonlyMap<string, FormatKey> = new Map(
  // the keys of an object literal are those of its type
  (Object.keys(FORMATS) as FormatKey[])
    .map((key): [string, FormatKey] => [FORMATS[key].option, key])
    .sort(([a], [b]) => (a < b ? -1 : 1)),
);
