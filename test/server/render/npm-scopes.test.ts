import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { Egress, McpPlatformProps, SecretSource } from '../../../src/index';
import { NpmRegistry } from '../../util/npm-registry';
import { runInstall } from '../../util/run-install';
import { initOf, npm, podFrom } from '../../util/stdio';

const USUAL = 'usual-token';
const ACME = 'acme-token';
const egress = Egress.toCidrs('203.0.113.7/32');

const REGISTRIES: McpPlatformProps = {
  npmRegistry: {
    url: 'https://packages.example.com/repository/npm/',
    egress,
    credentials: SecretSource.fromSecretName('npm', 'usual'),
  },
  npmScopes: [
    {
      scope: '@acme',
      registry: {
        url: 'https://acme.example.com/repository/npm-acme/',
        egress,
        credentials: SecretSource.fromSecretName('npm', 'acme'),
      },
    },
  ],
};

let folder: string;
let usual: NpmRegistry;
let acme: NpmRegistry;

beforeEach(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'scopes-')), 'mcp');
  mkdirSync(folder);
  const strangers = [{ name: '@acme/lib' }, { name: '@acme/tool' }];
  usual = new NpmRegistry(
    '/repository/npm/',
    [{ name: 'tool', dependencies: { '@acme/lib': '^1.0.0' } }, { name: 'plain' }, ...strangers],
    USUAL,
  );
  acme = new NpmRegistry(
    '/repository/npm-acme/',
    [
      { name: '@acme/lib', dependencies: { plain: '1.0.0' } },
      { name: '@acme/tool', dependencies: { plain: '1' } },
    ],
    ACME,
  );
  await Promise.all([usual.start(), acme.start()]);
});

afterEach(async () => {
  rmSync(join(folder, '..'), { recursive: true });
  await Promise.all([usual.stop(), acme.stop()]);
});

const install = (reference: string): Promise<{ status: number; output: string }> =>
  runInstall(initOf(podFrom(npm({ bin: 'run' }, reference), REGISTRIES), 'install-server'), {
    folder,
    servers: { 'https://packages.example.com': usual.origin, 'https://acme.example.com': acme.origin },
    secrets: { REGISTRY_TOKEN: USUAL, REGISTRY_TOKEN_1: ACME },
  });
const packages = ({ asked }: NpmRegistry, root: string): string[] =>
  [...new Set(asked.map(({ path }) => path.slice(root.length).replace(/\/-\/.*$/, '')))].sort();
const tokens = ({ asked }: NpmRegistry): unknown[] => [...new Set(asked.map(({ authorization }) => authorization))];

test.each([
  { reference: 'tool@1.0.0', ofUsual: ['plain', 'tool'], ofAcme: ['@acme/lib'] },
  { reference: '@acme/tool@1.0.0', ofUsual: ['plain'], ofAcme: ['@acme/tool'] },
])(
  'npm asks for $reference and what it depends on where each scope belongs, and shows each registry its own token',
  async ({ reference, ofUsual, ofAcme }) => {
    const { status, output } = await install(reference);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringMatching(/added \d packages/) });
    expect(packages(usual, '/repository/npm/')).toEqual(ofUsual);
    expect(packages(acme, '/repository/npm-acme/')).toEqual(ofAcme);
    expect([tokens(usual), tokens(acme)]).toEqual([[`Bearer ${USUAL}`], [`Bearer ${ACME}`]]);
    const { name } = JSON.parse(
      readFileSync(join(folder, 'server/node_modules', reference.replace(/@1\.0\.0$/, ''), 'package.json'), 'utf8'),
    );
    expect(`${name}@1.0.0`).toBe(reference);
    expect([existsSync(join(folder, 'bin/server')), existsSync(join(folder, '.install'))]).toEqual([true, false]);
  },
  30_000,
);
