import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { Size } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import {
  Bridge,
  BridgeCommand,
  IBridge,
  Isolation,
  McpServerProps,
  PrebuiltImage,
  ServerSource,
  StdioProgram,
  Storage,
} from '../../src';
import { bridgeFilesSuffix } from '../../src/foundation/mounted-files';
import { DIGEST, Manifest, containerOf, find, source as imageSource } from '../util/app';
import { cases } from '../util/cases';
import { expand } from '../util/expansion';
import { refusal, refused, wrong } from '../util/refusal';
import { CILIUM, annotationsOf, npm, objectsUnder, podOf, pypi, serverUnder, stdioImage, wordsOf } from '../util/stdio';

const refusalOf = (source: ServerSource) =>
  refusal(scope => {
    serverUnder(scope, CILIUM, { source });
  });
const session = Isolation.session({ maxSessions: 5 });
const MUSL = `cr.agentgateway.dev/agentgateway:v1.3.1-musl@${DIGEST}`;
const program = (...words: string[]): StdioProgram => ({
  words,
  port: 8080,
  path: '/mcp',
  directory: '/opt/mcp/bridge',
  node: 'node',
});

/** What a program that prints its words, each on a line of its own, printed. */
function printed(shell: string[]): string[] {
  return execFileSync(shell[0], shell.slice(1)).toString().split('\0').slice(0, -1);
}

// words that a user may give: no NUL, which no process can have
const anyWord = fc.oneof(
  fc.string({ unit: fc.constantFrom(...' \'"\\$`*?~!#&|;<>(){}[]=-+/.,:@%a9é\n\t'), maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const runs = cases(80, 20261121);

describe('a bridge that does not fit the isolation is refused, with both ways out', () => {
  test.each<{ title: string; source: ServerSource; parts: string[] }>([
    {
      title: 'supergateway for all',
      source: npm({ bridge: Bridge.supergateway() }),
      parts: [
        'supergateway@4.0.0 starts one process for each session',
        'isolation: Isolation.session({ maxSessions })',
        'or Bridge.mcpProxy()',
      ],
    },
    {
      title: 'agentgateway for all',
      source: stdioImage({ bridge: Bridge.agentgateway({ image: MUSL }) }),
      parts: [
        'agentgateway@v1.3.1-musl starts one process for each session',
        'isolation: Isolation.session({ maxSessions })',
        'or Bridge.mcpProxy()',
      ],
    },
    {
      title: 'mcp-proxy for sessions',
      source: npm({ bridge: Bridge.mcpProxy(), isolation: session }),
      parts: ['mcp-proxy@6.7.19 has one process for all sessions', 'Bridge.supergateway()', 'or Isolation.shared()'],
    },
  ])('$title', ({ source, parts }) => {
    const message = refusalOf(source);
    expect(message).toMatch(/^test\/tool: source\.bridge /);
    for (const part of parts) {
      expect(message).toContain(part);
    }
  });

  test('but one that fits is taken', () => {
    expect(
      annotationsOf(
        objectsUnder(CILIUM, { source: npm({ bridge: Bridge.mcpProxy(), isolation: Isolation.shared() }) }),
      )['cdk8s-mcp/bridge'],
    ).toBe('mcp-proxy@6.7.19 (isolation: shared)');
  });
});

describe('mcp-proxy', () => {
  test('listens for all addresses of the pod, without sessions', () => {
    const words = wordsOf(objectsUnder(CILIUM, { source: npm({ args: ['--x'] }) }));
    expect(words.slice(words.indexOf('/opt/mcp/bridge/node_modules/mcp-proxy/dist/bin/mcp-proxy.mjs') + 1)).toEqual([
      '--host',
      '0.0.0.0',
      '--port',
      '8080',
      '--server',
      'stream',
      '--streamEndpoint',
      '/mcp',
      '--stateless',
      '--no-shell',
      '--no-tunnel',
      '--',
      '/opt/mcp/bin/server',
      '--x',
    ]);
  });

  test('its program is a file that is mounted from an immutable ConfigMap, named with its hash', () => {
    const manifests = objectsUnder(CILIUM, { source: npm() });
    const { metadata, immutable, data } = find(manifests, 'ConfigMap');
    const name = `tool${bridgeFilesSuffix(data)}`;
    expect(wordsOf(manifests).slice(0, 3)).toEqual(['node', '--import', '/etc/mcp-bridge/mcp-proxy-hooks.mjs']);
    expect([metadata.name, metadata.labels, immutable]).toEqual([
      name,
      find(manifests, 'Deployment').metadata.labels,
      true,
    ]);
    expect(name).toMatch(/^tool-bridge-[0-9a-f]{16}$/);
    expect(data).toEqual({
      'etc.mcp-bridge.mcp-proxy-hooks.mjs': readFileSync('assets/mcp-proxy-hooks.mjs', 'utf8'),
    });
    expect(podOf(manifests).volumes).toContainEqual({ name: 'bridge', configMap: { name, defaultMode: 288 } });
    expect(containerOf(manifests).volumeMounts).toContainEqual({
      name: 'bridge',
      mountPath: '/etc/mcp-bridge/mcp-proxy-hooks.mjs',
      subPath: 'etc.mcp-bridge.mcp-proxy-hooks.mjs',
      readOnly: true,
    });
  });

  test.each<{ title: string; source: ServerSource }>([
    { title: 'npm', source: npm() },
    { title: 'PyPI', source: pypi() },
    { title: 'a stdio image', source: stdioImage() },
    { title: 'a prebuilt image', source: PrebuiltImage.of(npm()).source(`ghcr.io/acme/built:1.2.3@${DIGEST}`) },
  ])('a server from $title has one such ConfigMap, beside that of its own files', ({ source }) => {
    const maps = objectsUnder(CILIUM, { source, files: { '/etc/tool/config': 'x' } }).filter(
      ({ kind }) => kind === 'ConfigMap',
    );
    expect(maps.map(({ data }) => Object.keys(data))).toEqual([
      ['etc.tool.config'],
      ['etc.mcp-bridge.mcp-proxy-hooks.mjs'],
    ]);
    expect(maps.map(({ immutable }) => immutable)).toEqual([undefined, true]);
  });

  test.each<{ title: string; source: ServerSource }>([
    { title: 'an image that speaks HTTP', source: imageSource() },
    { title: 'another bridge', source: npm({ isolation: session }) },
  ])('a server from $title has none', ({ source }) => {
    const manifests = objectsUnder(CILIUM, { source });
    expect(manifests.filter(({ kind }) => kind === 'ConfigMap')).toEqual([]);
    expect(podOf(manifests).volumes.map(({ name }: Manifest) => name)).not.toContain('bridge');
  });

  test('its program cannot be replaced, nor hidden by storage', () => {
    const path = '/etc/mcp-bridge/mcp-proxy-hooks.mjs';
    const refusedBy = (props: Partial<McpServerProps>) =>
      refusal(scope => {
        serverUnder(scope, CILIUM, { source: npm(), ...props });
      });
    const claim = { existingClaim: 'shared', accessMode: kplus.PersistentVolumeAccessMode.READ_ONLY_MANY };
    expect(refusedBy({ files: { [path]: '' } })).toContain(`files.${path} is written by the library`);
    expect(refusedBy({ files: { '/etc/mcp-bridge': '' } })).toContain(
      `files.${path} lies below /etc/mcp-bridge, which is a file`,
    );
    expect(refusedBy({ storage: [Storage.scratch(path, Size.mebibytes(1))] })).toContain(
      `storage[0].path ${path} is mounted twice`,
    );
    expect(refusedBy({ storage: [Storage.persistent('/etc/mcp-bridge', Size.gibibytes(1), claim)] })).toContain(
      `storage[0].path contains the file ${path}, which cannot be mounted into a read-only volume`,
    );
  });
});

describe('supergateway', () => {
  const lineOf = (words: string[]) => words[words.indexOf('--stdio') + 1];

  test('speaks streamable HTTP with sessions and logs no messages', () => {
    const words = wordsOf(objectsUnder(CILIUM, { source: npm({ isolation: session, args: ['--x'] }) }));
    expect(words).toEqual([
      'node',
      '/opt/mcp/bridge/node_modules/supergateway/dist/index.js',
      '--stdio',
      'exec /opt/mcp/bin/server --x',
      '--outputTransport',
      'streamableHttp',
      '--stateful',
      '--port',
      '8080',
      '--streamableHttpPath',
      '/mcp',
      '--healthEndpoint',
      '/healthz',
      '--logLevel',
      'none',
    ]);
  });

  test('its shell gives the program the words that the user gave', () => {
    const args = ['a b', "it's", '"quoted"', '', '$HOME', '`id`', '*', '; id', '\\', 'a\nb', '~', '--flag=a b'];
    const words = wordsOf(
      objectsUnder(CILIUM, { source: stdioImage({ command: ['printf', '%s\\0'], isolation: session, args }) }),
    );
    expect(printed(['sh', '-c', expand(lineOf(words))])).toEqual(args);
  });

  test('its shell gives the program any words, as Kubernetes and then the shell read them', () => {
    fc.assert(
      fc.property(
        fc.array(
          anyWord.filter(word => !word.includes('$(')),
          { minLength: 1, maxLength: 4 },
        ),
        words => {
          const line = lineOf(Bridge.supergateway().command(program('printf', '%s\\0', ...words)).words);
          expect(printed(['sh', '-c', expand(line)])).toEqual(words.map(word => expand(word)));
        },
      ),
      runs,
    );
  }, 30_000);

  test.each(['$(REGION)', '--region=$(REGION)', '$$(REGION)'])(
    '%s is refused, because a shell would read the value',
    word => {
      const message = refusal(scope => {
        serverUnder(scope, CILIUM, { source: npm({ isolation: session, args: [word] }), env: { REGION: 'eu' } });
      });
      expect(message).toContain('test/tool: source.bridge supergateway starts the program with a shell');
      expect(message).toContain('read the variable in the program, or use Bridge.mcpProxy()');
    },
  );
});

describe('agentgateway', () => {
  const source = (args: string[] = []) =>
    stdioImage({ bridge: Bridge.agentgateway({ image: MUSL }), isolation: session, args });

  test('copies itself from its image and needs no registry, node or shell', () => {
    const manifests = objectsUnder({}, { source: source() });
    const {
      initContainers,
      containers: [main],
    } = podOf(manifests);
    expect(initContainers).toHaveLength(1);
    expect(initContainers[0]).toMatchObject({
      name: 'install-bridge',
      image: MUSL,
      args: ['--copy-self', '/opt/mcp/agentgateway'],
    });
    expect(initContainers[0]).not.toHaveProperty('command');
    expect(initContainers[0]).not.toHaveProperty('env');
    expect([main.command, main.args]).toEqual([['/opt/mcp/agentgateway'], ['-f', '/etc/mcp-bridge/config.json']]);
    expect(annotationsOf(manifests)).not.toHaveProperty(['cdk8s-mcp/install']);
  });

  test('the configuration holds the words of the program and no admin port', () => {
    const manifests = objectsUnder({}, { source: source(['--flag', 'a b', '', 'it\'s "so"']) });
    const { metadata, immutable, data } = find(manifests, 'ConfigMap');
    expect([metadata.name, immutable]).toEqual([`tool${bridgeFilesSuffix(data)}`, true]);
    expect(JSON.parse(data['etc.mcp-bridge.config.json'])).toEqual({
      config: { adminAddr: 'off' },
      mcp: {
        port: 8080,
        targets: [{ name: 'server', stdio: { cmd: '/app/server', args: ['--flag', 'a b', '', 'it\'s "so"'] } }],
      },
    });
    expect(containerOf(manifests).volumeMounts).toContainEqual({
      name: 'bridge',
      mountPath: '/etc/mcp-bridge/config.json',
      subPath: 'etc.mcp-bridge.config.json',
      readOnly: true,
    });
  });

  test.each(['$HOME', '$(REGION)', 'costs 5$'])('%s is refused, because it expands dollars', word => {
    expect(
      refusal(scope => {
        serverUnder(scope, {}, { source: source([word]), env: { REGION: 'eu' } });
      }),
    ).toContain('test/tool: source.bridge agentgateway expands $ in its configuration');
  });

  test('callers are told which protocol it speaks', () => {
    expect(annotationsOf(objectsUnder({}, { source: source() }))['cdk8s-mcp/bridge-note']).toBe(
      'agentgateway before 1.4 speaks protocol 2025-11-25 and older only',
    );
    expect(annotationsOf(objectsUnder(CILIUM, { source: npm() }))).not.toHaveProperty(['cdk8s-mcp/bridge-note']);
  });

  test('its configuration cannot be replaced', () => {
    expect(
      refusal(scope => {
        serverUnder(scope, {}, { source: source(), files: { '/etc/mcp-bridge/config.json': '{}' } });
      }),
    ).toContain('files./etc/mcp-bridge/config.json is written by the library');
  });

  test('serves an npm package too', () => {
    const packaged = npm({ bridge: Bridge.agentgateway({ image: MUSL }), isolation: session });
    const {
      initContainers,
      containers: [main],
    } = podOf(objectsUnder(CILIUM, { source: packaged }));
    expect(initContainers.map(({ name, image }: Manifest) => [name, image.replace(/[:@].*/, '')])).toEqual([
      ['install-bridge', 'cr.agentgateway.dev/agentgateway'],
      ['install-server', 'docker.io/library/node'],
    ]);
    expect(main.command).toEqual(['/opt/mcp/agentgateway']);
  });

  test.each<{ title: string; image: unknown; expected: string }>([
    { title: 'no image', image: undefined, expected: 'image must be an image with tag and digest; it is missing' },
    {
      title: 'no digest',
      image: 'cr.agentgateway.dev/agentgateway:v1.3.1-musl',
      expected: 'image must be an image with tag and digest',
    },
    {
      title: 'no tag',
      image: `cr.agentgateway.dev/agentgateway@${DIGEST}`,
      expected: 'image must be an image with tag and digest',
    },
    {
      title: 'a build for glibc',
      image: `cr.agentgateway.dev/agentgateway:v1.3.1@${DIGEST}`,
      expected: 'image must be a musl build of 1.3.1 or older',
    },
    {
      title: '1.4',
      image: `cr.agentgateway.dev/agentgateway:v1.4.0-musl@${DIGEST}`,
      expected: 'image must be a musl build of 1.3.1 or older',
    },
    {
      title: '1.3.2',
      image: `cr.agentgateway.dev/agentgateway:1.3.2-musl@${DIGEST}`,
      expected: 'image must be a musl build of 1.3.1 or older',
    },
    {
      title: '2.0',
      image: `cr.agentgateway.dev/agentgateway:v2.0.0-musl@${DIGEST}`,
      expected: 'image must be a musl build of 1.3.1 or older',
    },
    {
      title: 'no reference',
      image: `https://cr.agentgateway.dev/agentgateway:v1.3.1-musl@${DIGEST}`,
      expected: 'image must be an image with tag and digest; it has a scheme',
    },
  ])('$title is refused, with how to obtain one', ({ image, expected }) => {
    const message = refused(() => Bridge.agentgateway(wrong({ image })));
    expect(message).toContain(`Bridge.agentgateway: ${expected}`);
    expect(message).toContain(
      'crane digest cr.agentgateway.dev/agentgateway:v1.3.1-musl prints the digest to append after @',
    );
  });

  test.each(['v1.3.1-musl', '1.3.0-musl', 'v1.2-musl', 'v0.9.9-musl', 'reviewed-by-us'])('the tag %s is taken', tag => {
    expect(Bridge.agentgateway({ image: `mirror.example.com/agentgateway:${tag}@${DIGEST}` }).name).toBe(
      `agentgateway@${tag}`,
    );
  });

  test('its image must be from an allowed registry', () => {
    expect(
      refusal(scope => {
        serverUnder(scope, { allowedRegistries: ['ghcr.io'] }, { source: source() });
      }),
    ).toContain('test/tool: source.bridge.image must be from an allowed registry (ghcr.io)');
  });
});

/** A bridge that a user could write. */
class OwnBridge implements IBridge {
  public readonly name = 'own@1.2.3';
  public readonly npmPackage = '@acme/bridge@1.2.3';
  public readonly healthPath = '/alive';
  public readonly healthPort = 9000;
  public readonly processPerSession = false;
  public readonly note = 'made by us';
  public readonly seen: StdioProgram[] = [];

  public memory(sessions: number): Size {
    return Size.mebibytes(99 + sessions);
  }

  public command(given: StdioProgram): BridgeCommand {
    this.seen.push(given);
    return {
      words: [given.node, `${given.directory}/main.js`, ...given.words],
      files: { '/etc/own/config': `port: ${given.port}\n` },
    };
  }
}

/** With other values, right or wrong ones. */
function own(values: object): OwnBridge {
  return Object.assign(new OwnBridge(), values);
}

describe("a bridge of the user's own", () => {
  const image = { reference: `ghcr.io/acme/bridge:1@${DIGEST}`, args: ['--copy', '/opt/mcp/bridge'] };

  test('is installed, started and probed as it says', () => {
    const bridge = new OwnBridge();
    const manifests = objectsUnder(CILIUM, { source: stdioImage({ bridge, args: ['--x'] }) });
    const {
      initContainers: [install],
      containers: [main],
    } = podOf(manifests);
    expect(install.args).toEqual(['bridge', '@acme/bridge@1.2.3', '--ignore-scripts']);
    expect([main.command, main.args]).toEqual([
      ['/opt/mcp/bin/node'],
      ['/opt/mcp/bridge/main.js', '/app/server', '--x'],
    ]);
    expect(main.readinessProbe.httpGet).toEqual({ path: '/alive', port: 9000 });
    expect(main.ports).toContainEqual({ name: 'health', containerPort: 9000, protocol: 'TCP' });
    expect(main.resources.limits.memory).toBe('100Mi');
    expect(find(manifests, 'ConfigMap').data).toEqual({ 'etc.own.config': 'port: 8080\n' });
    expect(annotationsOf(manifests)).toMatchObject({
      'cdk8s-mcp/bridge': 'own@1.2.3 by npm:@acme/bridge@1.2.3 (isolation: shared)',
      'cdk8s-mcp/bridge-note': 'made by us',
    });
    expect(bridge.seen).toEqual([
      {
        words: ['/app/server', '--x'],
        port: 8080,
        path: '/mcp',
        directory: '/opt/mcp/bridge',
        node: '/opt/mcp/bin/node',
      },
    ]);
  });

  test('may come by an image', () => {
    const bridge = own({ npmPackage: undefined, image });
    const { initContainers } = podOf(objectsUnder({}, { source: stdioImage({ bridge }) }));
    expect(initContainers.map(({ image: from, args }: Manifest) => [from, args])).toEqual([
      [image.reference, image.args],
    ]);
    expect(bridge.seen[0].directory).toBe('/opt/mcp');
  });

  test('what it changes of the words it was given changes nothing else', () => {
    const bridge = own({ command: ({ words }: StdioProgram) => ({ words: ['x', ...words.splice(0)] }) });
    expect(wordsOf(objectsUnder(CILIUM, { source: stdioImage({ bridge }) }))).toEqual(['x', '/app/server']);
  });

  const boom = () => {
    throw new Error('needs a terminal');
  };
  test.each<{ title: string; values: object; expected: string }>([
    {
      title: 'a range as npmPackage',
      values: { npmPackage: 'own@^1' },
      expected: 'source.bridge.npmPackage must be a package at one version, such as name@1.2.3; has a range',
    },
    {
      title: 'a number as npmPackage',
      values: { npmPackage: 5 },
      expected: 'source.bridge.npmPackage must be a package at one version',
    },
    {
      title: 'neither package nor image',
      values: { npmPackage: undefined },
      expected: 'source.bridge must have either npmPackage or image',
    },
    {
      title: 'both package and image',
      values: { image },
      expected: 'source.bridge must have either npmPackage or image',
    },
    {
      title: 'an image without digest',
      values: { npmPackage: undefined, image: { ...image, reference: 'ghcr.io/acme/bridge:1' } },
      expected: 'source.bridge.image must be repository:tag@sha256:digest; has no digest',
    },
    {
      title: 'words of its image that are none',
      values: { npmPackage: undefined, image: { ...image, args: [1] } },
      expected: 'source.bridge.image.args[0] must be a string, got 1',
    },
    {
      title: 'the MCP path as health path',
      values: { healthPath: '/mcp' },
      expected: 'source.bridge.healthPath must be a path other than /mcp, got "/mcp"',
    },
    {
      title: 'a health path that is none',
      values: { healthPath: 'alive' },
      expected: 'source.bridge.healthPath must be a path other than /mcp, got "alive"',
    },
    {
      title: 'a low health port',
      values: { healthPort: 80 },
      expected: 'source.bridge.healthPort must be an integer in 1024-65535, got 80',
    },
    {
      title: 'no name',
      values: { name: undefined },
      expected: 'source.bridge.name must be a name without spaces, got undefined',
    },
    {
      title: 'a name of two lines',
      values: { name: 'a\nb' },
      expected: 'source.bridge.name must be a name without spaces',
    },
    { title: 'a note that is not a string', values: { note: 5 }, expected: 'source.bridge.note must be' },
    { title: 'a command that throws', values: { command: boom }, expected: 'source.bridge needs a terminal' },
    {
      title: 'a command that throws no Error',
      values: {
        command: () => {
          throw wrong('text');
        },
      },
      expected: 'source.bridge cannot start the program',
    },
    {
      title: 'a command without words',
      values: { command: () => ({ words: [] }) },
      expected: 'source.bridge.command has no words',
    },
    {
      title: 'words that are none',
      values: { command: () => ({ words: ['x', 1] }) },
      expected: 'source.bridge.command[1] must be a string, got 1',
    },
    {
      title: 'files that are no texts',
      values: { command: () => ({ words: ['x'], files: { '/etc/own': 5 } }) },
      expected: 'source.bridge.command.files./etc/own must be a string, got 5',
    },
    {
      title: 'memory that is no Size',
      values: { memory: () => 100 },
      expected: 'source.bridge.memory must be a Size above zero',
    },
    { title: 'memory that throws', values: { memory: boom }, expected: 'source.bridge' },
  ])('$title is refused with the construct and the prop', ({ values, expected }) => {
    expect(refusalOf(stdioImage({ bridge: own(values) }))).toContain(`test/tool: ${expected}`);
  });

  test('a getter that throws is refused with the construct and the prop', () => {
    const bridge = Object.defineProperty(new OwnBridge(), 'healthPath', { get: boom });
    expect(refusalOf(stdioImage({ bridge }))).toContain('test/tool: source.bridge');
  });

  test('a package that the platform blocks cannot come as a bridge', () => {
    expect(
      refusal(scope => {
        serverUnder(
          scope,
          { ...CILIUM, blockedPackages: ['npm:@acme/bridge'] },
          { source: stdioImage({ bridge: new OwnBridge() }) },
        );
      }),
    ).toContain('is blocked: npm:@acme/bridge');
  });
});
