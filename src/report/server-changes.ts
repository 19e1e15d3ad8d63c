import { Change } from './change';
import { Comparison, restrictionWeight } from './comparison';
import { ServerPosture } from './posture';
import { ToolReviews, reviewChanges } from './review-changes';
import { workloadChanges } from './workload-changes';

/** What differs in a server. */
export function serverChanges(
  pair: Comparison<ServerPosture>,
  reviewed: ToolReviews = {},
  reviewedNow: ToolReviews = {},
): Change[] {
  return [
    ...pair.value('quarantine', ({ quarantine }) => quarantine, { weight: restrictionWeight }),
    ...pair.value('package', server => server.package),
    ...pair.value('bridge', ({ bridge }) => bridge),
    ...pair.value('transport', ({ transport }) => transport),
    ...pair.value('sessions', ({ sessions }) => sessions),
    ...pair.value('port', ({ port }) => port?.toString()),
    ...pair.value('asks callers for', ({ serverAuth }) => serverAuth, {
      kind: 'server-auth-changed',
      weight: (_, after) => (after === undefined ? 'widened' : 'changed'),
    }),
    ...allowedToolChanges(pair),
    ...pair.members(
      'denied tool',
      ({ tools }) => tools?.denied ?? [],
      tool => tool,
      { added: () => 'narrowed', removed: () => 'widened' },
    ),
    ...reviewChanges(pair, reviewed, reviewedNow),
    ...workloadChanges(pair),
  ];
}

/** Without a list of allowed tools every tool may be used. */
function allowedToolChanges(pair: Comparison<ServerPosture>): Change[] {
  if (pair.before.tools?.allowed === undefined || pair.after.tools?.allowed === undefined) {
    return pair.value('allowed tools', ({ tools }) => tools?.allowed?.join(' '), {
      kind: 'tools-allowed-changed',
      weight: restrictionWeight,
    });
  }
  return pair.members(
    'allowed tool',
    ({ tools }) => tools?.allowed ?? [],
    tool => tool,
  );
}
