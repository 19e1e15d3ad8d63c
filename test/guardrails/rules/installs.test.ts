import {
  Bridge,
  Callers,
  Egress,
  Isolation,
  McpPlatformProps,
  PrebuiltImage,
  SecretSource,
  ServerSource,
} from '../../../src';
import { DIGEST, IMAGE } from '../../util/app';
import { CILIUM, annotationsOf, npm, objectsUnder, pypi, stdioImage } from '../../util/stdio';
import { INSTALLS } from '../cases/installs';
import { problems, sound, testRules } from '../cases/mutant';

testRules(INSTALLS);

describe('an installation as the library makes it', () => {
  const mirror = {
    url: 'https://packages.example.com:8443/npm/',
    egress: Egress.toCidrs('203.0.113.7/32').onPorts(8443),
    credentials: SecretSource.fromSecretName('npm', 'token'),
  };
  const agentgateway = Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` });
  const session = Isolation.session({ maxSessions: 2 });

  test.each<{ title: string; source: ServerSource; platform: McpPlatformProps }>([
    { title: 'npm', source: npm(), platform: CILIUM },
    { title: 'npm with scripts', source: npm({ allowScripts: true, bin: 'x', args: ['--x'] }), platform: CILIUM },
    { title: 'npm by sessions', source: npm({ isolation: session }), platform: CILIUM },
    { title: 'PyPI', source: pypi({ constraints: ['mcp<2', 'pydantic>=2,<3'] }), platform: CILIUM },
    { title: 'PyPI with builds', source: pypi({ allowBuilds: true }), platform: CILIUM },
    { title: 'PyPI with extras', source: pypi({}, 'MarkItDown_MCP[pdf]==0.1.0'), platform: CILIUM },
    { title: 'an image', source: stdioImage(), platform: CILIUM },
    {
      title: 'a bridge that copies itself',
      source: stdioImage({ bridge: agentgateway, isolation: session }),
      platform: {},
    },
    {
      title: 'a package behind a bridge that copies itself',
      source: npm({ bridge: agentgateway, isolation: session }),
      platform: CILIUM,
    },
    {
      title: 'mirrors',
      source: pypi(),
      platform: {
        npmRegistry: mirror,
        pypiIndex: { ...mirror, url: 'https://pypi.example.com/simple', username: 'me' },
      },
    },
    {
      title: 'registries of scopes',
      source: npm(),
      platform: {
        npmRegistry: mirror,
        npmScopes: [
          { scope: '@acme', registry: { ...mirror, url: 'https://acme.example.com/~team/npm+x/@a' } },
          { scope: '@b.c_d-e', registry: { ...mirror, url: 'http://b.tools.svc:80', credentials: undefined } },
        ],
      },
    },
    {
      title: 'an index in the cluster',
      source: pypi(),
      platform: {
        npmRegistry: mirror,
        pypiIndex: { ...mirror, url: 'http://devpi.tools.svc:3141/root/pypi/+simple/' },
      },
    },
    {
      title: 'a proxy',
      source: npm(),
      platform: {
        proxy: { url: 'http://proxy.example.com:3128', egress: Egress.toCidrs('203.0.113.7/32').onPorts(3128) },
      },
    },
    { title: 'a prebuilt image', source: PrebuiltImage.of(npm()).source(IMAGE), platform: {} },
    { title: 'OpenShift', source: npm(), platform: { ...CILIUM, openshift: true } },
  ])('passes: $title', ({ source, platform }) => {
    expect(problems(sound({ props: { source, callers: [Callers.namespace('agents')] }, platform }))).toEqual([]);
  });
});

test('scripts and builds that are allowed are written on the Deployment', () => {
  const relaxed = (source: ServerSource): string[] =>
    Object.keys(annotationsOf(objectsUnder(CILIUM, { source }))).filter(name => name.startsWith('cdk8s-mcp/relaxed'));
  expect([npm({ allowScripts: true }), pypi({ allowBuilds: true }), npm(), pypi()].map(relaxed)).toEqual([
    ['cdk8s-mcp/relaxed-install-scripts'],
    ['cdk8s-mcp/relaxed-builds'],
    [],
    [],
  ]);
});
