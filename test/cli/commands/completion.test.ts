import { spawnSync } from 'child_process';
import { Workspace, expectHelp, run } from '../../util/command-line';

const workspace = new Workspace();

function has(shell: string): boolean {
  return spawnSync(shell, ['-c', 'exit 0']).status === 0;
}

/** A test in a real shell; its title says so where there is none. */
function inShell(shell: string, title: string, body: () => Promise<void>): void {
  if (has(shell)) {
    test(title, body);
  } else {
    test.skip(`${title} (skipped: ${shell} is not installed)`, body);
  }
}

async function script(shell: string): Promise<string> {
  const { code, out, err } = await run(['completion', shell]);
  expect([code, err]).toEqual([0, '']);
  return workspace.file(`${shell}.sh`, out);
}

/** Runs lines of a shell in the workspace. */
function lines(shell: string, flags: readonly string[], program: string): string[] {
  const { stdout, stderr } = spawnSync(shell, [...flags, '-c', program], { cwd: workspace.path, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter(line => line !== '');
}

const TYPED = [
  { words: ['ch'], has: ['check'], hasNot: ['graph'] },
  { words: ['check', '--b'], has: ['--baseline'], hasNot: ['--format'] },
  { words: ['check', '--format', ''], has: ['text', 'json', 'sarif', 'github'], hasNot: ['--json'] },
  { words: ['report', '--format', 's'], has: ['sarif'], hasNot: ['json'] },
  { words: ['completion', ''], has: ['bash', 'zsh', 'fish'], hasNot: [] },
  { words: ['check', 'a'], has: ['a b.yaml'], hasNot: [] },
  { words: ['check', '--baseline', 'a'], has: ['a b.yaml'], hasNot: [] },
];

describe('cdk8s-mcp completion', () => {
  beforeAll(() => {
    workspace.file('a b.yaml', '');
  });

  test('describes itself as the reviewed help does', async () => {
    await expectHelp('completion');
  });

  test('refuses a shell that it does not know', async () => {
    expect(await run(['completion', 'tcsh'])).toMatchObject({ code: 2 });
  });

  describe.each(TYPED)('of $words', ({ words, has: some, hasNot: none }) => {
    const expectAll = (found: readonly string[]): void => {
      expect(found).toEqual(expect.arrayContaining(some));
      expect(found.filter(each => none.includes(each))).toEqual([]);
    };

    inShell('bash', 'has the words in bash', async () => {
      const typed = ['cdk8s-mcp', ...words].map(word => `'${word}'`).join(' ');
      const program =
        `. '${await script('bash')}'; COMP_WORDS=(${typed}); COMP_CWORD=${words.length}; ` +
        `_cdk8s_mcp; printf '%s\\n' "\${COMPREPLY[@]}"`;
      expectAll(lines('bash', ['--norc'], program));
    });

    inShell('zsh', 'has the words in zsh', async () => {
      const typed = ['cdk8s-mcp', ...words].map(word => `'${word}'`).join(' ');
      const program =
        'compdef() { : }; _files() { print -l -- $cur*(N) }; ' +
        `compadd() { shift; print -l -- \${(M)@:#$cur*} }; . '${await script('zsh')}'; ` +
        `words=(${typed}); CURRENT=${words.length + 1}; _cdk8s_mcp`;
      expectAll(lines('zsh', ['-f'], program));
    });

    inShell('fish', 'has the words in fish', async () => {
      const typed = ['cdk8s-mcp', ...words].join(' ');
      const program = `source '${await script('fish')}'; complete -C '${typed}' | string split -f1 \\t`;
      expectAll(lines('fish', ['--no-config'], program).map(line => line.replaceAll('\\', '')));
    });
  });
});
