import { settled, synth } from './importing';
import { ImportDecision, McpImport } from '../../src';

const IMAGE = `ghcr.io/acme/notes-mcp:1.0.0@sha256:${'1'.repeat(64)}`;

interface Case {
  readonly format: string;
  readonly apiVersion: string;
  readonly kind?: string;
  readonly http: object;
  readonly stdio?: object;
}

/** Every format of resources, with a server over HTTP and one over standard input. */
const RESOURCES: readonly Case[] = [
  {
    format: 'toolhive',
    apiVersion: 'toolhive.stacklok.dev/v1beta1',
    http: { image: IMAGE, transport: 'streamable-http' },
    stdio: { image: IMAGE, transport: 'stdio' },
  },
  {
    format: 'toolhive',
    apiVersion: 'toolhive.stacklok.dev/v1alpha1',
    kind: 'MCPServerEntry',
    http: { remoteUrl: 'https://notes.example.com/mcp' },
  },
  {
    format: 'kmcp',
    apiVersion: 'kagent.dev/v1alpha1',
    http: { transportType: 'http', deployment: { image: IMAGE, port: 8000 } },
    stdio: { transportType: 'stdio', deployment: { image: IMAGE, cmd: '/app/notes' } },
  },
  {
    format: 'kmcp',
    apiVersion: 'kagent.dev/v1alpha2',
    kind: 'RemoteMCPServer',
    http: { url: 'https://notes.example.com/mcp' },
  },
  {
    format: 'mcp.x-k8s.io',
    apiVersion: 'mcp.x-k8s.io/v1beta1',
    http: { source: { type: 'ContainerImage', containerImage: { ref: IMAGE } }, config: { port: 8000 } },
  },
  {
    format: 'v2dy',
    apiVersion: 'mcp.v2dy.io/v1',
    http: { image: IMAGE, port: 8000, protocol: 'http' },
    stdio: { image: IMAGE, protocol: 'stdio' },
  },
  {
    format: 'matey',
    apiVersion: 'mcp.matey.ai/v1',
    http: { image: IMAGE, protocol: 'http', httpPort: 8000 },
    stdio: { image: IMAGE, protocol: 'stdio' },
  },
];

const resource = ({ apiVersion, kind = 'MCPServer' }: Case, spec: object, namespace: string): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'notes', namespace }, spec });
const namespaceOf = (from: McpImport): ImportDecision[] => from.decisions.filter(({ at }) => at === 'namespace');

describe.each(RESOURCES)('$apiVersion $kind', each => {
  test.each(['default', 'kube-system', 'kube-public', 'Not_A_Name'])('in the namespace %s needs another', namespace => {
    const from = McpImport.detect(resource(each, each.http, namespace));
    expect(from.format).toBe(each.format);
    expect(namespaceOf(from)).toEqual([expect.objectContaining({ what: 'namespace', required: true })]);
    expect(() => synth(settled(from))).not.toThrow();
  });

  test('in a namespace of its own keeps it', () => {
    const from = McpImport.detect(resource(each, each.http, 'tools'));
    expect(namespaceOf(from)).toEqual([expect.objectContaining({ required: false })]);
  });
});

describe.each(RESOURCES.filter(({ stdio }) => stdio !== undefined))('an image of $format that speaks stdio', each => {
  test('is asked for what its bridge needs', () => {
    const from = McpImport.detect(resource(each, each.stdio ?? {}, 'tools'));
    const libc = from.decisions.filter(({ what }) => what === 'libc');
    expect(libc).toEqual([expect.objectContaining({ at: 'servers.notes.source.stdioImage.bridge', required: false })]);
    expect(libc[0].how).toMatch(/needs glibc 2\.28 or newer and libstdc\+\+/);
  });
});

test.each([
  { title: 'docker run', text: { mcpServers: { notes: { command: 'docker', args: ['run', '-i', IMAGE] } } } },
  { title: 'compose', text: { services: { notes: { image: IMAGE, stdin_open: true } } } },
  { title: 'the catalogue of Docker', text: { name: 'notes', image: IMAGE, type: 'server' } },
])('an image of $title that speaks stdio is asked for what its bridge needs', ({ text }) => {
  expect(McpImport.detect(JSON.stringify(text)).decisions.map(({ what }) => what)).toContain('libc');
});

describe('resources of kinds that are not read', () => {
  const text = ['HelmRelease', 'Secret', 'HelmRelease']
    .map(kind =>
      JSON.stringify({
        apiVersion: kind === 'Secret' ? 'v1' : 'helm.toolkit.fluxcd.io/v2',
        kind,
        metadata: { name: 'a' },
      }),
    )
    .join('\n---\n');

  test('are named, with those that are read', () => {
    expect(() => McpImport.detect(text)).toThrow(
      /kinds in it: HelmRelease of helm\.toolkit\.fluxcd\.io, Secret; kinds that are read: .*MCPServerEntry.* of toolhive/,
    );
  });

  test('are named if a format is wanted', () => {
    expect(() => McpImport.fromToolHive(text)).toThrow(/apiVersion and kind say what it is; it has: HelmRelease of/);
    expect(() => McpImport.fromSigMcpServer(text)).toThrow(/it has: HelmRelease of helm/);
  });

  test.each(['AKIAIOSFODNN7EXAMPLE', 'not a kind', 'a'.repeat(80), 7])('are not shown as %s', kind => {
    expect(() => McpImport.detect(JSON.stringify({ apiVersion: 'v1', kind, metadata: { name: 'a' } }))).toThrow(
      /^(?!.*(?:kinds in it|AKIA)).*is in no format/,
    );
  });
});
