import { readFileSync } from 'fs';
import { join } from 'path';

const ASSETS = join(__dirname, '..', '..', 'assets');
const texts = new Map<string, string>();

/**
 * The text of a file in `assets/`: what pods run and what new projects start from. It is read once, when it is needed.
 *
 * @param file Its path below `assets/`.
 */
export function readAsset(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(ASSETS, file), 'utf8');
  texts.set(file, text);
  return text;
}
