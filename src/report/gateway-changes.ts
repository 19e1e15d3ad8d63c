import { Change } from './change';
import { Comparison } from './comparison';
import { GatewayPosture } from './posture';
import { idOf } from './posture-text';
import { workloadChanges } from './workload-changes';

/** What differs in a gateway. */
export function gatewayChanges(pair: Comparison<GatewayPosture>): Change[] {
  return [
    ...pair.value('auth', ({ auth }) => auth, { weight: () => 'widened' }),
    // which of two policies lets more through is not decided here: somebody must look
    ...pair.members(
      'policy',
      ({ policies }) => policies,
      policy => policy,
      { removed: 'widened' },
    ),
    ...pair.value('engine', ({ engine }) => engine),
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
