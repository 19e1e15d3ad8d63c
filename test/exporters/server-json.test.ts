import { join } from 'path';
import { App } from 'cdk8s';
import { parse } from 'yaml';
import { APP, annotated, listed, problemsBy } from './apps';
import { McpCatalog, McpImport } from '../../src';
import { listedApp } from '../../src/exporters/listed-app';
import { RegistryEntry, ServerJsonOptions, serverJson } from '../../src/exporters/server-json';
import { DIGEST, Manifest } from '../util/app';
import { expectGolden } from '../util/golden';
import { ROOT } from '../util/paths';
import { presetApp } from '../util/presets';

const problems = problemsBy('mcp-registry-2025-12-11.json');
const OPTIONS = { publisher: 'io.github.acme', version: '2.0.0' };

function entries(app = APP, options: ServerJsonOptions = OPTIONS): readonly RegistryEntry[] {
  return serverJson(listed(app), 'app.yaml', options).entries;
}

function entry(name: string, app = APP, options: ServerJsonOptions = OPTIONS): Manifest {
  return entries(app, options).find(each => each.name === name)?.body as Manifest;
}

/** What an import makes of an exported entry. */
function imported(name: string): Manifest {
  return parse(McpImport.fromServerJson(JSON.stringify(entry(name))).toYaml());
}

describe('an export to server.json', () => {
  test('writes the reviewed entries', () => {
    const bodies = entries().map(({ body }) => body);
    expectGolden(
      join(ROOT, 'test', 'exporters', 'expected', 'server.json'),
      `${JSON.stringify(bodies, undefined, 2)}\n`,
    );
  });

  test('writes entries that the schema of the registry allows', () => {
    expect(entries().map(({ name, body }) => [name, problems(body)])).toEqual([
      ['charts', []],
      ['everything', []],
      ['notes', []],
      ['time', []],
      ['tools', []],
      ['wiki', []],
    ]);
  });

  test('is checked by a schema that refuses what a registry refuses', () => {
    expect(problems({ ...entry('notes'), name: 'notes' })).not.toEqual([]);
    expect(problems({ ...entry('notes'), description: 'x'.repeat(101) })).not.toEqual([]);
    expect(problems({ ...entry('notes'), remotes: [{ type: 'streamable-http' }] })).not.toEqual([]);
  });

  test('takes the version of the package or of the image', () => {
    const alone = APP.replace(/\nremoteServers:[^]*$/, '\n').replace(/\n {2}old:[^]*$/, '\n');
    const versions = entries(alone, { publisher: 'com.example' }).map(({ body }) => [body.name, body.version]);
    expect(versions).toEqual([
      ['com.example/charts', '3.0.0'],
      ['com.example/everything', '2026.8.31'],
      ['com.example/notes', '1.4.2'],
      ['com.example/time', '2026.10.19'],
    ]);
  });

  test('asks for a version where the app has none', () => {
    expect(() => entries(APP, { publisher: 'com.example' })).toThrow(
      'app.yaml: mcp/tools has no version of its own: registries need one (--entry-version 1.0.0)',
    );
  });

  test.each([undefined, '', 'acme', 'https://acme.com', 'io.github.acme/notes', 'io..acme', 'a.b\nc'])(
    'refuses the publisher %p, naming the form',
    publisher => {
      expect(() => entries(APP, { ...OPTIONS, publisher })).toThrow(
        /--publisher .*reverse DNS, such as io.github.acme/s,
      );
    },
  );

  test.each(['latest', '^1.2.3', '1.x || 2', ''])('refuses the version %p', version => {
    expect(() => entries(APP, { ...OPTIONS, version })).toThrow('--entry-version');
  });

  test('never has a value beside a secret', () => {
    const inputs = (value: unknown): Manifest[] => {
      const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
      return [value as Manifest, ...inner.flatMap(inputs)];
    };
    const secrets = inputs(entries()).filter(each => each?.isSecret === true && each.variables === undefined);
    expect(secrets.length).toBeGreaterThan(3);
    for (const secret of secrets) {
      expect(Object.keys(secret)).not.toContain('value');
      expect(Object.keys(secret)).not.toContain('default');
    }
  });

  test('lists what stands behind one address once, and gives servers remotes of their own only', () => {
    expect(entry('tools').remotes).toEqual([{ type: 'streamable-http', url: 'https://tools.example.com/mcp' }]);
    expect([entry('time').remotes, entry('everything').remotes, entry('charts').remotes]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(entry('notes').remotes[0].url).toBe('https://mcp.example.com/notes/mcp');
  });

  test('leads to a remote server through the gateway, never around it', () => {
    expect(JSON.stringify(entries())).not.toContain('example.org');
    expect(entry('wiki').remotes[0].url).toBe('https://mcp.example.com/wiki/mcp');
  });

  test('tells what is left out, and what an entry has no place for', () => {
    expect(serverJson(listed(APP), 'app.yaml', OPTIONS).notices).toEqual([
      'mcp/inside: has no address outside the cluster: give it an exposure by httpRoute or ingress',
      'mcp/old: is in quarantine, and is not listed',
      'mcp/lonely: is not listed: no gateway gives it an address of its own outside the cluster',
      'mcp/notes: its entry has no place for files',
    ]);
  });

  test('names the registry of a package: that of its scope, else that of its source', () => {
    const mirror = (host: string): string =>
      `{ url: "https://${host}.example.com/", egress: { toPublicInternet: {} } }`;
    const npm = (reference: string): string =>
      `{ source: { npm: { reference: "${reference}", registry: ${mirror('own')} } } }`;
    const scopes = `[{ scope: "@acme", registry: ${mirror('acme')} }]`;
    const platform = `{ npmScopes: ${scopes} }`;
    const servers = `{ a: ${npm('@acme/tool@1.0.0')}, b: ${npm('@acme2/tool@1.0.0')} }`;
    const app = `{ version: 1, namespace: tools, platform: ${platform}, servers: ${servers} }`;
    expect(entries(app).map(({ name, body }) => [name, (body.packages as Manifest)[0].registryBaseUrl])).toEqual([
      ['a', 'https://acme.example.com/'],
      ['b', 'https://own.example.com/'],
    ]);
  });

  test('keeps servers of one name in two namespaces apart', () => {
    const source = '{ source: { npm: notes@1.0.0 } }';
    const pool = (namespace: string): string => `{ namespace: ${namespace}, servers: { notes: ${source} } }`;
    const pools = `{ a: ${pool('one')}, b: ${pool('two')} }`;
    const app = `{ version: 1, platform: { networkPolicyEngine: cilium }, pools: ${pools} }`;
    expect(entries(app).map(({ name }) => name)).toEqual(['one_notes', 'two_notes']);
  });

  test('refuses two names that nothing keeps apart', () => {
    const remote = (name: string): string => `{ url: "https://${name}.example.org/mcp", name: wiki }`;
    const app = `{ version: 1, namespace: tools, remoteServers: { a: ${remote('a')}, b: ${remote('b')} } }`;
    expect(() => entries(app)).toThrow('mcp/b: its name wiki is also that of mcp/a');
  });

  test.each([
    ['a long text', 'word '.repeat(60)],
    ['characters beyond the first plane', '🗒'.repeat(150)],
    ['several lines', 'a\n  b\tc'],
    ['quotes and braces', '"},{"name":"evil/x{}'],
  ])('writes a valid entry for %s', (_, text) => {
    const texts = { 'mcp-import/title': text, 'mcp-import/description': text, 'mcp-import/website': text };
    const body = entry('notes', annotated(texts));
    expect(problems(body)).toEqual([]);
    expect(body.title.length).toBeGreaterThan(0);
    expect([body.name, body.websiteUrl]).toEqual(['io.github.acme/notes', undefined]);
  });

  test.each([
    ['https://github.com/acme/notes', 'github'],
    ['https://gitlab.com/acme/notes', 'gitlab'],
    ['https://github.com.evil.example/acme', undefined],
    ['javascript:alert(1)', undefined],
    ['git@github.com:acme/notes.git', undefined],
  ])('names the host of the repository %s only where registries know it', (url, source) => {
    const body = entry('notes', annotated({ 'mcp-import/repository': url }));
    expect([body.repository?.source, problems(body)]).toEqual([source, []]);
  });
});

describe.each(McpCatalog.ids)('the entry of the preset %s', id => {
  const { entries: made } = serverJson(listedApp(App.of(presetApp(id))), 'app.yaml', OPTIONS);
  const body = made.find(({ name }) => name === id)?.body as Manifest;

  test('is valid, and is imported as the same image or package', () => {
    expect(problems(body)).toEqual([]);
    const { servers } = parse(McpImport.fromServerJson(JSON.stringify(body)).toYaml());
    const [[, { reference }]] = Object.entries<Manifest>(servers[id].source);
    // where the catalogue knows no digest, the app of the test has one
    const known = McpCatalog.named(id).reference.replace(/^(npm|pypi):/, '');
    expect([known, `${known}@${DIGEST}`]).toContain(reference);
  });
});

describe('an entry that was exported', () => {
  test('is imported as the same package, arguments and variables', () => {
    const { servers, remoteServers } = imported('time');
    expect(servers.time.source).toEqual({
      pypi: { reference: 'mcp-server-time==2026.10.19', args: ['--local-timezone', 'Europe/Vienna'] },
    });
    expect(remoteServers).toBeUndefined();
    expect(imported('everything').servers.everything.source.npm.reference).toBe(
      '@modelcontextprotocol/server-everything@2026.8.31',
    );
  });

  test('is imported as the same image, program, port and path', () => {
    const { servers, remoteServers } = imported('notes');
    expect(servers.notes.source.image).toMatchObject({
      reference: `ghcr.io/acme/notes:1.4.2@sha256:${'0'.repeat(64)}`,
      port: 8080,
      path: '/notes',
      command: ['/app/notes'],
    });
    expect(servers.notes.env).toEqual({ FOLDER: '/data', LOG_LEVEL: 'info', GREETING: 'hello from /data' });
    expect(Object.keys(servers.notes.secrets)).toContain('NOTES_TOKEN');
    expect(remoteServers['notes-remote'].url).toBe('https://mcp.example.com/notes/mcp');
    expect(Object.keys(remoteServers['notes-remote'].headers)).toEqual(['authorization']);
  });

  test('is imported as the same image behind a bridge', () => {
    const { servers } = imported('charts');
    expect(servers.charts.source.stdioImage).toEqual({
      reference: `ghcr.io/acme/charts:3.0.0@sha256:${'1'.repeat(64)}`,
      command: ['node'],
      args: ['/app/index.js', '--svg'],
    });
    expect(Object.keys(servers.charts.secrets)).toEqual(['CHARTS_KEY']);
  });

  test('is imported as the same address', () => {
    expect(imported('wiki')).toMatchObject({ remoteServers: { wiki: { url: 'https://mcp.example.com/wiki/mcp' } } });
    expect(imported('tools')).toMatchObject({ remoteServers: { tools: { url: 'https://tools.example.com/mcp' } } });
  });
});
