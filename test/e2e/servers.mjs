// The servers that are proved: synthesized by the compiled library, as users write them, from the public registries.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { useRootfs } from './rootfs.mjs';

const require = createRequire(import.meta.url);
const { App, Chart, Size } = require('cdk8s');
const {
  Egress,
  Isolation,
  McpCatalog,
  McpPlatform,
  McpServer,
  NetworkPolicyEngine,
  PrebuiltImage,
  ServerSource,
  Storage,
} = require('../../lib');

const EVERYTHING = '@modelcontextprotocol/server-everything@2026.8.31';
const FILESYSTEM = '@modelcontextprotocol/server-filesystem@2026.8.31';
const TIME = 'mcp-server-time==2026.10.19';
const echo = { tool: 'echo', args: { message: 'hello' }, expect: 'hello' };
const list = { tool: 'list_allowed_directories', args: {}, expect: '/data' };
const clock = { tool: 'get_current_time', args: { timezone: 'UTC' }, expect: 'UTC' };
const data = { storage: [Storage.scratch('/data', Size.mebibytes(64))] };
// measured by hand on node 20, with the bridge and server installed together
const before = {
  shared: 'ready in 0.65 s, PSS 123 MiB idle, 147 MiB with 20 clients, SIGTERM 0.03 s',
  session: 'ready in 0.55 s, PSS 109 MiB idle, 691 MiB with 20 clients, SIGTERM 1.4 s',
};
// what a command line parser would take for numbers or flags of its own
const words = ['stdio', '--api-version', '1.10', '5e10', '0x10', '--', 'a b'];
const session = Isolation.session({ maxSessions: 20 });

/** Props and what to prove, by the name of the server. */
const INSTALLED = {
  'everything': {
    source: ServerSource.npm(EVERYTHING, { args: words }),
    prove: { ...echo, words, many: true, before: before.shared },
  },
  'filesystem': { source: ServerSource.npm(FILESYSTEM, { args: ['/data'] }), ...data, prove: list },
  'filesystem-sessions': {
    source: ServerSource.npm(FILESYSTEM, { args: ['/data'], isolation: session }),
    ...data,
    prove: { ...list, isolation: 'session', before: before.session },
  },
  'time': {
    source: ServerSource.pypi(TIME, { args: ['--local-timezone', 'UTC'], constraints: ['mcp>=2.3,<3'] }),
    prove: { ...clock, many: true },
  },
  'no-npm-package': {
    source: ServerSource.npm('@modelcontextprotocol/server-that-is-not@1.0.0'),
    prove: { message: '@modelcontextprotocol/server-that-is-not@1.0.0 could not be installed' },
  },
  'no-npm-version': {
    source: ServerSource.npm('@modelcontextprotocol/server-everything@1.99.0'),
    prove: { message: 'server-everything@1.99.0 could not be installed' },
  },
  'no-npm-program': {
    source: ServerSource.npm(EVERYTHING, { bin: 'everything' }),
    prove: { message: 'has no program everything; it has: mcp-server-everything' },
  },
  'no-pypi-package': {
    source: ServerSource.pypi('mcp-server-that-is-not==1.0.0'),
    prove: { message: 'mcp-server-that-is-not==1.0.0 could not be installed' },
  },
  'no-pypi-program': {
    source: ServerSource.pypi(TIME, { bin: 'clock' }),
    prove: { message: 'has no program clock; it has: mcp-server-time' },
  },
};

// no pod has a way out here, so what asks a site says that it could not
const outside = { mayFail: true, clients: 4 };
const preset = (id, options, prove) => [`preset-${id}`, { ...McpCatalog.named(id).props(options), prove }];

/** The presets of the catalogue that need no credential. */
export const PRESETS = Object.fromEntries([
  preset('everything', {}, echo),
  preset('filesystem', data, list),
  preset('memory', {}, { tool: 'read_graph', expect: 'entities' }),
  preset(
    'sequential-thinking',
    {},
    {
      tool: 'sequentialthinking',
      args: { thought: 'one', nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
      expect: 'thoughtHistoryLength',
      isolation: 'session',
      clients: 10,
    },
  ),
  preset('time', {}, clock),
  preset(
    'fetch',
    { egress: [Egress.toPublicInternet()] },
    { tool: 'fetch', args: { url: 'https://example.com/' }, expect: 'example.com', ...outside },
  ),
  preset('context7', {}, { tool: 'resolve-library-id', args: { libraryName: 'react', query: 'hooks' }, ...outside }),
  preset('aws-documentation', {}, { tool: 'search_documentation', args: { search_phrase: 'S3' }, ...outside }),
  preset('duckduckgo', {}, { tool: 'search', args: { query: 'cdk8s' }, ...outside }),
]);

/** Writes one manifest with all servers into a folder. @returns the cases to prove. */
export function synthesize(folder, servers = INSTALLED) {
  const app = new App();
  McpPlatform.configure(app, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  const chart = new Chart(app, 'e2e', { namespace: 'mcp-e2e' });
  Object.entries(servers).forEach(([name, { prove, ...props }]) => new McpServer(chart, name, props));
  const manifest = join(mkdtempSync(join(folder, 'manifest-')), 'servers.k8s.yaml');
  writeFileSync(manifest, app.synthYaml());
  return Object.entries(servers).map(([name, { prove }]) => ({ manifest, name, ...prove }));
}

/**
 * Builds the contexts that PrebuiltImage writes, after their lock.sh, and an image that speaks stdio. The root file
 * systems of what was built stand for the images in the manifest.
 */
export function synthesizeBuilt(folder, images, uv) {
  const node = images.base(
    'docker.io/library/node:24.21.0-bookworm-slim',
    'docker.io/library/node:24.21.0-bookworm-slim',
  );
  // the tag tells lock.sh the version of Python, which is that of the root file system here
  const python = images.base(
    'docker.io/library/python:3.13.15-slim-bookworm',
    'docker.io/library/python:3.11.2-slim-bookworm',
  );
  const built = (name, source) => {
    const context = join(images.folder, name);
    const image = PrebuiltImage.of(source, { images: { node, python } });
    image.writeTo(context);
    run('sh', [join(context, 'lock.sh')], { env: { ...process.env, PATH: `${uv}:${process.env.PATH}` } });
    const reference = images.build(context, `registry.example.com/e2e/${name}:1.0.0`);
    useRootfs(reference, images.mount(reference));
    return image.source(reference);
  };
  const stdio = images.buildText(
    `FROM ${python}\nRUN python3 -m pip install --no-cache-dir ${TIME}\n`,
    'registry.example.com/e2e/stdio:1.0.0',
  );
  useRootfs(stdio, images.mount(stdio));
  return synthesize(folder, {
    'prebuilt-npm': { source: built('prebuilt-npm', INSTALLED.everything.source), prove: { ...echo, words } },
    'prebuilt-pypi': { source: built('prebuilt-pypi', INSTALLED.time.source), prove: clock },
    'stdio-image': {
      source: ServerSource.stdioImage(stdio, {
        command: ['/usr/local/bin/mcp-server-time'],
        args: ['--local-timezone', 'UTC'],
      }),
      prove: clock,
    },
  });
}
