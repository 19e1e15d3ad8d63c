import { rmSync } from 'fs';
import { SOUND, WEAK, Workspace, run } from '../util/command-line';

const workspace = new Workspace();
const REASON = 'the driver needs it until the new kernel';

function config(...lines: string[]): string {
  return workspace.file('config.yaml', `${lines.join('\n')}\n`);
}

function acknowledge(...lines: string[]): string {
  return config('acknowledge:', '  - rule: privileged', ...lines.map(line => `    ${line}`));
}

describe('a configuration of check', () => {
  test('sets the facts that flags set', async () => {
    const registry = config('registry: [ghcr.io/acme]');
    expect((await run(['check', '-', '--config', registry], SOUND)).code).toBe(1);
    const words = ['check', '-', '--config', registry, '--registry', 'registry.example.com'];
    expect((await run(words, SOUND)).code).toBe(0);
    const digests = config('digests: false');
    const tagged = SOUND.replace(/@sha256:[a-f0-9]+/, '');
    expect((await run(['check', '-', '--config', digests], tagged)).code).toBe(0);
  });

  test('in the working directory needs no flag', async () => {
    const before = process.cwd();
    process.chdir(workspace.path);
    try {
      for (const name of ['cdk8s-mcp.yaml', '.cdk8s-mcp.yaml']) {
        const file = workspace.file(name, 'registry: [ghcr.io/acme]\n');
        expect((await run(['check', '-'], SOUND)).code).toBe(1);
        rmSync(file);
      }
      const both = ['cdk8s-mcp.yaml', '.cdk8s-mcp.yaml'].map(name => workspace.file(name, ''));
      expect(await run(['check', '-'], SOUND)).toMatchObject({
        code: 2,
        err: 'cdk8s-mcp.yaml and .cdk8s-mcp.yaml are both here: remove one, or name one by --config\n',
      });
      both.forEach(file => {
        rmSync(file);
      });
    } finally {
      process.chdir(before);
    }
  });

  test('names a baseline beside itself', async () => {
    await run(['check', '-', '--write-baseline', `${workspace.path}/known.json`], WEAK);
    expect((await run(['check', '-', '--config', config('baseline: known.json')], WEAK)).code).toBe(0);
  });

  test.each([{ where: 'objects: [Deployment mcp-tools/tool]' }, { where: 'namespace: mcp-tools' }])(
    'acknowledges a rule with a reason for $where',
    async ({ where }) => {
      const file = acknowledge(where, `reason: ${REASON}`, 'until: 2999-12-31');
      const { code, out } = await run(['check', '-', '--config', file, '--json'], WEAK);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual([
        expect.objectContaining({ rule: 'privileged', acknowledged: `${REASON} (until 2999-12-31)` }),
      ]);
    },
  );

  test.each([{ where: 'objects: [Deployment mcp-tools/other]' }, { where: 'namespace: mcp' }])(
    'acknowledges nothing for $where, and says that',
    async ({ where }) => {
      const { code, err } = await run(['check', '-', '--config', acknowledge(where, `reason: ${REASON}`)], WEAK);
      expect(code).toBe(1);
      expect(err).toContain('config.yaml line 2: the acknowledgement of privileged matches no finding: remove it\n');
    },
  );

  test('acknowledges nothing after its last day, and says that', async () => {
    const file = acknowledge('namespace: mcp-tools', `reason: ${REASON}`, 'until: 2020-01-31');
    const { code, err } = await run(['check', '-', '--config', file], WEAK);
    expect(code).toBe(1);
    expect(err).toContain('config.yaml line 2: the acknowledgement of privileged is over since 2020-01-31: ');
  });

  test.each([
    { lines: ['registry: [a.io]', 'frob: 1'], expected: 'line 2: frob is not a known key (known: registry, ' },
    { lines: ['severity: never'], expected: 'line 1: severity must be error or warning' },
    { lines: ['openshift: maybe'], expected: 'line 1: openshift must be true or false' },
    { lines: ['- a'], expected: 'line 1: it must be a map' },
    { lines: ['a: 1', 'a: 2'], expected: ': is not valid YAML: duplicate key at line 2, column 1' },
    {
      lines: ['acknowledge:', '  - rule: privileged', '    namespace: a'],
      expected: 'line 2: acknowledge[0] must have a reason',
    },
    {
      lines: ['acknowledge:', '  - rule: privileged', '    reason: todo', '    namespace: a'],
      expected: 'line 3: acknowledge[0].reason must be one line of 10 to 256 characters',
    },
    {
      lines: ['acknowledge:', '  - rule: privileged', `    reason: ${REASON}`],
      expected: 'line 2: acknowledge[0] must have either objects or a namespace',
    },
    {
      lines: ['acknowledge:', '  - rule: frob', `    reason: ${REASON}`, '    namespace: a'],
      expected: 'line 2: acknowledge[0].rule must be a rule: cdk8s-mcp explain lists them',
    },
    {
      lines: ['acknowledge:', '  - rule: privileged', `    reason: ${REASON}`, '    namespace: a', '    until: soon'],
      expected: 'line 5: acknowledge[0].until must be a day as YYYY-MM-DD',
    },
    {
      lines: ['acknowledge:', '  - rule: privileged', `    reason: ${REASON}`, '    namespace: a', '    objcts: [x]'],
      expected: 'line 5: acknowledge[0].objcts is not a known key (known: rule, objects, namespace, reason, until)',
    },
  ])('is refused as $lines', async ({ lines, expected }) => {
    const { code, out, err } = await run(['check', '-', '--config', config(...lines)], SOUND);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(expected);
  });

  test('that is not there is an error', async () => {
    expect(await run(['check', '-', '--config', '/nowhere.yaml'], SOUND)).toMatchObject({
      code: 2,
      err: '/nowhere.yaml: no such file\n',
    });
  });
});
