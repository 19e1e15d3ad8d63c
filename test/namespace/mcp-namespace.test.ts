import { ApiObject, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { Guardrails, McpNamespace, PodSecurityLevel } from '../../src/index';
import { chart, find, server, synth } from '../util/app';

describe('McpNamespace', () => {
  test("what is created in its scope lives in it and is its owner's", () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'elsewhere' });
    const tool = server(new McpNamespace(scope, 'ns', { name: 'mcp-tools', owner: 'platform' }));
    expect(tool.namespace).toBe('mcp-tools');
    expect(find(synth(scope), 'Deployment').metadata).toMatchObject({
      namespace: 'mcp-tools',
      labels: { owner: 'platform' },
    });
  });

  test("a server's own words come first", () => {
    const scope = new Chart(Testing.app(), 'test');
    server(new McpNamespace(scope, 'ns', { name: 'mcp-tools', owner: 'platform' }), {
      namespace: 'other',
      owner: 'tools',
    });
    expect(find(synth(scope), 'Deployment').metadata).toMatchObject({ namespace: 'other', labels: { owner: 'tools' } });
  });

  test('the nearest of two is meant', () => {
    const outer = new McpNamespace(new Chart(Testing.app(), 'test'), 'outer', { name: 'outer' });
    expect(server(new McpNamespace(outer, 'inner', { name: 'inner' })).namespace).toBe('inner');
  });

  test('the Namespace itself has no namespace and comes first', () => {
    const scope = chart('elsewhere');
    const namespace = new McpNamespace(scope, 'ns', { name: 'mcp-tools' });
    server(namespace);
    const [first] = synth(scope);
    expect([first.kind, first.metadata.name, first.metadata.namespace]).toEqual(['Namespace', 'mcp-tools', undefined]);
    expect([namespace.name, namespace.namespaceObject.name, namespace.defaultDenyPolicy?.name]).toEqual([
      'mcp-tools',
      'mcp-tools',
      'default-deny',
    ]);
  });

  test('comes before what names it, also when it is created last', () => {
    const scope = chart();
    const late = new Construct(scope, 'late');
    new ApiObject(scope, 'settings', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'settings', namespace: 'mcp-tools' },
    });
    server(late, { namespace: 'mcp-tools' });
    new McpNamespace(scope, 'ns', { name: 'mcp-tools' });
    const kinds = synth(scope).map(({ kind }) => kind);
    expect(kinds[0]).toBe('Namespace');
    expect(kinds).toHaveLength(scope.node.findAll().filter(each => ApiObject.isApiObject(each)).length);
    expect(synth(scope).map(({ kind }) => kind)).toEqual(kinds);
  });

  test('leaves the order of charts to the user', () => {
    const app = Testing.app();
    const servers = new Chart(app, 'servers');
    server(servers, { namespace: 'mcp-tools' });
    new McpNamespace(new Chart(app, 'namespaces'), 'ns', { name: 'mcp-tools' });
    expect(synth(servers).map(({ kind }) => kind)).not.toContain('Namespace');
    expect(app.charts.map(({ node }) => node.id)).toEqual(['servers', 'namespaces']);
  });

  test('default deny can be left to others', () => {
    const scope = chart();
    const namespace = new McpNamespace(scope, 'ns', { name: 'a', defaultDeny: false });
    expect(namespace.defaultDenyPolicy).toBeUndefined();
    expect(synth(scope)).toHaveLength(1);
  });

  test('a weaker level needs an acknowledgement', () => {
    const scope = chart();
    new McpNamespace(scope, 'ns', { name: 'a', podSecurity: PodSecurityLevel.BASELINE });
    expect(() => synth(scope)).toThrow('pod-security-labels');
    Guardrails.of(scope).acknowledge('pod-security-labels', 'a vendor image that is being replaced');
    expect(find(synth(scope), 'Namespace').metadata.labels['pod-security.kubernetes.io/enforce']).toBe('baseline');
  });
});
