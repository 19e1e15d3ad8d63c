// A node whose pods take all their time to end. On the fake nodes of kwok a pod that is deleted is gone at once, so
// that it never counts beside the one that takes its place; on a real node it counts against the quota until it has
// ended. This script plays the kubelet of one node: pods are Ready as soon as they are bound, and one that is deleted
// stays until its grace period is over.
import { setTimeout as sleep } from 'node:timers/promises';
import { BY_HAND } from './apps.mjs';
import { ask, call } from '../api.mjs';

const NAME = 'pool-proof-by-hand';
const NODE = `/api/v1/nodes/${NAME}`;
const HEARTBEAT_MS = 10000;
const room = { 'cpu': '64', 'memory': '256Gi', 'pods': '1000', 'ephemeral-storage': '1Ti' };
const merge = (path, body) => call('PATCH', `${path}/status`, body, 'application/strategic-merge-patch+json');

async function beat() {
  const now = new Date().toISOString();
  const conditions = [{ type: 'Ready', status: 'True', reason: 'ByHand', lastHeartbeatTime: now }];
  await merge(NODE, { status: { capacity: room, allocatable: room, conditions } });
}

async function makeReady({ metadata, spec }) {
  const now = new Date().toISOString();
  const condition = type => ({ type, status: 'True', lastTransitionTime: now });
  const containerStatuses = spec.containers.map(({ name, image }) => ({
    name,
    image,
    imageID: '',
    ready: true,
    restartCount: 0,
    state: { running: { startedAt: now } },
  }));
  await merge(`/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, {
    status: {
      phase: 'Running',
      startTime: now,
      conditions: ['Initialized', 'ContainersReady', 'Ready'].map(condition),
      containerStatuses,
    },
  });
}

const end = ({ metadata }) =>
  call('DELETE', `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`, { gracePeriodSeconds: 0 });

/**
 * Makes the node. `pause(work)` leaves its pods as they are meanwhile; `endAll(namespace)` ends what is ending there;
 * `remove()` stops the play.
 */
export async function nodeByHand() {
  // 409: an earlier run left it
  await call('POST', '/api/v1/nodes', {
    metadata: {
      name: NAME,
      labels: {
        [BY_HAND]: 'true',
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': NAME,
      },
    },
    spec: { taints: [{ key: BY_HAND, effect: 'NoSchedule' }] },
  });
  let [stopped, paused] = [false, false];
  const pods = async () => (await ask('GET', `/api/v1/pods?fieldSelector=spec.nodeName%3D${NAME}`)).items;
  const play = async () => {
    for (let last = 0; !stopped; await sleep(200)) {
      if (Date.now() - last > HEARTBEAT_MS) {
        await beat();
        last = Date.now();
      }
      for (const pod of await pods()) {
        if (paused) {
          break;
        }
        const {
          metadata: { deletionTimestamp },
          status: { phase },
        } = pod;
        if (deletionTimestamp === undefined && phase === 'Pending') {
          await makeReady(pod);
        }
        if (deletionTimestamp !== undefined && Date.parse(deletionTimestamp) <= Date.now()) {
          await end(pod);
        }
      }
    }
  };
  const playing = play();
  // told where it is waited for
  playing.catch(() => undefined);
  return {
    pause: async work => {
      paused = true;
      try {
        return await work();
      } finally {
        paused = false;
      }
    },
    endAll: async namespace => {
      for (const pod of await pods()) {
        if (pod.metadata.namespace === namespace && pod.metadata.deletionTimestamp !== undefined) {
          await end(pod);
        }
      }
    },
    remove: async () => {
      stopped = true;
      await playing;
      for (const pod of await pods()) {
        await end(pod);
      }
      await call('DELETE', NODE);
    },
  };
}
