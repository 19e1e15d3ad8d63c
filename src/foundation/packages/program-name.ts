/** Files and folders within a package that start its program. */
const ENTRY = /^(?:cli|index|main|__main__|__init__)\.(?:py|[cm]?js)$/;
const INNER = new Set(['lib', 'bin', 'dist', 'src', 'cli', '_internal']);
const WITH_ENTRY = /^(?:npm|yarn|pnpm|corepack|pip|pipx|uv|poetry|pdm|pipenv)$/;

/** A program without its folder, version and ending: `npx` for `/usr/local/bin/npx`, `npx@10` and `npx-cli.js`. */
export function programName(word: string): string {
  const name = word.startsWith('@')
    ? ''
    : programFile(word)
        .replace(/(?!^)(?:@[^@]*|==.*)$/, '')
        .replace(/\.(?:exe|cmd|ps1|[cm]?js)$/i, '')
        .replace(/(?:-cli|-\d[\d.]*|\.__main__|\._internal[\w.]*)$/, '')
        .replace(/^-(?:m|[0a-z]*S)(?=[a-z])/, '')
        .toLowerCase();
  return /^pip\d[\d.]*$/.test(name) ? 'pip' : name;
}

/** The last part of a path; the package for a file that starts it, as in `npm/lib/cli.js`. */
function programFile(word: string): string {
  const parts = word.split(/[\\/]/);
  const file = parts[parts.length - 1];
  if (!ENTRY.test(file)) {
    return file;
  }
  let last = parts.length - 2;
  while (last > 0 && INNER.has(parts[last])) {
    last--;
  }
  const folder = parts.at(last) ?? '';
  return last >= 0 && WITH_ENTRY.test(folder) ? folder : file;
}
