import { ToolRule } from './settings/tool-rule';
import { GatewayTargets } from './targets';

/** What is wrong with the servers of a gateway once all of them are known. */
export function serverProblems(path: string, rules: readonly ToolRule[], targets: GatewayTargets): string[] {
  const unknownServers = rules.flatMap(({ _rule: rule }, i) => {
    const servers = rule.kind === 'allow' ? (rule.servers ?? []) : [];
    return servers
      .filter(server => targets.of(server) === undefined)
      .map(
        server =>
          `${path}: authorization[${i}].servers has ${server.node.path}, which is not behind the gateway.` +
          ' Fix: addServer(server), or leave it out',
      );
  });
  const noServers =
    `${path}: servers must have at least one server.` +
    ' Fix: new McpGateway(…, { servers: […] }), or addServer(server)';
  return targets.size > 0 ? unknownServers : [noServers];
}
