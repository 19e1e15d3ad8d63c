// The autoscaler, under real load.
import { ask, call, paths, until } from '../api.mjs';
import { CALLS, TOOLS } from './apps.mjs';
import { probe } from './pods.mjs';
import { Table } from './table.mjs';

const SECONDS = 120;

export async function proveScaling(urls) {
  const table = new Table('scaling');
  const metrics = await call('GET', `/apis/metrics.k8s.io/v1beta1/namespaces/${TOOLS}/pods`);
  if (metrics.status !== 200 || metrics.body.items.length === 0) {
    console.log('scaling: skipped (no metrics)');
    return table;
  }
  const autoscaler = () => ask('GET', `${paths(TOOLS).autoscaling}/horizontalpodautoscalers/time`);
  const {
    status: { currentReplicas: before },
    spec: { minReplicas = 1, maxReplicas },
  } = await autoscaler();
  // the load of other checks may have been enough, on a slow machine
  const isFull = before === maxReplicas && before > minReplicas;
  let now = before;
  const load = probe('agent', { mode: 'load', url: urls.time, seconds: SECONDS, workers: 6, ...CALLS.time });
  const took = await until(
    SECONDS,
    async () => {
      ({
        status: { currentReplicas: now },
      } = await autoscaler());
      return isFull || now > before;
    },
    1000,
  );
  const { calls, failed } = await load;
  const scaled = () => {
    if (isFull) {
      return `from ${minReplicas} to its maximum, ${before}, by the load of the checks before`;
    }
    return took === undefined ? `still ${now}` : `from ${before} to ${now} after ${took.toFixed(0)} s`;
  };
  table.row('the autoscaler of time adds replicas under load', took !== undefined && now <= maxReplicas, scaled());
  table.row('calls while it scales', failed === 0, `${failed} of ${calls} failed`);
  return table;
}
