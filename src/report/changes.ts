import { Change } from './change';
import { Comparison } from './comparison';
import { Manifests, findingChanges } from './finding-changes';
import { gatewayChanges } from './gateway-changes';
import { GatewayRights } from './gateway-rights';
import { poolChanges } from './pool-changes';
import { GatewayPosture, Posture, ServerPosture, WorkloadPosture } from './posture';
import { idOf } from './posture-text';
import { ToolReviews } from './review-changes';
import { serverChanges } from './server-changes';
import { compare } from '../foundation/reader';

/** How things of one type are identified and compared. */
interface Comparer<T> {
  readonly type: string;
  readonly id: (item: T) => string;
  readonly changes: (pair: Comparison<T>) => Change[];
}

/** What runs, and who may use what. */
interface State {
  readonly posture: Posture;
  /** By the namespace and name of each gateway. */
  readonly rights: ReadonlyMap<string, GatewayRights>;
  /** By the namespace and name of each server. */
  readonly reviews: ReadonlyMap<string, ToolReviews>;
  readonly manifests: Manifests;
}

/** The differences that have a meaning; order and formatting have none. */
export function changesBetween(old: State, now: State): Change[] {
  const [before, after] = [old.posture, now.posture];
  const gateways: Comparer<GatewayPosture> = {
    type: 'gateway',
    id: idWithKind,
    changes: pair => gatewayChanges(pair, old.rights.get(idOf(pair.before)), now.rights.get(idOf(pair.after))),
  };
  const servers: Comparer<ServerPosture> = {
    type: 'server',
    id: idWithKind,
    changes: pair => serverChanges(pair, old.reviews.get(idOf(pair.before)), now.reviews.get(idOf(pair.after))),
  };
  return [
    ...changesOf(servers, before.servers, after.servers),
    ...changesOf(gateways, before.gateways, after.gateways),
    ...changesOf({ type: 'pool', id: ({ namespace }) => namespace, changes: poolChanges }, before.pools, after.pools),
    ...findingChanges(new Comparison(before, after, 'rules'), old.manifests, now.manifests),
  ];
}

function idWithKind(workload: WorkloadPosture): string {
  return `${workload.kind === undefined ? '' : `${workload.kind} `}${idOf(workload)}`;
}

/** Things that were added or removed, and the changes of those that are in both lists. */
function changesOf<T>({ type, id, changes }: Comparer<T>, before: readonly T[], after: readonly T[]): Change[] {
  const [old, now] = [before, after].map(items => new Map(items.map(item => [id(item), item])));
  return [...new Set([...old.keys(), ...now.keys()])].sort(compare).flatMap((key): Change[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const subject = `${type} ${key}`;
    if (was === undefined) {
      return [{ weight: 'widened', subject, kind: `${type}-added`, text: 'is new' }];
    }
    if (is === undefined) {
      // a namespace without its pool has no quota
      const weight = type === 'pool' ? 'widened' : 'narrowed';
      const text = 'is removed; a plain apply keeps its objects';
      return [{ weight, subject, kind: `${type}-removed`, text }];
    }
    return changes(new Comparison(was, is, subject));
  });
}
