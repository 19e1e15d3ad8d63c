import { ApiObject, App, Yaml } from 'cdk8s';
import { IConstruct } from 'constructs';
import { McpAdmissionPolicy, McpGateway, McpPool, McpRemoteServer, McpServer, SmokeTest } from '../../src';
import { Manifest } from '../util/app';
import { SCENARIOS } from '../util/scenarios';
import { YamlText } from '../util/yaml';

type Kind = abstract new (...args: never[]) => IConstruct;

function identityOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.namespace}/${metadata.name}`;
}

function objectsBelow(app: App, kinds: readonly Kind[]): Set<string> {
  const constructs = app.node.findAll().filter(construct => kinds.some(kind => construct instanceof kind));
  const objects = constructs.flatMap(construct => construct.node.findAll()).filter(ApiObject.isApiObject);
  return new Set(objects.map(object => identityOf(object.toJson())));
}

/**
 * The manifests of a scenario without those of other constructs, which have a snapshot of their own. Policies stay:
 * other constructs write into them.
 */
function manifestsOf(scenario: string, without: readonly Kind[] = []): Manifest[] {
  const app = SCENARIOS[scenario]();
  const objects: Manifest[] = app.charts.flatMap(chart => chart.toJson());
  const left = objectsBelow(app, without);
  return objects.filter(object => /NetworkPolicy$/.test(object.kind) || !left.has(identityOf(object)));
}

function written(objects: readonly Manifest[]): YamlText {
  return new YamlText(Yaml.stringify(...objects));
}

// One scenario for each construct and engine; what other scenarios have of their own is asserted in the variants tests.
describe('with everything on', () => {
  test('the manifests of a server and its namespace are the reviewed ones', () => {
    expect(written(manifestsOf('everything on'))).toMatchSnapshot();
  });

  test('the manifests of a pool are the reviewed ones', () => {
    expect(written(manifestsOf('a pool with everything', [McpServer, McpGateway]))).toMatchSnapshot();
  });

  test('the manifests of a gateway that runs agentgateway, in front of a remote server are the reviewed ones', () => {
    expect(written(manifestsOf('a gateway with OAuth behind an HTTPRoute', [McpServer]))).toMatchSnapshot();
  });

  test("the manifests of a gateway under agentgateway's controller are the reviewed ones", () => {
    expect(written(manifestsOf("a gateway of agentgateway's controller", [McpServer]))).toMatchSnapshot();
  });

  test('the manifests of a gateway of Envoy AI Gateway are the reviewed ones', () => {
    expect(written(manifestsOf('a gateway of Envoy AI Gateway', [McpServer]))).toMatchSnapshot();
  });

  test('the manifests of a gateway of Kuadrant are the reviewed ones', () => {
    expect(written(manifestsOf('a gateway of Kuadrant', [McpServer]))).toMatchSnapshot();
  });

  test('the manifests of routes without a gateway of their own are the reviewed ones', () => {
    expect(written(manifestsOf('routes without a gateway of their own', [McpServer]))).toMatchSnapshot();
  });

  test('the manifests of an admission policy are the reviewed ones', () => {
    const objects = manifestsOf('admission', [McpServer]).filter(({ metadata }) => /^mcp-trial/.test(metadata.name));
    expect(written(objects)).toMatchSnapshot();
  });

  test('the manifests of smoke tests are the reviewed ones', () => {
    const scenario = 'smoke tests of a server and of one behind a gateway';
    expect(written(manifestsOf(scenario, [McpServer, McpGateway, McpRemoteServer]))).toMatchSnapshot();
  });
});

test('the scenarios between them use every construct', () => {
  const apps = Object.values(SCENARIOS).map(build => build());
  for (const kind of [McpServer, McpPool, McpGateway, McpRemoteServer, McpAdmissionPolicy, SmokeTest]) {
    expect(apps.some(app => app.node.findAll().some(construct => construct instanceof kind))).toBe(true);
  }
});
