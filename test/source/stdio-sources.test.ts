import { Duration, Size } from 'cdk8s';
import {
  Bridge,
  Isolation,
  McpPlatformProps,
  McpServerProps,
  NpmSourceOptions,
  Scaling,
  ServerSource,
  SourceKind,
  Storage,
  StdioImageSourceOptions,
} from '../../src';
import { DIGEST, Manifest, containerOf, find } from '../util/app';
import { refusal, wrong } from '../util/refusal';
import {
  CILIUM,
  annotationsOf,
  envOf,
  initOf,
  npm,
  objectsUnder,
  podFrom,
  podOf,
  pypi,
  serverUnder,
  stdioImage,
  wordsOf,
} from '../util/stdio';

const refusalOf = (props: Partial<McpServerProps>, platform: McpPlatformProps = CILIUM) =>
  refusal(scope => {
    serverUnder(scope, platform, props);
  });
const kinds = (manifests: Manifest[]) => manifests.map(({ kind }) => kind);

/** What follows `--`: the stdio program as the bridge starts it. */
function childOf(source: ServerSource): string[] {
  const words = wordsOf(objectsUnder(CILIUM, { source }));
  return words.slice(words.indexOf('--') + 1);
}

const EVERY: readonly { origin: string; source: ServerSource }[] = [
  { origin: 'npm', source: npm() },
  { origin: 'PyPI', source: pypi() },
  { origin: 'an image', source: stdioImage() },
  { origin: 'npm, a process for each session', source: npm({ isolation: Isolation.session({ maxSessions: 5 }) }) },
  { origin: 'PyPI, a process for each session', source: pypi({ isolation: Isolation.session({ maxSessions: 5 }) }) },
  {
    origin: 'an image behind agentgateway',
    source: stdioImage({
      bridge: Bridge.agentgateway({ image: `cr.agentgateway.dev/agentgateway:v1.3.1-musl@${DIGEST}` }),
      isolation: Isolation.session({ maxSessions: 5 }),
    }),
  },
];

describe.each(EVERY)('a server from $origin', ({ source }) => {
  const manifests = objectsUnder(CILIUM, { source });
  const pod = podOf(manifests);
  const [main] = pod.containers;

  test('install containers are as hardened as the server', () => {
    for (const container of pod.initContainers) {
      expect(container.securityContext).toEqual({
        privileged: false,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        runAsUser: 10001,
        runAsGroup: 10001,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container.securityContext).toEqual(main.securityContext);
      expect(container.imagePullPolicy).toBe('Always');
      expect(container.image).toMatch(/@sha256:[0-9a-f]{64}$/);
    }
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001 });
  });

  test('install containers have bounds, and nothing of the server but the install volume', () => {
    for (const { resources, volumeMounts, ports } of pod.initContainers) {
      expect(Object.keys(resources.limits)).toEqual(['cpu', 'ephemeral-storage', 'memory']);
      expect(resources.requests).toEqual({ ...resources.limits, cpu: '100m' });
      expect([volumeMounts, ports]).toEqual([[{ name: 'install', mountPath: '/opt/mcp' }], undefined]);
    }
  });

  test('the server sees the installation read-only, on a volume with a size', () => {
    expect(main.volumeMounts).toContainEqual({ name: 'install', mountPath: '/opt/mcp', readOnly: true });
    expect(pod.volumes).toContainEqual({ name: 'install', emptyDir: { sizeLimit: '512Mi' } });
    expect(main.resources.limits['ephemeral-storage']).toBe(`${256 + 64 + 512}Mi`);
  });

  test('nothing is fetched by npx or uvx', () => {
    expect(JSON.stringify(pod)).not.toMatch(/\b(?:npx|uvx|pipx|uv)\b/);
  });

  test('the bridge is the main process, without a shell before it', () => {
    expect(['node', '/opt/mcp/bin/node', '/opt/mcp/agentgateway']).toContain(main.command[0]);
    expect(main.command).toHaveLength(1);
  });

  test('probes ask the bridge, never the MCP path', () => {
    const { path, port } = main.readinessProbe.httpGet;
    expect([
      ['/ping', 'mcp'],
      ['/healthz', 'mcp'],
      ['/healthz/ready', 15021],
    ]).toContainEqual([path, port]);
    expect(main.startupProbe.tcpSocket).toEqual({ port: 'mcp' });
    expect(main.livenessProbe).toMatchObject({ tcpSocket: { port: 8080 } });
    expect(JSON.stringify([main.startupProbe, main.readinessProbe, main.livenessProbe])).not.toContain('/mcp');
  });

  test('home and caches of the server are in /tmp', () => {
    const { HOME, XDG_CACHE_HOME, npm_config_cache: cache = '/tmp/.npm' } = envOf(main);
    expect([HOME, XDG_CACHE_HOME, cache]).toEqual(['/tmp', '/tmp/.cache', '/tmp/.npm']);
    expect(main.volumeMounts).toContainEqual({ name: 'tmp', mountPath: '/tmp' });
  });
});

describe('npm', () => {
  test('the bridge is installed, then the package, each by an exact pin among the words of a script', () => {
    const { initContainers } = podFrom(npm());
    expect(initContainers.map(({ name, args }: Manifest) => [name, args])).toEqual([
      ['install-bridge', ['bridge', 'mcp-proxy@6.7.19', '--ignore-scripts']],
      [
        'install-server',
        [
          'server',
          '@modelcontextprotocol/server-everything@2026.8.31',
          '@modelcontextprotocol/server-everything',
          '',
          '--ignore-scripts',
        ],
      ],
    ]);
    for (const { command } of initContainers) {
      expect([command[0], command[1], command[3], command.length]).toEqual(['sh', '-ec', 'install', 4]);
      // a pin that stood in the script would be code
      expect(command[2]).not.toMatch(/mcp-proxy|server-everything|\d+\.\d+\.\d+/);
    }
  });

  test('all of it runs in the node image of the platform', () => {
    const node = `registry.example.com/node:24@${DIGEST}`;
    const pod = podFrom(npm(), { ...CILIUM, images: { node } });
    expect([...pod.initContainers, ...pod.containers].map(({ image }: Manifest) => image)).toEqual([node, node, node]);
  });

  test('install scripts of the package run only where they are allowed, those of the bridge never', () => {
    const [bridge, server] = podFrom(npm({ allowScripts: true })).initContainers;
    expect([bridge.args.includes('--ignore-scripts'), server.args.includes('--ignore-scripts')]).toEqual([true, false]);
  });

  test('a named program is a word', () => {
    expect(initOf(podFrom(npm({ bin: 'mcp-server-everything' })), 'install-server').args[3]).toBe(
      'mcp-server-everything',
    );
  });

  test('the program is the child of the bridge, with its words as they are', () => {
    expect(childOf(npm({ args: ['--name', 'a b', '', "it's"] }))).toEqual([
      '/opt/mcp/bin/server',
      '--name',
      'a b',
      '',
      "it's",
    ]);
  });

  test('the memory is shared by bridge and program', () => {
    expect(envOf(containerOf(objectsUnder(CILIUM, { source: npm() }))).NODE_OPTIONS).toBe('--max-old-space-size=96');
  });

  test('a bridge from npm is bounded whatever the program runs on', () => {
    expect(envOf(containerOf(objectsUnder(CILIUM, { source: pypi() }))).NODE_OPTIONS).toBe('--max-old-space-size=96');
  });

  test('the Deployment says what is installed and how it is bridged', () => {
    const annotations = annotationsOf(objectsUnder(CILIUM, { source: npm() }));
    expect(annotations).toMatchObject({
      'cdk8s-mcp/package': 'npm:@modelcontextprotocol/server-everything@2026.8.31',
      'cdk8s-mcp/bridge': 'mcp-proxy@6.7.19 (isolation: shared)',
    });
    expect(annotations['cdk8s-mcp/install']).toMatch(/registry\.npmjs\.org, which stays reachable/);
  });

  test('the version of the package is that of the server', () => {
    expect(find(objectsUnder(CILIUM, { source: npm() }), 'Service').metadata.labels['app.kubernetes.io/version']).toBe(
      '2026.8.31',
    );
  });

  test('OpenShift gives the ids of the install containers too', () => {
    const pod = podFrom(npm(), { ...CILIUM, openshift: true });
    for (const { securityContext } of pod.initContainers) {
      expect([securityContext.runAsUser, securityContext.runAsGroup, securityContext.runAsNonRoot]).toEqual([
        undefined,
        undefined,
        true,
      ]);
    }
  });

  test.each<{ reference: string; reason: string }>([
    { reference: 'everything', reason: 'has no version: write name@1.2.3' },
    { reference: 'everything@latest', reason: 'has the tag latest' },
    { reference: 'everything@^1.0.0', reason: 'has a range' },
  ])('$reference is refused with the construct and the reason', ({ reference, reason }) => {
    expect(refusalOf({ source: npm({}, reference) })).toMatch(
      new RegExp(
        `^test/tool: source\\.package must be a package at one version, such as name@1\\.2\\.3; ${reason.replace(/[.]/g, '\\.')}`,
      ),
    );
  });

  test.each([
    'https://me:hunter2hunter2@example.com/x.tgz',
    'https://hunter2@example.com/x.tgz',
    'git+https://hunter2@example.com/x.git',
    'https://me:hunter2/x.tgz',
  ])('a URL with a credential is refused and not shown: %s', reference => {
    for (const source of [npm({}, reference), pypi({}, reference)]) {
      expect(refusalOf({ source })).not.toContain('hunter2');
    }
  });

  test.each([
    { bin: '../../bin/sh' },
    { bin: '/bin/sh' },
    { bin: 'a/b' },
    { bin: '-x' },
    { bin: '..' },
    { bin: '' },
    { bin: 'a b' },
    { bin: '$(HOME)' },
    { bin: 'a;b' },
  ])('the program $bin is refused', ({ bin }) => {
    expect(refusalOf({ source: npm({ bin }) })).toContain(
      'test/tool: source.bin must be the name of a program of the package, not a path',
    );
    expect(refusalOf({ source: pypi({ bin }) })).toContain('test/tool: source.bin must be');
  });

  test.each<{ title: string; options: object; expected: string }>([
    {
      title: 'a word as allowScripts',
      options: { allowScripts: 'yes' },
      expected: 'source.allowScripts must be true or false, got "yes"',
    },
    { title: 'an unknown prop', options: { command: ['sh'] }, expected: 'source.command is not a known prop' },
    {
      title: 'a word as isolation',
      options: { isolation: 'session' },
      expected: 'source.isolation must be made by Isolation, got "session"',
    },
    {
      title: 'a word as bridge',
      options: { bridge: 'mcp-proxy' },
      expected: 'source.bridge must be a bridge, such as Bridge.mcpProxy(), got "mcp-proxy"',
    },
    {
      title: 'half a minute',
      options: { install: { deadline: Duration.seconds(30) } },
      expected: 'source.install.deadline must be',
    },
    {
      title: 'two hours',
      options: { install: { deadline: Duration.hours(2) } },
      expected: 'source.install.deadline must be',
    },
    {
      title: 'no memory',
      options: { install: { memory: Size.mebibytes(0) } },
      expected: 'source.install.memory must be',
    },
    {
      title: 'a number as storage',
      options: { install: { storage: 512 } },
      expected: 'source.install.storage must be',
    },
    { title: 'a variable that is not declared', options: { args: ['$(REGION)'] }, expected: 'source.args[0]' },
    {
      title: 'what only a shell replaces',
      options: { args: ['${REGION}'] },
      expected: 'source.args[0] has a ${…} that is not expanded',
    },
  ])('$title is refused', ({ options, expected }) => {
    expect(refusalOf({ source: npm(wrong(options)) })).toContain(`test/tool: ${expected}`);
  });

  test('a declared variable may stand in the arguments', () => {
    expect(wordsOf(objectsUnder(CILIUM, { source: npm({ args: ['$(REGION)'] }), env: { REGION: 'eu' } })).at(-1)).toBe(
      '$(REGION)',
    );
  });
});

describe('what the installation may use', () => {
  const install = { memory: Size.gibibytes(1), storage: Size.gibibytes(2), deadline: Duration.minutes(20) };

  test.each<{ title: string; options: NpmSourceOptions; expected: unknown[] }>([
    { title: 'by default', options: {}, expected: ['512Mi', '512Mi', '832Mi', 600] },
    { title: 'as said', options: { install }, expected: ['1Gi', '2Gi', '2368Mi', 1200] },
  ])('$title bounds memory, volume, disk and deadline', ({ options, expected }) => {
    const {
      progressDeadlineSeconds,
      template: { spec: pod },
    } = find(objectsUnder(CILIUM, { source: npm(options) }), 'Deployment').spec;
    for (const { resources } of pod.initContainers) {
      const volume = pod.volumes.find(({ name }: Manifest) => name === 'install');
      expect([
        resources.limits.memory,
        volume.emptyDir.sizeLimit,
        resources.limits['ephemeral-storage'],
        progressDeadlineSeconds,
      ]).toEqual(expected);
    }
    expect(pod.containers[0].resources.limits).toMatchObject({ 'memory': '256Mi', 'ephemeral-storage': expected[2] });
  });

  test('nothing else may lie where it is', () => {
    expect(refusalOf({ source: npm(), storage: [Storage.scratch('/opt/mcp/cache', Size.mebibytes(1))] })).toContain(
      'test/tool: storage[0].path must be',
    );
    expect(refusalOf({ source: npm(), files: { '/opt/mcp/bin/server': 'x' } })).toContain(
      'test/tool: files./opt/mcp/bin/server must be',
    );
  });
});

describe('PyPI', () => {
  test('bridge and node come from the node image, package and server run in the Python image', () => {
    const {
      initContainers: [bridge, server],
      containers: [main],
    } = podFrom(pypi());
    expect([bridge.image, server.image, main.image].map((image: string) => image.replace(/:.*/, ''))).toEqual([
      'docker.io/library/node',
      'docker.io/library/python',
      'docker.io/library/python',
    ]);
    expect(bridge.command[2]).toContain('cp /usr/local/bin/node /opt/mcp/bin/node');
    expect(server.command[2]).not.toContain('cp ');
    expect(main.command).toEqual(['/opt/mcp/bin/node']);
  });

  test('constraints are words behind the package', () => {
    const { args } = initOf(
      podFrom(pypi({ constraints: ['mcp<2', 'pydantic>=2,<3'] }, 'MarkItDown_MCP[pdf]==0.1.0')),
      'install-server',
    );
    expect(args).toEqual(['server', 'markitdown-mcp[pdf]==0.1.0', 'markitdown-mcp', '', 'mcp<2', 'pydantic>=2,<3']);
  });

  test.each([
    { constraint: '--index-url=http://evil' },
    { constraint: 'mcp' },
    { constraint: 'mcp<2; python_version<"3"' },
  ])('the constraint $constraint is refused by its place', ({ constraint }) => {
    expect(refusalOf({ source: pypi({ constraints: ['mcp<2', constraint] }) })).toContain(
      'test/tool: source.constraints[1] must be a name and versions, such as mcp<2',
    );
  });

  test('only wheels are installed, unless builds are allowed', () => {
    const only = (allowBuilds?: boolean) =>
      envOf(initOf(podFrom(pypi({ allowBuilds })), 'install-server')).PIP_ONLY_BINARY;
    expect([only(), only(false), only(true)]).toEqual([':all:', ':all:', undefined]);
  });

  test('pip reads no configuration but ours and asks nobody', () => {
    expect(envOf(initOf(podFrom(pypi()), 'install-server'))).toMatchObject({
      PIP_CONFIG_FILE: '/dev/null',
      PIP_NO_INPUT: '1',
      PIP_INDEX_URL: 'https://pypi.org/simple/',
    });
  });

  test('the program is the child of the bridge, with its words as they are', () => {
    expect(childOf(pypi({ args: ['--local-timezone', 'UTC'] }))).toEqual([
      '/opt/mcp/bin/server',
      '--local-timezone',
      'UTC',
    ]);
  });
});

describe('an image that speaks stdio', () => {
  test('gets node beside the bridge, and only the bridge is installed', () => {
    const {
      initContainers,
      containers: [main],
    } = podFrom(stdioImage({ args: ['--stdio'] }));
    expect(initContainers.map(({ name, args }: Manifest) => [name, args])).toEqual([
      ['install-bridge', ['bridge', 'mcp-proxy@6.7.19', '--ignore-scripts']],
    ]);
    expect(initContainers[0].command[2]).toContain('cp /usr/local/bin/node /opt/mcp/bin/node');
    expect([main.image, main.command]).toEqual([`ghcr.io/acme/stdio:1.2.3@${DIGEST}`, ['/opt/mcp/bin/node']]);
    expect(childOf(stdioImage({ args: ['--stdio'] }))).toEqual(['/app/server', '--stdio']);
  });

  test.each([{ command: [] }, { command: undefined }])(
    'the command $command is missing: the bridge takes its place',
    ({ command }) => {
      expect(refusalOf({ source: stdioImage(wrong({ command })) })).toContain(
        "test/tool: source.command is missing: the bridge takes the place of the image's entrypoint",
      );
    },
  );

  test.each<{ options: Partial<StdioImageSourceOptions> }>([
    { options: { command: ['sh', '-c', 'x'] } },
    { options: { command: ['/bin/bash'] } },
    { options: { command: ['/usr/bin/env', 'bash'] } },
    { options: { command: ['env', '-i', 'A=b', 'dash'] } },
    { options: { command: ['busybox', 'sh'] } },
    { options: { command: ['/bin/busybox'] } },
    // a path in the value of an assignment
    { options: { command: ['env', 'PATH=/usr/bin', 'sh'] } },
    // the program of env among the arguments
    { options: { command: ['env'], args: ['sh', '-c', 'x'] } },
    // flags of env that take a value
    { options: { command: ['env', '-u', 'HOME', 'sh'] } },
    { options: { command: ['env', '-S', 'sh -c x'] } },
    // programs that start another
    { options: { command: ['/sbin/tini', '--', 'sh', '-c', 'x'] } },
    { options: { command: ['timeout', '9', 'bash', '-c', 'x'] } },
    { options: { command: ['nice', 'sh'] } },
    { options: { command: ['env', 'A=b', 'nice', 'sh'] } },
    { options: { command: ['tini'], args: ['--', '/bin/sh', '-c', 'x'] } },
    { options: { command: ['/app/start-with', 'sh'] } },
    // less usual shells
    ...['tcsh', 'csh', 'rbash', 'mksh', 'ksh93', 'bash-5.2', 'pwsh', 'toybox', 'yash'].map(shell => ({
      options: { command: [`/bin/${shell}`, '-c', 'x'] },
    })),
  ])('a shell without a reason is refused: $options', ({ options }) => {
    expect(refusalOf({ source: stdioImage(options) })).toContain(
      'test/tool: source.command starts a shell, which executes its input as code',
    );
  });

  test('the name of a shell among the arguments of a program is no shell', () => {
    expect(childOf(stdioImage({ command: ['/app/server'], args: ['--run-with', 'sh'] }))).toEqual([
      '/app/server',
      '--run-with',
      'sh',
    ]);
  });

  test.each([
    { command: ['/app/sh-server'] },
    { command: ['/opt/bash/tool'] },
    { command: ['env', 'A=sh', 'SHELL=/bin/sh', '/app/server'] },
  ])('$command is no shell', ({ command }) => {
    expect(childOf(stdioImage({ command }))).toEqual(command);
  });

  test('a shell with its reason is written on the Deployment', () => {
    const shellReason = 'the vendor ships only a start script';
    const manifests = objectsUnder(CILIUM, { source: stdioImage({ command: ['sh', '/app/start.sh'], shellReason }) });
    expect(annotationsOf(manifests)['cdk8s-mcp/relaxed-shell']).toBe(shellReason);
    expect(annotationsOf(objectsUnder(CILIUM, { source: stdioImage() }))).not.toHaveProperty([
      'cdk8s-mcp/relaxed-shell',
    ]);
  });

  test('a reason that says nothing is refused', () => {
    expect(refusalOf({ source: stdioImage({ command: ['sh'], shellReason: 'because' }) })).toContain(
      'test/tool: source.shellReason must be one line of 10 to 256 characters',
    );
  });

  test.each<{ title: string; options: Partial<StdioImageSourceOptions>; expected: string }>([
    {
      title: 'args, after its flag',
      options: { args: ['--token', 'hunter2hunter2'] },
      expected: 'source.args[1] looks like a value under a secret-like name',
    },
    {
      title: 'args, in its flag',
      options: { args: ['--token=hunter2hunter2'] },
      expected: 'source.args[0] looks like',
    },
    {
      title: 'command',
      options: { command: ['/app/server', '--api-key', 'hunter2hunter2'] },
      expected: 'source.command[2] looks like',
    },
  ])('a credential in $title is refused and not shown', ({ options, expected }) => {
    const message = refusalOf({ source: stdioImage(options) });
    expect(message).toContain(`test/tool: ${expected}`);
    expect(message).not.toContain('hunter2');
  });

  test('an image without digest is refused', () => {
    expect(refusalOf({ source: ServerSource.stdioImage('ghcr.io/acme/stdio:1', { command: ['/x'] }) })).toContain(
      'test/tool: source.image must be repository:tag@sha256:digest; has no digest',
    );
  });
});

describe('a process for each session', () => {
  const manifests = objectsUnder(CILIUM, { source: npm({ isolation: Isolation.session({ maxSessions: 20 }) }) });

  test('has one replica, no autoscaler, and clients that stay with it', () => {
    expect(find(manifests, 'Deployment').spec.replicas).toBe(1);
    expect(kinds(manifests)).not.toContain('HorizontalPodAutoscaler');
    expect(find(manifests, 'Service').spec.sessionAffinity).toBe('ClientIP');
    expect(annotationsOf(manifests)).toMatchObject({
      'cdk8s-mcp/sessions': 'in-memory',
      'cdk8s-mcp/bridge': 'supergateway@4.0.0 (isolation: session, at most 20)',
    });
  });

  test('its memory holds every session, as the bridge says', () => {
    const agentgateway = Bridge.agentgateway({ image: `a.example/gateway:v1.3.0-musl@${DIGEST}` });
    const memory = (source: ServerSource) => containerOf(objectsUnder(CILIUM, { source })).resources.limits.memory;
    expect(memory(npm({ isolation: Isolation.session({ maxSessions: 20 }) }))).toBe(
      `${Bridge.supergateway().memory(20).toMebibytes()}Mi`,
    );
    expect(memory(stdioImage({ bridge: agentgateway, isolation: Isolation.session({ maxSessions: 3 }) }))).toBe(
      `${agentgateway.memory(3).toMebibytes()}Mi`,
    );
    for (const bridge of [Bridge.supergateway(), agentgateway]) {
      // a node process of its own for each
      expect(bridge.memory(20).toMebibytes() - bridge.memory(10).toMebibytes()).toBeGreaterThanOrEqual(10 * 32);
    }
  });

  test('a shared process scales', () => {
    const shared = objectsUnder(CILIUM, { source: npm() });
    expect([kinds(shared).includes('HorizontalPodAutoscaler'), find(shared, 'Service').spec.sessionAffinity]).toEqual([
      true,
      undefined,
    ]);
  });

  test('two replicas are refused', () => {
    expect(
      refusalOf({ source: npm({ isolation: Isolation.session({ maxSessions: 5 }) }), scaling: Scaling.fixed(2) }),
    ).toContain('test/tool: scaling must be Scaling.fixed(1)');
  });

  test.each([0, 501, 1.5, NaN, '5'])('%j sessions are refused', maxSessions => {
    expect(() => Isolation.session({ maxSessions: wrong(maxSessions) })).toThrow(
      'Isolation.session: maxSessions must be an integer in 1-500',
    );
  });
});

describe('a platform', () => {
  // what the library brings is allowed like the rest
  const brought = ['oci:docker.io/library/*', 'npm:mcp-proxy'];
  test.each<{ title: string; platform: McpPlatformProps; source: ServerSource; expected: string | undefined }>([
    { title: 'allows kinds', platform: { allowedSources: [SourceKind.NPM] }, source: npm(), expected: undefined },
    {
      title: 'allows other kinds than npm',
      platform: { allowedSources: [SourceKind.IMAGE, SourceKind.PYPI] },
      source: npm(),
      expected: 'source must be of an allowed kind (image, pypi), got "npm"',
    },
    {
      title: 'allows other kinds than PyPI',
      platform: { allowedSources: [SourceKind.NPM] },
      source: pypi(),
      expected: 'source must be of an allowed kind (npm), got "pypi"',
    },
    {
      title: 'allows other kinds than images that speak stdio',
      platform: { allowedSources: [SourceKind.IMAGE] },
      source: stdioImage(),
      expected: 'source must be of an allowed kind (image)',
    },
    {
      title: 'allows a scope',
      platform: { allowedPackages: ['npm:@modelcontextprotocol/*', ...brought] },
      source: npm(),
      expected: undefined,
    },
    {
      title: 'allows a scope, not one that begins alike',
      platform: { allowedPackages: ['npm:@modelcontextprotocol/*', ...brought] },
      source: npm({}, '@modelcontextprotocol-evil/x@1.0.0'),
      expected: 'source.package is not among the allowed packages: npm:@modelcontextprotocol-evil/x',
    },
    {
      title: 'allows a package of npm, not of PyPI',
      platform: { allowedPackages: ['npm:mcp-server-time', ...brought] },
      source: pypi(),
      expected: 'source.package is not among the allowed packages: pypi:mcp-server-time',
    },
    {
      title: 'allows a package in its normal form',
      platform: { allowedPackages: ['pypi:markitdown-mcp', ...brought] },
      source: pypi({}, 'MarkItDown_MCP==0.1.0'),
      expected: undefined,
    },
    {
      title: 'blocks a package of npm',
      platform: { blockedPackages: ['npm:@modelcontextprotocol/server-everything'] },
      source: npm(),
      expected: 'source.package is blocked: npm:@modelcontextprotocol/server-everything',
    },
    {
      title: 'blocks a package of PyPI however it is spelled',
      platform: { blockedPackages: ['pypi:awslabs-x'] },
      source: pypi({}, 'Awslabs.X==1'),
      expected: 'source.package is blocked: pypi:awslabs-x (PEP 503 normalises Awslabs.X to it)',
    },
    {
      title: 'blocks a package of npm that the command of an image fetches',
      platform: { blockedPackages: ['npm:evil'] },
      source: stdioImage({ command: ['sh', '-c', 'npx -y evil@1.2.3'], shellReason: 'the image has no other way' }),
      expected: 'source.command[2] is blocked: npm:evil',
    },
    {
      title: 'blocks a package of npm that arguments fetch',
      platform: { blockedPackages: ['npm:evil'] },
      source: npm({ args: ['--', 'npx', '--package=evil@1.2.3', 'evil'] }),
      expected: 'source.args[2] is blocked: npm:evil',
    },
    {
      title: 'allows no package that cannot be compared',
      platform: { allowedPackages: ['oci:ghcr.io/*', 'npm:mcp-proxy', ...brought] },
      source: stdioImage({ command: ['uv', 'run', 'https://a.example/server.py'] }),
      expected: 'source.command[2] fetches what cannot be compared with the allowed packages',
    },
    {
      title: 'blocks a bridge',
      platform: { blockedPackages: ['npm:mcp-proxy'] },
      source: npm(),
      expected: 'is blocked: npm:mcp-proxy',
    },
    {
      title: 'allows other registries than that of the node image',
      platform: { allowedRegistries: ['ghcr.io'] },
      source: npm(),
      expected: 'McpPlatform.images.node must be from an allowed registry (ghcr.io)',
    },
    {
      title: 'allows other registries than that of the Python image',
      platform: { allowedRegistries: ['docker.io/library/node'] },
      source: pypi(),
      expected: 'McpPlatform.images.python must be from an allowed registry',
    },
    {
      title: 'names an image without digest',
      platform: { images: { node: 'docker.io/library/node:24' } },
      source: stdioImage(),
      expected: 'McpPlatform.images.node must be repository:tag@sha256:digest; has no digest',
    },
    {
      title: 'names an image that is none',
      platform: { images: { python: wrong(3) } },
      source: pypi(),
      expected: 'McpPlatform.images.python must be an image reference, got 3',
    },
  ])('$title', ({ platform, source, expected }) => {
    const props = { ...CILIUM, ...platform };
    if (expected === undefined) {
      expect(objectsUnder(props, { source })).not.toEqual([]);
    } else {
      expect(refusalOf({ source }, props)).toMatch(
        new RegExp(`^test/tool: .*${expected.replace(/[.()[\]*/]/g, '\\$&')}`),
      );
    }
  });

  test.each<{ title: string; platform: McpPlatformProps }>([
    { title: 'an image', platform: { ...CILIUM, allowedRegistries: ['ghcr.io'] } },
    { title: 'a registry that cannot be reached', platform: {} },
  ])('a problem that bridge and package share is said once: $title', ({ platform }) => {
    const problems = refusalOf({ source: npm() }, platform).replace('test/tool: ', '').split('; ');
    expect(problems).toEqual([...new Set(problems)]);
  });
});
