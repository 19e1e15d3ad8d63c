import { Field } from './field';
import { referencesIn } from './values';
import { secretLikeName } from '../foundation/credentials/credentials';

const MAX_DEPTH = 50;
const NAME = /\$([A-Za-z_]\w*)/y;
const BRACED = /\$\{([A-Za-z_]\w*)(:?[-+?])?/y;
/** A text after interpolation: variables without a default are left as `${NAME}`. */
export interface Interpolation {
  readonly text: string;
  readonly isValid: boolean;
}

/**
 * Interpolates as Compose does when no variable is set: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`,
 * `${NAME:+value}`, `${NAME+value}`, `${NAME:?message}`, `${NAME?message}`, `$$`. A variable whose name is like that of
 * a secret is left open: its default may be a password. `$${NAME}`, which the container replaces, is left open too: a
 * pod replaces no variables.
 */
export function interpolate(text: string): Interpolation {
  return new Scanner(text).whole();
}

/** The same field with its texts interpolated. What Compose would not accept is refused. */
export function interpolated(field: Field): Field {
  return field.withTexts((text, leaf) => {
    const found = interpolate(text);
    if (!found.isValid) {
      leaf.refuse('has a $ that Compose does not accept', 'write $$ for a dollar sign, ${NAME} for a variable');
    }
    return found.text;
  });
}

/** Names of variables that an interpolated text leaves open. */
export function openVariables(text: string): string[] {
  return referencesIn(text).map(({ name }) => name);
}

class Scanner {
  private at = 0;
  private isValid = true;

  public constructor(private readonly text: string) {}

  public whole(): Interpolation {
    const text = this.read(0);
    return { text, isValid: this.isValid };
  }

  /** Up to the end; in a default, up to the brace that closes it. */
  private read(depth: number): string {
    let braces = 0;
    let result = '';
    while (this.at < this.text.length) {
      const char = this.text[this.at];
      if (depth > 0 && char === '}' && braces === 0) {
        return result;
      }
      braces += Number(char === '{') - Number(char === '}');
      if (char === '$') {
        result += this.dollar(depth);
      } else {
        result += char;
        this.at += 1;
      }
    }
    return result;
  }

  private dollar(depth: number): string {
    if (this.text[this.at + 1] === '$') {
      this.at += 2;
      return '$';
    }
    const plain = this.match(NAME);
    if (plain !== undefined) {
      return `\${${plain[1]}}`;
    }
    const braced = depth > MAX_DEPTH ? undefined : this.match(BRACED);
    return braced === undefined ? this.invalid() : this.braced(braced[1], braced[2], depth);
  }

  private braced(name: string, operator: string | undefined, depth: number): string {
    const value = operator === undefined ? undefined : this.read(depth + 1);
    if (this.text[this.at] !== '}') {
      return this.invalid();
    }
    this.at += 1;
    if (operator?.endsWith('+') === true) {
      return '';
    }
    return value !== undefined && operator?.endsWith('-') === true && !secretLikeName(name) ? value : `\${${name}}`;
  }

  private match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found === null) {
      return undefined;
    }
    this.at += found[0].length;
    return found;
  }

  private invalid(): string {
    this.isValid = false;
    this.at += 1;
    return '$';
  }
}
