import { SOUND, WEAK, Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

describe('cdk8s-mcp diff', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('diff');
  });

  const [sound, weak] = [workspace.file('sound.yaml', SOUND), workspace.file('weak.yaml', WEAK)];

  test.each<{ title: string; words: string[]; code: number }>([
    { title: 'nothing differs', words: [sound, sound], code: 0 },
    { title: 'somebody may do more', words: [sound, weak], code: 1 },
    { title: 'somebody may do less', words: [weak, sound], code: 0 },
    { title: 'somebody may do less, and any change counts', words: [weak, sound, '--fail-on', 'any'], code: 1 },
    { title: 'no change counts', words: [sound, weak, '--fail-on', 'never'], code: 0 },
  ])('exits with $code when $title', async ({ words, code }) => {
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
