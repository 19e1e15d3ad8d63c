import { celText } from '../../foundation/cel';
import { celPattern } from '../admission-form';
import { asArray, asString } from '../json';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';

/** What may follow the numbers of a version. */
const SUFFIX = '(?:[-.]?[A-Za-z][0-9A-Za-z-]*(?:\\.[0-9A-Za-z-]+)*)?';
const PIN = `(?:(?:@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*@\\d+\\.\\d+\\.\\d+${SUFFIX}|[A-Za-z0-9][A-Za-z0-9._-]*(?:\\[[^\\]]*\\])?==\\d+(?:\\.\\d+)*${SUFFIX})`;
/** Options whose value is a package, or packages, with their exact versions. The first ones say where the program comes from. */
const valued = (options: string): string => `(?:${options})(?:\\s+|=)["']?${PIN}(?:,${PIN})*["']?`;
const SOURCE = valued('--from|--spec|--package|-p');
const ADDED = valued('--from|--spec|--package|-p|--with|-w');
/** Options that bring no package. */
const PLAIN =
  '(?:-y|--yes|-q|--quiet|--silent|-s|--bun|--offline|--prefer-offline|--no-install|--isolated|--no-cache|--python(?:\\s+|=)\\d\\S*|--)';
const OPTIONS = `(?:\\s+(?:${PLAIN}|${ADDED}))*`;

/** Options before the command, which are the package manager's own, some with a value. */
const BEFORE = '(?:\\s+(?:(?:-p|--package|-w|--workspace|-C|--dir|--prefix|--registry|--cache)\\s+[^\\s-]\\S*|-\\S+))*';
const BEFORE_PINNED = `(?:\\s+(?:(?:-w|--workspace|-C|--dir|--prefix|--registry|--cache)\\s+[^\\s-]\\S*|${ADDED}|-[^\\sp-]\\S*|--[^\\sp]\\S*|--p[^\\sa]\\S*))*`;
/** Programs that fetch a package and run it. */
const runner = (before: string): string =>
  `(?:^|[\\s/;&|"'(=!\`])(?:npx|pnpx|bunx|uvx|(?:pnpm|yarn)${before}\\s+dlx|npm${before}\\s+(?:exec|x)|bun${before}\\s+x` +
  `|pipx${before}\\s+run|uv${before}\\s+tool${before}\\s+run)`;

const RUNS = `${runner(BEFORE)}(?:[\\s)<>\`]|$)`;
/** The package itself, or where it comes from and the name of its program. */
const RUNS_PINNED = `${runner(BEFORE_PINNED)}${OPTIONS}\\s+(?:["']?${PIN}(?:["'\\s;&|)\`]|$)|${SOURCE}${OPTIONS}\\s+["']?[^\\s"';&|-])`;
/** npm takes options behind the package for its own, up to `--`. */
const ADDED_LATER = `(?:^|[\\s/;&|"'(=!\`])npm${BEFORE}\\s+(?:exec|x)${OPTIONS}\\s+["']?${PIN}["']?(?:\\s+(?:[^\\s;&|-]\\S*|-[^\\s-]\\S*|--\\S+))*?\\s+(?:-p|--package)(?:[\\s=]|$)`;

/** What ends a command. Each is judged alone: the patterns are too long for whole scripts. */
const SEPARATORS = [';', '&', '|'];
/** In every command that runs one of them. */
const HINT = '(?:np|pnp|bun|uv|pip)x|npm|dlx|bun|uv';
// raw texts of CEL end at the quote that they start with
const celRunner = (pattern: string): string => celPattern(pattern.replaceAll('"', '\\x22'));
const CEL_COMMANDS =
  `(c.?command.orValue([]) + c.?args.orValue([])).join(' ').replace(${celText('\\\n')}, ' ')${SEPARATORS.map(end => `.replace('${end}', '\\n')`).join('')}.split('\\n')
  .filter(line, line.matches(${celRunner(HINT)})).map(line, line.replace(' ', '  '))`.replace(/\s*\n\s*/g, '');

export const PACKAGE_RULES: readonly ObjectRule[] = [
  {
    id: 'package-pin',
    title: 'Programs that fetch and run a package name its exact version',
    why: 'npx, uvx and their like run whatever was published last under a name, with everything that the server may do.',
    fix: 'Write the version behind the name, as in npx -y name@1.2.3 or uvx name==1.2.3, or use ServerSource.npm or ServerSource.pypi.',
    severity: 'error',
    references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
    scanners: [],
    admission: {
      of: 'Pods',
      container: `${CEL_COMMANDS}.all(line, line.findAll(${celRunner(RUNS)}).size() == line.findAll(${celRunner(RUNS_PINNED)}).size() && !line.matches(${celRunner(ADDED_LATER)}))`,
      problem: 'must not run npx, uvx, bunx, pnpm dlx or the like without the exact version of the package',
    },
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.containers ?? []).flatMap(({ path, json }) => {
        const [command, args] = [json.command, json.args].map(words =>
          asArray(words).map(word => asString(word) ?? ''),
        );
        const field = commandsIn(command).some(line => new RegExp(RUNS).test(line)) ? 'command' : 'args';
        return findingUnless(
          commandsIn([...command, ...args]).every(isPinned),
          `${path}.${field}`,
          'runs a package without its exact version',
        );
      }),
  },
];

function isPinned(line: string): boolean {
  return count(RUNS, line) === count(RUNS_PINNED, line) && !new RegExp(ADDED_LATER).test(line);
}

function count(pattern: string, line: string): number {
  return [...line.matchAll(new RegExp(pattern, 'g'))].length;
}

/** The commands of a line that may run something. Their blanks are doubled: one ends a match and the other starts the next. */
function commandsIn(words: readonly string[]): string[] {
  const lines = SEPARATORS.reduce(
    (line, end) => line.replaceAll(end, '\n'),
    words.join(' ').replaceAll('\\\n', ' '),
  ).split('\n');
  return lines.filter(line => new RegExp(HINT).test(line)).map(line => line.replaceAll(' ', '  '));
}
