import { Callers, KubernetesAccess, McpDiff, McpNamespace, McpPlatform, NetworkPolicyEngine } from '../../src';
import { DIGEST, Manifest, chart, server, source } from '../util/app';

const OTHER_IMAGE = `registry.example.com/acme/notes:1.2.3@${DIGEST}`;

function diff(before: Manifest[], after: Manifest[]): string[] {
  const [old, now] = [before, after].map(all => all.map(each => JSON.stringify(each)));
  return McpDiff.between(old, now).toText().trimEnd().split('\n');
}

function object(kind: string, name: string, body: Manifest, apiVersion = 'v1'): Manifest {
  return { apiVersion, kind, metadata: { name, namespace: 'mcp-tools' }, ...body };
}

/** The objects of one server. */
function tool(name: string): Manifest[] {
  const scope = chart();
  server(scope, {}, name);
  return scope.toJson();
}

function policy(name: string, values: string[]): Manifest {
  const podSelector = { matchExpressions: [{ key: 'cdk8s-mcp/server', operator: 'NotIn', values }] };
  return object('NetworkPolicy', name, { spec: { podSelector, ingress: [{}] } }, 'networking.k8s.io/v1');
}

const RENAMED = 'server mcp-tools/viewer: is now called admin; a plain apply keeps its old objects';

test('an object of which nothing but the name differs is one line, and so is what refers to it', () => {
  const app = (name: string): Manifest[] => [
    object('ConfigMap', name, { data: { a: 'b' } }),
    object('Pod', 'p', { spec: { containers: [{ name: 'c', envFrom: [{ configMapRef: { name } }] }] } }),
  ];
  expect(diff(app('a'), app('b'))).toEqual([
    '~ changed  ConfigMap mcp-tools/a: is now called b; prune the old one, a plain apply keeps it',
  ]);
});

test('the order of objects does not change what is told of new names', () => {
  const [before, after] = [
    [...tool('viewer'), object('ConfigMap', 'a', { data: { x: 'y' } }), object('ConfigMap', 'c', { data: { z: 'y' } })],
    [...tool('admin'), object('ConfigMap', 'b', { data: { x: 'y' } }), object('ConfigMap', 'd', { data: { z: 'y' } })],
  ];
  const told = diff(before, after);
  expect(told).toHaveLength(3);
  expect(diff([...before].reverse(), [...after].reverse())).toEqual(told);
});

describe('a new name hides nothing', () => {
  test('a policy that leaves out the old name lets the new one through', () => {
    const lines = diff([...tool('viewer'), policy('open', ['viewer'])], [...tool('admin'), policy('open', ['viewer'])]);
    expect(lines).toEqual(
      expect.arrayContaining([
        `~ changed  ${RENAMED}`,
        expect.stringMatching(/^\+ widened {2}server mcp-tools\/admin: caller added: OPEN everyone/),
      ]),
    );
  });

  test('a value that changes as the name does is no name', () => {
    const as = (name: string): Manifest[] => {
      const scope = chart();
      server(scope, { env: { ROLE: name } }, name);
      return scope.toJson();
    };
    expect(diff(as('viewer'), as('admin'))).toEqual(
      expect.arrayContaining([
        `~ changed  ${RENAMED}`,
        expect.stringContaining('changed: spec.template.spec.containers[server].env[ROLE].value'),
      ]),
    );
  });

  test('an admission policy that has the old name is told', () => {
    const admission = object(
      'ValidatingAdmissionPolicy',
      'x',
      { spec: { validations: [{ expression: 'object.metadata.name != "viewer"' }] } },
      'admissionregistration.k8s.io/v1',
    );
    expect(diff([...tool('viewer'), admission], [...tool('admin'), admission])[0]).toMatch(
      /^\+ widened {2}server mcp-tools\/viewer: is now called admin; ValidatingAdmissionPolicy.*\/x still names viewer;/,
    );
  });

  test('an object that goes with the new name has the name that it had', () => {
    const without = tool('admin').filter(({ kind }) => kind !== 'PodDisruptionBudget');
    expect(diff(tool('viewer'), without)).toContain(
      '~ changed  PodDisruptionBudget.policy mcp-tools/viewer: is removed: prune it, a plain apply keeps it',
    );
  });
});

describe('rights of a server in another namespace do not make it a server there', () => {
  interface Names {
    readonly home?: string;
    readonly other?: string;
    readonly name?: string;
  }
  const RIGHTS: Readonly<Record<string, (other: string) => KubernetesAccess>> = {
    'one other namespace': other => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: [other] }),
    'its own and another': other => KubernetesAccess.readOnly({ resources: ['pods'], namespaces: [other, 'shared'] }),
    'the whole cluster': () => KubernetesAccess.clusterReadOnly({ resources: ['nodes'] }),
  };

  function app(rights: string, { home = 'home', other = 'other', name = 'kube' }: Names): Manifest[] {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    for (const [id, namespace] of Object.entries({ home, other, shared: 'shared' })) {
      new McpNamespace(scope, id, { name: namespace });
    }
    const callers = [Callers.namespace('agents')];
    server(scope, { namespace: home, name, callers, kubernetesAccess: RIGHTS[rights](other) }, 'kube');
    server(scope, { namespace: other, callers, source: source({}, OTHER_IMAGE) }, 'notes');
    return scope.toJson();
  }

  const namespace = (old: string, now: string): string =>
    `~ changed  namespace ${old}: is now called ${now}; a plain apply keeps the old one`;
  const CASES: Readonly<Record<string, { readonly names: Names; readonly expected: readonly string[] }>> = {
    'both namespaces': {
      names: { home: 'home-2', other: 'other-2' },
      expected: [namespace('home', 'home-2'), namespace('other', 'other-2')],
    },
    'its own namespace': { names: { home: 'home-2' }, expected: [namespace('home', 'home-2')] },
    'the other namespace': { names: { other: 'other-2' }, expected: [namespace('other', 'other-2')] },
    'the server': {
      names: { name: 'viewer' },
      expected: ['~ changed  server home/kube: is now called viewer; a plain apply keeps its old objects'],
    },
  };

  test.each(
    Object.keys(RIGHTS).flatMap(rights => Object.entries(CASES).map(([title, one]) => ({ rights, title, ...one }))),
  )('$rights: $title with another name', ({ rights, names, expected }) => {
    const lines = diff(app(rights, {}), app(rights, names));
    expect(lines).toEqual(expected);
  });

  test('which a new name does not hide', () => {
    const lines = diff(
      app('one other namespace', {}),
      app('its own and another', { home: 'home-2', other: 'other-2' }),
    );
    expect(lines).toEqual(
      expect.arrayContaining([
        namespace('home', 'home-2'),
        namespace('other', 'other-2'),
        expect.stringMatching(/^\+ widened {2}server home-2\/kube: access added: .* in shared: /),
      ]),
    );
  });
});
