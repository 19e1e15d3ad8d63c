// The programs of programs/, which run in pods whose images do not have them: as the text that `-e` and `-c` take.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = file => readFileSync(join(import.meta.dirname, 'programs', file), 'utf8');

/** The command that runs a program of node; its arguments follow `process.execPath` in `process.argv`. */
export const nodeCommand = (program, ...args) => ['node', '-e', read(`${program}.cjs`), ...args.map(String)];

export const pythonCommand = program => ['python3', '-c', read(`${program}.py`)];
