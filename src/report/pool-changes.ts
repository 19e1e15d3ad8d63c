import { Change } from './change';
import { Comparison, restrictionWeight } from './comparison';
import { PoolPosture } from './posture';
import { compare } from '../foundation/reader';

/** What differs in a pool. */
export function poolChanges(pair: Comparison<PoolPosture>): Change[] {
  const keys = [...new Set([pair.before, pair.after].flatMap(({ quota }) => Object.keys(quota)))].sort(compare);
  return [
    // a higher quota is not wider: every new server raises it
    ...keys.flatMap(key =>
      pair.value(`quota ${key}`, ({ quota }) => quota[key], { kind: 'quota-changed', weight: restrictionWeight }),
    ),
    ...pair.value('Pod Security', ({ podSecurity }) => podSecurity, {
      kind: 'pod-security-changed',
      weight: (_, after) => (after === 'restricted' ? 'narrowed' : 'widened'),
    }),
  ];
}
