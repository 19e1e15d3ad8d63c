import { readdirSync } from 'fs';
import { join } from 'path';
import * as library from '../../src/index';
import { ROOT } from '../util/paths';

const SRC = join(ROOT, 'src');
const modules = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .sort()
  .reverse();

// from the last to the first, so that no module relies on another having been loaded before
test.each(modules)('%s loads', file => {
  expect(jest.requireActual(join(SRC, file))).toBeDefined();
});

test('nobody can make a value but by its factories', () => {
  const values = [
    'AllowedHosts',
    'Callers',
    'Egress',
    'Hardening',
    'KubernetesAccess',
    'Sandbox',
    'Scaling',
    'SecretSource',
    'ServerAuth',
    'ServerProbes',
    'ServerSource',
    'Storage',
  ];
  for (const name of values) {
    expect(Object.keys(library)).toContain(name);
  }
  expect(Object.keys(library).filter(name => name.startsWith('_') || name === 'Issues' || name === 'Reader')).toEqual(
    [],
  );
});
