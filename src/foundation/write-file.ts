import { randomBytes } from 'crypto';
import { Stats, lstatSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'fs';
import { basename, dirname, join } from 'path';

/**
 * Writes a file below a folder, which is made if it does not exist. A file that is there is replaced as a whole. Links
 * below the folder are an error: what they lead to is not ours to change.
 */
export function writeFileBelow(folder: string, path: string, text: string): void {
  const file = join(folder, path);
  makeTop(folder);
  makeFolder(folder, dirname(path));
  const before = statOf(file);
  if (before !== undefined && !before.isFile()) {
    throw new Error(`${file}: is not a regular file, such as a link: remove it, or write to another place`);
  }
  const draft = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`);
  try {
    writeFileSync(draft, text, { flag: 'wx', mode: before === undefined ? 0o666 : before.mode % 0o1000 });
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** Writes one file, whose folder is made if it does not exist. */
export function writeFile(file: string, text: string): void {
  writeFileBelow(dirname(file), basename(file), text);
}

/** One by one: where no folder can be made, such as in /proc, Node.js tries for ever to make all of them. */
function makeTop(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) {
    return;
  }
  if (dirname(folder) !== folder) {
    makeTop(dirname(folder));
  }
  try {
    mkdirSync(folder);
  } catch (error) {
    // another process may have made it meanwhile
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${folder}: this folder cannot be made: write to another place (${reason})`, { cause: error });
    }
  }
}

function makeFolder(top: string, below: string): void {
  if (below === '.') {
    return;
  }
  makeFolder(top, dirname(below));
  const folder = join(top, below);
  const before = statOf(folder);
  if (before === undefined) {
    mkdirSync(folder);
  } else if (!before.isDirectory()) {
    throw new Error(`${folder}: is not a folder, such as a link: remove it, or write to another place`);
  }
}

function statOf(file: string): Stats | undefined {
  return lstatSync(file, { throwIfNoEntry: false });
}
