import { execFileSync, spawn, spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';
import { ToolPolicy } from '../../src';
import { appOf } from '../../src/cli/app-files';
import { main } from '../../src/cli/main';
import { firstApp, scaffold } from '../../src/cli/scaffold';
import { Manifest, yamlOf, chart, server } from '../util/app';
import { ROOT } from '../util/paths';
import { freePort } from '../util/ports';

const folder = mkdtempSync(join(tmpdir(), 'cli-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(words: readonly string[], stdin = ''): Promise<Outcome> {
  const said = { out: '', err: '' };
  const code = await main(words, {
    stdin: () => stdin,
    out: text => {
      said.out += text;
    },
    err: text => {
      said.err += text;
    },
  });
  return { code, ...said };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const SOUND = ((): string => {
  const scope = chart();
  return yamlOf(server(scope));
})();
const WEAK = SOUND.replace('privileged: false', 'privileged: true');

describe('synth', () => {
  const app = file('mcp.yaml', firstApp());

  test('writes the manifests of an app file and names the files', async () => {
    const out = join(folder, 'dist');
    expect(await run(['synth', app, '-o', out])).toEqual({ code: 0, out: `${join(out, 'mcp.k8s.yaml')}\n`, err: '' });
    expect(readFileSync(join(out, 'mcp.k8s.yaml'), 'utf8')).toContain('kind: Deployment');
  });

  test('reads the standard input and writes to the standard output', async () => {
    const { code, out } = await run(['synth', '-', '--stdout'], firstApp());
    expect([code, out]).toEqual([0, readFileSync(join(folder, 'dist', 'mcp.k8s.yaml'), 'utf8')]);
  });

  test('turns an app file into TypeScript', async () => {
    const { code, out } = await run(['synth', app, '--to', 'ts']);
    expect(code).toBe(0);
    expect(out).toContain("new McpServer(chart, 'everything', {");
  });

  test('writes nothing when one of several apps is refused', async () => {
    const out = join(folder, 'nothing');
    const bad = file('bad.yaml', 'version: 1\nname: other\nservers: { a: {} }\n');
    expect(await run(['synth', app, bad, '-o', out])).toMatchObject({
      code: 2,
      out: '',
      err: `${bad}: servers.a.source is missing\n`,
    });
    expect(() => readFileSync(join(out, 'mcp.k8s.yaml'))).toThrow('ENOENT');
  });

  test('refuses two apps of one name', async () => {
    const again = file('again.yaml', firstApp());
    expect(await run(['synth', app, again])).toMatchObject({
      code: 2,
      err: `${again}: name is mcp, that of ${app}: their files would be one. Fix: give one of them another name\n`,
    });
  });

  test.each<[title: string, text: string, expected: string]>([
    ['a key twice', 'version: 1\nversion: 1\n', 'is no YAML: duplicate key at line 2, column 1'],
    ['no YAML', 'a: [', 'is no YAML: bad indent at line 1'],
    ['what is nested without end', '['.repeat(500_000), 'is no YAML: must have at most 100 levels'],
    ['several documents', 'version: 1\n---\nversion: 1\n', 'is no YAML: has several documents: an app file is one'],
    [
      'a text that grows',
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n',
      'is no YAML: Excessive alias count',
    ],
  ])('tells of %s', async (_, text, expected) => {
    const { code, err } = await run(['synth', '-'], text);
    expect(code).toBe(2);
    expect(err).toContain(`standard input: ${expected}`);
  });
});

describe('import', () => {
  const CLIENT = JSON.stringify({
    mcpServers: {
      memory: {
        command: 'npx',
        args: ['-y', '@modelcontextprotocol/server-memory@2026.8.31'],
        env: { API_TOKEN: 'hunter2hunter2' },
      },
    },
  });

  test('turns what another system reads into an app file, and tells what is left to do', async () => {
    const { code, out, err } = await run(['import', '-'], CLIENT);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(
        /^standard input: .*; \d+ to decide, \d+ to look at; --report FILE tells what became of each field\n$/,
      ),
    ]);
    expect(parse(out).servers.memory.source).toEqual({
      npm: { reference: '@modelcontextprotocol/server-memory@2026.8.31' },
    });
    expect(out).not.toContain('hunter2');
  });

  test('writes app file and report, which synth reads once the decisions are made', async () => {
    const [app, report] = [join(folder, 'imported', 'mcp.yaml'), join(folder, 'imported', 'report.md')];
    expect(await run(['import', '-', '--format', 'mcp-json', '-o', app, '--report', report], CLIENT)).toMatchObject({
      code: 0,
      out: '',
    });
    expect(readFileSync(report, 'utf8')).toContain('API_TOKEN');
    writeFileSync(
      app,
      `${readFileSync(app, 'utf8')}\nplatform: { networkPolicyEngine: cilium, secretStore: { clusterStore: vault } }\n`,
    );
    expect(await run(['synth', app, '-o', join(folder, 'imported', 'dist')])).toMatchObject({ code: 0, err: '' });
  });

  test('makes manifests of what leaves nothing to decide', async () => {
    const image = `ghcr.io/acme/notes:1.2.3@sha256:${'a'.repeat(64)}`;
    const resource = {
      apiVersion: 'mcp.x-k8s.io/v1beta1',
      kind: 'MCPServer',
      metadata: { name: 'notes', namespace: 'mcp-tools' },
      spec: { source: { type: 'ContainerImage', containerImage: { ref: image } }, config: { port: 8080 } },
    };
    const { code, out } = await run(['import', '-', '--to', 'manifests'], JSON.stringify(resource));
    expect([code, (await run(['check', '-'], out)).code]).toEqual([0, 0]);
  });

  test('gives JSON to programs', async () => {
    const { out } = await run(['import', '-', '--json'], CLIENT);
    expect(Object.keys(JSON.parse(out))).toEqual(['format', 'decisions', 'losses']);
  });

  test.each<[title: string, words: string[], stdin: string, expected: string]>([
    ['what no format is', ['import', '-'], '{"a": 1}', 'McpImport.detect: text is in no format that can be imported'],
    ['the wrong format', ['import', '-', '--format', 'kmcp'], CLIENT, 'McpImport.fromKmcp: '],
    ['TypeScript while something is to be decided', ['import', '-', '--to', 'ts'], CLIENT, 'McpImport.toTypeScript: '],
  ])('%s is exit code 2', async (_, words, stdin, expected) => {
    const { code, err } = await run(words, stdin);
    expect([code, err.startsWith(expected)]).toEqual([2, true]);
  });
});

describe('check', () => {
  test('lets sound manifests pass', async () => {
    expect(await run(['check', '-'], SOUND)).toEqual({ code: 0, out: '', err: '0 errors, 0 warnings\n' });
  });

  test('tells what breaks a rule and how to mend it', async () => {
    const { code, out, err } = await run(['check', file('weak.yaml', WEAK)]);
    expect([code, err]).toEqual([1, '1 error, 0 warnings\n']);
    expect(out).toMatch(
      /^error {2}privileged {2}Deployment mcp-tools\/tool: spec\.template\.spec\.containers\[0\]\.securityContext\.privileged .* Fix: .*\n$/,
    );
  });

  test('gives JSON to programs, and nothing else on the standard output', async () => {
    const { out, err } = await run(['check', '-', '--json'], WEAK);
    expect(JSON.parse(out).map(({ rule }: Manifest) => rule)).toEqual(['privileged']);
    expect(err).toBe('');
  });

  test('is told of the cluster by flags', async () => {
    expect(await run(['check', '-', '--registry', 'ghcr.io/acme'], SOUND)).toMatchObject({
      code: 1,
      err: '1 error, 0 warnings\n',
    });
    expect(
      await run(['check', '-', '--registry', 'ghcr.io/acme', '--registry', 'registry.example.com'], SOUND),
    ).toMatchObject({ code: 0 });
    expect(await run(['check', '-', '--no-digests'], SOUND.replace(/@sha256:[a-f0-9]+/, ''))).toMatchObject({
      code: 0,
    });
  });

  test('reads the manifests of a folder in the order of their names', async () => {
    file('many/b.yaml', WEAK);
    file(
      'many/a.yaml',
      'apiVersion: v1\nkind: Service\nmetadata: { name: open, namespace: a }\nspec: { type: NodePort, ports: [{ port: 80 }] }\n',
    );
    file('many/construct-metadata.json', '{}');
    const { code, out } = await run(['check', join(folder, 'many')]);
    expect(code).toBe(1);
    expect(out).toContain('service-type');
  });

  test.each<[title: string, words: string[], stdin: string, expected: string]>([
    ['a file that is not there', ['check', '/nowhere.yaml'], '', '/nowhere.yaml: there is no such file or folder\n'],
    [
      'a folder without manifests',
      ['check', join(folder, 'none')],
      '',
      `${join(folder, 'none')}: there is no such file or folder\n`,
    ],
    [
      'what is no object',
      ['check', '-'],
      'a: 1',
      'manifests: standard input document 1 is no object of Kubernetes: it has no apiVersion and kind\n',
    ],
    ['no file', ['check'], '', "error: missing required argument 'files'\n(--help says more)\n"],
    ['an unknown flag', ['check', '-', '--frob'], '', "error: unknown option '--frob'\n(--help says more)\n"],
    ['an unknown command', ['frob'], '', "error: unknown command 'frob'\n(--help says more)\n"],
    [
      'a format that is none',
      ['report', '-', '--format', 'xml'],
      SOUND,
      "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are markdown, json, sarif.\n(--help says more)\n",
    ],
  ])('%s is exit code 2', async (_, words, stdin, expected) => {
    expect(await run(words, stdin)).toEqual({ code: 2, out: '', err: expected });
  });
});

test('report and graph write to the standard output', async () => {
  expect((await run(['report', '-'], SOUND)).out).toMatch(/^# MCP posture\n/);
  expect(JSON.parse((await run(['report', '-', '--format', 'json'], SOUND)).out).servers).toHaveLength(1);
  expect(JSON.parse((await run(['report', '-', '--format', 'sarif'], WEAK)).out).runs[0].results).toHaveLength(1);
  expect((await run(['graph', '-'], SOUND)).out).toMatch(/^flowchart LR\n/);
});

describe('diff', () => {
  const [sound, weak] = [file('sound.yaml', SOUND), file('weak.yaml', WEAK)];

  test.each<[title: string, words: string[], code: number]>([
    ['nothing differs', [sound, sound], 0],
    ['somebody may do more', [sound, weak], 1],
    ['somebody may do less', [weak, sound], 0],
    ['somebody may do less, and any change counts', [weak, sound, '--fail-on', 'any'], 1],
    ['no change counts', [sound, weak, '--fail-on', 'never'], 0],
  ])('exit code when %s', async (_, words, code) => {
    expect((await run(['diff', ...words])).code).toBe(code);
  });

  test('takes one side from the standard input, not both', async () => {
    expect((await run(['diff', '-', weak], SOUND)).code).toBe(1);
    expect(await run(['diff', '-', '-'])).toMatchObject({
      code: 2,
      err: 'before and after cannot both be the standard input\n',
    });
  });
});

test('explain tells why, and lists what there is', async () => {
  expect((await run(['explain', 'privileged'])).out).toMatch(
    /^privileged \(error\)\n\nNo privileged containers\.\n\nWhy: /,
  );
  expect((await run(['explain'])).out.split('\n').length).toBeGreaterThan(50);
  expect(await run(['explain', 'frob'])).toEqual({
    code: 2,
    out: '',
    err: 'frob: is no rule; cdk8s-mcp explain lists them\n',
  });
});

test('catalog lists presets, and tells what one needs', async () => {
  expect((await run(['catalog'])).out).toMatch(/^grafana +\S/m);
  const { out } = await run(['catalog', 'grafana']);
  expect(out).toContain('    preset: grafana\n    env:\n      GRAFANA_URL: ""\n');
  expect(JSON.parse((await run(['catalog', 'github', '--json'])).out)[0].id).toBe('github');
  expect(await run(['catalog', 'frob'])).toEqual({
    code: 2,
    out: '',
    err: 'frob: is no preset; cdk8s-mcp catalog lists them\n',
  });
});

describe('init', () => {
  const APP: Manifest = parse(firstApp());

  test('writes a project whose app file fits the schema', async () => {
    const project = join(folder, 'My Servers');
    expect((await run(['init', project, '--file'])).code).toBe(0);
    const isAppFile = new Ajv2020({ strict: true }).compile(
      JSON.parse(readFileSync(join(ROOT, 'schemas', 'app.schema.json'), 'utf8')),
    );
    expect(isAppFile(parse(readFileSync(join(project, 'mcp.yaml'), 'utf8')))).toBe(true);
    expect(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).name).toBe('my-servers');
    expect(APP.servers.everything).toBeDefined();
  });

  test('overwrites nothing', async () => {
    const project = join(folder, 'taken');
    file('taken/precious.txt', 'x');
    expect(await run(['init', project])).toEqual({ code: 2, out: '', err: `${project}: is not empty\n` });
  });

  test('gives both kinds of projects the same tests and workflow', () => {
    const [program, plain] = (['typescript', 'file'] as const).map(kind =>
      scaffold(kind, 'a', appOf({ name: 'first', text: firstApp() }).typescript),
    );
    for (const path of ['test/manifests.test.js', '.github/workflows/manifests.yml', '.gitignore']) {
      expect(program.get(path)).toBe(plain.get(path));
    }
    expect([...program.keys()]).toEqual(expect.arrayContaining(['main.ts', 'cdk8s.yaml', 'tsconfig.json']));
  });
});

describe('tools-hash', () => {
  const TOOLS = [{ name: 'echo', description: 'says it again' }, { name: 'sum' }];
  const HASH = ToolPolicy.schemaHashOf(JSON.stringify({ tools: TOOLS }));
  /** A server over standard input and output that gives its tools on two pages. */
  const SERVER = `
    const tools = ${JSON.stringify(TOOLS)};
    require('readline').createInterface({ input: process.stdin }).on('line', line => {
      const { id, method, params } = JSON.parse(line);
      const answer = result => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }));
      if (method === 'initialize') { answer({ protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 's', version: '1' } }); }
      if (method === 'tools/list') { answer(params.cursor ? { tools: tools.slice(1) } : { tools: tools.slice(0, 1), nextCursor: 'more' }); }
    });`;

  test('asks a command, page by page, and keeps the list', async () => {
    const kept = join(folder, 'tools.json');
    expect(await run(['tools-hash', '--save', kept, process.execPath, '-e', SERVER])).toEqual({
      code: 0,
      out: `sha256:${HASH}\n`,
      err: '',
    });
    expect(ToolPolicy.schemaHashOf(readFileSync(kept, 'utf8'))).toBe(HASH);
  });

  test('tells when the tools say something else', async () => {
    expect(await run(['tools-hash', '--expect', `sha256:${HASH}`, process.execPath, '-e', SERVER])).toMatchObject({
      code: 0,
    });
    expect(
      await run(['tools-hash', '--expect', `sha256:${'0'.repeat(64)}`, process.execPath, '-e', SERVER]),
    ).toMatchObject({ code: 1 });
  });

  test('asks a server over HTTP', async () => {
    const port = await freePort();
    const words = [join(ROOT, 'test', 'cluster', 'stand-in', 'server.mjs'), '--address', `127.0.0.1:${port}`];
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await new Promise(resolve => {
        child.stdout.once('data', resolve);
      });
      const { code, out } = await run(['tools-hash', '--json', `http://127.0.0.1:${port}/mcp`]);
      expect(code).toBe(0);
      expect(JSON.parse(out).tools.length).toBeGreaterThan(0);
    } finally {
      child.kill();
    }
  });

  test.each<[title: string, words: string[], expected: string]>([
    ['ends', [process.execPath, '-e', '1'], 'ended with exit code 0'],
    ['is not there', ['/no/such/program'], 'ENOENT'],
    ['answers nothing', ['http://127.0.0.1:9/mcp'], 'http://127.0.0.1:9/mcp: '],
  ])('a server that %s is exit code 2', async (_, words, expected) => {
    const { code, err } = await run(['tools-hash', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(expected);
    expect(err).not.toContain(' at ');
  });
});

describe('as a process', () => {
  const program = join(ROOT, 'bin', 'cdk8s-mcp.js');

  test('tells its version and its help', () => {
    expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(execFileSync(process.execPath, [program, 'synth', '--help'], { encoding: 'utf8' })).toContain('Examples:');
  });

  test('reads a pipe, keeps its standard output clean, and has an exit code', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check', '-', '--json'], {
      input: WEAK,
      encoding: 'utf8',
    });
    expect([status, JSON.parse(stdout).length, stderr]).toEqual([1, 1, '']);
  });

  test('tells of bytes that are no text', () => {
    expect(
      spawnSync(process.execPath, [program, 'check', '-'], {
        input: Buffer.from([0xff, 0xfe, 0x41]),
        encoding: 'utf8',
      }),
    ).toMatchObject({ status: 2, stdout: '', stderr: 'standard input: is no UTF-8 text\n' });
  });
});
