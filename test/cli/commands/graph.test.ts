import { SOUND, expectHelp, run } from '../../util/command-line';

describe('cdk8s-mcp graph', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('graph');
  });

  test('draws a flowchart on the standard output', async () => {
    expect((await run(['graph', '-'], SOUND)).out).toMatch(/^flowchart LR\n/);
  });
});
