import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { JsonPatch, Yaml } from 'cdk8s';
import { Callers, Guardrails, McpReport, McpTesting } from '../../src/index';
import { chart, server } from '../util/app';
import { ROOT } from '../util/paths';

const POLICY = JsonPatch.replace('/spec/template/spec/containers/0/imagePullPolicy', 'IfNotPresent');
const REASON = 'the registry of the edge site is unreachable at night';

describe('McpTesting', () => {
  test('gives no findings of an app that breaks no rule', () => {
    const scope = chart();
    server(scope);
    expect(McpTesting.findings(scope)).toEqual([]);
  });

  test('names the rule, object, construct and field of each finding, without failing', () => {
    const scope = chart();
    server(scope).deployment.addJsonPatch(POLICY);
    expect(McpTesting.findings(scope)).toEqual([
      {
        rule: 'image-pull-policy',
        severity: 'error',
        object: 'Deployment mcp-tools/tool',
        path: `${scope.node.path}/tool`,
        field: 'spec.template.spec.containers[0].imagePullPolicy',
        message: expect.stringContaining('must be'),
        fix: expect.any(String),
      },
    ]);
  });

  test('gives the reason of an acknowledged finding', () => {
    const scope = chart();
    const tool = server(scope);
    tool.deployment.addJsonPatch(POLICY);
    Guardrails.of(tool).acknowledge('image-pull-policy', REASON);
    expect(McpTesting.findings(scope)).toMatchObject([{ rule: 'image-pull-policy', acknowledged: REASON }]);
  });

  test('gives the values of the report as its schema has them', () => {
    const scope = chart();
    server(scope, { callers: [Callers.pods({ namespace: 'agents', labels: { app: 'agent' } })] });
    const posture = McpTesting.posture(scope);
    const schema = JSON.parse(readFileSync(join(ROOT, 'schemas', 'report.schema.json'), 'utf8'));
    const fits = new Ajv2020({ strict: false }).compile(schema);
    expect([fits(posture), fits.errors]).toEqual([true, null]);
    expect(posture).toEqual(JSON.parse(McpReport.of(scope).toJson()));
    expect(posture.servers[0].callers).toMatchObject([{ namespace: 'agents' }]);
  });

  test('says the same of the manifests, but for the constructs that made them', () => {
    const scope = chart();
    const tool = server(scope);
    tool.deployment.addJsonPatch(POLICY);
    Guardrails.of(tool).acknowledge('image-pull-policy', REASON);
    const manifests = [Yaml.stringify(...scope.toJson())];
    const [{ path, ...finding }] = McpTesting.findings(scope);
    expect(path).toBeDefined();
    expect(McpTesting.findingsOfManifests(manifests)).toContainEqual(finding);
    expect(McpTesting.postureOfManifests(manifests).servers).toMatchObject([{ name: 'tool' }]);
  });
});
