import { existsSync, readFileSync, statSync } from 'fs';
import { Colour } from './colours';
import { manifestsIn } from './manifest-folders';
import { ManifestFile } from '../report/objects';

export const STANDARD_INPUT = 'standard input';

/** An error of the user: its message is shown without a stack trace. */
export class UserError extends Error {}

/** A text and where it came from. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Writes a text, in a colour where there are any. */
export type Write = (text: string, colour?: Colour) => void;

/** Where a command reads and writes. */
export interface Streams {
  readonly stdin: () => string;
  readonly out: Write;
  readonly err: Write;
  /** Whether the standard output and the standard error are terminals with colours; undefined: they are none. */
  readonly colours?: { readonly out: boolean; readonly err: boolean };
  /** Values of the variables that app files declare; undefined: none. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const MAX_SIZE = 64 * 1024 * 1024;

/** The texts of files, of those in folders but not in the folders below, and of the standard input for `-`. */
export function readSources(names: readonly string[], streams: Streams): ManifestFile[] {
  return readEach(names, streams, 'flat');
}

/** The texts of files, of all manifests below folders, and of the standard input for `-`. */
export function readManifestSources(names: readonly string[], streams: Streams): ManifestFile[] {
  return readEach(names, streams, 'deep');
}

function readEach(names: readonly string[], { stdin }: Streams, depth: 'flat' | 'deep'): ManifestFile[] {
  return names.flatMap(name => {
    if (name === '-') {
      return [{ name: STANDARD_INPUT, text: stdin(), from: STANDARD_INPUT }];
    }
    if (!existsSync(name)) {
      throw new UserError(`${name}: no such file or folder`);
    }
    const files = statSync(name).isDirectory() ? manifestsIn(name, depth) : [name];
    if (files.length === 0) {
      throw new UserError(
        `${name}: has no .yaml, .yml or .json file${depth === 'deep' ? ', nor has a folder in it' : ''}`,
      );
    }
    return files.map(file => ({ name: file, text: textOf(file), from: name }));
  });
}

function textOf(file: string): string {
  if (statSync(file).size > MAX_SIZE) {
    throw new UserError(`${file}: is larger than ${MAX_SIZE / 1024 / 1024} MiB`);
  }
  return decoded(file, readFileSync(file));
}

/** UTF-8, with or without a byte order mark. */
export function decoded(name: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`${name}: is not UTF-8 text`);
  }
}

/** Sets the exit code: 0 fine, 1 findings. */
export type Finish = (code: number) => void;
