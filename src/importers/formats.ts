import { importArchon } from './archon';
import { importMcpJson, importVsCode } from './client-config';
import { importCompose } from './compose';
import { importResourcesOf, itemsOf } from './custom-resources';
import { importDockerCatalog } from './docker-catalog';
import { Draft } from './draft';
import { Field } from './field';
import { isKmcp, readKmcp } from './kmcp';
import { importMatey, isMatey, readMatey } from './matey';
import { importServerJson } from './server-json';
import { isSigMcpServer, readSigMcpServer } from './sig-apps';
import { isToolHive, readToolHive } from './toolhive';
import { isV2dy, readV2dy } from './v2dy';

/** A format that can be imported. */
export interface Format {
  readonly name: string;
  /** Whether documents look like it. */
  readonly fits: (documents: readonly Field[]) => boolean;
  readonly read: (draft: Draft, documents: readonly Field[]) => void;
}

type Resource = readonly [matches: (resource: Field) => boolean, read: Parameters<typeof importResourcesOf>[3]];

/** A format of one document. */
function single(name: string, looks: (root: Field) => boolean, read: (draft: Draft, root: Field) => void): Format {
  return {
    name,
    fits: documents => documents.length === 1 && documents[0].isMap && looks(documents[0]),
    read: (draft, [root, second]) => {
      if (second !== undefined) {
        second.refuse('must not be there: the format has one document');
        return;
      }
      if (!root.isMap) {
        root.refuse(`must be a map of the format ${name}`);
        return;
      }
      read(draft, root);
    },
  };
}

function resources(name: string, [matches, read]: Resource): Format {
  return {
    name,
    fits: documents => documents.flatMap(itemsOf).some(matches),
    read: (draft, documents) => {
      if (!documents.flatMap(itemsOf).some(matches)) {
        documents[0].refuse(`must have a resource of ${name}`, 'apiVersion and kind say what it is');
        return;
      }
      importResourcesOf(draft, documents, matches, read);
    },
  };
}

const MATEY_CRD = resources('matey', [isMatey, readMatey]);
const MATEY_YAML = single(
  'matey',
  root =>
    root.at('servers').isMap &&
    ['proxy', 'proxy_auth', 'registry', 'task_scheduler', 'memory', 'rbac', 'oauth', 'version'].some(
      key => root.at(key).isGiven,
    ),
  importMatey,
);

export const FORMATS = {
  serverJson: single(
    'server.json',
    root =>
      (root.at('packages').isList ||
        root.at('remotes').isList ||
        root.at('server', 'name').isGiven ||
        /server\.schema\.json/.test(root.at('$schema').text ?? '')) &&
      !root.at('services').isGiven,
    importServerJson,
  ),
  archon: single('archon', root => root.at('config', 'mcp').isMap || root.at('mcp', 'security').isMap, importArchon),
  mcpJson: single('mcp.json', root => root.at('mcpServers').isMap || root.at('mcp', 'servers').isMap, importMcpJson),
  compose: single('docker-compose', root => root.at('services').isMap, importCompose),
  toolHive: resources('toolhive', [isToolHive, readToolHive]),
  kmcp: resources('kmcp', [isKmcp, readKmcp]),
  sigMcpServer: resources('mcp.x-k8s.io', [isSigMcpServer, readSigMcpServer]),
  v2dy: resources('v2dy', [isV2dy, readV2dy]),
  dockerCatalog: single(
    'docker-mcp-catalog',
    root =>
      (root.at('registry').isMap && !root.at('servers').isGiven) ||
      (root.at('name').isGiven && (root.at('image').isGiven || root.at('remote').isMap)),
    importDockerCatalog,
  ),
  matey: {
    name: 'matey',
    fits: documents => MATEY_CRD.fits(documents) || MATEY_YAML.fits(documents),
    read: (draft, documents) => {
      (MATEY_CRD.fits(documents) ? MATEY_CRD : MATEY_YAML).read(draft, documents);
    },
  },
  vsCode: single('vscode', root => root.at('servers').isMap, importVsCode),
} as const satisfies Readonly<Record<string, Format>>;
