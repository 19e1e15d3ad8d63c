import { importArgs } from './arguments';
import { ENGINES, BridgedCommand, bridgedCommand } from './bridged-command';
import { EnvLookup, applyFlags } from './docker-flags';
import { parseDockerRun } from './docker-run';
import { Draft } from './draft';
import { Field } from './field';
import { PackageCall, PackageWord, packageCall } from './package-command';
import { importRemoteCommand, remoteUrlOf } from './remote-command';
import { ServerDraft } from './server-draft';
import { Assigned, unwrapped } from './unwrap';
import { EnvOptions, Word, importEnv } from './values';
import { definedItems } from '../foundation/defined';
import { exactPypi } from '../foundation/packages/package-reference';
import { programName } from '../foundation/packages/program-name';
import { FetchedPackage } from '../foundation/packages/runner-call';

/** The command with which a client starts a server. */
export interface CommandLine {
  readonly name: string;
  readonly nameField?: Field;
  readonly words: readonly Word[];
  readonly env: EnvLookup;
  readonly options: EnvOptions;
  /** Whether the client's machine runs it, and not a container. */
  readonly ofClient?: boolean;
  /** Gets the name of a remote server that the command connects to. */
  readonly onRemote?: (remote: string) => void;
}

const OPTIONS_WITH_PACKAGE = new Set(['-p', '--package', '--from', '--spec', '--with', '-w']);
const REGISTRY_OPTION = /^--(?:registry|index-url|default-index|extra-index-url|index)(?:=|$)/;
const YES_FLAGS = ['-y', '--yes'];
const UNUSED_FLAG = 'a flag of the runner, which is not used';

/** The server that a command line starts; undefined, with the reason on its fields, where no cluster can start it. */
export function importCommand(draft: Draft, line: CommandLine): ServerDraft | undefined {
  const { before, assigned, words } = unwrapped(line.words);
  for (const { field } of before) {
    field.drop('a shell or a starter, which is not needed');
  }
  const [first, second, ...rest] = words;
  if (ENGINES.includes(programName(first?.text ?? '')) && second?.text === 'run') {
    for (const { field } of [first, second]) {
      field.use('the kind of the source');
    }
    return dockerServer(draft, line, rest);
  }
  const call = packageCall(words);
  if (call !== undefined) {
    const server = packageServer(draft, line, call);
    assign(server, assigned, line.options);
    return server;
  }
  for (const word of words) {
    word.field.open("it runs a program on the client's machine");
  }
  draft.decide(
    first?.field.path ?? line.name,
    'image',
    "it starts a program on the client's machine: publish it as a package or build an image, then import that",
  );
  return undefined;
}

/** A server whose image is only there for a program that runs packages; undefined for any other. */
export function importPackageInImage(draft: Draft, line: CommandLine, image: Field): ServerDraft | undefined {
  const call = packageCall(unwrapped(line.words).words);
  if (call?.main === undefined) {
    return undefined;
  }
  image.drop('not needed: the package is installed into an image of the library');
  return importCommand(draft, line);
}

function packageServer(draft: Draft, line: CommandLine, call: PackageCall): ServerDraft | undefined {
  const { main, args } = call;
  markRunner(call);
  if (main === undefined) {
    line.words[0]?.field.refuse('names no package');
    return undefined;
  }
  const url = remoteUrlOf(main.reference, args);
  if (url !== undefined) {
    markOptions(call);
    importRemoteCommand(draft, { server: line.name, program: main, url, args, onRemote: line.onRemote });
    return undefined;
  }
  const bridged = bridgedCommand(main, args);
  if (bridged !== undefined) {
    return bridgedServer(draft, line, call, bridged);
  }
  const server = draft.server(line.name, line.nameField);
  server.ofClient = line.ofClient === true;
  setPackage(server, call, main);
  importArgs(server, args, line.options.inputs);
  return server;
}

function setPackage(server: ServerDraft, call: PackageCall, { reference, word }: PackageWord): void {
  const { kind, program } = call;
  server.setSource(kind, kind === 'pypi' ? exactPypi(reference.text) : reference.text, word.field);
  if (program !== undefined) {
    setBin(server, program, reference);
  }
  decideAdded(server, call);
  decideRegistry(server, call);
  markOptions(call);
}

/** Another registry than the usual one, in an option of the runner. */
function decideRegistry(server: ServerDraft, { kind, options }: PackageCall): void {
  options.forEach(({ text, field }, i) => {
    if (!REGISTRY_OPTION.test(text)) {
      return;
    }
    const prop = kind === 'npm' ? 'npmRegistry' : 'pypiIndex';
    const how = `${field.path} names another registry: set it and the egress to it`;
    server.draft.decide(`platform.${prop}`, 'registry', how, true);
    for (const word of definedItems([options[i], text.includes('=') ? undefined : options.at(i + 1)])) {
      word.field.open('another registry than the usual one');
    }
  });
}

/** The library installs one package with what it depends on. */
function decideAdded(server: ServerDraft, { kind, added }: PackageCall): void {
  for (const { word, reference } of added) {
    word.field.open('a package beside that of the server: see the decisions');
    const how = `${reference.text} is added to it: publish a package that depends on it, or build an image with both`;
    server.decide(`source.${kind}.reference`, 'package', how, true);
  }
}

/** Variables that the command line sets. */
function assign(server: ServerDraft | undefined, assigned: readonly Assigned[], options: EnvOptions): void {
  for (const { name, text, word } of assigned) {
    if (server === undefined) {
      word.field.drop('it belongs to a server that was not imported as a workload');
    } else {
      importEnv(server, { name, text, field: word.field }, options);
    }
  }
}

/** The stdio program behind a bridge: the library brings its own. */
function bridgedServer(
  draft: Draft,
  line: CommandLine,
  { main, options }: PackageCall,
  { words, assigned, flags }: BridgedCommand,
): ServerDraft | undefined {
  const server = importCommand(draft, { ...line, words });
  assign(server, assigned, line.options);
  for (const { field } of [...definedItems([main?.word]), ...options, ...flags]) {
    field.drop('a bridge: the library brings its own');
  }
  return server;
}

function markRunner(call: PackageCall): void {
  for (const { field } of call.runner) {
    field.use('the kind of the source');
  }
  markPackageOptions(call);
}

/** An option that names a package, alone or with it in one word. */
function markPackageOptions({ main, added, options }: PackageCall): void {
  const named = new Set([main?.word, ...added.map(({ word }) => word)]);
  options.forEach(({ text, field }, i) => {
    const next = options.at(i + 1);
    if (text.startsWith('-') && next !== undefined && named.has(next) && !next.text.startsWith('-')) {
      const isOption = main === undefined || next !== main.word || OPTIONS_WITH_PACKAGE.has(text);
      if (isOption) {
        field.use('the package');
      }
    }
  });
}

/** What is left of the options. */
function markOptions({ options }: PackageCall): void {
  for (const { text, field } of options) {
    if (text === '--') {
      field.drop('it ends the flags of the runner');
    } else {
      field.drop(YES_FLAGS.includes(text) ? 'it asks nothing' : UNUSED_FLAG);
    }
  }
}

/** The program of a package, if it has another name than the package. */
function setBin(server: ServerDraft, called: Word, { name = '' }: FetchedPackage): void {
  if (called.text === name.replace(/^@[^/]*\//, '')) {
    called.field.use('the program has the name of the package');
    return;
  }
  server.sourceOption('bin', called.text);
  called.field.use(`${server.sourceAt}.bin`);
}

function dockerServer(draft: Draft, line: CommandLine, words: readonly Word[]): ServerDraft | undefined {
  const { flags, image, args } = parseDockerRun(words);
  if (image === undefined) {
    (line.words[line.words.length - 1] ?? line.words[0]).field.refuse('names no image');
    return undefined;
  }
  const ofPackage = importPackageInImage(draft, { ...line, words: args, ofClient: false }, image.field);
  if (ofPackage !== undefined) {
    applyFlags(ofPackage, flags, line.env, line.options);
    return ofPackage;
  }
  const server = draft.server(line.name, line.nameField);
  server.setSource('stdioImage', image.text, image.field);
  applyFlags(server, flags, line.env, line.options);
  importArgs(server, args, line.options.inputs);
  return server;
}
