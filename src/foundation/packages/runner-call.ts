import { PackageReference, initializerOf, readReference, readSpecifier } from './package-reference';
import { Ecosystem, Runner, RunnerOptions } from './runner';

/** A word of a command with its place among the words that a container has. */
export interface CommandWord {
  readonly text: string;
  readonly at: number;
}

/** A package that a command fetches, with the place of the word that names it. */
export interface FetchedPackage extends PackageReference {
  readonly at: number;
  /** The program is of this package; others are added to it. */
  readonly isMain: boolean;
}

/** How one runner is called. */
export interface RunnerCall {
  readonly packages: readonly FetchedPackage[];
  /** The word that names the program, where an option names its package. */
  readonly program?: CommandWord;
  /** The arguments of the program. */
  readonly rest: readonly CommandWord[];
  /** The position of what may be another program. */
  readonly next: number;
}

const URL = /^[a-z][a-z0-9+.-]*:\/\//i;
/** What is no package but a file or folder that is there. */
const LOCAL: Partial<Record<Ecosystem, RegExp>> = {
  go: /^(?:\.{0,2}\/|\.{1,2}$)|\.go$/,
  maven: /^[^:]*\.(?:java|jar|jsh|kt|groovy|md)$/,
};
/** Options with a value, by what it is. */
const OPTION_KINDS = ['packages', 'versions', 'scripts', 'unreadable', 'values'] as const;
const UNKNOWN_OPTION = 'is an option that cannot be read here: put it behind the package, or write --option=value';
/** More options that cannot be read tell nothing new. */
const MAX_UNKNOWN = 20;
const ADDED_OPTIONS = new Set(['--with', '-w', '--deps', '--preinstall']);

/** Reads the words of a runner, without its subcommands. */
export function readCall(words: readonly CommandWord[], runner: Runner): RunnerCall {
  return new Call(words, runner).read();
}

class Call {
  private readonly packages: FetchedPackage[] = [];
  private readonly unknown = new Set<string>();
  private hasScript = false;
  private readonly operands: number[] = [];
  private readonly options: RunnerOptions;
  private version: string | undefined;
  private program: CommandWord | undefined;
  private isOver = false;
  /** The position of the word that is read. */
  private end = 1;

  public constructor(
    private readonly words: readonly CommandWord[],
    private readonly runner: Runner,
  ) {
    this.options = runner.options;
  }

  public read(): RunnerCall {
    if (this.runner.operands === 'unreadable') {
      this.unreadable(this.words[0], 'fetches what cannot be read here');
      return this.result();
    }
    while (this.end < this.words.length && !this.isOver) {
      const word = this.words[this.end];
      if (word.text === '--') {
        this.end++;
        this.readRest();
      } else if (/^-./.test(word.text)) {
        this.readOption(word);
      } else {
        this.readOperand(word);
      }
    }
    this.settle();
    return this.result();
  }

  private result(): RunnerCall {
    const { packages, program, end } = this;
    const isList = this.runner.operands === 'packages';
    return {
      packages,
      program,
      rest: this.words.slice(end),
      next: (isList ? undefined : this.operands.at(0)) ?? end,
    };
  }

  /** Behind `--` nothing is an option. */
  private readRest(): void {
    while (this.end < this.words.length && !this.isOver) {
      this.readOperand(this.words[this.end]);
    }
    this.isOver = true;
  }

  private readOption(word: CommandWord): void {
    this.end++;
    const [option, assigned] = this.split(word.text);
    const kind = OPTION_KINDS.find(name => this.options[name]?.includes(option));
    if (kind === undefined) {
      if (assigned === undefined && !this.isPlain(option) && this.operands.length === 0) {
        this.addUnknown(word);
      }
      return;
    }
    const value = this.valueOf(word, assigned);
    switch (kind) {
      case 'packages':
        this.addNamed(option, value);
        break;
      case 'versions':
        this.version = value.text;
        break;
      case 'scripts':
        this.hasScript = true;
        break;
      case 'unreadable':
        this.unreadable(value, `is what ${option} names, which cannot be read here`);
        break;
      case 'values':
    }
  }

  private addUnknown(word: CommandWord): void {
    if (!this.unknown.has(word.text) && this.unknown.size < MAX_UNKNOWN) {
      this.unknown.add(word.text);
      this.unreadable(word, UNKNOWN_OPTION);
    }
  }

  private isPlain(option: string): boolean {
    return (
      this.runner.operands === 'specifiers' || /^--no(?:$|-)/.test(option) || !!this.options.plain?.includes(option)
    );
  }

  /** An option and the value that is written with it. */
  private split(text: string): [option: string, value?: string] {
    const [, option, assigned] = /^(--?[^=]+)(?:=(.*))?$/s.exec(text) ?? [text, text];
    const letter = text.slice(0, 2);
    const { joined = false, packages = [], unreadable = [], values = [] } = this.options;
    const isJoined = joined && text.length > 2 && !text.startsWith('--') && option.length > 2;
    return isJoined && [...packages, ...unreadable, ...values].includes(letter) && !this.isPlain(option)
      ? [letter, text.slice(2)]
      : [option, assigned];
  }

  private valueOf(word: CommandWord, assigned: string | undefined): CommandWord {
    if (assigned !== undefined) {
      return { text: assigned, at: word.at };
    }
    const value = this.words[this.end] as CommandWord | undefined;
    this.end++;
    return value ?? { text: '', at: word.at };
  }

  private addNamed(option: string, { text, at }: CommandWord): void {
    const isAdded = ADDED_OPTIONS.has(option);
    for (const one of this.runner.ecosystem === 'npm' ? [text] : text.split(/,(?![^[]*\])/)) {
      const read = this.runner.operands === 'specifiers' ? readSpecifier(one) : this.reference(one);
      this.packages.push({ ...read, at, isMain: !isAdded });
    }
  }

  private reference(text: string): PackageReference {
    const { ecosystem, creates } = this.runner;
    return readReference(ecosystem, creates === true ? initializerOf(text) : text, this.version);
  }

  private readOperand(word: CommandWord): void {
    const isFirst = this.operands.length === 0;
    switch (this.runner.operands) {
      case 'local':
        this.readLocal(word);
        break;
      case 'specifiers':
        this.readSpecifiers(word, isFirst);
        break;
      case 'packages':
        this.operands.push(this.end);
        this.end++;
        break;
      default:
        this.operands.push(this.end);
        this.end++;
        this.isOver = true;
        this.readLaterOptions();
    }
  }

  /** The program is looked at again, because it may run packages too. */
  private readLocal(word: CommandWord): void {
    if (URL.test(word.text)) {
      this.unreadable(word, 'is a URL: its contents may change');
      this.end++;
    }
    this.isOver = true;
  }

  private readSpecifiers(word: CommandWord, isFirst: boolean): void {
    this.operands.push(this.end);
    this.end++;
    if (/^(?:npm|jsr):/.test(word.text)) {
      this.packages.push({ ...readSpecifier(word.text), at: word.at, isMain: isFirst });
    } else if (isFirst && URL.test(word.text)) {
      this.unreadable(word, 'is a URL: its contents may change');
    }
  }

  private readLaterOptions(): void {
    const { anywhere = false, packages = [], versions = [] } = this.options;
    const end = this.end;
    while (anywhere && this.end < this.words.length && this.words[this.end].text !== '--') {
      const word = this.words[this.end];
      const [option] = this.split(word.text);
      if (packages.includes(option) || versions.includes(option)) {
        this.readOption(word);
      } else {
        this.end++;
      }
    }
    this.end = end;
  }

  /** The operands are packages, unless an option has named the package. */
  private settle(): void {
    const { operands } = this.runner;
    if (operands === 'packages') {
      for (const word of this.operands) {
        this.addOperand(this.words[word]);
      }
    } else if (operands === 'package' || operands === 'optional-package') {
      this.settleFirst(this.words.at(this.operands.at(0) ?? this.words.length));
    }
  }

  private settleFirst(first: CommandWord | undefined): void {
    if (this.packages.some(({ isMain }) => isMain)) {
      this.program = first;
    } else if (first !== undefined) {
      if (LOCAL[this.runner.ecosystem]?.test(first.text) !== true) {
        this.addOperand(first);
      }
    } else if (this.runner.operands === 'package' && !this.hasScript) {
      this.unreadable(this.words[0], 'is called without a package');
    }
  }

  private addOperand({ text, at }: CommandWord): void {
    this.packages.push({ ...this.reference(text), at, isMain: true });
  }

  private unreadable({ text, at }: CommandWord, problem: string): void {
    this.packages.push({ ecosystem: this.runner.ecosystem, text, at, problem, isMain: false });
  }
}
