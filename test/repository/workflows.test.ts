import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { ROOT } from '../util/paths';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: { readonly [name: string]: unknown };
  readonly env?: { readonly [name: string]: string };
}
interface Job {
  readonly permissions?: { readonly [right: string]: string };
  readonly steps: Step[];
  readonly strategy?: { readonly matrix: { readonly image: string[] } };
}
interface Workflow {
  readonly on: { readonly [event: string]: unknown };
  readonly jobs: { readonly [name: string]: Job };
}

const folder = join(ROOT, '.github', 'workflows');
const texts = Object.fromEntries(readdirSync(folder).map(file => [file, readFileSync(join(folder, file), 'utf8')]));
const workflows = Object.entries(texts).map(([file, text]) => ({ file, ...(parse(text) as Workflow) }));
const jobs = workflows.flatMap(({ file, jobs: all }) =>
  Object.entries(all).map(([name, job]) => ({ id: `${file} ${name}`, ...job })),
);
const steps = jobs.flatMap(({ id, steps: all }) => all.map(step => ({ id, ...step })));
const jobNamed = (id: string): Job => jobs.find(job => job.id === id)!;

/** Whose releases cannot be moved: projen names these by version. */
const IMMUTABLE = ['actions/setup-node@v7.0.0'];

describe('workflows', () => {
  test('have the rights that each job needs, and no more', () => {
    expect(Object.fromEntries(jobs.map(({ id, permissions }) => [id, permissions]))).toEqual({
      'build.yml build': { contents: 'read' },
      'build.yml package-js': { contents: 'read' },
      'cluster.yml cluster': { contents: 'read' },
      'e2e.yml e2e': { contents: 'read' },
      'oracles.yml oracles': { contents: 'read' },
      'pull-request-lint.yml validate': { 'pull-requests': 'write' },
      'release.yml release': { contents: 'read' },
      'release.yml release_github': { contents: 'write' },
      'release.yml release_npm': { 'id-token': 'write', 'contents': 'read' },
      'scanners.yml scanners': { contents: 'read' },
    });
  });

  test('run actions that nobody can change afterwards', () => {
    const used = [...new Set(steps.flatMap(({ uses }) => uses ?? []))];
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter(name => !/@[0-9a-f]{40}$/.test(name))).toEqual(IMMUTABLE);
  });

  test('use no secret but the token of the run', () => {
    const secrets = Object.values(texts).flatMap(text => [...text.matchAll(/secrets\.(\w+)/g)].map(([, name]) => name));
    expect([...new Set(secrets)]).toEqual(['GITHUB_TOKEN']);
  });

  test('put nothing into a shell that a pull request can choose', () => {
    expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
  });

  test('check out no code where they run with the rights of the target', () => {
    const targets = workflows
      .filter(({ on }) => 'pull_request_target' in on)
      .flatMap(({ jobs: all }) => Object.values(all));
    const target = targets.flatMap(({ steps: all }) => all);
    expect(target.filter(({ uses, run }) => uses?.startsWith('actions/checkout@') || run !== undefined)).toEqual([]);
  });

  test('install what the lockfile names', () => {
    const installs = steps.flatMap(({ run }) => run?.match(/npm (ci|install|i)\b.*/g) ?? []);
    expect(installs.length).toBeGreaterThan(3);
    expect([...new Set(installs)]).toEqual(['npm ci']);
  });
});

test('the package is published by the workflow itself, with an attestation of where it was built', () => {
  const publish = jobNamed('release.yml release_npm').steps.find(({ run }) => run?.includes('publib-npm'));
  expect(publish?.env).toMatchObject({ NPM_CONFIG_PROVENANCE: 'true', NPM_TRUSTED_PUBLISHER: 'true' });
  expect(publish?.env).not.toHaveProperty('NPM_TOKEN');
  expect(publish?.run).toMatch(/'publib@\d+\.\d+\.\d+'/);
});

test('build and release have the tags that the comparison with the last release needs', () => {
  const depths = ['build.yml build', 'release.yml release'].map(
    id => jobNamed(id).steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth'],
  );
  expect(depths).toEqual([0, 0]);
});

test('clusters of the newest and of the oldest supported Kubernetes run the cluster tests', () => {
  const { strategy, steps: all } = jobNamed('cluster.yml cluster');
  const images = strategy?.matrix.image ?? [];
  const [, oldest] = /\| Kubernetes \| (1\.\d+) and newer \|/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  expect(images.map(image => /^kindest\/node:v(\d+\.\d+)\./.exec(image)?.[1])).toEqual([expect.any(String), oldest]);
  expect(all.at(-1)?.run).toMatch(/^npm run test:cluster -- --images /);
});

test('gateways run the program of the image that the library names', () => {
  const commands = jobNamed('e2e.yml e2e').steps.flatMap(({ run }) => run ?? []);
  expect(commands.join('\n')).toContain('docker create "$(node test/e2e/gateway/image.mjs)"');
  expect(commands.at(-1)).toMatch(/ npm run test:e2e -- --agentgateway "\$AGENTGATEWAY"$/);
});

describe('scanners', () => {
  const { steps: all } = jobNamed('scanners.yml scanners');
  const commands = all.flatMap(({ run }) => run ?? []).join('\n');

  test('run over every example, and none may be missing', () => {
    expect(all.at(-1)?.run).toMatch(/ node test\/scanners\/released\.mjs --all dist-demo\/\*$/);
    expect(commands).toContain('npm run demo');
  });

  test('are installed in versions that nobody can move', () => {
    const modules = [...commands.matchAll(/go install (\S+)/g)].map(([, module]) => module);
    expect(modules.length).toBe(3);
    expect(modules.filter(module => !/@v\d+\.\d+\.\d+$/.test(module))).toEqual([]);
    const sources = all.filter(step => step.with?.repository !== undefined);
    expect(sources.map(step => step.with?.ref)).toEqual([expect.stringMatching(/^[0-9a-f]{40}$/)]);
    expect(commands).toMatch(/pip" install checkov==\d+\.\d+\.\d+$/m);
  });
});

test('oracles run every week', () => {
  const { on } = workflows.find(({ file }) => file === 'oracles.yml')!;
  expect(on).toEqual({ schedule: [{ cron: expect.stringMatching(/^\d+ \d+ \* \* \d$/) }], workflow_dispatch: {} });
  expect(jobNamed('oracles.yml oracles').steps.at(-1)?.run).toBe('npm run test:oracles');
});
