// The images of the live proof, made here and put where the cluster's nodes pull from.
//
//   node test/cluster/live/images.mjs --builder PROGRAM >images.json
//     PROGRAM takes --name, --tag, --base none, --rootfs, --add, --env, --user and --entrypoint, and prints name@digest
//   node test/cluster/live/images.mjs --docker HOST:PORT >images.json
//     docker build and push, to a registry that the nodes pull from
//
// With --agentgateway PATH, or the variable AGENTGATEWAY, gateway has that program; otherwise it is a stand-in for it
// (see ../../e2e/gateway/stand-in/main.mjs), and gatewayProgram says which. node and python are root file systems that
// stand in for the official images (with --docker: these images), http is a small real MCP server, mirror serves
// packages, client has the official MCP SDKs.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeMirror } from './mirror/make.mjs';
import { PACKAGES } from './packages.mjs';
import { AGENTGATEWAY, DEBIAN, STAND_IN, agentgatewayName } from '../../e2e/gateway/layers.mjs';
import { installModules } from '../../e2e/modules.mjs';
import { rootfsOf } from '../../e2e/rootfs.mjs';

const HERE = import.meta.dirname;
const ROOT = join(HERE, '..', '..', '..');
const E2E = join(ROOT, 'test', 'e2e');
const BASES = {
  node: 'docker.io/library/node:24.21.0-bookworm-slim',
  python: 'docker.io/library/python:3.13.15-slim-bookworm',
  debian: DEBIAN,
};
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const MODULES = join(E2E, 'node_modules');
const CEL = join(ROOT, 'node_modules', '@marcbachmann', 'cel-js');
const { values } = parseArgs({
  options: { builder: { type: 'string' }, docker: { type: 'string' }, agentgateway: { type: 'string' } },
});
const agentgateway = values.agentgateway ?? process.env.AGENTGATEWAY;
if ((values.builder === undefined) === (values.docker === undefined)) {
  console.error('usage: node test/cluster/live/images.mjs --builder PROGRAM | --docker HOST:PORT');
  process.exit(2);
}
// that of the image, or of what stands in for it
const python = values.docker === undefined ? '3.11' : '3.13';
const packages = createHash('sha256')
  .update(JSON.stringify([PACKAGES, python]))
  .digest('hex')
  .slice(0, 8);
const mirror = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-mcp-e2e', `mirror-${packages}`);

const GATEWAY = agentgateway
  ? { base: 'debian', entrypoint: [AGENTGATEWAY], add: [[agentgateway, AGENTGATEWAY]] }
  : {
      base: 'node',
      entrypoint: ['node', '/app/stand-in/main.mjs'],
      add: [
        [join(E2E, 'gateway', 'stand-in'), '/app/stand-in'],
        [MODULES, '/app/node_modules'],
        [CEL, '/app/node_modules/@marcbachmann/cel-js'],
      ],
    };

const IMAGES = {
  node: { name: 'docker.io/library/node', tag: '24.21.0-bookworm-slim', base: 'node' },
  python: { name: 'docker.io/library/python', tag: '3.13.15-slim-bookworm', base: 'python' },
  http: {
    name: 'registry.example.com/mcp-test/http',
    tag: '1.0.0',
    base: 'node',
    add: [[join(HERE, '..', 'stand-in', 'server.mjs'), '/app/server.mjs']],
    entrypoint: ['node', '/app/server.mjs'],
  },
  gateway: { name: 'cr.agentgateway.dev/agentgateway', tag: 'v1.4.1', ...GATEWAY },
  mirror: {
    name: 'registry.example.com/mcp-test/mirror',
    tag: '1.0.0',
    base: 'node',
    add: [
      [mirror, '/data'],
      [join(HERE, 'mirror', 'server.mjs'), '/app/server.mjs'],
    ],
    entrypoint: ['node', '/app/server.mjs'],
  },
  client: {
    name: 'registry.example.com/mcp-test/client',
    tag: '1.0.0',
    base: 'node',
    entrypoint: ['node', '/app/wait.mjs'],
    add: [
      [join(HERE, 'client'), '/app'],
      [join(E2E, 'clients.mjs'), '/app/clients.mjs'],
      [MODULES, '/app/node_modules'],
    ],
  },
};

function withBuilder(builder) {
  return ({ name, tag, base, add = [], entrypoint = [] }) => {
    const words = [
      '--name',
      name,
      '--tag',
      tag,
      '--base',
      'none',
      '--rootfs',
      rootfsOf(BASES[base]),
      '--env',
      `PATH=${PATH}`,
      '--user',
      '10001',
      ...add.flatMap(([from, to]) => ['--add', `${from}:${to}`]),
      ...entrypoint.flatMap(word => ['--entrypoint', word]),
    ];
    const [, digest] = execFileSync(builder, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
      .trim()
      .split('@');
    return `${name}:${tag}@${digest}`;
  };
}

function withDocker(registry) {
  return ({ name, tag, base, add = [], entrypoint = [] }) => {
    const context = mkdtempSync(join(tmpdir(), 'mcp-image-'));
    const copies = add.map(([from, to], i) => {
      const inside = join(context, String(i), basename(to));
      mkdirSync(dirname(inside), { recursive: true });
      cpSync(from, inside, { recursive: true, dereference: true });
      return `COPY ${i}/${basename(to)} ${to}`;
    });
    const instructions = [`FROM ${BASES[base]}`, ...copies, 'USER 10001'];
    if (entrypoint.length > 0) {
      instructions.push(`ENTRYPOINT ${JSON.stringify(entrypoint)}`);
    }
    writeFileSync(join(context, 'Dockerfile'), `${instructions.join('\n')}\n`);
    const reference = `${registry}/${basename(name)}:${tag}`;
    execFileSync('docker', ['build', '--quiet', '--tag', reference, context], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    execFileSync('docker', ['push', '--quiet', reference], { stdio: ['ignore', 'ignore', 'inherit'] });
    const digests = execFileSync('docker', ['inspect', '--format', '{{json .RepoDigests}}', reference], {
      encoding: 'utf8',
    });
    rmSync(context, { recursive: true });
    const [, digest] = JSON.parse(digests)
      .find(one => one.startsWith(registry))
      .split('@');
    return `${reference}@${digest}`;
  };
}

installModules();
if (!existsSync(mirror)) {
  console.error(`mirror: ${makeMirror(mirror, PACKAGES, python)} packages`);
}
const build = values.docker === undefined ? withBuilder(values.builder) : withDocker(values.docker);
const built = Object.entries(IMAGES).map(([id, image]) => [id, build(image)]);
const gatewayProgram = agentgateway ? agentgatewayName(agentgateway) : STAND_IN;
console.log(JSON.stringify({ ...Object.fromEntries(built), gatewayProgram }, undefined, 2));
