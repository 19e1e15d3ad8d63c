import { readFileSync } from 'fs';
import { Command, CommanderError } from 'commander';
import { hasColours, painted } from './colours';
import { Streams, UserError, decoded, Finish } from './io';
import { redacted } from '../foundation/credentials/redacted';
import { packageVersion } from '../foundation/package-version';
import { visible, visibleLine } from '../foundation/visible';

type MakeCommand = (streams: Streams, finish: Finish) => Command;

/** It knows the others. */
const COMPLETION = 'completion';

/* eslint-disable @typescript-eslint/no-require-imports */
/** The commands by their names. The one that runs is loaded; for the help all are. */
const COMMANDS: Readonly<Record<string, () => MakeCommand>> = {
  'synth': () => (require('./commands/synth') as typeof import('./commands/synth')).synthCommand,
  'import': () => (require('./commands/import') as typeof import('./commands/import')).importCommand,
  'export': () => (require('./commands/export') as typeof import('./commands/export')).exportCommand,
  'check': () => (require('./commands/check') as typeof import('./commands/check')).checkCommand,
  'report': () => (require('./commands/report') as typeof import('./commands/report')).reportCommand,
  'graph': () => (require('./commands/graph') as typeof import('./commands/graph')).graphCommand,
  'diff': () => (require('./commands/diff') as typeof import('./commands/diff')).diffCommand,
  'explain': () => (require('./commands/explain') as typeof import('./commands/explain')).explainCommand,
  'catalog': () => (require('./commands/catalog') as typeof import('./commands/catalog')).catalogCommand,
  'tools-hash': () => (require('./commands/tools-hash') as typeof import('./commands/tools-hash')).toolsHashCommand,
  'init': () => (require('./commands/init') as typeof import('./commands/init')).initCommand,
  [COMPLETION]: () => (require('./commands/completion') as typeof import('./commands/completion')).completionCommand,
};
/* eslint-enable @typescript-eslint/no-require-imports */
const USAGE = 2;
const HINT = '(see --help)';

/** Runs the command line. Resolves to the exit code: 0 fine, 1 findings, 2 usage or input that is wrong. */
export async function main(words: readonly string[], given: Streams = PROCESS): Promise<number> {
  let code = 0;
  const streams = safe(given);
  const program = programOf(words[0] ?? '', streams, found => {
    code = found;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? 0 : USAGE;
    }
    streams.err(`${messageOf(error)}\n`);
    return USAGE;
  }
}

/** Nothing that a command says acts on a terminal, and no message holds a credential. */
function safe({ out, err, colours, ...others }: Streams): Streams {
  return {
    ...others,
    colours,
    out: (text, colour) => {
      out(painted(visible(text), colours?.out === true ? colour : undefined));
    },
    err: (text, colour) => {
      err(painted(visible(redacted(text)), colours?.err === true ? colour : undefined));
    },
  };
}

function programOf(word: string, streams: Streams, finish: Finish): Command {
  const program = new Command('cdk8s-mcp')
    .description('Hardened Kubernetes manifests for MCP servers, and checks for existing ones.')
    .version(packageVersion())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError(HINT)
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .addHelpText('after', EPILOGUE);
  const isAlone = Object.hasOwn(COMMANDS, word) && word !== COMPLETION;
  for (const load of isAlone ? [COMMANDS[word]] : Object.values(COMMANDS)) {
    const made = load()(streams, finish).exitOverride().showHelpAfterError(HINT);
    program.addCommand(made.configureOutput({ writeOut: streams.out, writeErr: streams.err }));
  }
  return program;
}

const EPILOGUE = `
Examples:
  cdk8s-mcp init my-servers
  cdk8s-mcp synth mcp.yaml -o dist
  cdk8s-mcp import server.json -o mcp.yaml
  helm template chart | cdk8s-mcp check -
  cdk8s-mcp diff main/dist dist

Exit codes: 0 fine, 1 findings, 2 invalid usage or input.`;

/** The message of our own errors; others are bugs and shown with their stack trace. */
function messageOf(error: unknown): string {
  if (error instanceof UserError) {
    return visibleLine(error.message);
  }
  if (!(error instanceof Error)) {
    return String(error);
  }
  return Object.getPrototypeOf(error) === Error.prototype
    ? error.message
    : `This is a bug of cdk8s-mcp, please report it.\n${error.stack ?? error.message}`;
}

const PROCESS: Streams = {
  stdin: () => decoded('standard input', readFileSync(0)),
  environment: process.env,
  out: text => {
    process.stdout.write(text);
  },
  err: text => {
    process.stderr.write(text);
  },
  colours: { out: hasColours(process.stdout.isTTY, process.env), err: hasColours(process.stderr.isTTY, process.env) },
};
