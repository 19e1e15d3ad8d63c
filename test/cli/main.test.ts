import { execFileSync, spawnSync } from 'child_process';
import { readdirSync } from 'fs';
import { join } from 'path';
import { WEAK, expectHelp, run } from '../util/command-line';
import { ROOT } from '../util/paths';

describe('cdk8s-mcp', () => {
  test('describes itself as the reviewed help does', async () => {
    await expectHelp();
  });

  test('has a file of tests and a reviewed help for each of its commands', async () => {
    const { out } = await run(['--help']);
    const [, list] = /^Commands:\n((?: .*\n)+)/m.exec(out) ?? [];
    const commands = [...list.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name]) => name).filter(name => name !== 'help');
    const files = (folder: string): string[] => readdirSync(join(__dirname, folder));
    expect(files('commands')).toEqual(commands.map(name => `${name}.test.ts`).sort());
    expect(files('help')).toEqual(['cdk8s-mcp', ...commands].map(name => `${name}.txt`).sort());
  });

  test('refuses an unknown command with exit code 2', async () => {
    expect(await run(['frob'])).toEqual({
      code: 2,
      out: '',
      err: "error: unknown command 'frob'\n(see --help)\n",
    });
  });
});

describe('cdk8s-mcp as a process', () => {
  const program = join(ROOT, 'bin', 'cdk8s-mcp.js');

  test('tells its version and its help', () => {
    expect(execFileSync(process.execPath, [program, '--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(execFileSync(process.execPath, [program, 'synth', '--help'], { encoding: 'utf8' })).toContain('Examples:');
  });

  test('reads a pipe, keeps its standard output clean, and has an exit code', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'check', '-', '--json'], {
      input: WEAK,
      encoding: 'utf8',
    });
    expect([status, JSON.parse(stdout).length, stderr]).toEqual([1, 1, '']);
  });

  test('tells of bytes that are no text', () => {
    expect(
      spawnSync(process.execPath, [program, 'check', '-'], {
        input: Buffer.from([0xff, 0xfe, 0x41]),
        encoding: 'utf8',
      }),
    ).toMatchObject({ status: 2, stdout: '', stderr: 'standard input: is not UTF-8 text\n' });
  });
});
