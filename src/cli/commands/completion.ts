import { Argument, Command } from 'commander';
import { COMPLETIONS } from '../completions';
import { Streams } from '../io';

/** Writes what makes a shell complete our words. */
export function completionCommand(streams: Streams): Command {
  return new Command('completion')
    .description('print a script that completes commands, options and their values in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(COMPLETIONS)))
    .addHelpText(
      'after',
      '\nExamples:\n  source <(cdk8s-mcp completion bash)\n  source <(cdk8s-mcp completion zsh)\n' +
        '  cdk8s-mcp completion fish | source',
    )
    .action((shell: string, _: object, command: Command) => {
      streams.out(COMPLETIONS[shell](command.parent ?? command));
    });
}
