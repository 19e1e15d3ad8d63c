import { documentFindings } from '../../src/guardrails/agentgateway-document';
import { AllowedHosts, CaBundle, McpGateway, McpRemoteServer, Egress, SmokeTest, GatewayRoutes } from '../../src/index';
import { Manifest, chart, containerOf, find, objectsOf, source, synth } from '../util/app';
import { ANONYMOUS, ENGINES, notes } from '../util/external-data-planes';
import { backend, configProblems, documentOf, gateway } from '../util/gateway';
import { refusal, wrong } from '../util/refusal';

const LOCAL = { source: source({ allowedHosts: AllowedHosts.rewrite('localhost:8000') }) };

/** The configuration of a gateway in front of servers, two of which check Host against a list of their own. */
function mixed(routes?: GatewayRoutes): Manifest {
  const scope = chart();
  const remote = new McpRemoteServer(scope, 'docs', {
    url: 'https://docs.example.com/mcp',
    egress: Egress.toCidrs('203.0.113.7/32'),
    caBundle: CaBundle.fromConfigMap('authorities', 'ca.crt'),
  });
  gateway(scope, { servers: [backend(scope, 'convert', LOCAL), backend(scope, 'notes'), remote], routes });
  return documentOf(synth(scope));
}

const hostsOf = (document: Manifest): unknown[] =>
  document.routes.map(({ policies, backends }: Manifest) => [
    policies.urlRewrite,
    Object.fromEntries(
      backends[0].mcp.targets.map((target: Manifest) => [target.name, target.policies.requestHeaderModifier]),
    ),
  ]);

test('a server that answers to one name gets it, and its neighbours on the route get their own', () => {
  const document = mixed();
  expect(hostsOf(document)).toEqual([
    [
      { authority: 'none' },
      {
        convert: { set: { host: 'localhost:8000' } },
        docs: { set: { host: 'docs.example.com' } },
        notes: { set: { host: 'notes.mcp-tools.svc.cluster.local' } },
      },
    ],
  ]);
  expect(configProblems(document)).toEqual([]);
  expect(documentFindings(JSON.stringify(document))).toEqual([]);
});

test('routes without such a server are as they were', () => {
  expect(hostsOf(mixed(GatewayRoutes.pathPerServer()))).toEqual([
    [{ authority: 'none' }, { convert: { set: { host: 'localhost:8000' } } }],
    [undefined, { docs: undefined }],
    [undefined, { notes: undefined }],
  ]);
});

test.each<{ title: string; change: (route: Manifest) => void; field: string; problem: string }>([
  {
    title: 'a server that would see the host name of clients',
    change: ({ backends }) => delete backends[0].mcp.targets[2].policies.requestHeaderModifier,
    field: 'routes[0].backends[0].mcp.targets[2].policies.requestHeaderModifier.set.host',
    problem: 'is missing',
  },
  {
    title: 'one host name for all',
    change: ({ policies }) => {
      policies.urlRewrite.authority = { host: 'localhost' };
    },
    field: 'routes[0].policies.urlRewrite.authority',
    problem: 'must be',
  },
  {
    title: 'a header that is overwritten',
    change: ({ policies }) => delete policies.urlRewrite,
    field: 'routes[0].backends[0].mcp.targets[0].policies.requestHeaderModifier.set.host',
    problem: 'has no effect without',
  },
  {
    title: 'a name that is none',
    change: ({ backends }) => {
      backends[0].mcp.targets[0].policies.requestHeaderModifier.set.host = '*';
    },
    field: 'routes[0].backends[0].mcp.targets[0].policies.requestHeaderModifier.set.host',
    problem: 'must be a host name',
  },
])('the guard finds $title', ({ change, field, problem }) => {
  const document = mixed();
  change(document.routes[0]);
  expect(documentFindings(JSON.stringify(document))).toContainEqual({
    field,
    problem: expect.stringContaining(problem),
  });
});

test('probes and smoke tests of the server itself send the name', () => {
  const manifests = objectsOf({
    source: source({ healthPath: '/healthz', allowedHosts: AllowedHosts.rewrite('[::1]:8000') }),
  });
  expect(containerOf(manifests).readinessProbe.httpGet.httpHeaders).toEqual([{ name: 'Host', value: '[::1]:8000' }]);
  const scope = chart();
  new SmokeTest(scope, 'smoke', { server: backend(scope, 'convert', LOCAL) });
  const { env } = find(synth(scope), 'Job').spec.template.spec.containers[0];
  expect(env).toContainEqual({ name: 'MCP_HOST', value: 'localhost:8000' });
});

test.each(Object.keys(ENGINES))('%s refuses such a server: it cannot set the header for one server', name => {
  const { engine, routes } = ENGINES[name];
  const message = refusal(scope => {
    new McpGateway(scope, 'gateway', { auth: ANONYMOUS, engine: engine(), routes, servers: notes(LOCAL)(scope) });
  });
  expect(message).toContain('allowedHosts cannot be AllowedHosts.rewrite(…)');
  expect(message).toContain('AgentgatewayEngine.standalone()');
});

test.each(['*', 'localhost:*', 'http://localhost', 'localhost:0', '', 'a b'])('%p is no name to send', host => {
  expect(() => AllowedHosts.rewrite(host)).toThrow('AllowedHosts.rewrite: host must be a Host header');
});

test('a class of someone else is checked for the name it wants', () => {
  const message = refusal(scope => {
    const server = backend(scope, 'notes');
    Object.defineProperty(server, 'hostHeader', { value: wrong('a\r\nx: y') });
    gateway(scope, { servers: [server] });
  });
  expect(message).toContain('server.hostHeader must be a Host header such as localhost:8000');
});
