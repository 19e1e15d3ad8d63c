import { join } from 'path';
import { SecretSource } from '../../src';
import { chart, server, yamlOf } from '../util/app';
import { SOUND, WEAK, Workspace, run } from '../util/command-line';

const workspace = new Workspace();
const OPEN = [
  'apiVersion: v1',
  'kind: Service',
  'metadata: { name: open, namespace: a }',
  'spec:',
  '  type: NodePort',
  '  ports: [{ port: 80 }]',
  '',
].join('\n');

/** Runs in the folder of the workspace, as people do. */
async function here<T>(what: () => Promise<T>): Promise<T> {
  const before = process.cwd();
  process.chdir(workspace.path);
  try {
    return await what();
  } finally {
    process.chdir(before);
  }
}

describe('cdk8s-mcp check --format', () => {
  test('sarif gives code scanning the file and the line of each finding', async () => {
    workspace.file('dist/a b/open.yaml', `---\n${OPEN}`);
    const { code, out } = await here(() => run(['check', 'dist', '--format', 'sarif']));
    expect(code).toBe(1);
    const { results } = JSON.parse(out).runs[0];
    const result = results.find(({ ruleId }: { ruleId: string }) => ruleId === 'service-type');
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'dist/a%20b/open.yaml' },
      region: { startLine: 6 },
    });
  });

  test('sarif names files outside of the working directory by whole addresses', async () => {
    const file = workspace.file('out/open.yaml', OPEN);
    const { results } = JSON.parse((await run(['check', file, '--format', 'sarif'])).out).runs[0];
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(`file://${file}`);
  });

  test('github writes annotations, in which names are no syntax', async () => {
    workspace.file('g/50%,a:b.yaml', OPEN.replace('name: open', 'name: "op\\nen::x"'));
    const { code, out, err } = await here(() => run(['check', 'g', '--format', 'github']));
    expect([code, err]).toEqual([1, '']);
    const line = out.split('\n').find(each => each.includes('service-type'));
    expect(line).toMatch(
      /^::error file=g\/50%25%2Ca%3Ab\.yaml,line=5,title=service-type::Service a\/op%0Aen::x: spec\.type /,
    );
    expect(out.split('\n').filter(each => each !== '' && !each.startsWith('::'))).toEqual([]);
  });

  test('github names no file for the standard input', async () => {
    expect((await run(['check', '-', '--format', 'github'], WEAK)).out).toMatch(
      /^::error title=privileged::Deployment /,
    );
  });

  test('json is --json, with file and line', async () => {
    const words = ['check', workspace.file('weak.yaml', WEAK)];
    const [long, short] = [await run([...words, '--format', 'json']), await run([...words, '--json'])];
    expect(long).toEqual(short);
    const line = WEAK.split('\n').findIndex(each => each.includes('privileged: true')) + 1;
    expect(JSON.parse(long.out)).toEqual([
      expect.objectContaining({ rule: 'privileged', file: join(workspace.path, 'weak.yaml'), line }),
    ]);
  });

  test('text ends with the errors and warnings of each rule', async () => {
    const { err } = await run(['check', '-'], `${WEAK}---\n${OPEN}`);
    expect(err).toMatch(/^rule +errors {2}warnings\n(?:[a-z-]+ +\d+ +\d+\n)+\d+ errors?, \d+ warnings?\n$/);
    expect(err).toMatch(/^privileged +1 +0$/m);
  });
});

describe('the severity that fails', () => {
  const secrets = { TOKEN: SecretSource.fromSecretName('by-hand', 'token') };
  const warned = yamlOf(server(chart(), { secrets }));

  test('is that of errors, and of warnings where they are told to', async () => {
    const { findings } = JSON.parse((await run(['report', '-', '--format', 'json'], warned)).out);
    const codes = await Promise.all(
      [[], ['--severity', 'error'], ['--severity', 'warning'], ['--warnings']].map(
        async words => (await run(['check', '-', ...words], warned)).code,
      ),
    );
    const hasErrors = findings.some(({ severity }: { severity: string }) => severity === 'error');
    expect([findings.length > 0, hasErrors, codes]).toEqual([true, false, [0, 0, 1, 1]]);
  });

  test('is said once', async () => {
    expect(await run(['check', '-', '--warnings', '--severity', 'error'], SOUND)).toMatchObject({ code: 2 });
  });
});
