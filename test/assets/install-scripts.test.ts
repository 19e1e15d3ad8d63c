import { execFileSync, spawnSync } from 'child_process';
import {
  Egress,
  Isolation,
  McpPlatformProps,
  NpmSourceOptions,
  PypiSourceOptions,
  SecretSource,
} from '../../src/index';
import { Manifest } from '../util/app';
import { expand } from '../util/expansion';
import { InstallSandbox, Outcome } from '../util/install-sandbox';
import { CILIUM, initOf, npm, podFrom, pypi, stdioImage } from '../util/stdio';

const TOKEN = 's3cr3t-token';

// the choice of a program among the console scripts is made by Python itself
const { stdout: realPython } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
const withPython = realPython === null || realPython === '' ? describe.skip : describe;

let sandbox: InstallSandbox;
beforeEach(() => {
  sandbox = new InstallSandbox(realPython?.trim());
});
afterEach(() => {
  sandbox.remove();
});

const session = Isolation.session({ maxSessions: 2 });
const SCRIPTS = Object.entries({
  npm: npm(),
  PyPI: pypi(),
  image: stdioImage(),
  sessions: pypi({ isolation: session, allowBuilds: true }),
}).flatMap(([kind, source]) =>
  podFrom(source).initContainers.map(({ name, command }: Manifest): [string, string] => [
    `${name} of ${kind}`,
    command[2],
  ]),
);

describe.each<[string, string]>(SCRIPTS)('%s: the script', (_, script) => {
  test('is one that a POSIX shell can read', () => {
    expect(execFileSync('sh', ['-n', '-c', script], { encoding: 'utf8' })).toBe('');
  });

  test('reaches the shell as it is written, whatever the variables of the container', () => {
    expect(expand(script, { HOME: 'x', PATH: 'x', REGISTRY_TOKEN: TOKEN })).toBe(script);
  });

  test('runs nothing that was not pinned', () => {
    expect(script).not.toMatch(/\b(?:npx|uvx|curl|wget|eval)\b|\|\s*(?:ba)?sh\b/);
  });
});

/** A package whose program is linked: what it is, what it has, what was asked for, and which program it must be. */
interface NpmLink {
  readonly linked: string;
  readonly name: string;
  readonly bin: string | Record<string, string>;
  readonly wanted?: string;
  readonly program: string;
}
interface PypiLink {
  readonly linked: string;
  readonly name: string;
  readonly scripts: Record<string, string[]>;
  readonly bin?: string;
  readonly program: string;
}

/** A package with these programs, as npm installs it. */
function npmTree(name: string, bin: string | Record<string, string> | undefined): Record<string, string> {
  const bins = typeof bin === 'string' ? { [name.split('/').pop() ?? '']: bin } : (bin ?? {});
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: '1.0.0', bin }),
    ...Object.fromEntries(
      Object.keys(bins).map(program => [`node_modules/.bin/${program}`, `#!/bin/sh\necho ${program}\n`]),
    ),
  };
}

/** The same container with another word, which props would refuse. */
const withWord = (container: Manifest, at: number, word: string): Manifest => ({
  ...container,
  args: Object.assign([...container.args], { [at]: word }),
});

describe('npm', () => {
  const server = (name: string, options: NpmSourceOptions = {}, platform: McpPlatformProps = CILIUM): Manifest =>
    initOf(podFrom(npm(options, `${name}@1.0.0`), platform), 'install-server');
  const install = (
    name: string,
    bin: string | Record<string, string> | undefined,
    wanted?: string,
    env: Record<string, string> = {},
  ): Outcome => sandbox.run(server(name, { bin: wanted }), npmTree(name, bin), env);
  /** From a mirror that asks for a token. */
  const installFrom = (url: string, env: Record<string, string> = {}): Outcome => {
    const npmRegistry = {
      url,
      egress: Egress.toCidrs('203.0.113.7/32'),
      credentials: SecretSource.fromSecretName('npm', 'token'),
    };
    return sandbox.run(server('tool', {}, { npmRegistry }), npmTree('tool', 'main.js'), {
      REGISTRY_TOKEN: TOKEN,
      ...env,
    });
  };

  test('the package goes into a directory of its own, its words as they are', () => {
    const { status, seen } = install('tool', 'main.js');
    expect([status, seen?.args]).toEqual([
      0,
      [
        'install',
        '--prefix',
        `${sandbox.path}/server`,
        '--no-save',
        '--omit=dev',
        '--no-audit',
        '--no-fund',
        '--loglevel=error',
        '--ignore-scripts',
        'tool@1.0.0',
      ],
    ]);
    expect(sandbox.list('mcp')).toEqual(['bin', 'server']);
  });

  test.each<NpmLink>([
    { linked: 'the only program', name: 'tool', bin: { other: 'main.js' }, program: 'other' },
    { linked: 'a program without name', name: '@scope/tool', bin: 'main.js', program: 'tool' },
    { linked: 'two names of one program', name: 'tool', bin: { b: 'main.js', a: 'main.js' }, program: 'a' },
    {
      linked: 'the one that is called like the package',
      name: 'tool',
      bin: { a: 'a.js', tool: 'tool.js', z: 'z.js' },
      program: 'tool',
    },
    {
      linked: 'the one that is called like the package without its scope',
      name: '@scope/tool',
      bin: { a: 'a.js', tool: 'tool.js' },
      program: 'tool',
    },
    {
      linked: 'the one that was asked for',
      name: 'tool',
      bin: { a: 'a.js', tool: 'tool.js' },
      wanted: 'a',
      program: 'a',
    },
  ])('$linked is linked', ({ name, bin, wanted, program }) => {
    expect([install(name, bin, wanted).status, sandbox.program]).toEqual([0, `server/node_modules/.bin/${program}`]);
    expect(execFileSync(`${sandbox.path}/bin/server`, { encoding: 'utf8' })).toBe(`${program}\n`);
  });

  test.each<[string, string | Record<string, string> | undefined, string | undefined, string]>([
    [
      'several, none like the package',
      { b: 'b.js', a: 'a.js' },
      undefined,
      'cdk8s-mcp: npm package @scope/tool has no program tool; it has: a, b. Set bin in ServerSource.npm',
    ],
    [
      'not the one that was asked for',
      { a: 'a.js' },
      'b',
      'cdk8s-mcp: npm package @scope/tool has no program b; it has: a. Set bin in ServerSource.npm',
    ],
    [
      'none',
      undefined,
      undefined,
      'cdk8s-mcp: npm package @scope/tool has no program tool; it has: none. Set bin in ServerSource.npm',
    ],
    [
      'what every object has',
      { a: 'a.js' },
      'constructor',
      'cdk8s-mcp: npm package @scope/tool has no program constructor; it has: a.',
    ],
  ])('%s: the message names the package and what there is', (_, bin, wanted, message) => {
    const { status, stderr } = install('@scope/tool', bin, wanted);
    expect([status, sandbox.program, sandbox.list('mcp/.install')]).toEqual([1, undefined, undefined]);
    expect(stderr).toContain(message);
  });

  test('words are never code', () => {
    const { status, stderr } = sandbox.run(
      withWord(server('tool'), 3, '$(touch pwned)`touch pwned`"; touch pwned; \''),
      npmTree('tool', { a: 'a.js' }),
    );
    expect([status, sandbox.list('.')?.includes('pwned')]).toEqual([1, false]);
    expect(stderr).toContain('has no program $(touch pwned)');
  });

  test('an installation that fails says so, links nothing and leaves nothing of its home', () => {
    const { status, stderr } = installFrom('https://packages.example.com/npm/', { FAIL: '1' });
    expect(status).toBe(1);
    expect(stderr).toContain('installer error 404');
    expect(stderr).toContain(
      'cdk8s-mcp: npm package tool@1.0.0 could not be installed from https://packages.example.com/npm/',
    );
    expect([sandbox.program, sandbox.list('mcp/.install')]).toEqual([undefined, undefined]);
    expect(stderr).not.toContain(TOKEN);
  });

  test('a second try starts afresh', () => {
    install('tool', { first: 'a.js' });
    expect([install('tool', { second: 'b.js' }).status, sandbox.program]).toEqual([
      0,
      'server/node_modules/.bin/second',
    ]);
    expect(sandbox.list('mcp/server/node_modules/.bin')).toEqual(['second']);
  });

  test.each([
    ['https://packages.example.com/npm/', '//packages.example.com/npm/'],
    ['https://packages.example.com:8443/a/b', '//packages.example.com:8443/a/b/'],
    ['http://nexus.tools.svc/', '//nexus.tools.svc/'],
    ['https://packages.example.com', '//packages.example.com/'],
  ])('the token for %s is a reference in .npmrc, and in no file, then or later', (registry, at) => {
    const { seen } = installFrom(registry);
    expect(seen).toMatchObject({ home: { '.npmrc': `${at}:_authToken=\${REGISTRY_TOKEN}\n` }, tokenIn: [] });
    expect(seen?.args.join(' ')).not.toContain(TOKEN);
    expect([sandbox.filesWith(TOKEN), sandbox.list('mcp/.install')]).toEqual([[], undefined]);
  });

  test('without a token there is no .npmrc', () => {
    expect(install('tool', 'main.js').seen?.home).toEqual({});
    expect(installFrom('https://packages.example.com/', { REGISTRY_TOKEN: '' }).seen?.home).toEqual({});
  });
});

describe('a bridge', () => {
  test('is installed beside the package, with node for images that have none, and links nothing', () => {
    const { status, seen } = sandbox.run(initOf(podFrom(stdioImage()), 'install-bridge'), npmTree('mcp-proxy', 'x.js'));
    expect([status, seen?.args.slice(1, 3), seen?.args.slice(-2)]).toEqual([
      0,
      ['--prefix', `${sandbox.path}/bridge`],
      ['--ignore-scripts', 'mcp-proxy@6.7.19'],
    ]);
    expect([sandbox.read('bin/node'), sandbox.program]).toEqual(['the node program', undefined]);
  });

  test('a package that follows keeps it', () => {
    const {
      initContainers: [bridge, server],
    } = podFrom(npm({}, 'tool@1.0.0'));
    expect(sandbox.run(bridge, npmTree('mcp-proxy', 'x.js')).status).toBe(0);
    expect(sandbox.run(server, npmTree('tool', 'x.js')).status).toBe(0);
    expect([sandbox.list('mcp'), sandbox.list('mcp/bin'), sandbox.list('mcp/bridge/node_modules')]).toEqual([
      ['bin', 'bridge', 'server'],
      ['server'],
      ['.bin', 'mcp-proxy'],
    ]);
  });
});

withPython('PyPI', () => {
  /** A distribution as pip installs it. */
  const tree = (folder: string, scripts: Record<string, string[]>): Record<string, string> => ({
    [`${folder}-1.0.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${folder}\nVersion: 1.0\n`,
    [`${folder}-1.0.dist-info/entry_points.txt`]: Object.entries(scripts)
      .map(([group, names]) => `[${group}]\n${names.map(name => `${name} = m:f\n`).join('')}`)
      .join('\n'),
  });
  const server = (name: string, options: PypiSourceOptions = {}, platform: McpPlatformProps = CILIUM): Manifest =>
    initOf(podFrom(pypi(options, `${name}==1.0`), platform), 'install-server');
  const install = (
    name: string,
    scripts: Record<string, string[]>,
    options: PypiSourceOptions = {},
    folder = name.replace(/-/g, '_'),
  ): Outcome => sandbox.run(server(name, options), tree(folder, scripts));
  /** From an index that asks for a password. */
  const installFrom = (url: string, env: Record<string, string> = {}): Outcome => {
    const pypiIndex = {
      url,
      egress: Egress.toCidrs('203.0.113.7/32'),
      credentials: SecretSource.fromSecretName('pypi', 'token'),
      username: 'robot',
    };
    return sandbox.run(server('tool', {}, { ...CILIUM, pypiIndex }), tree('tool', { console_scripts: ['tool'] }), {
      REGISTRY_TOKEN: TOKEN,
      ...env,
    });
  };

  test('pip installs into an environment of its own', () => {
    const { status, seen } = install('tool', { console_scripts: ['tool'] });
    const home = `${sandbox.path}/.install`;
    expect([status, seen?.args]).toEqual([
      0,
      [
        '-m',
        'pip',
        '--python',
        `${sandbox.path}/server/bin/python`,
        'install',
        '--constraint',
        `${home}/constraints.txt`,
        'tool==1.0',
      ],
    ]);
    expect(sandbox.list('mcp')).toEqual(['bin', 'server']);
  });

  test.each<[string[], string]>([
    [['mcp<2', 'pydantic>=2,<3'], 'mcp<2\npydantic>=2,<3\n'],
    [[], '\n'],
  ])('the constraints %j are lines of a file', (constraints, text) => {
    expect(install('tool', { console_scripts: ['tool'] }, { constraints }).seen?.home).toEqual({
      'constraints.txt': text,
    });
  });

  test('words are never code, nor formats', () => {
    const { seen } = sandbox.run(
      withWord(server('tool', { constraints: ['mcp<2'] }), 4, '$(touch pwned)`touch pwned` %s\\n'),
      tree('tool', { console_scripts: ['tool'] }),
    );
    expect([seen?.home['constraints.txt'], sandbox.list('.')?.includes('pwned')]).toEqual([
      '$(touch pwned)`touch pwned` %s\\n\n',
      false,
    ]);
  });

  test.each<PypiLink>([
    { linked: 'the only program', name: 'tool', scripts: { console_scripts: ['other'] }, program: 'other' },
    {
      linked: 'the one that is called like the package',
      name: 'mcp-tool',
      scripts: { console_scripts: ['a', 'mcp-tool'] },
      program: 'mcp-tool',
    },
    {
      linked: 'the one that is called like the package in another spelling',
      name: 'mcp-tool',
      scripts: { console_scripts: ['a', 'MCP_Tool'] },
      program: 'MCP_Tool',
    },
    {
      linked: 'the one that was asked for',
      name: 'tool',
      scripts: { console_scripts: ['a', 'tool'] },
      bin: 'a',
      program: 'a',
    },
    {
      linked: 'the only one on the console',
      name: 'tool',
      scripts: { console_scripts: ['other'], gui_scripts: ['tool'] },
      program: 'other',
    },
  ])('$linked is linked', ({ name, scripts, bin, program }) => {
    expect([install(name, scripts, { bin }), sandbox.program]).toEqual([
      expect.objectContaining({ status: 0 }),
      `server/bin/${program}`,
    ]);
  });

  test('a name that the index spells in another way is found', () => {
    const { status } = install(
      'Awslabs.Aws_API-mcp-server',
      { console_scripts: ['serve'] },
      {},
      'awslabs.aws_api_mcp_server',
    );
    expect([status, sandbox.program]).toEqual([0, 'server/bin/serve']);
  });

  test.each<[string, Record<string, string[]>, string | undefined, string]>([
    [
      'several, none like the package',
      { console_scripts: ['b', 'a'] },
      undefined,
      'cdk8s-mcp: PyPI package mcp-tool has no program mcp-tool; it has: a, b. Set bin in ServerSource.pypi',
    ],
    [
      'not the one that was asked for',
      { console_scripts: ['a'] },
      'b',
      'cdk8s-mcp: PyPI package mcp-tool has no program b; it has: a. Set bin in ServerSource.pypi',
    ],
    [
      'none',
      {},
      undefined,
      'cdk8s-mcp: PyPI package mcp-tool has no program mcp-tool; it has: none. Set bin in ServerSource.pypi',
    ],
  ])('%s: the message names the package and what there is', (_, scripts, bin, message) => {
    const { status, stderr } = install('mcp-tool', scripts, { bin });
    expect([status, sandbox.program, sandbox.list('mcp/.install')]).toEqual([1, undefined, undefined]);
    expect(stderr).toContain(message);
  });

  test('an installation that fails says so, links nothing and leaves nothing of its home', () => {
    const { status, stderr } = installFrom('https://pypi.example.com/simple/', { FAIL: '1' });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'cdk8s-mcp: PyPI package tool==1.0 could not be installed from https://pypi.example.com/simple/',
    );
    expect([sandbox.program, sandbox.list('mcp/.install')]).toEqual([undefined, undefined]);
    expect(stderr).not.toContain(TOKEN);
  });

  test('the token is in .netrc while pip runs, and nowhere afterwards', () => {
    const { seen } = installFrom('https://pypi.example.com:8443/simple/');
    expect(seen).toMatchObject({
      home: { '.netrc': `machine pypi.example.com login robot password ${TOKEN}\n` },
      tokenIn: ['.install/.netrc'],
    });
    expect(seen?.args.join(' ')).not.toContain(TOKEN);
    expect([sandbox.filesWith(TOKEN), sandbox.list('mcp/.install')]).toEqual([[], undefined]);
  });

  test('a second try starts afresh', () => {
    install('tool', { console_scripts: ['first'] });
    expect([install('tool', { console_scripts: ['second'] }).status, sandbox.program]).toEqual([
      0,
      'server/bin/second',
    ]);
  });
});
