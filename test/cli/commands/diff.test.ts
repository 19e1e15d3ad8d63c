import { SOUND, WEAK, Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

describe('cdk8s-mcp diff', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('diff');
  });

  const [sound, weak] = [workspace.file('sound.yaml', SOUND), workspace.file('weak.yaml', WEAK)];

  test.each<[title: string, words: string[], code: number]>([
    ['nothing differs', [sound, sound], 0],
    ['somebody may do more', [sound, weak], 1],
    ['somebody may do less', [weak, sound], 0],
    ['somebody may do less, and any change counts', [weak, sound, '--fail-on', 'any'], 1],
    ['no change counts', [sound, weak, '--fail-on', 'never'], 0],
  ])('exits as it should when %s', async (_, words, code) => {
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
