import { Change } from './change';
import { Comparison } from './comparison';
import { GatewayRights } from './gateway-rights';
import { GatewayPosture } from './posture';
import { idOf } from './posture-text';
import { rightsChanges } from './rights-changes';
import { workloadChanges } from './workload-changes';

/** What differs in a gateway. */
export function gatewayChanges(
  pair: Comparison<GatewayPosture>,
  before: GatewayRights = new Map(),
  after: GatewayRights = new Map(),
): Change[] {
  const everyone = pair.after.auth === 'anonymous' ? 'anonymous callers' : 'every caller';
  return [
    ...pair.value('auth', ({ auth }) => auth, { weight: () => 'widened' }),
    ...rightsChanges({ before, after, everyone }, pair.subject),
    ...pair.value('engine', ({ engine }) => engine),
    ...pair.value('access log', ({ accessLog = 'standard output' }) => accessLog, { kind: 'access-log-changed' }),
    ...pair.members('server', ({ servers }) => servers, idOf),
    ...pair.members(
      'remote server',
      ({ remote }) => remote,
      host => host,
    ),
    ...pair.members(
      'host',
      ({ hosts }) => hosts,
      host => host,
    ),
    ...workloadChanges(pair),
  ];
}
