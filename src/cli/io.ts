import { existsSync, readFileSync, readdirSync, statSync } from 'fs';
import { join } from 'path';

/** An error of the user: its message is shown without a stack trace. */
export class UserError extends Error {}

/** A text and where it came from. */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** Where a command reads and writes. */
export interface Streams {
  readonly stdin: () => string;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

const MAX_SIZE = 64 * 1024 * 1024;
const MANIFEST = /\.(?:ya?ml|json)$/;
/** Files of cdk8s beside manifests. */
const OTHERS = ['construct-metadata.json'];

/** The texts of files, of the manifests in folders, and of the standard input for `-`. */
export function readSources(names: readonly string[], { stdin }: Streams): Source[] {
  return names.flatMap(name => {
    if (name === '-') {
      return [{ name: 'standard input', text: stdin() }];
    }
    if (!existsSync(name)) {
      throw new UserError(`${name}: no such file or folder`);
    }
    const files = statSync(name).isDirectory() ? filesIn(name) : [name];
    if (files.length === 0) {
      throw new UserError(`${name}: has no .yaml, .yml or .json file`);
    }
    return files.map(file => ({ name: file, text: textOf(file) }));
  });
}

/** Sorted by name: the order of the file system varies. */
function filesIn(folder: string): string[] {
  // links too: a mounted ConfigMap is made of them
  const names = readdirSync(folder).filter(name => MANIFEST.test(name) && !OTHERS.includes(name));
  return names
    .map(name => join(folder, name))
    .filter(file => statSync(file).isFile())
    .sort();
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
