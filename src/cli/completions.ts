import { Argument, Command, Option } from 'commander';

/** What may stand in a place: one of some words, a file, or anything else. */
type Values = readonly string[] | 'file' | 'other';

const FILES = /^<?(?:files?|folder|before|after|target)\b/;

interface Choice {
  readonly command: string;
  readonly option: string;
  readonly values: Values;
}

/** The scripts by the names of their shells. */
export const COMPLETIONS: Readonly<Record<string, (program: Command) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function valuesOf(choices: readonly string[] | undefined, name: string): Values {
  return choices ?? (FILES.test(name) ? 'file' : 'other');
}

function optionsOf(command: Command): Option[] {
  return command.createHelp().visibleOptions(command) as Option[];
}

function wordsOf({ long, short }: Option): string[] {
  return [long, short].filter(word => word !== undefined && word !== null);
}

/** Each option that takes a value, by each of its words. */
function valued(program: Command): Choice[] {
  return program.commands.flatMap(command =>
    optionsOf(command)
      .filter(({ required, optional }) => required || optional)
      .flatMap(option =>
        wordsOf(option).map(word => ({
          command: command.name(),
          option: word,
          values: valuesOf(option.argChoices, option.flags.replace(/^[^<[]*/, '')),
        })),
      ),
  );
}

function argumentOf(command: Command): Values {
  const argument: Argument | undefined = command.registeredArguments.at(0);
  return argument === undefined ? 'other' : valuesOf(argument.argChoices, argument.name());
}

/** How a shell is told what it may complete. */
interface Shell {
  readonly words: (words: readonly string[]) => string;
  readonly files: string;
}

const BASH: Shell = {
  words: words => `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`,
  files: 'COMPREPLY=($(compgen -f -- "$cur")); compopt -o filenames 2>/dev/null',
};
const ZSH: Shell = { words: words => `compadd -- ${words.join(' ')}`, files: '_files' };

function bashScript(program: Command): string {
  return [
    '# bash completion of cdk8s-mcp: source <(cdk8s-mcp completion bash)',
    '_cdk8s_mcp() {',
    "  local IFS=$' \\t\\n' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}",
    '  COMPREPLY=()',
    '  if [ "$COMP_CWORD" -eq 1 ]; then',
    `    ${BASH.words(program.commands.map(each => each.name()))}`,
    '    return',
    '  fi',
    ...body(program, BASH),
    '}',
    'complete -F _cdk8s_mcp cdk8s-mcp',
    '',
  ].join('\n');
}

function zshScript(program: Command): string {
  return [
    '#compdef cdk8s-mcp',
    '# zsh completion of cdk8s-mcp: source <(cdk8s-mcp completion zsh), after compinit',
    '_cdk8s_mcp() {',
    '  local cur=$words[CURRENT] prev=$words[CURRENT-1] command=$words[2]',
    '  if (( CURRENT == 2 )); then',
    `    ${ZSH.words(program.commands.map(each => each.name()))}`,
    '    return',
    '  fi',
    ...body(program, ZSH),
    '}',
    'compdef _cdk8s_mcp cdk8s-mcp',
    '',
  ].join('\n');
}

/** Values of options, then options, then arguments. */
function body(program: Command, shell: Shell): string[] {
  return [
    '  case "$command $prev" in',
    ...valued(program).map(({ command, option, values }) => `    '${command} ${option}') ${said(values, shell)} ;;`),
    '  esac',
    '  case "$command $cur" in',
    ...program.commands.map(each => `    '${each.name()} -'*) ${said(optionsOf(each).flatMap(wordsOf), shell)} ;;`),
    '  esac',
    '  case "$command" in',
    ...program.commands.map(each => `    ${each.name()}) ${said(argumentOf(each), shell)} ;;`),
    '  esac',
  ];
}

function said(values: Values, { words, files }: Shell): string {
  if (values === 'other') {
    return 'return';
  }
  return `${values === 'file' ? withLines(files) : words(values)}; return`;
}

/** Names of files may have blanks. */
function withLines(files: string): string {
  return files === '_files' ? files : `IFS=$'\\n'; ${files}`;
}

function fishScript(program: Command): string {
  return [
    '# fish completion of cdk8s-mcp: cdk8s-mcp completion fish | source',
    'complete -c cdk8s-mcp -f',
    ...program.commands.flatMap(command => [
      `complete -c cdk8s-mcp -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
      ...fishArgument(command),
      ...optionsOf(command).map(option => fishOption(command, option)),
    ]),
    '',
  ].join('\n');
}

function fishArgument(command: Command): string[] {
  const values = argumentOf(command);
  const start = `complete -c cdk8s-mcp -n '__fish_seen_subcommand_from ${command.name()}'`;
  if (values === 'other') {
    return [];
  }
  return [values === 'file' ? `${start} -F` : `${start} -a '${values.join(' ')}'`];
}

function fishOption(command: Command, option: Option): string {
  const { long, short, argChoices, flags, description, required, optional } = option;
  const words = `${long ? ` -l ${long.slice(2)}` : ''}${short ? ` -s ${short.slice(1)}` : ''}`;
  const values = valuesOf(argChoices, flags.replace(/^[^<[]*/, ''));
  const list = typeof values === 'string' ? '' : ` -a '${values.join(' ')}'`;
  const value = required || optional ? `${values === 'file' ? ' -r -F' : ' -x'}${list}` : '';
  const start = `complete -c cdk8s-mcp -n '__fish_seen_subcommand_from ${command.name()}'`;
  return `${start}${words}${value} -d ${quoted(description)}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
