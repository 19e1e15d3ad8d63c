/** Ends a command: what follows is another one. */
const SEPARATORS = new Set(['\n', ';', '&', '|', '(', ')', '`']);
const BLANK = /\s/;
/** Stands for the output of a command. */
const SUBSTITUTION = '${}';

/** A command that goes on behind what is inside of it. */
interface Surrounding {
  readonly words: string[];
  readonly word: string | undefined;
  readonly isDouble: boolean;
  readonly end: string;
}

/** A script of a shell, read character by character. */
class Script {
  private readonly commands: string[][] = [];
  private words: string[] = [];
  private word: string | undefined;
  private isDouble = false;
  /** The commands around the one that is read: each waits for `)` or a backtick. */
  private readonly around: Surrounding[] = [];
  /** The next word is the file of a redirection. */
  private skips = false;
  private at = 0;

  public constructor(private readonly text: string) {}

  public read(): string[][] {
    for (; this.at < this.text.length; this.at++) {
      this.readCharacter(this.text[this.at]);
    }
    while (this.around.length > 0) {
      this.leave();
    }
    this.endCommand();
    return this.commands;
  }

  private readCharacter(character: string): void {
    if (character === '\\') {
      this.readEscape();
    } else if (character === '"') {
      this.isDouble = !this.isDouble;
      this.add('');
    } else if (character === '`' || this.text.startsWith('$(', this.at)) {
      this.readSubstitution(character);
    } else if (this.isDouble) {
      this.add(character);
    } else {
      this.readPlain(character);
    }
  }

  /** What is between the marks is a command also between double quotes; its output takes its place in the word. */
  private readSubstitution(character: string): void {
    if (character === '`' && this.around.at(-1)?.end === '`') {
      this.leave();
      return;
    }
    this.add(SUBSTITUTION);
    this.at += character === '`' ? 0 : 1;
    this.enter(character === '`' ? '`' : ')');
  }

  private enter(end: string): void {
    const { words, word, isDouble } = this;
    this.around.push({ words, word: this.skips ? undefined : word, isDouble, end });
    [this.words, this.word, this.isDouble, this.skips] = [[], undefined, false, false];
  }

  private leave(): void {
    this.endCommand();
    const { words, word, isDouble } = this.around.pop() ?? { words: [], word: undefined, isDouble: false };
    [this.words, this.word, this.isDouble] = [words, word, isDouble];
  }

  private readPlain(character: string): void {
    if (character === "'") {
      this.readQuoted();
    } else if (character === '#' && this.word === undefined) {
      this.at = this.endOf('\n') - 1;
    } else if (character === '(') {
      this.endCommand();
      this.enter(')');
    } else if (character === ')' && this.around.at(-1)?.end === ')') {
      this.leave();
    } else if (SEPARATORS.has(character)) {
      this.endCommand();
    } else if (character === '<' || character === '>') {
      this.readRedirection();
    } else if (BLANK.test(character)) {
      this.endWord();
    } else {
      this.add(character);
    }
  }

  private readEscape(): void {
    this.at++;
    const next = this.text[this.at] ?? '';
    if (next !== '\n') {
      this.add(next);
    }
  }

  private readQuoted(): void {
    const end = this.endOf("'", this.at + 1);
    this.add(this.text.slice(this.at + 1, end));
    this.at = end;
  }

  private readRedirection(): void {
    if (/^\d+$/.test(this.word ?? '')) {
      this.word = undefined;
    }
    this.endWord();
    if (this.text[this.at + 1] === '(') {
      this.readSubstitution('$');
      return;
    }
    while (['<', '>', '&', '|'].includes(this.text[this.at + 1])) {
      this.at++;
    }
    this.skips = true;
  }

  private endOf(character: string, from = this.at): number {
    const end = this.text.indexOf(character, from);
    return end === -1 ? this.text.length : end;
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text;
  }

  private endWord(): void {
    if (this.word !== undefined && !this.skips) {
      this.words.push(this.word);
    }
    this.skips = this.skips && this.word === undefined;
    this.word = undefined;
  }

  private endCommand(): void {
    this.endWord();
    this.skips = false;
    if (this.words.length > 0) {
      this.commands.push(this.words);
    }
    this.words = [];
  }
}

/** The commands of a script of a shell, those in substitutions too, each as words without quotes. */
export function commandsOfScript(script: string): string[][] {
  return new Script(script).read();
}
