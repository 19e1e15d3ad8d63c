import { existsSync, readFileSync, writeFileSync } from 'fs';
import { relative } from 'path';
import { ROOT } from './paths';

const { UPDATE_GOLDEN } = process.env;

/** Compares a text with a reviewed file, byte by byte. `UPDATE_GOLDEN=1` writes the file instead. */
export function expectGolden(file: string, text: string): void {
  if (UPDATE_GOLDEN === '1') {
    writeFileSync(file, text);
  }
  const reviewed = existsSync(file) ? readFileSync(file, 'utf8') : '';
  try {
    expect(text).toBe(reviewed);
  } catch (error) {
    const name = relative(ROOT, file);
    const hint = `${name} differs. If the new text is right: UPDATE_GOLDEN=1 npx jest test/cli, then review the diff.`;
    throw new Error(`${hint}\n\n${error instanceof Error ? error.message : String(error)}`);
  }
}
