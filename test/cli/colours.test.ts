import { spawnSync } from 'child_process';
import { join } from 'path';
import { hasColours } from '../../src/cli/colours';
import { main } from '../../src/cli/main';
import { WEAK } from '../util/command-line';
import { ROOT } from '../util/paths';

async function colouredRun(words: readonly string[]): Promise<string> {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const colours = { out: true, err: true };
  await main(words, { stdin: () => WEAK, out: write, err: write, colours });
  return written;
}

describe('colours', () => {
  test.each<{ terminal: boolean; env: Record<string, string>; expected: boolean }>([
    { terminal: true, env: {}, expected: true },
    { terminal: false, env: {}, expected: false },
    { terminal: true, env: { TERM: 'dumb' }, expected: false },
    { terminal: true, env: { NO_COLOR: '1' }, expected: false },
    { terminal: true, env: { NO_COLOR: '' }, expected: true },
    { terminal: false, env: { FORCE_COLOR: '1' }, expected: true },
    { terminal: true, env: { FORCE_COLOR: '0' }, expected: false },
    { terminal: false, env: { FORCE_COLOR: '1', NO_COLOR: '1' }, expected: true },
  ])('are $expected with a terminal: $terminal, and $env', ({ terminal, env, expected }) => {
    expect(hasColours(terminal, env)).toBe(expected);
  });

  test('mark the severity and the heading of the table', async () => {
    const text = await colouredRun(['check', '-']);
    expect(text).toContain('\u001b[31merror\u001b[0m  privileged  ');
    expect(text).toContain('\u001b[1mrule        errors  warnings\n\u001b[0m');
  });

  test('are left out where they are not wanted, and never in what programs read', async () => {
    for (const words of [['--no-color'], ['--json'], ['--format', 'sarif'], ['--format', 'github']]) {
      expect(await colouredRun(['check', '-', ...words])).not.toContain('\u001b');
    }
  });

  test('are not written into a pipe', () => {
    const words = [join(ROOT, 'bin', 'cdk8s-mcp.js'), 'check', '-'];
    const env = { ...process.env, FORCE_COLOR: undefined };
    const { stdout, stderr } = spawnSync(process.execPath, words, { input: WEAK, encoding: 'utf8', env });
    expect(stdout + stderr).not.toContain('\u001b');
  });
});
