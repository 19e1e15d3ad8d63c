import { JsonPatch, Yaml } from 'cdk8s';
import { parse } from 'yaml';
import * as library from '../../src';
import { BuiltApp, buildApp } from '../../src/app-file/app-file';
import { renderedObjects } from '../../src/cli/rendered-objects';
import { yamlText } from '../../src/foundation/yaml/yaml-text';
import { Guardrails } from '../../src/guardrails/guardrails';
import { refused } from '../util/refusal';

const SERVER =
  `{ source: { image: { reference: "ghcr.io/acme/notes:1.2.3@sha256:${'a'.repeat(64)}", port: ` +
  '8080, sessions: none } } }';

function built(text: string): BuiltApp {
  return buildApp(parse(`version: 1\nnamespace: mcp-tools\n${text}`), { where: 'app.yaml' });
}

test.each([
  { title: 'servers', text: `servers: { b: ${SERVER}, a: ${SERVER} }` },
  {
    title: 'a namespace of their own',
    text: `namespaces: { tools: { name: mcp-tools, owner: team } }\nservers: { a: ${SERVER} }`,
  },
  {
    title: 'a pool and a gateway',
    text:
      `pools: { team: { namespace: team, servers: { a: ${SERVER} } } }\n` +
      'gateways: { edge: { servers: [team/a], auth: { anonymous: behind a mesh } } }',
  },
])('the command line writes the bytes of app.synth(): $title', ({ text }) => {
  expect(yamlText(renderedObjects(built(text)))).toBe(Yaml.stringify(...(built(text).chart.toJson() as unknown[])));
});

test('what depends on something else is written after it, as cdk8s sorts it', () => {
  const turned = (): BuiltApp => {
    const app = built(`servers: { b: ${SERVER}, a: ${SERVER} }`);
    app.chart.node.findChild('b').node.addDependency(app.chart.node.findChild('a'));
    return app;
  };
  const objects = renderedObjects(turned());
  expect(objects).toEqual(turned().chart.toJson());
  expect(objects[0]).toMatchObject({ metadata: { name: 'a' } });
});

test('what validation writes on an object is judged and written', () => {
  const answered = (): BuiltApp => {
    const app = built(`servers: { a: ${SERVER} }`);
    const server = app.chart.node.findChild('a') as library.McpServer;
    server.deployment.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/imagePullPolicy', 'IfNotPresent'),
    );
    Guardrails.of(server).acknowledge('image-pull-policy', 'the registry is unreachable at night');
    return app;
  };
  expect(yamlText(renderedObjects(answered()))).toBe(Yaml.stringify(...(answered().chart.toJson() as unknown[])));
  expect(yamlText(renderedObjects(answered()))).toContain('the registry is unreachable at night');
});

test('what breaks a rule is refused in the words of cdk8s', () => {
  const weak = (): BuiltApp => {
    const app = built(`servers: { a: ${SERVER} }`);
    (app.chart.node.findChild('a') as library.McpServer).deployment.addJsonPatch(
      JsonPatch.replace('/spec/template/spec/containers/0/securityContext/privileged', true),
    );
    return app;
  };
  expect(refused(() => renderedObjects(weak()))).toBe(refused(() => weak().chart.toJson()));
});
