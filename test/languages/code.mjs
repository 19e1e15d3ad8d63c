/** Generated code: every public type is there in each language, and Go can be parsed. */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../build-tools/examples.mjs';
import { LANGUAGES } from '../../build-tools/languages.mjs';

const files = folder => readdirSync(folder, { recursive: true, encoding: 'utf8' });

export function checkCode(out) {
  const names = Object.values(JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')).types).map(({ name }) => name);
  const python = readFileSync(join(out, 'python', 'src', LANGUAGES.python.module, '__init__.py'), 'utf8');
  const known = {
    python: new Set([...python.matchAll(/^class (\w+)/gm)].map(([, name]) => name)),
    ...Object.fromEntries([['java', '.java'], ['go', '.go'], ['dotnet', '.cs']].map(([language, ending]) =>
      [language, new Set(files(join(out, language)).filter(file => file.endsWith(ending)).map(file => basename(file, ending)))])),
  };
  for (const [language, types] of Object.entries(known)) {
    const missing = names.filter(name => !types.has(name));
    if (names.length === 0 || missing.length > 0) { throw new Error(`${language} lacks ${missing.join(', ') || 'everything'}`); }
  }
  return `${names.length} types each for ${Object.keys(known).join(', ')}${parseGo(join(out, 'go'))}`;
}

function parseGo(folder) {
  const { error, status, stderr } = spawnSync('gofmt', ['-e', '-l', folder], { encoding: 'utf8' });
  if (error !== undefined) { return '; Go not parsed (no gofmt)'; }
  if (status !== 0) { throw new Error(`Go cannot be parsed: ${stderr}`); }
  return '; Go parsed';
}
