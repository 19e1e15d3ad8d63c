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
describe('the whole manifests with everything on', () => {
  test('of a server and its namespace', () => {
    expect(written(manifestsOf('everything on'))).toMatchSnapshot();
  });

  test('of a pool', () => {
    expect(written(manifestsOf('a pool with everything', [McpServer, McpGateway]))).toMatchSnapshot();
  });

  test('of a gateway that runs agentgateway, in front of a remote server', () => {
    expect(written(manifestsOf('a gateway with OAuth behind an HTTPRoute', [McpServer]))).toMatchSnapshot();
  });

  test("of a gateway under agentgateway's controller", () => {
    expect(written(manifestsOf("a gateway of agentgateway's controller", [McpServer]))).toMatchSnapshot();
  });

  test('of a gateway of Envoy AI Gateway', () => {
    expect(written(manifestsOf('a gateway of Envoy AI Gateway', [McpServer]))).toMatchSnapshot();
  });

  test('of routes without a gateway of their own', () => {
    expect(written(manifestsOf('routes without a gateway of their own', [McpServer]))).toMatchSnapshot();
  });

  test('of an admission policy', () => {
    const objects = manifestsOf('admission', [McpServer]).filter(({ metadata }) => /^mcp-trial/.test(metadata.name));
    expect(written(objects)).toMatchSnapshot();
  });

  test('of smoke tests', () => {
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
