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

describe('an installation as the library makes it passes', () => {
  const mirror = {
    url: 'https://packages.example.com:8443/npm/',
    egress: Egress.toCidrs('203.0.113.7/32').onPorts(8443),
    credentials: SecretSource.fromSecretName('npm', 'token'),
  };
  const agentgateway = Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` });
  const session = Isolation.session({ maxSessions: 2 });

  test.each<[string, ServerSource, McpPlatformProps]>([
    ['npm', npm(), CILIUM],
    ['npm with scripts', npm({ allowScripts: true, bin: 'x', args: ['--x'] }), CILIUM],
    ['npm by sessions', npm({ isolation: session }), CILIUM],
    ['PyPI', pypi({ constraints: ['mcp<2', 'pydantic>=2,<3'] }), CILIUM],
    ['PyPI with builds', pypi({ allowBuilds: true }), CILIUM],
    ['PyPI with extras', pypi({}, 'MarkItDown_MCP[pdf]==0.1.0'), CILIUM],
    ['an image', stdioImage(), CILIUM],
    ['a bridge that copies itself', stdioImage({ bridge: agentgateway, isolation: session }), {}],
    ['a package behind a bridge that copies itself', npm({ bridge: agentgateway, isolation: session }), CILIUM],
    [
      'mirrors',
      pypi(),
      { npmRegistry: mirror, pypiIndex: { ...mirror, url: 'https://pypi.example.com/simple', username: 'me' } },
    ],
    [
      'an index in the cluster',
      pypi(),
      { npmRegistry: mirror, pypiIndex: { ...mirror, url: 'http://devpi.tools.svc:3141/root/pypi/+simple/' } },
    ],
    [
      'a proxy',
      npm(),
      { proxy: { url: 'http://proxy.example.com:3128', egress: Egress.toCidrs('203.0.113.7/32').onPorts(3128) } },
    ],
    ['a prebuilt image', PrebuiltImage.of(npm()).source(IMAGE), {}],
    ['OpenShift', npm(), { ...CILIUM, openshift: true }],
  ])('%s', (_, source, platform) => {
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
