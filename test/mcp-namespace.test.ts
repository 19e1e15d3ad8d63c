import { Chart, Testing } from 'cdk8s';
import { Guardrails, McpNamespace, PodSecurityLevel } from '../src';
import { chart, find, server, synth } from './util/app';

describe('McpNamespace', () => {
  test('what is created in its scope lives in it and is its owner\'s', () => {
    const scope = new Chart(Testing.app(), 'test', { namespace: 'elsewhere' });
    const tool = server(new McpNamespace(scope, 'ns', { name: 'mcp-tools', owner: 'platform' }));
    expect(tool.namespace).toBe('mcp-tools');
    expect(find(synth(scope), 'Deployment').metadata).toMatchObject({ namespace: 'mcp-tools', labels: { owner: 'platform' } });
  });

  test('a server\'s own words come first', () => {
    const scope = new Chart(Testing.app(), 'test');
    server(new McpNamespace(scope, 'ns', { name: 'mcp-tools', owner: 'platform' }), { namespace: 'other', owner: 'tools' });
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
    expect([namespace.name, namespace.namespaceObject.name, namespace.defaultDenyPolicy?.name]).toEqual(['mcp-tools', 'mcp-tools', 'default-deny']);
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
