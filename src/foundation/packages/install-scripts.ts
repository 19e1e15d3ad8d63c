import { readAsset } from '../assets';
import { INSTALL_PATH } from '../labels';
import { ListMap } from '../list-map';
import { memoize } from '../memoize';

/** What decides over the script of an install container. */
export interface InstallKind {
  readonly how: string;
  readonly copyNode: boolean;
  readonly program?: object;
  /** npm: some scopes have registries of their own. */
  readonly hasScopes?: boolean;
}

/** The parameters of its script. */
export interface InstallTask {
  readonly how: string;
  readonly directory: string;
  readonly pin: string;
  readonly program?: { readonly package: string; readonly bin: string };
  readonly extra: readonly string[];
}

/** Install scripts of npm packages do not run. */
export const NO_SCRIPTS = '--ignore-scripts';

/** The parts of a script in `assets/install`. */
type Part = 'bridge' | 'server' | 'home' | 'scopes' | 'install' | 'node' | 'link';

/** `#: install` before the lines of a part. */
const PART = /^#: (\w+)$/;
/** A line of a comment in a shell, Python or JavaScript. */
const COMMENT = /^\s*(?:#|\/\/)/;
/** A program in another file that stands in quotes: '@link-npm.cjs'. */
const PROGRAM = /'@([\w.-]+)'/;

/** The parts of a script, as manifests have them: without comments and empty lines. */
const partsOf = memoize((file: string): ReadonlyMap<string, string> => {
  const parts = new ListMap<string, string>();
  let part = '';
  for (const line of readAsset(`install/${file}`).split('\n')) {
    const [, begins] = PART.exec(line) ?? [];
    if (begins !== undefined) {
      part = begins;
    } else if (isCode(line)) {
      parts.add(
        part,
        line.replace(PROGRAM, (_, program: string) => quotedProgram(program)),
      );
    }
  }
  return new Map([...parts].map(([name, lines]) => [name, lines.join('\n')]));
});

function partOf(how: string, part: Part): string {
  return partsOf(how === 'npm' ? 'npm.sh' : 'pypi.sh').get(part) ?? '';
}

function isCode(line: string): boolean {
  return line.trim() !== '' && !COMMENT.test(line);
}

/** A program as one argument in a shell. */
function quotedProgram(file: string): string {
  const indent = file.endsWith('.cjs') ? '  ' : '';
  const lines = readAsset(`install/${file}`).split('\n').filter(isCode);
  return ["'", ...lines.map(line => `${indent}${line}`), "'"].join('\n');
}

/** The whole script of one install container. */
export function installScript({ how, copyNode, program, hasScopes }: InstallKind): string {
  const wanted: (Part | undefined)[] = [
    program === undefined ? 'bridge' : 'server',
    'home',
    hasScopes === true ? 'scopes' : undefined,
    'install',
    copyNode ? 'node' : undefined,
    program === undefined ? undefined : 'link',
  ];
  return wanted.flatMap(part => (part === undefined ? [] : partOf(how, part))).join('\n');
}

/** What stands behind the script. */
export function installWords({ directory, pin, program, extra }: InstallTask): string[] {
  const named = program === undefined ? [] : [program.package, program.bin];
  return [directory, pin, ...named, ...extra];
}

/** Finds the program of a package that was installed in another way. */
export function linkScript({ how, directory, program }: InstallTask): string {
  const [name, bin] = [program?.package ?? '', program?.bin ?? ''];
  return [
    `mkdir -p ${INSTALL_PATH}/bin`,
    `directory=${INSTALL_PATH}/${directory} name='${name}' bin='${bin}'`,
    partOf(how, 'link'),
    '',
  ].join('\n');
}
