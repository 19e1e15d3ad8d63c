import { Manifest } from '../util/app';
import { judges } from '../util/policies';

const pod = (image: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'any', namespace: 'mcp-tools', labels: { 'cdk8s-mcp/server': 'bad' } },
  spec: { containers: [{ name: 'a', image }] },
});
const IMAGE = 'ghcr.io/acme/tool:1@sha256:00';
const quarantined = (text: string | undefined): string[] => judges({}, { quarantined: text }).quarantine(pod(IMAGE));
const ofRule = (rule: string, edited: Record<string, string | undefined>, image = IMAGE): boolean =>
  judges({}, edited).workloads(pod(image), { rule }).length > 0;

describe('a list that is edited by hand', () => {
  test.each([
    'mcp-tools/bad ',
    ' mcp-tools/bad',
    '\tmcp-tools/bad\t',
    'mcp-tools/bad\r\nmcp-tools/other\r\n',
    '\n\n  \nmcp-tools/bad\n',
    '# sends data elsewhere\nmcp-tools/bad',
  ])('names a server in %j', text => {
    expect(quarantined(text)).toEqual([expect.stringContaining('mcp-tools/bad is quarantined')]);
  });

  test('blocks what it names before a blank or the end of a line', () => {
    expect(ofRule('package-list', { blockedPackages: 'oci:ghcr.io/acme/tool \r\n' })).toBe(true);
    expect(ofRule('package-list', { blockedPackages: 'oci:ghcr.io/acme/other \r\n' })).toBe(false);
  });

  test('allows a registry before a blank', () => {
    expect(ofRule('image-registry', { allowedRegistries: 'ghcr.io/acme\t\n' })).toBe(false);
    expect(ofRule('image-registry', { allowedRegistries: 'ghcr.io/other\n' })).toBe(true);
  });

  test('exempts an object on a line with blanks around it', () => {
    const exemptions = '  image-pin Pod mcp-tools/any: the vendor has no digests \r\n';
    expect(ofRule('image-pin', { exemptions }, 'ghcr.io/acme/tool')).toBe(false);
    expect(ofRule('image-pin', {}, 'ghcr.io/acme/tool')).toBe(true);
  });
});

describe('what cannot be read refuses everything, by the name of the list', () => {
  test.each([
    ['another separator', 'mcp-tools:bad'],
    ['upper case', 'MCP-Tools/bad'],
    ['two on a line', 'mcp-tools/bad, mcp-tools/other'],
    ['YAML', '- mcp-tools/bad'],
    ['a comment behind an entry', 'mcp-tools/bad # sends data'],
    ['a name alone', 'bad'],
    ['a pattern', 'mcp-tools/*'],
    ['a character that nobody sees', 'mcp-tools/bad\u200b'],
  ])('%s in quarantined', (_, text) => {
    expect(quarantined(text)[0]).toMatch(
      /^parameters: quarantined in ConfigMap platform\/mcp cannot be read\. Fix: .*quarantined: namespace\/name/,
    );
  });

  test.each<{ list: string; text: string }>([
    ...[
      'evil',
      'npm: evil',
      'NPM:evil',
      'npm:evil*',
      'npm:evil/*',
      'npm:@scope',
      'npm:',
      'oci:ghcr.io',
      'npm:a npm:b',
    ].map(text => ({
      list: 'blockedPackages',
      text,
    })),
    ...['https://ghcr.io', 'ghcr.io/*', 'ghcr.io/', 'ghcr.io acme'].map(text => ({ list: 'allowedRegistries', text })),
    ...['image-pin Pod mcp-tools/any', 'image-pin mcp-tools/any: why', 'image-pin Pod any: why'].map(text => ({
      list: 'exemptions',
      text,
    })),
    { list: 'allowedPackages', text: 'npm:good,npm:better' },
  ])('$text in $list', ({ list, text }) => {
    const [message] = judges({}, { [list]: `\n${text}\n` }).workloads(pod(IMAGE), { rule: 'parameters' });
    expect(message).toMatch(new RegExp(`^parameters: ${list} in ConfigMap platform/mcp cannot be read`));
  });

  test('a key that is missing or that nothing reads', () => {
    expect(quarantined(undefined)[0]).toContain('parameters: quarantined in');
    expect(judges({}, { quarantine: 'mcp-tools/bad' }).quarantine(pod(IMAGE))[0]).toContain(
      'parameters: quarantine in',
    );
  });

  test('not what the library writes', () => {
    const written = judges({
      allowedPackages: ['oci:docker.io/grafana/*', 'oci:ghcr.io/a/b', 'npm:@a/*', 'npm:@a/b', 'pypi:mcp-server-time'],
      blockedPackages: ['npm:evil', 'oci:registry.example.com:5000/*'],
      allowedRegistries: ['ghcr.io/acme', 'registry.example.com:5000/a/b'],
      exemptions: [
        { rule: 'image-pin', kind: 'Pod', namespace: 'a', name: 'b.c', reason: 'the vendor: it has no digests' },
      ],
    });
    expect(written.workloads(pod(IMAGE), { rule: 'parameters' })).toEqual([]);
    expect(written.network(pod(IMAGE), { rule: 'parameters' })).toEqual([]);
  });
});
