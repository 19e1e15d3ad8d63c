import { expectHelp, run } from '../../util/command-line';

describe('cdk8s-mcp explain', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('explain');
  });

  test('tells why a rule is there', async () => {
    expect((await run(['explain', 'privileged'])).out).toMatch(
      /^privileged \(error\)\n\nNo privileged containers\.\n\nWhy: /,
    );
  });

  test('lists the rules that there are', async () => {
    expect((await run(['explain'])).out.split('\n').length).toBeGreaterThan(50);
  });

  test('refuses a rule that is none with exit code 2', async () => {
    expect(await run(['explain', 'frob'])).toEqual({
      code: 2,
      out: '',
      err: 'frob: unknown rule; cdk8s-mcp explain lists them\n',
    });
  });
});
