import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  Callers,
  Egress,
  McpPlatform,
  McpServerProps,
  NetworkPolicyEngine,
  Scaling,
  SecretSource,
  SecretStore,
  Sessions,
  Storage,
} from '../../src/index';
import { Manifest, chart, server, source, synth } from '../util/app';
import { cases } from '../util/cases';
import { brokenByProps } from '../util/kept';
import { schemaProblems } from '../util/schemas';

// Written after k8s.io/apimachinery/pkg/util/validation and k8s.io/kubernetes/pkg/apis/*/validation,
// not after our own code.
const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SERVICE = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED =
  /^(?:(?=[^/]{1,253}\/)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const ENV_NAME = /^(?!\.\.?$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const QUANTITY = /^(\d+|\d+m)(Ki|Mi|Gi)?$/;
const CIDR = /^([0-9.]+|[0-9a-f:]+)\/\d{1,3}$/;

type Bad = (what: string, ok: boolean) => string[];

/** What Kubernetes' own validation would say of one of our objects. */
function complaints(manifest: Manifest): string[] {
  const { kind, metadata, spec } = manifest;
  const bad = (what: string, ok: boolean) => (ok ? [] : [`${kind} ${metadata.name}: ${what}`]);
  const labels = (map: Record<string, string> = {}) =>
    Object.entries(map).flatMap(([key, value]) =>
      bad(`label ${key}=${value}`, QUALIFIED.test(key) && LABEL_VALUE.test(value)),
    );
  return [
    ...bad('name', (kind === 'Service' ? SERVICE : SUBDOMAIN).test(metadata.name)),
    ...bad('namespace', LABEL.test(metadata.namespace)),
    ...labels(metadata.labels),
    ...Object.keys(metadata.annotations ?? {}).flatMap(key =>
      bad(`annotation ${key}`, QUALIFIED.test(key.toLowerCase())),
    ),
    ...bad('annotations are larger than 256 KiB', Object.entries(metadata.annotations ?? {}).join().length < 262144),
    ...when(kind === 'Deployment', () => podComplaints(spec, bad, labels)),
    ...when(kind === 'NetworkPolicy', () => peerComplaints(spec, bad)),
  ];
}

function when(condition: boolean, complain: () => string[]): string[] {
  return condition ? complain() : [];
}

function peerComplaints(spec: Manifest, bad: Bad): string[] {
  const peers = [...spec.ingress, ...spec.egress].flatMap((rule: Manifest) => rule.from ?? rule.to);
  return peers.flatMap((peer: Manifest) =>
    bad(
      `peer ${JSON.stringify(peer)}`,
      peer.ipBlock === undefined
        ? 'podSelector' in peer || 'namespaceSelector' in peer
        : Object.keys(peer).length === 1 && CIDR.test(peer.ipBlock.cidr),
    ),
  );
}

function podComplaints(spec: Manifest, bad: Bad, labels: (map: Record<string, string>) => string[]): string[] {
  const { template } = spec;
  const [container] = template.spec.containers;
  const names: string[] = container.env.map(({ name }: Manifest) => name);
  const volumes: string[] = template.spec.volumes.map(({ name }: Manifest) => name);
  const mounts: string[] = container.volumeMounts.map(({ mountPath }: Manifest) => mountPath);
  return [
    ...labels(template.metadata.labels),
    ...bad(
      'the selector misses the pods',
      Object.entries(spec.selector.matchLabels).every(([key, value]) => template.metadata.labels[key] === value),
    ),
    ...bad('pod names are cut', `${template.metadata.labels['cdk8s-mcp/server']}-0123456789-01234`.length <= 63),
    ...names.flatMap(name => bad(`variable ${name}`, ENV_NAME.test(name))),
    ...bad('variables twice', new Set(names).size === names.length),
    ...volumes.flatMap(name => bad(`volume ${name}`, LABEL.test(name))),
    ...bad('volumes twice', new Set(volumes).size === volumes.length),
    ...bad('mounts twice', new Set(mounts).size === mounts.length),
    ...container.volumeMounts.flatMap(({ name }: Manifest) => bad(`mount of ${name}`, volumes.includes(name))),
    ...Object.values(container.resources).flatMap((list: Manifest) =>
      Object.values(list).flatMap(text => bad(`quantity ${text}`, QUANTITY.test(String(text)))),
    ),
  ];
}

const store = SecretStore.clusterStore('vault');
const anyText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('yes', '012', '0o14', '1e3', '~', 'a\nb', '$(HOME)'),
);
const anyName = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abz09-'), minLength: 1, maxLength: 48 }),
  fc.string({ unit: fc.constantFrom(...'aB_.-/0é'), minLength: 1, maxLength: 70 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'HOME', 'a.b/c', 'A_1'),
);
const anySize = fc.integer({ min: 1, max: 4096 }).map(amount => Size.mebibytes(amount));
const anyPath = fc
  .array(fc.string({ unit: fc.constantFrom(...'abAB09._- '), minLength: 1, maxLength: 20 }), {
    minLength: 1,
    maxLength: 4,
  })
  .map(parts => `/${parts.join('/')}`);

/** Refused values are dropped: what is left is what the library accepts. */
function accepted<T>(...calls: (() => T)[]): T[] {
  return calls.flatMap(call => {
    try {
      return [call()];
    } catch {
      return [];
    }
  });
}

const anyEgress = fc
  .array(
    fc.oneof(
      fc
        .tuple(
          fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
          fc.integer({ min: 0, max: 33 }),
        )
        .map(([octets, bits]) => accepted(() => Egress.toCidrs(`${octets.join('.')}/${bits}`))),
      fc
        .tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 }))
        .map(([address, bits]) => accepted(() => Egress.toCidrs(`${address}/${bits}`))),
      fc.domain().map(host =>
        accepted(
          () => Egress.toHosts(host),
          () => Egress.toHosts(`*.${host}`),
        ),
      ),
      fc
        .tuple(anyName, anyName, anyText, fc.integer({ min: 0, max: 65536 }))
        .map(([namespace, key, value, port]) =>
          accepted(() => Egress.toPods({ namespace, labels: { [key]: value }, port })),
        ),
      fc.constant([Egress.toPublicInternet()]),
    ),
    { maxLength: 6 },
  )
  .map(lists => lists.flat());

const anyProps = fc.record({
  name: anyName,
  namespace: anyName,
  env: fc.dictionary(anyName, anyText, { maxKeys: 5 }),
  labels: fc.dictionary(anyName, anyText, { maxKeys: 3 }),
  annotations: fc.dictionary(anyName, anyText, { maxKeys: 3 }),
  files: fc.dictionary(anyPath, anyText, { maxKeys: 3 }),
  secrets: fc
    .array(anyName, { maxLength: 2 })
    .map(names => Object.fromEntries(names.map(name => [name, SecretSource.fromStore(store, { key: 'k' })]))),
  secretFiles: fc
    .array(anyName, { maxLength: 2 })
    .map(names => Object.fromEntries(names.map(name => [name, SecretSource.fromSecretName('s', 'k')]))),
  storage: fc
    .array(
      fc.tuple(anyPath, anySize).map(([path, size]) =>
        accepted(
          () => Storage.scratch(path, size),
          () => Storage.persistent(`${path}/p`, size),
        ),
      ),
      { maxLength: 2 },
    )
    .map(lists => lists.flat()),
  cpu: fc.option(fc.integer({ min: 1, max: 9000 })),
  memory: fc.option(anySize),
  scaling: fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })).map(
    ([min, max]) =>
      accepted(
        () => Scaling.onCpu({ min, max }),
        () => Scaling.fixed(min),
      )[0],
  ),
  egress: anyEgress,
  callers: fc
    .array(anyName, { maxLength: 2 })
    .map(names => names.flatMap(name => accepted(() => Callers.namespace(name)))),
  port: fc.integer({ min: 1000, max: 65600 }),
});

/** Drops the props that a message complains of, as a user would, until the server is accepted. */
function acceptedServer(props: Partial<McpServerProps>): Manifest[] {
  let rest: Record<string, unknown> = { ...props };
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    try {
      server(scope, rest);
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      expect(message).toMatch(/^test\/tool: /);
      const blamed = Object.keys(rest).filter(prop => new RegExp(`[:;] ${prop}[ .[]`).test(message));
      expect(blamed).not.toEqual([]);
      rest = Object.fromEntries(
        Object.entries(rest).flatMap(([prop, value]): [string, unknown][] =>
          blamed.includes(prop) ? withoutBlamed(prop, value, message) : [[prop, value]],
        ),
      );
      continue;
    }
    return synth(scope);
  }
  throw new Error('never accepted');
}

/** A map keeps the entries that nobody complains of. */
function withoutBlamed(prop: string, value: unknown, message: string): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return [];
  }
  const kept = Object.entries(value).filter(([key]) => !message.includes(`${prop}.${key}`));
  return kept.length === 0 || kept.length === Object.keys(value).length ? [] : [[prop, Object.fromEntries(kept)]];
}

test('whatever is accepted is valid to Kubernetes 1.30 and 1.36', () => {
  const runs = cases(150, 20261121);
  let kinds = 0;
  fc.assert(
    fc.property(anyProps, ({ cpu, memory, port, ...props }) => {
      const resources = {
        cpu: cpu === null ? undefined : { request: kplus.Cpu.millis(cpu) },
        memory: memory === null ? undefined : { limit: memory },
      };
      const speaks = source({ port: Math.min(Math.max(port, 1024), 65535), sessions: Sessions.NONE });
      const manifests = acceptedServer({ ...props, resources, source: speaks });
      kinds += manifests.length;
      expect(manifests.flatMap(complaints)).toEqual([]);
      expect(brokenByProps(manifests)).toEqual([]);
      expect([...schemaProblems('v1.30.0', manifests), ...schemaProblems('v1.36.0', manifests)]).toEqual([]);
    }),
    runs,
  );
  expect(kinds).toBeGreaterThan(runs.numRuns * 6);
}, 60_000);

test('the complaints themselves complain', () => {
  const scope = chart();
  server(scope);
  const [, policy, deployment] = synth(scope);
  const broken = structuredClone(deployment);
  broken.metadata.name = 'Tool';
  broken.metadata.labels['a b'] = 'x';
  broken.spec.template.spec.containers[0].env.push({ name: 'HOME', value: 'x' });
  broken.spec.template.spec.containers[0].resources.limits.memory = '1Gii';
  expect(complaints(broken)).toEqual([
    'Deployment Tool: name',
    'Deployment Tool: label a b=x',
    'Deployment Tool: variables twice',
    'Deployment Tool: quantity 1Gii',
  ]);
  const open = structuredClone(policy);
  open.spec.egress[0].to[0] = {};
  expect(complaints(open)).toEqual(['NetworkPolicy tool: peer {}']);
});
