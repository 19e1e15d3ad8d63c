import { execFileSync } from 'child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, statSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Size } from 'cdk8s';
import {
  AllowedHosts,
  Bridge,
  IBridge,
  Isolation,
  McpPlatformProps,
  PrebuiltImage,
  ServerSource,
  Sessions,
} from '../../src/index';
import { DIGEST, IMAGE, Manifest, containerOf, find, objectsOf } from '../util/app';
import { refusal, refused, wrong } from '../util/refusal';
import { CILIUM, annotationsOf, envOf, objectsUnder, serverUnder } from '../util/stdio';

const BUILT = `ghcr.io/acme/tool:1.2.3@${DIGEST}`;
const NODE = `registry.example.com/node:24.1.0@${DIGEST}`;
const PYTHON = `registry.example.com/python:3.12.1@${DIGEST}`;

const SOURCES: Readonly<Record<string, ServerSource>> = {
  'npm': ServerSource.npm('@scope/tool@1.2.3', { args: ['--verbose'] }),
  'pypi': ServerSource.pypi('Some_Tool[cli]==1.2.3', { constraints: ['mcp<2', 'pydantic>=2,<3'] }),
  'stdio image': ServerSource.stdioImage(IMAGE, { command: ['/app/tool'] }),
  'a process for each session': ServerSource.npm('tool@1.2.3', { isolation: Isolation.session({ maxSessions: 4 }) }),
};

const filesOf = (source: ServerSource) => PrebuiltImage.of(source, { images: { node: NODE, python: PYTHON } }).files;

describe('the build context', () => {
  test.each(Object.keys(SOURCES))('of %s is reviewed', name => {
    const files = filesOf(SOURCES[name]);
    expect(
      Object.entries(files)
        .map(([path, content]) => `--- ${path}\n${content}`)
        .join(''),
    ).toMatchSnapshot();
  });

  test.each(Object.keys(SOURCES))('of %s is made of images by digest, exact versions and lock files', name => {
    const { 'Dockerfile': dockerfile, 'lock.sh': lock } = filesOf(SOURCES[name]);
    const bases = dockerfile.match(/^FROM .*$/gm) ?? [];
    expect(bases.length).toBe(2);
    bases.forEach(base => expect(base).toMatch(/@sha256:[a-f0-9]{64}( AS build)?$/));
    expect(dockerfile).not.toMatch(/npm install|npx|pip install(?!.*--require-hashes)/);
    expect(dockerfile).toMatch(/^USER 10001:10001$/m);
    expect(lock).toContain('--package-lock-only --ignore-scripts');
  });

  test('allows scripts and builds only where the source does', () => {
    const { Dockerfile: scripts } = filesOf(ServerSource.npm('tool@1.2.3', { allowScripts: true }));
    expect(scripts).toMatch(/npm ci --prefix server [^\n]*--no-fund$/m);
    expect(scripts).toMatch(/npm ci --prefix bridge [^\n]*--ignore-scripts$/m);
    const wheelsOnly = (allowBuilds?: boolean) => {
      const { 'Dockerfile': install, 'lock.sh': lock } = filesOf(ServerSource.pypi('tool==1.2.3', { allowBuilds }));
      return [
        /pip .* install .*--only-binary :all: /.test(install),
        /uv pip compile .*--only-binary :all: /.test(lock),
      ];
    };
    expect([wheelsOnly(), wheelsOnly(true)]).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test('locks for the Python of the image, as far as its tag says', () => {
    expect(filesOf(SOURCES.pypi)['lock.sh']).toContain('--python-version 3.12 ');
    const files = PrebuiltImage.of(SOURCES.pypi, {
      images: { python: `registry.example.com/python:stable@${DIGEST}` },
    }).files;
    expect(files['lock.sh']).not.toContain('--python-version');
  });

  test('has shell scripts that a shell can read', () => {
    for (const source of Object.values(SOURCES)) {
      for (const [path, content] of Object.entries(filesOf(source)).filter(([name]) => name.endsWith('.sh'))) {
        expect(() => execFileSync('sh', ['-n'], { input: content, stdio: 'pipe' })).not.toThrow();
        expect(path).toMatch(/^(lock|link-program)\.sh$/);
      }
    }
  });

  test('is written with its folders, and leaves lock files alone', () => {
    const folder = join(mkdtempSync(join(tmpdir(), 'prebuilt-')), 'images', 'tool');
    const image = PrebuiltImage.of(SOURCES.npm);
    image.writeTo(folder);
    writeFileSync(join(folder, 'server', 'package-lock.json'), 'locked');
    image.writeTo(folder);
    expect(readdirSync(folder).sort()).toEqual([
      'Dockerfile',
      'bridge',
      'files',
      'link-program.sh',
      'lock.sh',
      'server',
    ]);
    expect(readFileSync(join(folder, 'server', 'package.json'), 'utf8')).toBe(image.files['server/package.json']);
    expect(readFileSync(join(folder, 'server', 'package-lock.json'), 'utf8')).toBe('locked');
    expect(statSync(join(folder, 'lock.sh')).isFile() && existsSync(join(folder, 'bridge', 'package.json'))).toBe(true);
  });

  test('is the same each time, and nobody can change it from outside', () => {
    const image = PrebuiltImage.of(SOURCES.npm);
    image.files.Dockerfile = '';
    expect(image.files).toEqual(PrebuiltImage.of(SOURCES.npm).files);
    expect(image.files.Dockerfile).not.toBe('');
  });
});

describe('the source of a prebuilt image', () => {
  test('starts what the source would have started, and installs nothing', () => {
    const built = objectsOf({ source: PrebuiltImage.of(SOURCES.npm).source(BUILT) });
    const { command, args, image, readinessProbe, ports } = containerOf(built);
    expect([command, image]).toEqual([['node'], BUILT]);
    expect(args.slice(-2)).toEqual(['/opt/mcp/bin/server', '--verbose']);
    expect(readinessProbe.httpGet).toEqual({ path: '/ping', port: 'mcp' });
    expect(ports).toMatchObject([{ containerPort: 8080 }]);
    expect(find(built, 'Deployment').spec.template.spec.initContainers).toBeUndefined();
  });

  test('needs no registry under plain network policy', () => {
    const { metadata, spec } = find(
      objectsOf({ source: PrebuiltImage.of(SOURCES.pypi).source(BUILT) }),
      'NetworkPolicy',
    );
    expect(metadata.annotations['cdk8s-mcp/allowed-egress']).toBe('nowhere');
    expect(spec.egress).toHaveLength(1);
  });

  test('keeps one replica and the memory for its sessions', () => {
    const built = objectsOf({ source: PrebuiltImage.of(SOURCES['a process for each session']).source(BUILT) });
    expect(find(built, 'Deployment').spec.replicas).toBe(1);
    expect(containerOf(built).resources.limits.memory).toBe('352Mi');
  });

  test('has the heap, the annotations and the health port of what the source would have started', () => {
    const annotations = (manifests: Manifest[]) =>
      Object.entries(annotationsOf(manifests)).filter(([name]) => /bridge|package|relaxed/.test(name));
    const bridge: IBridge = {
      name: 'own@1.2.3',
      npmPackage: '@acme/bridge@1.2.3',
      healthPath: '/alive',
      healthPort: 9000,
      processPerSession: false,
      note: 'made by us',
      memory: () => Size.mebibytes(300),
      command: ({ words }) => ({ words: ['node', 'x.js', ...words], files: { '/etc/own/config': 'a: b\n' } }),
    };
    const shell = { command: ['/bin/sh', '/app/start.sh'], shellReason: 'the vendor ships its server as a script' };
    for (const source of [
      SOURCES.npm,
      SOURCES.pypi,
      ServerSource.npm('tool@1.2.3', { bridge }),
      ServerSource.stdioImage(IMAGE, shell),
    ]) {
      const [built, installed] = [
        objectsOf({ source: PrebuiltImage.of(source).source(BUILT) }),
        objectsUnder(CILIUM, { source }),
      ];
      expect(annotations(built)).toEqual(annotations(installed));
      expect(annotations(built)).not.toEqual([]);
      const [own, other] = [built, installed].map(containerOf);
      expect([own.readinessProbe, own.ports, envOf(own).NODE_OPTIONS]).toEqual([
        other.readinessProbe,
        other.ports,
        envOf(other).NODE_OPTIONS,
      ]);
      expect(built.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data)).toEqual(
        installed.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data),
      );
    }
  });

  test.each<{ title: string; platform: McpPlatformProps; expected: string | undefined }>([
    {
      title: 'the package is blocked',
      platform: { blockedPackages: ['npm:@scope/tool'] },
      expected: 'source.package is blocked: npm:@scope/tool',
    },
    {
      title: 'the package is not allowed',
      platform: { allowedPackages: ['oci:ghcr.io/acme/*'] },
      expected: 'source.package is not among the allowed packages: npm:@scope/tool',
    },
    {
      title: 'image and package are allowed',
      platform: { allowedPackages: ['oci:ghcr.io/acme/*', 'npm:@scope/*'] },
      expected: undefined,
    },
    {
      title: 'the bridge is blocked',
      platform: { blockedPackages: ['npm:mcp-proxy'] },
      expected: 'source.bridge is blocked: npm:mcp-proxy',
    },
  ])('is held to the packages of the house: $title', ({ platform, expected }) => {
    const source = PrebuiltImage.of(SOURCES.npm).source(BUILT);
    if (expected === undefined) {
      expect(objectsUnder(platform, { source })).not.toEqual([]);
    } else {
      expect(
        refusal(scope => {
          serverUnder(scope, platform, { source });
        }),
      ).toContain(`test/tool: ${expected}`);
    }
  });

  test('is checked like any image', () => {
    expect(
      refused(() => objectsOf({ source: PrebuiltImage.of(SOURCES.npm).source('ghcr.io/acme/tool:latest') })),
    ).toContain('source.image must be repository:tag@sha256:digest');
  });
});

describe('PrebuiltImage refuses', () => {
  test.each([
    {
      title: 'an image that speaks HTTP',
      build: () =>
        PrebuiltImage.of(
          ServerSource.image(IMAGE, {
            port: 8080,
            sessions: Sessions.NONE,
            allowedHosts: AllowedHosts.argument('--hosts'),
          }),
        ),
      message: 'source is an image that serves HTTP itself',
    },
    {
      title: 'a bridge that is not a package',
      build: () =>
        PrebuiltImage.of(
          ServerSource.npm('tool@1.2.3', {
            bridge: Bridge.agentgateway({ image: `cr.agentgateway.dev/agentgateway:v1.3.1-musl@${DIGEST}` }),
            isolation: Isolation.session({ maxSessions: 2 }),
          }),
        ),
      message: 'source.bridge comes from an image',
    },
    {
      title: 'a range',
      build: () => PrebuiltImage.of(ServerSource.npm('tool@^1')),
      message: 'PrebuiltImage.of: source.package must be a package at one version',
    },
    {
      title: 'a base image without digest',
      build: () => PrebuiltImage.of(SOURCES.npm, { images: { node: 'node:24' } }),
      message: 'PrebuiltImage.of: options.images.node must be repository:tag@sha256:digest',
    },
    {
      title: 'a misspelt base image',
      build: () => PrebuiltImage.of(SOURCES.npm, wrong({ images: { nodejs: NODE } })),
      message: 'PrebuiltImage.of: options.images.nodejs is not a known prop',
    },
    {
      title: 'a misspelt option',
      build: () => PrebuiltImage.of(SOURCES.npm, wrong({ image: NODE })),
      message: 'PrebuiltImage.of: options.image is not a known prop',
    },
  ])('$title', ({ build, message }) => {
    expect(refused(build)).toContain(message);
  });
});
