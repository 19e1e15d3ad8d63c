import { readFileSync } from 'fs';
import { Command, CommanderError } from 'commander';
import { hasColours, painted } from './colours';
import { catalogCommand } from './commands/catalog';
import { checkCommand } from './commands/check';
import { completionCommand } from './commands/completion';
import { diffCommand } from './commands/diff';
import { explainCommand } from './commands/explain';
import { exportCommand } from './commands/export';
import { graphCommand } from './commands/graph';
import { importCommand } from './commands/import';
import { initCommand } from './commands/init';
import { reportCommand } from './commands/report';
import { synthCommand } from './commands/synth';
import { toolsHashCommand } from './commands/tools-hash';
import { Streams, UserError, decoded, Finish } from './io';
import { redacted } from '../foundation/credentials/redacted';
import { packageVersion } from '../foundation/package-version';
import { visible, visibleLine } from '../foundation/visible';

const COMMANDS = [
  synthCommand,
  importCommand,
  exportCommand,
  checkCommand,
  reportCommand,
  graphCommand,
  diffCommand,
  explainCommand,
  catalogCommand,
  toolsHashCommand,
  initCommand,
  completionCommand,
];
const USAGE = 2;
const HINT = '(see --help)';

/** Runs the command line. Resolves to the exit code: 0 fine, 1 findings, 2 usage or input that is wrong. */
export async function main(words: readonly string[], given: Streams = PROCESS): Promise<number> {
  let code = 0;
  const streams = safe(given);
  const program = programOf(streams, found => {
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
function safe({ stdin, out, err, colours }: Streams): Streams {
  return {
    stdin,
    colours,
    out: (text, colour) => {
      out(painted(visible(text), colours?.out === true ? colour : undefined));
    },
    err: (text, colour) => {
      err(painted(visible(redacted(text)), colours?.err === true ? colour : undefined));
    },
  };
}

function programOf(streams: Streams, finish: Finish): Command {
  const program = new Command('cdk8s-mcp')
    .description('Hardened Kubernetes manifests for MCP servers, and checks for existing ones.')
    .version(packageVersion())
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError(HINT)
    .configureOutput({ writeOut: streams.out, writeErr: streams.err })
    .addHelpText('after', EPILOGUE);
  for (const command of COMMANDS) {
    const made = command(streams, finish).exitOverride().showHelpAfterError(HINT);
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
  out: text => {
    process.stdout.write(text);
  },
  err: text => {
    process.stderr.write(text);
  },
  colours: { out: hasColours(process.stdout.isTTY, process.env), err: hasColours(process.stderr.isTTY, process.env) },
};
