import { App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import {
  Egress,
  McpNamespace,
  McpPlatform,
  McpPlatformProps,
  McpReport,
  NetworkPolicyEngine,
  SecretSource,
  SecretStore,
  ServerSource,
  SourceKind,
} from '../../src/index';
import { DIGEST, IMAGE, Manifest, chart, find, server, source, synth } from '../util/app';
import { refusal } from '../util/refusal';

const pullSecretsOf = (manifests: Manifest[]) => find(manifests, 'Deployment').spec.template.spec.imagePullSecrets;

describe('McpPlatform', () => {
  test('holds for everything below its scope', () => {
    const app = Testing.app();
    McpPlatform.configure(app, { clusterDomain: 'one.corp' });
    expect(server(new Chart(app, 'a', { namespace: 'a' })).endpoint.host).toBe('tool.a.svc.one.corp');
  });

  test('the nearest scope wins, prop by prop', () => {
    const app = Testing.app();
    McpPlatform.configure(app, { clusterDomain: 'one.corp', imagePullSecrets: ['far'] });
    const near = new Chart(app, 'near', { namespace: 'a' });
    McpPlatform.configure(near, { imagePullSecrets: ['near'] });
    const tool = server(near);
    expect([tool.endpoint.host, pullSecretsOf(synth(near))]).toEqual(['tool.a.svc.one.corp', [{ name: 'near' }]]);
  });

  test('an image of the nearest scope leaves the other image of the scope above', () => {
    const [node, python] = ['node', 'python'].map(name => `registry.example.com/${name}:1@${DIGEST}`);
    const app = Testing.app();
    McpPlatform.configure(app, { images: { node, python: IMAGE }, networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    const near = new Chart(app, 'near', { namespace: 'a' });
    McpPlatform.configure(near, { images: { python } });
    server(near, { source: ServerSource.pypi('tool==1.0') });
    const { initContainers, containers } = find(synth(near), 'Deployment').spec.template.spec;
    expect([...initContainers, ...containers].map(({ image }: Manifest) => image)).toEqual([node, python, python]);
  });

  describe('lets a scope below only narrow', () => {
    const npm = (host: string): McpPlatformProps => ({
      npmRegistry: { url: `https://${host}/npm/`, egress: Egress.toCidrs('203.0.113.7/32') },
    });
    const scoped = (host: string, name = '@acme'): McpPlatformProps => ({
      npmScopes: [{ scope: name, registry: { url: `https://${host}/npm/`, egress: Egress.toCidrs('203.0.113.7/32') } }],
    });
    const nested =
      (outer: McpPlatformProps, inner: McpPlatformProps, innerFirst = false): (() => Chart) =>
      () => {
        const app = Testing.app();
        const scope = new Chart(app, 'team', { namespace: 'a' });
        const calls = [() => McpPlatform.configure(app, outer), () => McpPlatform.configure(scope, inner)];
        (innerFirst ? calls.reverse() : calls).forEach(call => call());
        return scope;
      };

    test.each<{ prop: string; outer: McpPlatformProps; inner: McpPlatformProps }>([
      {
        prop: 'allowedRegistries[0]',
        outer: { allowedRegistries: ['ghcr.io/acme'] },
        inner: { allowedRegistries: ['ghcr.io'] },
      },
      {
        prop: 'allowedRegistries[1]',
        outer: { allowedRegistries: ['ghcr.io'] },
        inner: { allowedRegistries: ['ghcr.io/acme', 'docker.io/acme'] },
      },
      {
        prop: 'allowedSources[1]',
        outer: { allowedSources: [SourceKind.IMAGE] },
        inner: { allowedSources: [SourceKind.IMAGE, SourceKind.NPM] },
      },
      {
        prop: 'allowedPackages[0]',
        outer: { allowedPackages: ['npm:@acme/*'] },
        inner: { allowedPackages: ['npm:@acmeother/*'] },
      },
      { prop: 'blockedPackages', outer: { blockedPackages: ['npm:bad'] }, inner: { blockedPackages: [] } },
      { prop: 'privateCidrs', outer: { privateCidrs: ['8.8.8.0/24'] }, inner: { privateCidrs: [] } },
      { prop: 'requireDigests', outer: {}, inner: { requireDigests: false } },
      { prop: 'npmRegistry', outer: npm('npm.example.com'), inner: npm('other.example.com') },
      {
        prop: 'npmRegistry',
        outer: npm('npm.example.com'),
        inner: { npmRegistry: { url: 'https://npm.example.com/npm/', egress: Egress.toPublicInternet() } },
      },
      {
        prop: 'npmScopes[@acme].registry',
        outer: scoped('acme.example.com'),
        inner: scoped('other.example.com'),
      },
      {
        prop: 'npmScopes[@acme].registry',
        outer: npm('npm.example.com'),
        inner: scoped('other.example.com'),
      },
      { prop: 'openshift', outer: { openshift: false }, inner: { openshift: true } },
      {
        prop: 'apiServer',
        outer: { apiServer: { cidrs: ['10.0.0.1/32'] } },
        inner: { apiServer: { cidrs: ['10.0.0.0/24'] } },
      },
      {
        prop: 'networkPolicyEngine',
        outer: { networkPolicyEngine: NetworkPolicyEngine.CILIUM },
        inner: { networkPolicyEngine: NetworkPolicyEngine.KUBERNETES },
      },
    ])('$prop', ({ prop, outer, inner }) => {
      const says = `team: McpPlatform.configure: ${prop} must be `;
      expect(nested(outer, inner)).toThrow(says);
      expect(nested(outer, inner, true)).toThrow(says);
      expect(nested(outer, { ...inner, loosens: 'the vendor has no other registry' })).not.toThrow();
    });

    test.each<{ title: string; outer: McpPlatformProps; inner: McpPlatformProps }>([
      {
        title: 'a longer path of a registry',
        outer: { allowedRegistries: ['ghcr.io'] },
        inner: { allowedRegistries: ['ghcr.io/acme'] },
      },
      {
        title: 'a package of a scope',
        outer: { allowedPackages: ['npm:@acme/*'] },
        inner: { allowedPackages: ['npm:@acme/tool', 'npm:@acme/*'] },
      },
      { title: 'a list where there was none', outer: {}, inner: { allowedRegistries: ['ghcr.io'] } },
      { title: 'a registry of a scope, where none is given', outer: {}, inner: scoped('acme.example.com') },
      { title: 'the same registry again', outer: scoped('a.example.com'), inner: scoped('a.example.com') },
      {
        title: 'another scope beside those above',
        outer: scoped('a.example.com'),
        inner: scoped('b.example.com', '@other'),
      },
      { title: 'digests again', outer: { requireDigests: false }, inner: { requireDigests: true } },
    ])('which $title is', ({ outer, inner }) => {
      expect(nested(outer, inner)).not.toThrow();
    });

    test('so that what is blocked above stays blocked', () => {
      const scope = nested(
        { blockedPackages: ['npm:bad'], networkPolicyEngine: NetworkPolicyEngine.CILIUM },
        { blockedPackages: ['npm:worse'] },
      )();
      for (const name of ['bad', 'worse']) {
        expect(() => server(scope, { source: ServerSource.npm(`${name}@1.0.0`) }, name)).toThrow(`npm:${name}`);
      }
    });

    test('so that scopes of npm stay at the registries above, also beside a reason for something else', () => {
      const scope = nested(
        { ...scoped('a.example.com'), requireDigests: true, networkPolicyEngine: NetworkPolicyEngine.CILIUM },
        { ...scoped('b.example.com', '@other'), requireDigests: false, loosens: 'the vendor has no digests' },
      )();
      server(scope, { source: ServerSource.npm('tool@1.0.0') });
      const [{ env }] = find(synth(scope), 'Deployment').spec.template.spec.initContainers;
      expect(env.find(({ name }: Manifest) => name === 'NPMRC').value).toBe(
        '@acme:registry=https://a.example.com/npm/\n@other:registry=https://b.example.com/npm/',
      );
    });

    test('unless it says why, which reports show', () => {
      const reason = 'the vendor has no other registry';
      const scope = nested({ requireDigests: true }, { requireDigests: false, loosens: reason })();
      server(scope, { source: source({}, IMAGE.split('@')[0]) });
      expect(find(synth(scope), 'Deployment').metadata.annotations['cdk8s-mcp/relaxed-platform']).toBe(reason);
      expect(McpReport.of(scope).toMarkdown()).toContain(reason);
    });

    test('and a reason for nothing is refused', () => {
      expect(nested({}, { loosens: 'nothing in particular' })).toThrow('loosens must be left out where no prop');
    });
  });

  test('does not hold beside its scope', () => {
    const app = Testing.app();
    McpPlatform.configure(new Chart(app, 'a'), { clusterDomain: 'one.corp' });
    expect(server(new Chart(app, 'b', { namespace: 'b' })).endpoint.host).toBe('tool.b.svc.cluster.local');
  });

  test('may come after children that are not ours', () => {
    const scope = chart();
    new Construct(scope, 'store');
    McpPlatform.configure(scope, { secretStore: SecretStore.clusterStore('vault') });
    server(scope, { secrets: { A: SecretSource.fromPlatformStore({ key: 'a' }) } });
    expect(find(synth(scope), 'ExternalSecret').spec.secretStoreRef.name).toBe('vault');
  });

  test.each<{ title: string; first: (scope: Chart) => void }>([
    {
      title: 'a server',
      first: scope => {
        server(scope);
      },
    },
    {
      title: 'a namespace',
      first: scope => {
        new McpNamespace(scope, 'ns', { name: 'a' });
      },
    },
  ])('comes too late after $title', ({ first }) => {
    expect(
      refusal(scope => {
        first(scope);
        McpPlatform.configure(scope, {});
      }),
    ).toMatch(/^test: McpPlatform\.configure: called too late/);
    expect(
      refusal(scope => {
        first(scope);
        McpPlatform.configure(App.of(scope), {});
      }),
    ).toMatch(/^app: McpPlatform\.configure: called too late/);
  });

  test('is said once for a scope', () => {
    expect(
      refusal(scope => {
        McpPlatform.configure(scope, {});
        McpPlatform.configure(scope, {});
      }),
    ).toBe('test: McpPlatform.configure: was already called for this scope; give all facts in one call');
  });

  test('what is changed after the call changes nothing', () => {
    const scope = chart();
    const imagePullSecrets = ['a'];
    const monitoring = { namespace: 'm', labels: { app: 'prometheus' } as Record<string, string> };
    const apiServer = { cidrs: ['10.0.0.1/32'] };
    McpPlatform.configure(scope, { imagePullSecrets, monitoring, apiServer });
    imagePullSecrets.push('b');
    monitoring.labels.app = 'other';
    apiServer.cidrs.push('10.0.0.2/32');
    server(scope, { source: source({ metricsPort: 9090 }) });
    const text = JSON.stringify(synth(scope));
    expect([pullSecretsOf(synth(scope)), text.includes('other'), text.includes('10.0.0.2')]).toEqual([
      [{ name: 'a' }],
      false,
      false,
    ]);
  });

  test.each(['1.30', '1.33', '1.36.2', '1.100'])('knows Kubernetes %s', kubernetesVersion => {
    expect(() => McpPlatform.configure(chart(), { kubernetesVersion })).not.toThrow();
  });

  test.each(['1.29', '2.0', '1', 'v1.33', '1.33-gke'])('does not know Kubernetes %s', kubernetesVersion => {
    expect(() => McpPlatform.configure(chart(), { kubernetesVersion })).toThrow('kubernetesVersion must be');
  });

  test('pull secrets of the platform and the server are joined', () => {
    const scope = chart();
    McpPlatform.configure(scope, { imagePullSecrets: ['z', 'a'] });
    server(scope, { imagePullSecrets: ['m', 'a'] });
    expect(pullSecretsOf(synth(scope))).toEqual([{ name: 'a' }, { name: 'm' }, { name: 'z' }]);
  });
});

describe('annotations for scanners', () => {
  const annotationsOf = (platform: McpPlatformProps, annotations: Record<string, string> = {}) => {
    const scope = chart();
    McpPlatform.configure(scope, platform);
    server(scope, { annotations, source: source({ sessions: 'in-memory' as never }) });
    return find(synth(scope), 'Deployment').metadata.annotations;
  };

  test('can be switched off', () => {
    expect(Object.keys(annotationsOf({ scannerExemptions: false })).sort()).toEqual([
      'cdk8s-mcp/sessions',
      'cdk8s-mcp/transport',
    ]);
  });

  test('keep what the user wrote', () => {
    const own = { 'ignore-check.kube-linter.io/minimum-three-replicas': 'my own reason', 'example.com/x': 'y' };
    expect(annotationsOf({}, own)).toMatchObject(own);
  });

  test('join lists', () => {
    expect(annotationsOf({}, { 'kube-score/ignore': 'container-image-tag' })['kube-score/ignore']).toBe(
      'container-image-tag,deployment-replicas',
    );
  });
});
