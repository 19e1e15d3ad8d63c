import { readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../util/paths';

interface ApiType {
  readonly name: string;
  readonly kind: string;
  readonly datatype?: boolean;
  readonly docs: { readonly summary: string; readonly subclassable?: boolean };
}

const { types } = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: { [fqn: string]: ApiType } };
const authors = Object.values(types).filter(({ docs }) => docs.summary.startsWith('For authors of '));
const isInterface = ({ kind, datatype }: ApiType): boolean => kind === 'interface' && datatype !== true;
const api = readFileSync(join(ROOT, 'API.md'), 'utf8');

test('API.md has what only authors of engines, bridges and rules need in a section of its own', () => {
  const [before, section] = api.split(/^## For authors of engines, bridges and rules .*$/m);
  const titles = (text: string): string[] => [...text.matchAll(/^### (\w+) /gm)].map(([, name]) => name);
  expect(titles(section).sort()).toEqual(authors.map(({ name }) => name).sort());
  expect(titles(before).length + titles(section).length).toBe(Object.keys(types).length);
});

test('engines, bridges and rules are the interfaces that authors implement', () => {
  const marked = Object.values(types).filter(({ docs }) => docs.subclassable === true);
  expect(marked.map(({ name }) => name).sort()).toEqual([
    'IBoundGateway',
    'IBridge',
    'IGatewayBinding',
    'IGatewayEngine',
    'IGuardrailRule',
  ]);
  expect(authors.filter(isInterface)).toEqual(marked);
});
