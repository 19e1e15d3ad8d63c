import { SOUND, WEAK, expectHelp, run } from '../../util/command-line';

describe('cdk8s-mcp report', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('report');
  });

  test('writes Markdown to the standard output', async () => {
    expect((await run(['report', '-'], SOUND)).out).toMatch(/^# MCP posture\n/);
  });

  test('writes JSON and SARIF to programs', async () => {
    expect(JSON.parse((await run(['report', '-', '--format', 'json'], SOUND)).out).servers).toHaveLength(1);
    expect(JSON.parse((await run(['report', '-', '--format', 'sarif'], WEAK)).out).runs[0].results).toHaveLength(1);
  });

  test('refuses a format that is none with exit code 2', async () => {
    expect(await run(['report', '-', '--format', 'xml'], SOUND)).toEqual({
      code: 2,
      out: '',
      err:
        "error: option '--format <format>' argument 'xml' is invalid. Allowed choices are markdown, json, " +
        'sarif.\n(see --help)\n',
    });
  });
});
