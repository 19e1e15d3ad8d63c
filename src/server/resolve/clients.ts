import { Issues } from '../../foundation/issues';
import { Reader, compare } from '../../foundation/reader';
import { checkMember } from '../../platform/checks';
import { McpCapability } from '../../protocol/capability';
import { ServerAuth } from '../../secrets/server-auth';
import { ToolPolicy } from '../../workload/tool-policy';
import { McpServerProps } from '../mcp-server-props';
import { ServerSpec } from '../spec';

export const CLIENT_PROPS = { serverAuth: true, tools: true, capabilities: true } as const;
export const CLIENT_CLASSES = { serverAuth: ServerAuth, tools: ToolPolicy };

/** What gateways and clients learn of the server. */
export function resolveClients(
  issues: Issues,
  { serverAuth, tools, capabilities: input }: McpServerProps,
): Pick<ServerSpec, 'serverAuth' | 'tools' | 'capabilities'> {
  const capabilities = new Reader(issues).textList(input, 'capabilities');
  capabilities.forEach((capability, i) => checkMember(issues, `capabilities[${i}]`, McpCapability, capability));
  return { serverAuth, tools, capabilities: [...new Set(capabilities)].sort(compare) };
}
