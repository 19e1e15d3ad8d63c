import { readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from './paths';

/** A fenced block of a page, without the indentation of the list that it is in. */
export interface Block {
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a page, such as `docs/checking.md`. */
export function blocksOf(page: string): Block[] {
  const fence = /^( *)```(\w+)\n([^]*?)^\1```$/gm;
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(fence)].map(([, indent, language, text]) => ({
    language,
    text: text.replace(new RegExp(`^${indent}`, 'gm'), ''),
  }));
}
