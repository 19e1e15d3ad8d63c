/** The pools that are proved, as objects. Needs a compiled lib/. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { Chart, Size, Testing } = require('cdk8s');
const {
  Callers,
  GatewayAuth,
  McpGateway,
  McpPlatform,
  McpPool,
  McpServer,
  NetworkPolicyEngine,
  PoolSubject,
  Scaling,
  SecretSource,
  SecretStore,
  ServerSource,
  Sessions,
  Storage,
  Trust,
} = require('../../..');

/** The label and the taint of the node that is played by hand. */
export const BY_HAND = 'test.cdk8s-mcp/by-hand';
export const STORAGE_CLASS = 'pool-proof';
export const VIEWER = 'pool-proof-developers';
export const EDITOR = 'pool-proof-operators';
export const MAX = 6;
export const FIFTY = 50;

const image = (name, options) =>
  ServerSource.image(`registry.example.com/acme/${name}:1.2.3@sha256:${'a'.repeat(64)}`, {
    port: 8080,
    sessions: Sessions.NONE,
    ...options,
  });
const auth = GatewayAuth.apiKeys({ ci: 'c'.repeat(64) });
const byHand = { nodeSelector: { [BY_HAND]: 'true' }, tolerations: [{ key: BY_HAND }] };
const vault = key => SecretSource.fromStore(SecretStore.clusterStore('vault'), { key });

function chart(id) {
  const scope = new Chart(Testing.app(), id);
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  return scope;
}

/** Every sort of member: autoscaled, sessions in memory, a claim, an installation at the start, a gateway. */
export function mixed(namespace) {
  const scope = chart('mixed');
  const pool = new McpPool(scope, 'pool', {
    namespace,
    owner: 'platform-team',
    environment: 'test',
    viewers: [PoolSubject.group(VIEWER)],
    editors: [PoolSubject.group(EDITOR)],
  });
  pool.addServer('auto', { source: image('auto'), scaling: Scaling.onCpu({ max: MAX }), placement: byHand });
  pool.addServer('memory', { source: image('memory', { sessions: Sessions.IN_MEMORY }) });
  pool.addServer('claim', {
    source: image('claim'),
    storage: [Storage.persistent('/data', Size.gibibytes(1), { storageClass: STORAGE_CLASS })],
  });
  pool.addServer('npm', {
    source: ServerSource.npm('@modelcontextprotocol/server-everything@2026.8.31'),
    scaling: Scaling.fixed(2),
  });
  const gateway = new McpGateway(pool, 'gateway', {
    auth,
    sessionKey: vault('mcp/session-key'),
    callers: [Callers.namespace('agents')],
    scaling: Scaling.fixed(2),
  });
  pool.addTo(gateway);
  return Testing.synth(scope);
}

/**
 * As many small servers as the requirements name, with the scaling that a server has by default: 3 to 6. One is evicted
 * on the node by hand.
 */
export function fifty(namespace) {
  const scope = chart('fifty');
  const pool = new McpPool(scope, 'pool', { namespace });
  for (let i = 0; i < FIFTY; i++) {
    pool.addServer(`tool-${i}`, { source: image(`tool-${i}`), placement: i === 0 ? byHand : undefined });
  }
  return Testing.synth(scope);
}

/** Two servers behind a gateway: one that may be in quarantine, and one that may be renamed. */
export function suspect(namespace, { trust = Trust.trusted(), other = 'notes' } = {}) {
  const scope = chart('suspect');
  const pool = new McpPool(scope, 'pool', { namespace });

  pool.addServer('wiki', {
    source: image('wiki'),
    secrets: { WIKI_TOKEN: vault('mcp/wiki') },
    callers: [Callers.namespace('agents')],
    trust,
  });
  new McpServer(pool, other, { source: image('notes'), scaling: Scaling.fixed(1) });
  const gateway = new McpGateway(pool, 'gateway', {
    auth,
    callers: [Callers.namespace('agents')],
    scaling: Scaling.fixed(1),
  });
  pool.addTo(gateway);
  return Testing.synth(scope);
}

export const quarantine = () => Trust.quarantined({ reason: 'its package was taken over', since: '2026-11-16' });
