import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { ApiObject, App, AppProps, Chart, Yaml, YamlOutputType } from 'cdk8s';
import { McpApp, McpServer, ServerSource, Sessions } from '../../src';

const DIGEST = `sha256:${'a'.repeat(64)}`;
/** Texts that only the writer of cdk8s knows how to write. */
const TEXTS = [
  'yes',
  '0775',
  '1e3',
  ' ',
  '',
  '# no',
  'a: b',
  'two\nlines\n',
  '\ttab',
  'ünï',
  "it's",
  '"',
  '- x',
  '2026-11-30',
];

const folders: string[] = [];

afterEach(() => {
  folders.splice(0).forEach(folder => rmSync(folder, { recursive: true }));
});

function outdir(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-app-'));
  folders.push(folder);
  return folder;
}

function fill(app: App): void {
  const tools = new Chart(app, 'tools', { namespace: 'mcp' });
  new McpServer(tools, 'docs', {
    source: ServerSource.image(`ghcr.io/acme/docs:1.0.0@${DIGEST}`, { port: 8080, sessions: Sessions.NONE }),
    env: Object.fromEntries(TEXTS.map((text, i) => [`TEXT_${i}`, text])),
  });
  const others = new Chart(app, 'others', { namespace: 'others' });
  new ApiObject(others, 'odd', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'odd' },
    data: Object.fromEntries(TEXTS.map((text, i) => [`${text || 'empty'} ${i}`, text])),
  });
  others.addDependency(tools);
}

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length), readFileSync(path, 'utf8')];
    }),
  );
}

function written(app: App): Record<string, string> {
  fill(app);
  app.synth();
  return filesOf(app.outdir);
}

describe('an McpApp', () => {
  it.each(Object.values(YamlOutputType).filter(type => typeof type === 'string'))(
    'writes the files of App, byte for byte, as %s',
    name => {
      const props: AppProps = { yamlOutputType: YamlOutputType[name as keyof typeof YamlOutputType] };
      const expected = written(new App({ ...props, outdir: outdir() }));

      expect(Object.keys(expected).length).toBeGreaterThan(0);
      expect(written(new McpApp({ ...props, outdir: outdir() }))).toEqual(expected);
    },
  );

  it('gives the text of App', () => {
    const [plain, fast] = [new App({ outdir: outdir() }), new McpApp({ outdir: outdir() })];
    [plain, fast].forEach(fill);

    expect(fast.synthYaml()).toBe(plain.synthYaml());
  });

  it('writes nothing, and leaves the writer of cdk8s in its place, where an object breaks a rule', () => {
    const writer = Yaml.save;
    const app = new McpApp({ outdir: outdir() });
    fill(app);
    app.node.addValidation({ validate: () => ['not today'] });

    expect(() => app.synth()).toThrow('not today');
    expect(filesOf(app.outdir)).toEqual({});
    expect(Yaml.save).toBe(writer);
  });

  it('leaves the writer of cdk8s in its place after writing', () => {
    const writer = Yaml.save;
    written(new McpApp({ outdir: outdir() }));

    expect(Yaml.save).toBe(writer);
  });
});
