/** Room for `-9999`. */
const NUMBER_LENGTH = 5;

/** Names with a number for entries whose names become the same. */
export class NumberedNames {
  /** The last number of each name: those below are taken. */
  private readonly last = new Map<string, number>();

  /** The first name with a number that is free, and what gives it back. */
  public next(name: string, longest: number, isTaken: (candidate: string) => boolean): [string, () => void] {
    const base = name.slice(0, longest - NUMBER_LENGTH);
    const before = this.last.get(base) ?? 1;
    let number = before + 1;
    while (isTaken(numbered(name, number, longest))) {
      number += 1;
    }
    this.last.set(base, number);
    return [numbered(name, number, longest), () => this.last.set(base, before)];
  }
}

/** The name with a number after it, as short as names must be. */
function numbered(name: string, number: number, longest: number): string {
  const end = `-${number}`;
  return `${name.slice(0, longest - Math.max(NUMBER_LENGTH, end.length))}${end}`;
}
