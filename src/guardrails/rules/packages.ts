import { celPattern } from '../../private/admission-form';
import { list, text } from '../json';
import { ObjectRule, WORKLOADS, expect } from '../rule';

const FLAGS = '(?:\\s+-\\S+)*';
/** Programs that fetch a package and run it. */
const RUNNER = `(?:^|[\\s/;&|"'(=!\`])(?:npx|pnpx|bunx|uvx|(?:pnpm|yarn)${FLAGS}\\s+dlx|npm${FLAGS}\\s+(?:exec|x)|bun${FLAGS}\\s+x|pipx${FLAGS}\\s+run|uv${FLAGS}\\s+tool\\s+run)`;
/** Options without a value, or with the package as their value. */
const OPTIONS = '(?:\\s+(?:-y|--yes|-q|--quiet|--silent|-s|--bun|--offline|--prefer-offline|--no-install|--isolated|--no-cache|--from|--))*';
/** What may follow the numbers of a version. */
const SUFFIX = '(?:[-.]?[A-Za-z][0-9A-Za-z-]*(?:\\.[0-9A-Za-z-]+)*)?';
const PINNED = `\\s+["']?(?:(?:@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*@\\d+\\.\\d+\\.\\d+${SUFFIX}|[A-Za-z0-9][A-Za-z0-9._-]*(?:\\[[^\\]]*\\])?==\\d+(?:\\.\\d+)*${SUFFIX})(?:["'\\s;&|)]|$)`;

const RUNS = `${RUNNER}(?:[\\s)<>\`]|$)`;
const RUNS_PINNED = `${RUNNER}${OPTIONS}${PINNED}`;
// two blanks: one ends a match, the other starts the next
const BLANKS = '  ';
// raw texts of CEL end at the quote that they start with
const celRunner = (pattern: string): string => celPattern(pattern.replaceAll('"', '\\x22'));

export const PACKAGE_RULES: readonly ObjectRule[] = [
  {
    id: 'package-pin',
    title: 'Programs that fetch and run a package name its exact version',
    why: 'npx, uvx and their like run whatever was published last under a name, with everything that the server may do.',
    fix: 'Write the version behind the name, as in npx -y name@1.2.3 or uvx name==1.2.3, or use ServerSource.npm or ServerSource.pypi.',
    severity: 'error',
    references: ['OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering'],
    admission: {
      of: 'Pods',
      container: `[(c.?command.orValue([]) + c.?args.orValue([])).join(' ').replace(' ', '${BLANKS}')].all(line, !line.matches(${celRunner(RUNS)})`
        + ` || line.findAll(${celRunner(RUNS)}).size() == line.findAll(${celRunner(RUNS_PINNED)}).size())`,
      problem: 'must not run npx, uvx, bunx, pnpm dlx or the like without the exact version of the package',
    },
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).flatMap(({ path, json }) => {
      const [command, args] = [json.command, json.args].map(words => list(words).map(word => text(word) ?? ''));
      const line = spread([...command, ...args]);
      const field = new RegExp(RUNS).test(spread(command)) ? 'command' : 'args';
      return expect(count(RUNS, line) === count(RUNS_PINNED, line), `${path}.${field}`, 'runs a package without its exact version');
    }),
  },
];

function count(pattern: string, line: string): number { return [...line.matchAll(new RegExp(pattern, 'g'))].length; }

function spread(words: readonly string[]): string { return words.join(' ').replaceAll(' ', BLANKS); }
