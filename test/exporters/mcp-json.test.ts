import { join } from 'path';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { APP, annotated, listed } from './apps';
import { McpClientKind, McpImport, Callers, Exposure, GatewayRoutes } from '../../src';
import { listedApp } from '../../src/exporters/listed-app';
import { mcpJson } from '../../src/exporters/mcp-json';
import { chart } from '../util/app';
import { backend, gateway } from '../util/gateway';
import { expectGolden } from '../util/golden';
import { ROOT } from '../util/paths';

const EXPOSURE = Exposure.httpRoute({
  hostname: 'mcp.example.com',
  parentName: 'public',
  from: [Callers.namespace('gateways')],
});

describe('an export to mcp.json', () => {
  test('writes the reviewed configuration', () => {
    const text = `${JSON.stringify(mcpJson(listed(APP)).body, undefined, 2)}\n`;
    expectGolden(join(ROOT, 'test', 'exporters', 'expected', 'mcp.json'), text);
  });

  test('tells what no client outside the cluster reaches', () => {
    expect(mcpJson(listed(APP)).notices).toEqual([
      'mcp/inside: has no address outside the cluster: give it an exposure by httpRoute or ingress',
      'mcp/old: is in quarantine, and is not listed',
      'mcp/charts: no gateway leads to it from outside the cluster',
      'mcp/lonely: no gateway leads to it from outside the cluster',
    ]);
  });

  test.each([
    ['one address', GatewayRoutes.federated()],
    ['a path for each server', GatewayRoutes.pathPerServer()],
    ['a host for each server', GatewayRoutes.hostPerServer('mcp.example.com')],
    ['both', GatewayRoutes.mixed()],
  ])('says what the gateway itself says of %s', (_, routes) => {
    const scope = chart();
    const servers = ['b', 'a'].map(id => backend(scope, id));
    const front = gateway(scope, { servers, routes, exposure: EXPOSURE });
    expect(mcpJson(listedApp(App.of(scope))).body).toEqual(JSON.parse(front.clientConfig(McpClientKind.MCP_JSON)));
  });

  test('gives each gateway a variable of its own, and each address of a server a name of its own', () => {
    const scope = chart();
    const server = backend(scope, 'notes');
    const at = (id: string): unknown =>
      gateway(
        scope,
        {
          servers: [server],
          routes: GatewayRoutes.pathPerServer(),
          exposure: Exposure.httpRoute({
            hostname: `${id}.example.com`,
            parentName: 'public',
            from: [Callers.namespace('gateways')],
          }),
        },
        id,
      );
    ['one', 'two'].forEach(at);
    const client = (id: string): object => ({
      type: 'http',
      url: `https://${id}.example.com/notes/mcp`,
      headers: { Authorization: `Bearer \${MCP_${id.toUpperCase()}_CREDENTIAL}` },
    });
    expect(mcpJson(listedApp(App.of(scope))).body).toEqual({
      mcpServers: { notes_one: client('one'), notes_two: client('two') },
    });
  });

  test('is imported as the same remote servers', () => {
    const { body } = mcpJson(listed(APP));
    const { remoteServers } = parse(McpImport.fromMcpJson(JSON.stringify(body)).toYaml());
    expect(
      Object.entries<{ url: string; headers?: object }>(remoteServers).map(([name, { url, headers = {} }]) => [
        name,
        url,
        Object.keys(headers),
      ]),
    ).toEqual([
      ['notes', 'https://mcp.example.com/notes/mcp', ['authorization']],
      ['tools', 'https://tools.example.com/mcp', []],
      ['wiki', 'https://mcp.example.com/wiki/mcp', ['authorization']],
    ]);
  });

  test('has no texts of annotations', () => {
    const app = annotated({ 'mcp-import/title': 'Injected' });
    expect(JSON.stringify(mcpJson(listed(app)).body)).not.toContain('Injected');
  });
});
