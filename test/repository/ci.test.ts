import { readFileSync } from 'fs';
import { join } from 'path';
import { ROOT } from '../util/paths';

interface Task {
  readonly steps?: readonly { readonly spawn?: string; readonly exec?: string }[];
}

const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen', 'tasks.json'), 'utf8')) as {
  readonly tasks: { readonly [name: string]: Task };
};
const script = readFileSync(join(ROOT, '.ci', 'run'), 'utf8');
const spawnedBy = (name: string): string[] => (tasks[name].steps ?? []).flatMap(({ spawn }) => spawn ?? []);

describe('CI', () => {
  test('does all that `npx projen build` does, each part once', () => {
    const [, parts] = /for task in (.+?); do npx projen/.exec(script)!;
    const ofBuild = spawnedBy('build').filter(name => name !== 'test' && name !== 'package');
    expect(parts.split(' ')).toEqual([...ofBuild, 'package-all']);
    expect(spawnedBy('package')).toEqual(['lint', 'package:js', 'package-all']);
    expect(script).toContain('npm run --silent lint');
  });

  test('runs the unit tests by the command of the README, with coverage', () => {
    expect(script).toContain('npm run --silent coverage');
    const [{ exec }] = tasks.coverage.steps!;
    expect(exec).toMatch(/^npm test -- --coverage /);
  });

  test('has steps whose functions exist, and that wait only for steps before them', () => {
    const steps = [...script.matchAll(/^step +(\S+) +(\S+) *(.*)$/gm)];
    expect(steps.length).toBeGreaterThan(15);
    steps.forEach(([, , run, after], i) => {
      expect(script).toMatch(new RegExp(`^${run}\\(\\) \\{`, 'm'));
      const earlier = steps.slice(0, i).map(([, name]) => name);
      expect(after.split(' ').filter(name => name !== '' && !earlier.includes(name.replace('?', '')))).toEqual([]);
    });
  });
});
