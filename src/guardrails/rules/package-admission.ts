import { celText } from '../../foundation/cel';
import { AdmissionForm, celPattern } from '../admission-form';

/** The suffix of a version, behind its numbers. */
const SUFFIX = '(?:[-.]?[A-Za-z][0-9A-Za-z-]*(?:\\.[0-9A-Za-z-]+)*)?';
const NPM_PIN = `(?:@[a-z0-9][a-z0-9._-]*/)?[A-Za-z0-9][A-Za-z0-9._-]*@\\d+\\.\\d+\\.\\d+${SUFFIX}`;
const PYPI_PIN = `[A-Za-z0-9][A-Za-z0-9._-]*(?:\\[[^\\]]*\\])?==\\d+(?:\\.\\d+)*${SUFFIX}`;
const PIN = `(?:${NPM_PIN}|${PYPI_PIN})`;
/** Options whose value is a package, or packages, with their exact versions. */
const withPins = (options: string): string => `(?:${options})(?:\\s+|=)["']?${PIN}(?:,${PIN})*["']?`;
/** Options that name the package of the program. */
const SOURCE = withPins('--from|--spec|--package|-p');
const ADDED = withPins('--from|--spec|--package|-p|--with|-w');
/** Options that name no package. */
const PLAIN =
  '(?:-y|--yes|-q|--quiet|--silent|-s|--bun|--offline|--prefer-offline|--no-install|--isolated|--no-cache' +
  '|--python(?:\\s+|=)\\d\\S*|--)';
const OPTIONS = `(?:\\s+(?:${PLAIN}|${ADDED}))*`;

/** Options of the package manager itself, before its command, some with a value. */
const BEFORE = '(?:\\s+(?:(?:-p|--package|-w|--workspace|-C|--dir|--prefix|--registry|--cache)\\s+[^\\s-]\\S*|-\\S+))*';
/** The same, where a package that is named has its exact version. */
const BEFORE_PINNED =
  `(?:\\s+(?:(?:-w|--workspace|-C|--dir|--prefix|--registry|--cache)\\s+[^\\s-]\\S*|${ADDED}` +
  '|-[^\\sp-]\\S*|--[^\\sp]\\S*|--p[^\\sa]\\S*))*';
/** What comes before a program: the start of the text, a blank, a separator or a quote. */
const START = '(?:^|[\\s/;&|"\'(=!`])';
/** Programs that fetch a package and run it. */
const runner = (before: string): string =>
  `${START}(?:npx|pnpx|bunx|uvx|(?:pnpm|yarn)${before}\\s+dlx|npm${before}\\s+(?:exec|x)|bun${before}\\s+x` +
  `|pipx${before}\\s+run|uv${before}\\s+tool${before}\\s+run)`;

const RUNS = `${runner(BEFORE)}(?:[\\s)<>\`]|$)`;
/** The package itself, or the option that names it and then its program. */
const RUNS_PINNED =
  `${runner(BEFORE_PINNED)}${OPTIONS}\\s+` +
  `(?:["']?${PIN}(?:["'\\s;&|)\`]|$)|${SOURCE}${OPTIONS}\\s+["']?[^\\s"';&|-])`;
/** npm reads options behind the package as its own, up to `--`. */
const ADDED_LATER =
  `${START}npm${BEFORE}\\s+(?:exec|x)${OPTIONS}\\s+["']?${PIN}["']?` +
  '(?:\\s+(?:[^\\s;&|-]\\S*|-[^\\s-]\\S*|--\\S+))*?\\s+(?:-p|--package)(?:[\\s=]|$)';

/** What ends a command. Commands are matched one by one: the patterns are too slow for whole scripts. */
const SEPARATORS = [';', '&', '|'];
/** A quick test for commands that may run one of the programs. */
const HINT = '(?:np|pnp|bun|uv|pip)x|npm|dlx|bun|uv';
// a raw string of CEL ends at the quote that it starts with
const celRunner = (pattern: string): string => celPattern(pattern.replaceAll('"', '\\x22'));
const CEL_SPLIT = SEPARATORS.map(end => `.replace('${end}', '\\n')`).join('');
/** The commands that may run a package. Blanks are doubled: one ends a match, the other starts the next one. */
const CEL_COMMANDS =
  `(c.?command.orValue([]) + c.?args.orValue([])).join(' ').replace(${celText('\\\n')}, ' ')${CEL_SPLIT}` +
  `.split('\\n').filter(line, line.matches(${celRunner(HINT)})).map(line, line.replace(' ', '  '))`;

/**
 * The rule `package-pin` in CEL, which has no parser for commands: patterns for the usual runners, in each line of a
 * script.
 */
export const PIN_ADMISSION: AdmissionForm = {
  of: 'Pods',
  container:
    `${CEL_COMMANDS}.all(line, line.findAll(${celRunner(RUNS)}).size()` +
    ` == line.findAll(${celRunner(RUNS_PINNED)}).size() && !line.matches(${celRunner(ADDED_LATER)}))`,
  problem: 'must not run npx, uvx, bunx, pnpm dlx or the like without the exact version of the package',
};
