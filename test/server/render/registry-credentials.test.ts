import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'fs';
import { Server, createServer } from 'http';
import { AddressInfo } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { Egress, SecretSource } from '../../../src/index';
import { Manifest } from '../../util/app';
import { runInstall } from '../../util/run-install';
import { initOf, npm, podFrom, pypi } from '../../util/stdio';

const TOKEN = 's3cr3t-token';
const credentials = SecretSource.fromSecretName('packages', 'token');

let registry: Server;
let folder: string;
let asked: (string | undefined)[];

beforeEach(async () => {
  asked = [];
  folder = join(mkdtempSync(join(tmpdir(), 'registry-')), 'mcp');
  mkdirSync(folder);
  registry = createServer(({ headers: { authorization } }, response) => {
    asked.push(authorization);
    response
      .writeHead(authorization === undefined ? 401 : 404, { 'www-authenticate': 'Basic realm="packages"' })
      .end('{}');
  });
  await new Promise<void>(ready => {
    registry.listen(0, '127.0.0.1', ready);
  });
});

afterEach(async () => {
  rmSync(join(folder, '..'), { recursive: true });
  await new Promise(closed => {
    registry.close(closed);
  });
});

const install = (container: Manifest): Promise<{ status: number; output: string }> =>
  runInstall(container, {
    folder,
    servers: { 'https://packages.example.com': `http://127.0.0.1:${(registry.address() as AddressInfo).port}` },
    secrets: { REGISTRY_TOKEN: TOKEN },
  });

test('npm brings the token to its registry, and it is gone afterwards', async () => {
  const npmRegistry = {
    url: 'https://packages.example.com/npm/',
    egress: Egress.toCidrs('203.0.113.7/32'),
    credentials,
  };
  const { status, output } = await install(
    initOf(podFrom(npm({}, '@scope/tool@1.0.0'), { npmRegistry }), 'install-server'),
  );
  expect(status).toBe(1);
  expect(output).toContain('cdk8s-mcp: npm package @scope/tool@1.0.0 could not be installed');
  expect(output).not.toContain(TOKEN);
  expect([...new Set(asked)]).toEqual([`Bearer ${TOKEN}`]);
  expect(spawnSync('grep', ['-r', TOKEN, folder]).status).toBe(1);
}, 30_000);

const withPip = spawnSync('python3', ['-m', 'pip', '--version']).status === 0 ? test : test.skip;

withPip(
  'pip brings user and password to its index, and they are gone afterwards',
  async () => {
    const mirror = { url: 'https://packages.example.com/simple/', egress: Egress.toCidrs('203.0.113.7/32') };
    const pod = podFrom(pypi({}, 'tool==1.0.0'), {
      npmRegistry: mirror,
      pypiIndex: { ...mirror, credentials, username: 'ci' },
    });
    const { status, output } = await install(initOf(pod, 'install-server'));
    expect(status).toBe(1);
    expect(output).toContain('cdk8s-mcp: PyPI package tool==1.0.0 could not be installed');
    expect(output).not.toContain(TOKEN);
    expect([...new Set(asked)]).toEqual([`Basic ${Buffer.from(`ci:${TOKEN}`).toString('base64')}`]);
    expect(spawnSync('grep', ['-r', TOKEN, folder]).status).toBe(1);
  },
  30_000,
);
