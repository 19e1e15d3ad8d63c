import { McpReport } from '../../src';

/** Rules and lines of the findings of a text. */
function linesOf(text: string): Record<string, number | undefined> {
  const report = McpReport._ofFiles([{ name: 'a.yaml', text, from: 'a.yaml' }], {});
  return Object.fromEntries(
    report._findings().map(({ finding: { rule, object }, location }) => [`${rule} ${object}`, location?.line]),
  );
}

const OPEN = ['apiVersion: v1', 'kind: Service', 'metadata: { name: open, namespace: a }'];
const RULE = 'service-type Service a/open';

describe('the line of a finding', () => {
  test('is that of its field', () => {
    const text = [...OPEN, 'spec:', '  ports: [{ port: 80 }]', '  type: NodePort', ''].join('\n');
    expect(linesOf(text)[RULE]).toBe(6);
  });

  test('counts the documents before it, however they end', () => {
    const other = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: c, namespace: a }\ndata:\n  a: |\n    ---\n';
    const open = [...OPEN, 'spec:', '  type: NodePort', ''].join('\n');
    const start = (text: string): number => text.split('\n').length - 1;
    for (const before of [
      `${other}---\n`,
      `# a comment\n---\n${other}---\n# nothing\n--- # again\n`,
      `\ufeff%YAML 1.1\n---\n${other}...\n`,
      `${other}---\nnull\n---\n`.replaceAll('\n', '\r\n'),
    ]) {
      expect(linesOf(before + open)[RULE]).toBe(start(before) + 5);
    }
  });

  test('is that of the item of a List', () => {
    const item = (name: string, type: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'a' },
      spec: { type, ports: [{ port: 80 }] },
    });
    const list = { apiVersion: 'v1', kind: 'List', items: [item('shut', 'ClusterIP'), item('open', 'NodePort')] };
    const text = JSON.stringify(list, undefined, 2);
    expect(linesOf(text)[RULE]).toBe(text.split('\n').findIndex(line => line.includes('NodePort')) + 1);
  });

  test('is that of what is around a field that is not there', () => {
    const text = [
      '# a pod of a visitor',
      'apiVersion: v1',
      'kind: Pod',
      'metadata: { name: p, namespace: a }',
      'spec:',
      '  containers:',
      '    - name: c',
      '      image: ghcr.io/acme/c:1',
      '',
    ].join('\n');
    const lines = Object.values(linesOf(text));
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.every(line => line !== undefined && line > 1 && line <= 8)).toBe(true);
    expect(lines).toContain(7);
  });
});
