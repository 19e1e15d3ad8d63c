import { spawnSync } from 'child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { dirname, join } from 'path';
import * as ts from 'typescript';
import {
  Callers,
  ConfigMapKey,
  Egress,
  McpPlatform,
  McpServerProps,
  NetworkPolicyEngine,
  SecretSource,
  SecretStore,
  ServerSource,
  Sessions,
  VariableSource,
} from '../../src/index';
import { resolvePlatform } from '../../src/platform/resolve';
import { renderAutoscaler, renderDisruptionBudget } from '../../src/server/render/availability';
import { renderCiliumPolicy } from '../../src/server/render/cilium-policy';
import { renderDeployment } from '../../src/server/render/deployment';
import { renderExternalSecret } from '../../src/server/render/external-secret';
import { renderNetworkPolicy } from '../../src/server/render/network-policy';
import { renderService } from '../../src/server/render/service';
import { resolveServer } from '../../src/server/resolve/server';
import { IMAGE, chart, server, yamlOf } from '../util/app';
import { ROOT } from '../util/paths';
import { SCENARIOS } from '../util/scenarios';

test.each(Object.keys(SCENARIOS))('the same app gives the same bytes, in one process twice: %s', scenario => {
  const build = SCENARIOS[scenario];
  const app = build();
  const first = app.synthYaml();
  expect([app.synthYaml(), build().synthYaml()]).toEqual([first, first]);
});

describe('the order in which things are named', () => {
  const reversed = <T>(list: T[]): T[] => [...list].reverse();
  const backwards = <T>(map: Record<string, T>): Record<string, T> => Object.fromEntries(Object.entries(map).reverse());
  const store = SecretStore.clusterStore('vault');
  const callers = () => [
    Callers.namespace('b'),
    Callers.cidrs('203.0.113.0/24'),
    Callers.namespace('a'),
    Callers.pods({ namespace: 'a', labels: { x: '1', y: '2' } }),
  ];
  const egress = () => [
    Egress.toHosts('b.example.com', 'a.example.com'),
    Egress.toCidrs('203.0.113.0/24'),
    Egress.toHosts('c.example.com').onPorts(2, 1),
    Egress.toCidrs('198.51.100.0/24').onPorts(1),
  ];
  const maps = {
    env: { ı: '1', b: '2', B: '3', a: '4' } as Record<string, string>,
    labels: { 'z.example/a': '1', 'a.example/z': '2' } as Record<string, string>,
    annotations: { z: '1', a: '2' } as Record<string, string>,
    files: { '/etc/b': '1', '/etc/a': '2' } as Record<string, string>,
    secrets: {
      T2: SecretSource.fromStore(store, { key: 'b' }),
      T1: SecretSource.fromStore(store, { key: 'a' }),
    } as Record<string, SecretSource>,
    secretFiles: { f2: SecretSource.fromSecretName('b', 'k'), f1: SecretSource.fromSecretName('a', 'k') } as Record<
      string,
      SecretSource
    >,
    configMapFiles: { '/etc/d': { name: 'a', key: 'y' }, '/etc/c': { name: 'a', key: 'x' } } as Record<
      string,
      ConfigMapKey
    >,
    variables: {
      V2: VariableSource.fromConfigMap('a', 'k'),
      V1: VariableSource.fromPodField('metadata.name'),
    } as Record<string, VariableSource>,
  };
  delete maps.env.ı;

  function written(props: Partial<McpServerProps>, added: { callers?: Callers[]; egress?: Egress[] } = {}): string {
    const scope = chart();
    McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
    const tool = server(scope, props);
    added.callers?.forEach(caller => tool.allowFrom(caller));
    added.egress?.forEach(destination => tool.connectTo(destination));
    return yamlOf(scope);
  }

  test.each<{ title: string; one: string; other: string }>([
    { title: 'callers', one: written({ callers: callers() }), other: written({ callers: reversed(callers()) }) },
    {
      title: 'callers, added later',
      one: written({ callers: callers() }),
      other: written({}, { callers: reversed(callers()) }),
    },
    { title: 'egress', one: written({ egress: egress() }), other: written({ egress: reversed(egress()) }) },
    {
      title: 'egress, added later',
      one: written({ egress: egress() }),
      other: written({}, { egress: reversed(egress()) }),
    },
    {
      title: 'something added twice',
      one: written({ callers: callers(), egress: egress() }),
      other: written({ callers: callers(), egress: egress() }, { callers: callers(), egress: egress() }),
    },
    {
      title: 'labels that select',
      one: written({ callers: [Callers.pods({ namespace: 'a', labels: { x: '1', y: '2' } })] }),
      other: written({ callers: [Callers.pods({ namespace: 'a', labels: { y: '2', x: '1' } })] }),
    },
    {
      title: 'keys of every map',
      one: written(maps),
      other: written({
        env: backwards(maps.env),
        labels: backwards(maps.labels),
        annotations: backwards(maps.annotations),
        files: backwards(maps.files),
        secrets: backwards(maps.secrets),
        secretFiles: backwards(maps.secretFiles),
        configMapFiles: backwards(maps.configMapFiles),
        variables: backwards(maps.variables),
      }),
    },
    {
      title: 'keys of the props',
      one: written({ callers: callers(), ...maps }),
      other: written({ ...Object.fromEntries(reversed(Object.entries(maps))), callers: callers() }),
    },
    {
      title: 'pull secrets',
      one: written({ imagePullSecrets: ['b', 'a'] }),
      other: written({ imagePullSecrets: ['a', 'b', 'a'] }),
    },
  ])('changes nothing for $title', ({ one, other }) => {
    expect(other).toBe(one);
  });
});

test('locale, time zone and working folder change nothing', () => {
  const folder = transpiled();
  // one process for each surroundings, all scenarios in it
  const script = `
    const { SCENARIOS } = require(${JSON.stringify(join(folder, 'test', 'util', 'scenarios.js'))});
    const text = Object.values(SCENARIOS).map(build => build().synthYaml()).join('\\n=====\\n');
    const { locale } = Intl.DateTimeFormat().resolvedOptions();
    process.stdout.write(JSON.stringify({ locale, zone: new Date().getTimezoneOffset(), text }));`;
  const run = (env: Record<string, string>, cwd: string) => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], {
      cwd,
      env: { PATH: process.env.PATH ?? '', ...env },
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    expect([status, stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as { locale: string; zone: number; text: string };
  };
  const here = Object.values(SCENARIOS)
    .map(build => build().synthYaml())
    .join('\n=====\n');
  const turkish = run({ LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' }, tmpdir());
  expect([turkish.locale, turkish.zone]).toEqual(['tr-TR', -840]);
  expect(turkish.text).toBe(here);
  expect(run({ LC_ALL: 'C', TZ: 'America/St_Johns' }, '/').text).toBe(here);
  rmSync(folder, { recursive: true });
}, 60_000);

/** A folder with the library and the scenarios as JavaScript. */
function transpiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'determinism-'));
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  for (const name of ['src', join('test', 'util')]) {
    const files = readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' });
    for (const file of files.filter(each => each.endsWith('.ts'))) {
      const to = join(folder, name, file.replace(/ts$/, 'js'));
      const { outputText } = ts.transpileModule(readFileSync(join(ROOT, name, file), 'utf8'), { compilerOptions });
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, outputText);
    }
  }
  for (const name of ['node_modules', 'assets', '.jsii', 'package.json', join('test', 'schemas')]) {
    symlinkSync(join(ROOT, name), join(folder, name));
  }
  return folder;
}

describe('rendering is pure', () => {
  function deepFreeze<T>(value: T): T {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
      Object.freeze(value);
      Object.values(value).forEach(deepFreeze);
    }
    return value;
  }

  const store = SecretStore.clusterStore('vault');
  const spec = deepFreeze(
    resolveServer(
      {
        source: ServerSource.image(IMAGE, {
          port: 8080,
          sessions: Sessions.NONE,
          healthPath: '/healthz',
          metricsPort: 9090,
        }),
        env: { A: '1' },
        files: { '/etc/a': 'x' },
        secrets: { T: SecretSource.fromStore(store, { key: 'a' }) },
        secretFiles: { 'f': SecretSource.fromSecretName('a', 'k'), '/etc/f': SecretSource.fromSecretName('a', 'f') },
        configMapFiles: { '/etc/c': { name: 'a', key: 'x' } },
        variables: { V: VariableSource.fromPodField('metadata.name') },
        callers: [Callers.namespace('a'), Callers.ciliumIngress()],
        egress: [
          Egress.toHosts('a.example.com'),
          Egress.toPublicInternet().onPorts(8443),
          Egress.toPods({ namespace: 'x', labels: { a: 'b' }, port: 1 }),
        ],
      },
      {
        path: 'test/tool',
        id: 'tool',
        platform: resolvePlatform([{ networkPolicyEngine: NetworkPolicyEngine.CILIUM }]),
        chartNamespace: 'mcp',
      },
    ),
  );
  const { callers, egress } = spec.network;
  const { scaling } = spec;

  test.each<{ title: string; render: () => unknown }>([
    { title: 'Deployment', render: () => renderDeployment(spec) },
    { title: 'Service', render: () => renderService(spec) },
    { title: 'NetworkPolicy', render: () => renderNetworkPolicy(spec, callers, egress) },
    { title: 'CiliumNetworkPolicy', render: () => renderCiliumPolicy(spec, callers, egress) },
    { title: 'PodDisruptionBudget', render: () => renderDisruptionBudget(spec) },
    {
      title: 'HorizontalPodAutoscaler',
      render: () => (scaling.kind === 'auto' ? renderAutoscaler(spec, scaling) : fail),
    },
    { title: 'ExternalSecret', render: () => renderExternalSecret(spec.credentials.externalSecrets[0]) },
  ])('a $title is the same twice, from input that nobody can change', ({ render }) => {
    const first = render();
    expect(render()).toEqual(first);
  });
});
