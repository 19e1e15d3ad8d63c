import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { poolScopes } from './pool-membership';
import { McpPlatform } from '../platform/mcp-platform';
import { ServerContext } from './resolve/resolution';
import { namespaceDefaults } from '../foundation/scopes';

/** What a construct finds where it is created. */
export function serverContextOf(construct: Construct, id: string): ServerContext {
  return {
    path: construct.node.path,
    id,
    platform: McpPlatform._read(construct),
    defaults: namespaceDefaults.upwards(construct)[0],
    chartNamespace: Chart.of(construct).namespace,
    pool: poolScopes.upwards(construct)[0],
  };
}
