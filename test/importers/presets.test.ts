import { Testing } from 'cdk8s';
import { parse } from 'yaml';
import { McpCatalog, McpImport } from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { KNOWN_AS } from '../../src/catalog/data/known-as';
import { withoutUndefined } from '../../src/importers/texts';
import { DIGEST, Manifest } from '../util/app';

interface Known {
  readonly id: string;
  /** As `npm:name`, `pypi:name`, or an image without tag. */
  readonly name: string;
}

function unversioned(reference: string): string {
  if (/^npm:/.test(reference)) {
    return reference.replace(/@[^@]*$/, '');
  }
  return /^pypi:/.test(reference) ? reference.replace(/==.*$/, '') : reference.replace(/:[^:/]+(@sha256:.*)?$/, '');
}

/** Every name under which a preset is known, without versions. */
const KNOWN = McpCatalog.ids.flatMap((id): Known[] => {
  const { packages = [], images = [] } = KNOWN_AS[id] ?? {};
  const own = unversioned(McpCatalog.named(id).reference);
  return [own, ...packages, ...images].map(name => ({ id, name }));
});
const HOSTS = Object.entries(KNOWN_AS).flatMap(([id, { hosts = [] }]) => hosts.map(host => ({ id, host })));
const IMAGES = KNOWN.filter(({ name }) => !/^(npm|pypi):/.test(name));

/** The words with which clients start it. */
function wordsOf(name: string): string[] {
  const [, ecosystem, bare = name] = /^(npm|pypi):(.*)$/.exec(name) ?? [];
  if (ecosystem === 'npm') {
    return ['npx', '-y', bare];
  }
  return ecosystem === 'pypi' ? ['uvx', bare] : ['docker', 'run', '-i', '--rm', bare];
}

function fromClient(name: string): McpImport {
  const [command, ...args] = wordsOf(name);
  return McpImport.fromMcpJson(JSON.stringify({ mcpServers: { it: { command, args } } }));
}

function fromKmcp(name: string): McpImport {
  const [cmd, ...args] = wordsOf(name);
  const isImage = cmd === 'docker';
  const deployment = isImage ? { image: `${name}:9.9.9` } : { cmd, args };
  const spec = { transportType: isImage ? 'http' : 'stdio', deployment };
  const resource = { apiVersion: 'kagent.dev/v1alpha1', kind: 'MCPServer', metadata: { name: 'it' }, spec };
  return McpImport.fromKmcp(JSON.stringify(resource));
}

function fromUrl(url: string): McpImport {
  return McpImport.fromMcpJson(JSON.stringify({ mcpServers: { it: { url } } }));
}

/** What decisions say of the catalogue. */
function advice({ decisions }: McpImport): string[] {
  return decisions.filter(({ what }) => what === 'preset').map(({ how }) => how);
}

/** The form that advice gives, with a value for each of its dots. */
function completed(how: string): Manifest {
  const [form] = /\{ preset: .* \}(?= in place)/.exec(how) ?? [];
  const app = parse((form ?? '').replace('@sha256:…', `@${DIGEST}`));
  const secret = { fromSecretName: { name: 'by-hand', key: 'key' } };
  const given = (map: object = {}, value: unknown): object =>
    Object.fromEntries(Object.keys(map).map(key => [key, value]));
  const paths = McpCatalog.named(app.preset).requiredStorage;
  return withoutUndefined({
    ...app,
    env: given(app.env, 'https://it.example.com'),
    secrets: given(app.secrets, secret),
    egress: app.egress === undefined ? undefined : [{ toCidrs: ['203.0.113.0/24'] }],
    storage: app.storage === undefined ? undefined : paths.map(path => ({ scratch: { path, size: '64Mi' } })),
  });
}

describe('an import of a server of the catalogue', () => {
  test.each(KNOWN)('proposes the preset $id for $name, at any version and from every format', ({ id, name }) => {
    const proposal = expect.stringContaining(`{ preset: ${id}`);
    for (const read of [fromClient, fromKmcp]) {
      expect(advice(read(name))).toEqual([proposal]);
    }
    const versions: Record<string, string> = { npm: '@9.9.9', pypi: '==9.9.9' };
    expect(advice(fromClient(`${name}${versions[name.replace(/:.*/, '')] ?? ':9.9.9'}`))).toEqual([proposal]);
  });

  test.each(HOSTS)('proposes the preset $id for the server at $host', ({ id, host }) => {
    const proposal = expect.stringContaining(`{ preset: ${id}`);
    expect(advice(fromUrl(`https://${host}/mcp`))).toEqual([proposal]);
    expect(advice(fromUrl(`https://${host.toUpperCase()}/sse?x=1`))).toEqual([proposal]);
  });

  test.each(McpCatalog.ids)('says exactly what to write for the preset %s', id => {
    const [how] = advice(fromClient(KNOWN.find(known => known.id === id)?.name ?? ''));
    const app = {
      version: 1,
      namespace: 'mcp-tools',
      platform: { networkPolicyEngine: 'cilium' },
      servers: { it: completed(how) },
    };
    const { app: built } = buildApp(app, { where: 'app.yaml', outdir: Testing.app().outdir });
    expect(() => {
      built.synth();
    }).not.toThrow();
    expect(how).toContain(`runs ${McpCatalog.named(id).reference}`);
  });

  test('is for review: nothing stops the build', () => {
    const { decisions } = fromClient('npm:argocd-mcp@0.9.0');
    expect(decisions.filter(({ what }) => what === 'preset').map(({ at, required }) => [at, required])).toEqual([
      ['servers.it.preset', false],
    ]);
  });

  test('proposes the command of the preset where that of the image is not known', () => {
    const command = fromClient('ghcr.io/github/github-mcp-server').decisions.find(({ what }) => what === 'command');
    expect(command?.how).toMatch(/; the preset github starts \["\/server\/github-mcp-server"\]$/);
    const other = fromClient('ghcr.io/acme/github-mcp-server').decisions.find(({ what }) => what === 'command');
    expect(other?.how).not.toContain('preset');
  });
});

describe('an import of what only looks like a server of the catalogue', () => {
  test.each(KNOWN.flatMap(({ name }) => [`${name}-evil`, name.replace(/[^/:]*$/, 'x$&'), `${name}x`]))(
    'proposes nothing for %s',
    name => {
      expect(advice(fromClient(name))).toEqual([]);
    },
  );

  test.each(
    IMAGES.flatMap(({ name }) => [name.replace(/^[^/]*/, 'registry.evil.example'), `registry.evil.example/${name}`]),
  )('proposes nothing for %s of another registry', name => {
    expect(advice(fromClient(name))).toEqual([]);
  });

  test.each(
    HOSTS.flatMap(({ host }) => [
      `https://${host}.evil.example/mcp`,
      `https://evil.example/${host}`,
      `https://x${host}/mcp`,
      `https://${host}@evil.example/mcp`,
      `${host}/mcp`,
    ]),
  )('proposes nothing for %s', url => {
    expect(advice(fromUrl(url))).toEqual([]);
  });

  test('proposes nothing for packages of the other registry', () => {
    expect([...advice(fromClient('pypi:argocd-mcp')), ...advice(fromClient('npm:mcp-server-time'))]).toEqual([]);
  });
});

describe('the names under which servers are known', () => {
  test('are those of presets that exist', () => {
    expect(McpCatalog.ids).toEqual(expect.arrayContaining(Object.keys(KNOWN_AS)));
  });

  test('stand for one preset each', () => {
    const names = [...KNOWN.map(({ name }) => name), ...HOSTS.map(({ host }) => host)];
    expect(new Set(names).size).toBe(names.length);
  });
});
