import { readFileSync } from 'fs';
import { join } from 'path';
import { TypeInfo, readAssembly } from '../../src/app-file/assembly';
import { ROOT } from '../util/paths';
import { unsayable } from '../util/unsayable';

const ROW = /^\| (`[^|]+) \| ([^|]+) \|$/gm;

/** The table of docs/command-line.md: names of the API, and the reason why no file has them. */
function exceptions(): { readonly names: readonly string[]; readonly reason: string }[] {
  const page = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
  const [, section = ''] = page.split('### What only TypeScript says\n');
  return [...section.split('\n## ')[0].matchAll(ROW)].map(([, names, reason]) => ({
    names: [...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name),
    reason,
  }));
}

test('a file can say whatever the API has, but for what the documentation lists with a reason', () => {
  expect(unsayable(readAssembly())).toEqual(
    exceptions()
      .flatMap(({ names }) => names)
      .sort(),
  );
});

test('every exception has a reason', () => {
  expect(exceptions().filter(({ reason }) => reason.trim().length < 20)).toEqual([]);
});

describe('an addition to the API that no file can say is found:', () => {
  const types = readAssembly();
  const changed = (name: string, change: (type: TypeInfo) => TypeInfo): string[] => {
    const fqn = `cdk8s-mcp.${name}`;
    const before = new Set(unsayable(types));
    return unsayable({ ...types, [fqn]: change(types[fqn]) }).filter(each => !before.has(each));
  };
  const foreign = { fqn: 'cdk8s-plus-28.Deployment' };

  test('a prop', () => {
    const prop = { name: 'beside', type: foreign, optional: true };
    const change = (type: TypeInfo): TypeInfo => ({ ...type, properties: [...(type.properties ?? []), prop] });
    expect(changed('McpServerProps', change)).toEqual(['McpServerProps.beside']);
  });

  test('a factory, a parameter and a method of a value', () => {
    const returns = { type: { fqn: 'cdk8s-mcp.Egress' } };
    const methods = [
      { name: 'toDeployment', static: true, returns, parameters: [{ name: 'deployment', type: foreign }] },
      { name: 'toNowhere', static: true, returns, parameters: [{ name: 'why', type: foreign, optional: true }] },
      { name: 'describe', returns: { type: { primitive: 'string' } } },
    ];
    expect(changed('Egress', type => ({ ...type, methods: [...(type.methods ?? []), ...methods] }))).toEqual([
      'Egress.describe()',
      'Egress.toDeployment()',
      'Egress.toNowhere(why)',
    ]);
  });

  test('a class that nothing leads to', () => {
    const added: TypeInfo = { fqn: 'cdk8s-mcp.Beside', name: 'Beside', symbolId: 'src/beside:Beside', kind: 'class' };
    expect(unsayable({ ...types, [added.fqn]: added })).toContain('Beside');
  });
});
