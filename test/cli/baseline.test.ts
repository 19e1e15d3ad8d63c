import { readFileSync } from 'fs';
import { join } from 'path';
import { SOUND, WEAK, Workspace, run } from '../util/command-line';

const workspace = new Workspace();
const file = join(workspace.path, 'baseline.json');

describe('a baseline', () => {
  beforeAll(async () => {
    expect(await run(['check', '-', '--write-baseline', file], WEAK)).toMatchObject({ code: 0 });
  });

  test('names rule, object and a fingerprint of each finding, and nothing else', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
      version: 1,
      findings: [
        {
          rule: 'privileged',
          object: 'Deployment mcp-tools/tool',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
    });
  });

  test('lets known findings pass, wherever they stand now', async () => {
    const moved = `# a comment\n\n${WEAK}`;
    expect(await run(['check', '-', '--baseline', file], moved)).toEqual({
      code: 0,
      out: '',
      err: '0 errors, 0 warnings, 1 in the baseline\n',
    });
  });

  test('lets new findings fail', async () => {
    const worse = WEAK.replace('readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false');
    const { code, out } = await run(['check', '-', '--baseline', file], worse);
    expect(code).toBe(1);
    expect(out).toContain('read-only-root');
    expect(out).not.toContain('privileged  ');
  });

  test('is told from new findings by programs', async () => {
    const words = ['check', '-', '--baseline', file];
    expect(JSON.parse((await run([...words, '--json'], WEAK)).out)).toEqual([
      expect.objectContaining({ rule: 'privileged', baseline: true }),
    ]);
    const { results } = JSON.parse((await run([...words, '--format', 'sarif'], WEAK)).out).runs[0];
    expect(results[0].baselineState).toBe('unchanged');
    expect((await run([...words, '--format', 'github'], WEAK)).out).toBe('');
  });

  test('tells which entries are no findings any more', async () => {
    const { code, err } = await run(['check', '-', '--baseline', file], SOUND);
    expect(code).toBe(0);
    expect(err).toMatch(
      /baseline\.json: privileged of Deployment mcp-tools\/tool \([0-9a-f]{16}\) is no finding any more: remove it, /,
    );
  });

  test('holds no value of a manifest, not even in a name', async () => {
    const secret = ['ghp', 'x'.repeat(36)].join('_');
    const leaking = WEAK.replaceAll('name: tool', `name: ${secret}`);
    const written = join(workspace.path, 'secret.json');
    await run(['check', '-', '--write-baseline', written], leaking);
    expect(readFileSync(written, 'utf8')).not.toContain(secret);
    expect((await run(['check', '-', '--baseline', written], leaking)).code).toBe(0);
  });

  test.each([
    { text: 'a: 1', expected: 'is not valid JSON' },
    { text: '{}', expected: 'is no baseline: it must have "version": 1 and a list "findings"' },
    { text: '{"version":1,"findings":[{}]}', expected: 'findings[0] must have rule, object and fingerprint' },
  ])('is refused as $text', async ({ text, expected }) => {
    const wrong = workspace.file('wrong.json', text);
    expect(await run(['check', '-', '--baseline', wrong], SOUND)).toEqual({
      code: 2,
      out: '',
      err: `${wrong}: ${expected}\n`,
    });
  });

  test('that is not there is an error', async () => {
    expect(await run(['check', '-', '--baseline', '/nowhere.json'], SOUND)).toMatchObject({
      code: 2,
      err: '/nowhere.json: no such baseline: --write-baseline /nowhere.json writes one\n',
    });
  });
});
