import { existsSync, readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { ROOT } from '../util/paths';

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
/** JSON in which projen's header is a comment. */
const json = (path: string): any => JSON.parse(read(path).replace(/^\/\/.*$/m, ''));

test('editors, development containers and workflows use one version of node', () => {
  const version = read('.nvmrc').trim();
  const workflows = readdirSync(join(ROOT, '.github', 'workflows')).map(file => read(`.github/workflows/${file}`));
  const used = workflows.flatMap(text => [...text.matchAll(/node-version: (.*)/g)].map(([, found]) => parse(found)));
  expect(used.length).toBeGreaterThan(3);
  expect([...new Set(used)]).toEqual([version]);
  expect(json('.devcontainer/devcontainer.json').image).toMatch(new RegExp(`:\\d+\\.\\d+\\.\\d+-${version}-\\w+$`));
});

test('the package says where it lives and where to report a bug', () => {
  const { homepage, bugs, repository } = json('package.json');
  const url = repository.url.replace(/\.git$/, '');
  expect([homepage, bugs.url]).toEqual([`${url}#readme`, `${url}/issues`]);
  expect(read('.github/ISSUE_TEMPLATE/config.yml')).toContain(`${url}/security/advisories/new`);
});

test('the package claims no name in a language that it is not published for', () => {
  expect(json('package.json').jsii.targets).toEqual({});
  expect(json('.jsii').targets).toEqual({ js: { npm: 'cdk8s-mcp' } });
});

test.each(['bug', 'feature'])('the %s form asks for something', form => {
  const { name, description, body } = parse(read(`.github/ISSUE_TEMPLATE/${form}.yml`));
  expect([typeof name, typeof description]).toEqual(['string', 'string']);
  expect(body.filter((field: any) => field.validations?.required === true).length).toBeGreaterThan(1);
});

describe('Renovate', () => {
  const { customManagers, ignoreDeps } = json('renovate.json5');
  /** Package and version of each match, as a custom manager reads them. */
  const [named, copied] = customManagers.map(({ managerFilePatterns, matchStrings }: any) => {
    const [file] = managerFilePatterns.map((pattern: string) =>
      pattern.replace(/^\/\^(.*)\$\/$/, '$1').replace(/\\/g, ''),
    );
    const found = [...read(file).matchAll(new RegExp(matchStrings[0], 'g'))];
    return found.map(({ groups }) => [groups!.depName, groups!.currentValue] as const);
  });
  const { dependencies, devDependencies, overrides, peerDependencies } = json('package.json');
  const installed = { ...devDependencies, ...dependencies };

  test('changes each package in every file that has its version', () => {
    const updated = named.filter(([name]: string[]) => !ignoreDeps.includes(name));
    expect(updated.length).toBeGreaterThan(10);
    for (const [name, version] of updated) {
      expect(copied).toContainEqual([name, version]);
      expect([name, installed[name]]).toEqual([name, version]);
    }
  });

  test('leaves alone what projen or an old peer decides', () => {
    const updated = named.map(([name]: string[]) => name);
    const decided = copied.map(([name]: string[]) => name).filter((name: string) => !updated.includes(name));
    expect(ignoreDeps).toEqual(expect.arrayContaining([...decided, 'projen', ...Object.keys(peerDependencies)]));
    expect(ignoreDeps).toEqual(expect.arrayContaining(Object.keys(overrides)));
  });
});

test('the index of decisions names each record, and the state that it has', () => {
  const folder = join(ROOT, 'docs', 'adr');
  const files = readdirSync(folder).filter(file => /^\d{4}-/.test(file));
  const index = readFileSync(join(folder, 'README.md'), 'utf8');
  const rows = [...index.matchAll(/^\| \[\d{4}\]\((\S+)\) \| (.+) \| (.+) \|$/gm)];
  expect(rows.map(([, file]) => file)).toEqual(files.sort());
  for (const [, file, title, state] of rows) {
    const plain = state.replace(/\[(\d{4})\]\(\S+\)/g, '$1');
    expect(read(`docs/adr/${file}`)).toMatch(`# ${file.slice(0, 4)}: ${title}\n\nStatus: ${plain}\n`);
  }
});

test('the code of conduct names its source, its licence and where to report', () => {
  const text = read('CODE_OF_CONDUCT.md');
  expect(text).toMatch(/Contributor Covenant\]\[homepage\],\nversion 2\.1/);
  expect(text).toContain('https://creativecommons.org/licenses/by/4.0/');
  expect(text).toContain('"Report a vulnerability"');
  expect(text).not.toMatch(/\[INSERT/);
});

test('files and folders that the documentation names exist', () => {
  const records = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).map(file => `docs/${file}`);
  const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', ...records.filter(file => file.endsWith('.md'))];
  const named = documents
    .map(file => ({ file, text: read(file) }))
    .filter(({ text }) => !/^Status: superseded/m.test(text))
    .flatMap(({ file, text }) =>
      [...text.matchAll(/`((?:src|test|assets|build-tools|projenrc|schemas)\/[\w./-]+)`/g)]
        .map(([, path]) => ({ file, path }))
        .filter(({ path }) => !/[A-Z]{4}/.test(path)),
    );
  expect(named.length).toBeGreaterThan(50);
  const planned = ['src/monitoring', 'src/delivery', 'src/secrets/stores', 'src/identity'];
  const missing = named.filter(({ path }) => !existsSync(join(ROOT, path)) && !planned.includes(path));
  expect(missing).toEqual([]);
});
