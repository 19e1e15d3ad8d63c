import { expectHelp, run } from '../../util/command-line';

describe('cdk8s-mcp catalog', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp('catalog');
  });

  test('lists the presets', async () => {
    expect((await run(['catalog'])).out).toMatch(/^grafana +\S/m);
  });

  test('tells what a preset needs, as an app file', async () => {
    const { out } = await run(['catalog', 'grafana']);
    expect(out).toContain('    preset: grafana\n    env:\n      GRAFANA_URL: ""\n');
  });

  test('gives JSON to programs', async () => {
    expect(JSON.parse((await run(['catalog', 'github', '--json'])).out)[0].id).toBe('github');
  });

  test('refuses a preset that is none with exit code 2', async () => {
    expect(await run(['catalog', 'frob'])).toEqual({
      code: 2,
      out: '',
      err: 'frob: unknown preset; cdk8s-mcp catalog lists them\n',
    });
  });
});
