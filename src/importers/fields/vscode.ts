import { MCP_JSON } from './mcp-json';
import { CARRIED, FieldTable, decision, each, told } from '../field-table';

/** The fields of a server in `.vscode/mcp.json`: those of other clients, and a sandbox. */
export const VS_CODE: FieldTable = {
  ...MCP_JSON,
  ...each(['sandboxEnabled', 'sandbox'], told('pods are always hardened')),
  ...each(
    ['network.allowedDomains', 'network.deniedDomains', 'filesystem.denyWrite', 'filesystem.denyRead'],
    CARRIED,
    'sandbox.',
  ),
  'sandbox.filesystem.allowWrite': decision(
    'storage',
    'folder',
    'a folder that it writes to: give it storage at a path of the container, or leave it out for /tmp',
  ),
};
