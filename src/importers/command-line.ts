import { importArgs } from './arguments';
import { EnvLookup, applyFlags } from './docker-flags';
import { parseDockerRun } from './docker-run';
import { Draft } from './draft';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { EnvOptions, Word, importHeaders } from './values';
import { normalPypiName } from '../foundation/packages/package-pins';

/** The command with which a client starts a server. */
export interface CommandLine {
  readonly name: string;
  readonly nameField?: Field;
  readonly words: readonly Word[];
  readonly env: EnvLookup;
  readonly options: EnvOptions;
}

/** Flags of a program that runs packages. */
interface PackageRunner {
  readonly flagsWithValue: ReadonlySet<string>;
  /** Flags whose value is the package. */
  readonly packageFlags: readonly string[];
}

const NPX: PackageRunner = {
  flagsWithValue: new Set(['-p', '--package', '-c', '--call', '-w', '--workspace', '--registry']),
  packageFlags: ['--from', '--package', '-p'],
};
const UVX: PackageRunner = {
  flagsWithValue: new Set([
    '--from',
    '--with',
    '--python',
    '-p',
    '--index',
    '--index-url',
    '--default-index',
    '--extra-index-url',
    '--with-requirements',
    '--cache-dir',
  ]),
  packageFlags: ['--from', '--package'],
};
const YES_FLAGS = ['-y', '--yes'];
const UNUSED_FLAG = 'a flag of the runner, which is not used';
/** Programs that run packages or images, and the subcommands that do. */
const RUNNERS: Readonly<Record<string, readonly string[]>> = {
  npx: [],
  bunx: [],
  npm: ['exec', 'x'],
  pnpm: ['dlx'],
  yarn: ['dlx'],
  uvx: [],
  uv: ['tool', 'run'],
  pipx: ['run'],
  docker: ['run'],
  podman: ['run'],
  nerdctl: ['run'],
};

/** The server that a command line starts; undefined, with the reason on its fields, where no cluster can start it. */
export function importCommand(draft: Draft, line: CommandLine): ServerDraft | undefined {
  const [program, rest] = runnerOf(line.words);
  const field = line.words[0]?.field;
  if (program === undefined) {
    for (const word of line.words) {
      word.field.open("it runs a program on the client's machine");
    }
    draft.decide(
      field?.path ?? line.name,
      'image',
      "it starts a program on the client's machine: publish it as a package or build an image, then import that",
    );
    return undefined;
  }
  switch (program) {
    case 'docker':
    case 'podman':
    case 'nerdctl':
      return dockerServer(draft, line, rest);
    case 'uvx':
    case 'uv':
    case 'pipx':
      return packageServer(draft, line, rest, 'pypi');
    default:
      return packageServer(draft, line, rest, 'npm');
  }
}

/** The program that runs packages or images, and its arguments; a Windows shell before it is skipped. */
function runnerOf(words: readonly Word[]): [string | undefined, readonly Word[]] {
  const [first, ...rest] = words;
  const program = programName(first?.text ?? '');
  if (program === 'cmd' && rest[0]?.text.toLowerCase() === '/c') {
    for (const { field } of [first, rest[0]]) {
      field.drop('a shell of Windows');
    }
    return runnerOf(rest.slice(1));
  }
  if (!Object.hasOwn(RUNNERS, program)) {
    return [undefined, rest];
  }
  const subcommands = RUNNERS[program];
  const end = rest.findIndex(({ text }) => !subcommands.includes(text));
  const count = end === -1 ? rest.length : end;
  if (subcommands.length > 0 && count === 0) {
    return [undefined, rest];
  }
  for (const { field } of [first, ...rest.slice(0, count)]) {
    field.use('the kind of the source');
  }
  return [program, rest.slice(count)];
}

/** A program without its folder and ending. */
function programName(text: string): string {
  return text
    .replace(/^.*[\\/]/, '')
    .replace(/\.(?:exe|cmd)$/i, '')
    .toLowerCase();
}

interface PackageCall {
  readonly reference?: Word;
  readonly from?: Word;
  readonly args: readonly Word[];
}

/** The package after the flags of its runner. */
function packageCall(words: readonly Word[], runner: PackageRunner): PackageCall {
  const rest = [...words];
  let from: Word | undefined;
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.text.startsWith('-')) {
      return { reference: word, from, args: rest };
    }
    if (word.text === '--') {
      word.field.drop('it ends the flags of the runner');
      continue;
    }
    const { flag, value } = runnerFlag(word, rest, runner);
    if (runner.packageFlags.includes(flag)) {
      word.field.use('the package');
      from = value ?? from;
    } else {
      word.field.drop(YES_FLAGS.includes(flag) ? 'it asks nothing' : UNUSED_FLAG);
      value?.field.drop(UNUSED_FLAG);
    }
  }
  return { from, args: [] };
}

/** A flag of the runner with its value, which may be the next word. */
function runnerFlag(word: Word, rest: Word[], { flagsWithValue }: PackageRunner): { flag: string; value?: Word } {
  const [, flag = word.text, assigned] = /^(--?[a-z][a-z-]*)(?:=(.*))?$/s.exec(word.text) ?? [];
  if (assigned !== undefined) {
    return { flag, value: { text: assigned, field: word.field } };
  }
  return { flag, value: flagsWithValue.has(flag) ? rest.shift() : undefined };
}

function packageServer(
  draft: Draft,
  line: CommandLine,
  words: readonly Word[],
  kind: 'npm' | 'pypi',
): ServerDraft | undefined {
  const { reference: called, from, args } = packageCall(words, kind === 'npm' ? NPX : UVX);
  const reference = from ?? called;
  if (reference === undefined) {
    line.words[0]?.field.refuse('names no package');
    return undefined;
  }
  if (kind === 'npm' && /^mcp-remote(?:@|$)/.test(reference.text)) {
    return remoteServer(draft, line, reference, args);
  }
  const server = draft.server(line.name, line.nameField);
  const exact = kind === 'pypi' ? reference.text.replace(/^([^@=<>!~]+)@(?=\d)/, '$1==') : reference.text;
  server.setSource(kind, exact, reference.field);
  if (from !== undefined && called !== undefined) {
    setBin(server, called, from, kind);
  }
  importArgs(server, args, line.options.inputs);
  return server;
}

/** The program of a package, if it has another name than the package. */
function setBin(server: ServerDraft, called: Word, from: Word, kind: 'npm' | 'pypi'): void {
  const name =
    kind === 'pypi'
      ? normalPypiName(from.text.replace(/[[=<>!~@].*$/, ''))
      : from.text.replace(/(?<=.)@.*$/, '').replace(/^@[^/]*\//, '');
  if (called.text === name) {
    called.field.use('the program has the name of the package');
    return;
  }
  server.sourceOption('bin', called.text);
  called.field.use(`${server.sourceAt}.bin`);
}

/** `mcp-remote URL --header "Name: value"` connects to a remote server, as a gateway does. */
function remoteServer(draft: Draft, line: CommandLine, program: Word, args: readonly Word[]): undefined {
  const [url, ...flags] = args;
  program.field.use('a remote server');
  if (url === undefined || !/^https?:\/\//.test(url.text)) {
    (url ?? program).field.refuse('must be followed by the URL of the remote server');
    return undefined;
  }
  const remote = draft.remote(line.name, Field.root(url.text, url.field.issues, url.field.path));
  url.field.use(`remoteServers.${remote}.url`);
  const headers = flags.flatMap((word, i) => {
    const [, name, value] = flags[i - 1]?.text === '--header' ? (/^([\w-]+):\s*(.*)$/s.exec(word.text) ?? []) : [];
    return name === undefined
      ? []
      : [{ word, entry: [name, Field.root(value, word.field.issues, word.field.path)] as const }];
  });
  importHeaders(
    draft,
    remote,
    headers.map(({ entry }) => entry),
  );
  for (const { word, entry } of headers) {
    word.field.like(entry[1].losses[0]);
  }
  for (const { text, field } of flags) {
    field.drop(text === '--header' ? 'the header that follows' : 'a flag of mcp-remote: the gateway replaces it');
  }
  return undefined;
}

function dockerServer(draft: Draft, line: CommandLine, words: readonly Word[]): ServerDraft | undefined {
  const { flags, image, args } = parseDockerRun(words);
  if (image === undefined) {
    (line.words[line.words.length - 1] ?? line.words[0]).field.refuse('names no image');
    return undefined;
  }
  const server = draft.server(line.name, line.nameField);
  server.setSource('stdioImage', image.text, image.field);
  applyFlags(server, flags, line.env, line.options);
  importArgs(server, args, line.options.inputs);
  return server;
}
