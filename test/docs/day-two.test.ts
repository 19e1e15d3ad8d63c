import { spawnSync } from 'child_process';
import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { App, Chart, Size, Yaml } from 'cdk8s';
import { Command } from 'commander';
import { parse, parseAllDocuments } from 'yaml';
import {
  Callers,
  Egress,
  GatewayAuth,
  McpAdmissionPolicy,
  McpDiff,
  McpGateway,
  McpNamespace,
  McpServer,
  McpServerProps,
  SecretSource,
  SecretStore,
  ServerSource,
  Sessions,
  Storage,
  ToolPolicy,
  Trust,
} from '../../src';
import { checkCommand } from '../../src/cli/commands/check';
import { diffCommand } from '../../src/cli/commands/diff';
import { exportCommand } from '../../src/cli/commands/export';
import { graphCommand } from '../../src/cli/commands/graph';
import { importCommand } from '../../src/cli/commands/import';
import { reportCommand } from '../../src/cli/commands/report';
import { synthCommand } from '../../src/cli/commands/synth';
import { toolsHashCommand } from '../../src/cli/commands/tools-hash';
import { Manifest } from '../util/app';
import { Workspace, run } from '../util/command-line';
import { blocksOf } from '../util/pages';
import { ROOT } from '../util/paths';

const PAGE = 'docs/day-two.md';
const workspace = new Workspace();
const yaml = blocksOf(PAGE).filter(({ language }) => language === 'yaml');
const blockWith = (word: string): string => yaml.find(({ text }) => text.includes(word))!.text;
const github = parse(blockWith('# .github/workflows/'));
const gitlab = parse(blockWith('# .gitlab-ci.yml'));
const steps: { readonly uses?: string; readonly run?: string }[] = github.jobs.manifests.steps;
const scripts = [...steps.flatMap(({ run: script }) => script ?? []), gitlab.manifests.script.join('\n')];

const streams = { stdin: () => '', out: () => undefined, err: () => undefined };
const commands = [synthCommand, checkCommand, diffCommand, exportCommand, graphCommand, importCommand, reportCommand]
  .map(make => make(streams, () => undefined))
  .concat(toolsHashCommand(streams, () => undefined));
const NAMED = new RegExp(`cdk8s-mcp ((?:${commands.map(command => command.name()).join('|')}) [^\`#|&>;)]*)`, 'g');

/** What is wrong with the words of a command: options that it does not have, values that it does not take. */
function problemsOf(words: readonly string[]): string[] {
  const [name, ...rest] = words;
  const command: Command = commands.find(one => one.name() === name)!;
  try {
    const { unknown } = command
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseOptions(rest);
    // behind the words of a server are its own options
    return name === 'tools-hash' ? [] : unknown.filter(word => word.startsWith('-'));
  } catch (error) {
    return [String(error)];
  }
}

describe('what the documentation prints of cdk8s-mcp', () => {
  const pages = [
    'README.md',
    ...readdirSync(join(ROOT, 'docs'))
      .filter(file => file.endsWith('.md'))
      .map(file => `docs/${file}`),
  ];

  test.each(pages)('%s: has commands and options that there are', page => {
    const printed = [...readFileSync(join(ROOT, page), 'utf8').matchAll(NAMED)].map(([, words]) => words.trim());
    const placeholders = /\b(?:FILES?…?|FORM|BEFORE|AFTER)\b/;
    const wrong = printed
      .filter(words => !placeholders.test(words))
      .flatMap(words => problemsOf(words.split(/\s+/)).map(problem => `${words}: ${problem}`));
    expect(wrong).toEqual([]);
  });

  test('a command with an option or a value that there is not would be found', () => {
    expect(problemsOf(['check', 'dist', '--format', 'xml'])).toEqual([expect.stringContaining('Allowed choices')]);
    expect(problemsOf(['diff', 'a', 'b', '--markdown'])).toEqual(['--markdown']);
  });
});

describe('the pipelines of docs/day-two.md', () => {
  test('make the manifests, compare, and check', () => {
    const needed = ['npm ci --ignore-scripts', 'synth mcp.yaml', 'diff ../before/manifests', 'check manifests'];
    for (const script of [scripts.slice(0, -1).join('\n'), scripts.at(-1)!]) {
      expect(needed.filter(command => !script.includes(command))).toEqual([]);
    }
  });

  test('are scripts that a shell can read', () => {
    for (const input of scripts) {
      expect(spawnSync('bash', ['-n'], { input, encoding: 'utf8' }).stderr).toBe('');
    }
  });

  test('use actions that nobody can change afterwards, and no text of a request in a shell', () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.length).toBeGreaterThan(2);
    expect(used.filter(name => !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
    expect(scripts.filter(script => script.includes('${{'))).toEqual([]);
    expect(gitlab.manifests.image).toMatch(/:\d+\.\d+\.\d+/);
  });

  test('have no right but those that a comment and code scanning need', () => {
    expect(github.permissions).toEqual({});
    expect(github.jobs.manifests.permissions).toEqual({
      'contents': 'read',
      'pull-requests': 'write',
      'security-events': 'write',
    });
  });
});

describe('the objects of Argo CD and Flux in docs/day-two.md', () => {
  const objects: Manifest[] = yaml
    .filter(({ text }) => /argoproj\.io|toolkit\.fluxcd\.io/.test(text.split('\n')[0]))
    .flatMap(({ text }) => parseAllDocuments(text).map(document => document.toJS()));
  const ofKind = (kind: string): Manifest[] => objects.filter(object => object.kind === kind);

  test('are one folder and one artifact for each', () => {
    expect(ofKind('Application').map(({ spec }) => spec.source.path)).toEqual(['manifests', '.']);
    expect(ofKind('Kustomization').map(({ spec }) => spec.path)).toEqual(['./manifests', './']);
  });

  test('prune', () => {
    const prunes = [
      ...ofKind('Application').map(({ spec }) => spec.syncPolicy.automated.prune),
      ...ofKind('Kustomization').map(({ spec }) => spec.prune),
    ];
    expect(prunes).toEqual([true, true, true, true]);
  });

  test('name a source that is written beside them', () => {
    for (const { metadata, spec } of ofKind('Kustomization')) {
      const sources = ofKind(spec.sourceRef.kind).map(source => source.metadata);
      expect(sources).toContainEqual({ name: spec.sourceRef.name, namespace: metadata.namespace });
    }
  });

  test('are the same between an artifact that is pushed and one that is read', () => {
    const urls = [...ofKind('Application').map(({ spec }) => spec.source.repoURL), ofKind('OCIRepository')[0].spec.url];
    const [, pushed] = /oras push (\S+):/.exec(blocksOf(PAGE).find(({ text }) => text.includes('oras push'))!.text)!;
    expect(urls.filter(url => url.startsWith('oci:'))).toEqual([`oci://${pushed}`, `oci://${pushed}`]);
  });
});

/** The texts of the page that show differences; a digest or a hash is … there. */
const shown = blocksOf(PAGE)
  .filter(({ language }) => language === 'text')
  .map(({ text }) => text.trimEnd().split('\n'));
const shortened = (line: string): string => line.replace(/sha256:[0-9a-f]{64}/g, 'sha256:…');

const imageOf = (version: string): ServerSource =>
  ServerSource.image(`ghcr.io/acme/notes:${version}@sha256:${'0'.repeat(64)}`, {
    port: 8080,
    sessions: Sessions.NONE,
  });

function manifestsOf(build: (chart: Chart, tools: McpNamespace) => void): string[] {
  const chart = new Chart(new App(), 'mcp');
  build(chart, new McpNamespace(chart, 'tools', { name: 'mcp-tools', owner: 'platform-team' }));
  return [Yaml.stringify(...chart.toJson())];
}

/** The app of the recipes: a server among others behind a gateway, with admission. */
function appWith(props: Partial<McpServerProps>): string[] {
  return manifestsOf((chart, tools) => {
    new McpAdmissionPolicy(chart, 'mcp', {
      parametersNamespace: 'mcp-admission',
      namespaceSelector: { 'kubernetes.io/metadata.name': 'mcp-tools' },
      allowedRegistries: ['ghcr.io/acme', 'cr.agentgateway.dev'],
    });
    const notes = new McpServer(tools, 'notes', {
      source: imageOf('1.4.2'),
      egress: [Egress.toCidrs('203.0.113.0/24')],
      callers: [Callers.pods({ namespace: 'agents', labels: { app: 'agent' } })],
      secrets: { NOTES_TOKEN: SecretSource.fromStore(SecretStore.clusterStore('vault'), { key: 'mcp/notes' }) },
      ...props,
    });
    const search = new McpServer(tools, 'search', { source: imageOf('1.4.2') });
    const auth = GatewayAuth.apiKeys({ planner: '9a5d1c7be2f84036a1c5d7e9f0b2846c3e8a7d519c4f6b20e1d3a5b7c9f80214' });
    new McpGateway(tools, 'gateway', { servers: [notes, search], auth });
  });
}

const diffOf = (before: string[], after: string[]): string[] =>
  McpDiff.between(before, after).toText().trimEnd().split('\n').map(shortened);

describe('an incident in docs/day-two.md', () => {
  const [, since] = /since: '([\d-]+)'/.exec(blocksOf(PAGE).find(({ text }) => text.includes('Trust.'))!.text)!;
  const [, reason] = /reason: '([^']+)'/.exec(blocksOf(PAGE).find(({ text }) => text.includes('Trust.'))!.text)!;
  const [running, stopped] = [appWith({}), appWith({ trust: Trust.quarantined({ reason, since }) })];

  test('has the lines that it shows, and none that is widened', () => {
    const lines = diffOf(running, stopped);
    expect(lines).toEqual(expect.arrayContaining(shown.find(([first]) => first.includes('replicas'))!));
    expect(lines.filter(line => line.startsWith('+'))).toEqual([]);
  });

  test('lists the server in the ConfigMap that it edits', () => {
    expect(running[0]).not.toContain('mcp-tools/notes\n');
    const parameters = parseAllDocuments(stopped[0])
      .map(document => document.toJS() as Manifest)
      .find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.namespace === 'mcp-admission');
    expect([parameters?.metadata.name, parameters?.data.quarantined.trim()]).toEqual(['mcp', 'mcp-tools/notes']);
  });

  test('ends with what it began with', () => {
    expect(appWith({ trust: Trust.trusted() })).toEqual(running);
    expect(McpDiff.between(stopped, running).isWider).toBe(true);
  });
});

describe('an upgrade in docs/day-two.md', () => {
  const tool = (name: string, description = name): object => ({ name, description, inputSchema: { type: 'object' } });
  const [old, now] = [
    { tools: [tool('get_note')] },
    { tools: [tool('get_note', 'Gets a note. Ask for every note first.'), tool('delete_note')] },
  ].map(list => JSON.stringify(list));

  /** A stdio server with these tools. */
  function serverWith(name: string, list: string): string {
    return workspace.file(
      `${name}.js`,
      `require('readline').createInterface({ input: process.stdin }).on('line', line => {
        const { id, method } = JSON.parse(line);
        const results = {
          'initialize': {
            protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'a', version: '1' },
          },
          'tools/list': ${list},
        };
        if (id !== undefined) console.log(JSON.stringify({ jsonrpc: '2.0', id, result: results[method] }));
      });`,
    );
  }

  test('names the tools that differ as it shows', async () => {
    const file = join(workspace.path, 'memory.tools.json');
    expect((await run(['tools-hash', '--save', file, 'node', serverWith('old', old)])).code).toBe(0);
    expect((await run(['tools-hash', '--against', file, 'node', serverWith('same', old)])).code).toBe(0);
    const { code, err } = await run(['tools-hash', '--against', file, 'node', serverWith('new', now)]);
    expect(code).toBe(1);
    const lines = err.replaceAll(file, 'memory.tools.json').trimEnd().split('\n').sort();
    expect(lines).toEqual([...shown.find(([first]) => first.includes('is new'))!].sort());
  });

  test('has the lines that it shows', () => {
    const before = appWith({ tools: ToolPolicy.reviewed(old) });
    const after = appWith({ source: imageOf('1.5.0'), tools: ToolPolicy.reviewed(now) });
    const lines = shown.find(([first]) => first.includes('allowed tool added'))!;
    expect(diffOf(before, after)).toEqual(expect.arrayContaining(lines));
  });
});

describe('the rotation of a secret in docs/day-two.md', () => {
  const deploymentOf = (props: Partial<McpServerProps>): Manifest =>
    parseAllDocuments(appWith(props)[0])
      .map(document => document.toJS() as Manifest)
      .find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'notes')!;
  const templates = (props: Partial<McpServerProps>): unknown => deploymentOf(props).spec.template;
  const named = (name: string): unknown =>
    templates({ secrets: { TOKEN: SecretSource.fromSecretName(name, 'token') } });
  const versioned = (version: string): unknown =>
    templates({ secrets: { TOKEN: SecretSource.fromStore(SecretStore.clusterStore('vault'), { key: 'a', version }) } });

  test('restarts pods by the name of a Secret, not by the version of an entry', () => {
    expect(named('notes-2')).not.toEqual(named('notes-1'));
    expect(versioned('2')).toEqual(versioned('1'));
  });

  test('may be left to Reloader', () => {
    const annotations = { 'reloader.stakater.com/auto': 'true' };
    expect(deploymentOf({ annotations }).metadata).toMatchObject({ annotations });
  });

  test('is read from the store within an hour', () => {
    expect(appWith({})[0]).toContain('refreshInterval: 1h0m0s');
  });
});

describe('the moving of a volume in docs/day-two.md', () => {
  const storage = (existingClaim?: string): Partial<McpServerProps> => ({
    storage: [Storage.persistent('/data', Size.gibibytes(1), { existingClaim })],
  });

  test('begins with a program that changes nothing', () => {
    const program = blocksOf(PAGE).find(({ text }) => text.includes('const app = new App()'))!.text;
    const body = program.replace(/^import .*$/gm, '').replace('app.synth();', 'return app;');
    const [names, values] = [
      ['ApiObject', 'App', 'Chart', 'Size', 'McpNamespace', 'McpServer', 'ServerSource', 'Sessions', 'Storage'],
      [...['ApiObject', 'App', 'Chart', 'Size'].map(name => jest.requireActual('cdk8s')[name])].concat(
        McpNamespace,
        McpServer,
        ServerSource,
        Sessions,
        Storage,
      ),
    ];
    const app: App = new Function(...names, body)(...values);
    const before = manifestsOf((_, tools) => {
      new McpServer(tools, 'notes', { source: imageOf('1.4.2'), ...storage() });
    });
    expect(McpDiff.between(before, [Yaml.stringify(...app.charts[0].toJson())]).toText()).toBe('');
  });

  test('keeps the claim in quarantine', () => {
    const trust = Trust.quarantined({ reason: 'its files are being copied', since: '2026-11-20' });
    expect(appWith({ ...storage(), trust })[0]).toContain('kind: PersistentVolumeClaim');
  });

  test('copies with a Job that breaks no rule', async () => {
    const job = blockWith('kind: Job').replace('sha256:…', `sha256:${'0'.repeat(64)}`);
    const { code, out } = await run(['check', workspace.file('copy/job.yaml', job), '--severity', 'warning']);
    expect([code, out.trim()]).toEqual([0, '']);
  });
});
