import { Size } from 'cdk8s';
import {
  Callers,
  Egress,
  McpCatalog,
  McpReport,
  NetworkPolicyEngine,
  PresetOptions,
  PresetVerdict,
  Scaling,
  SecretSource,
  ServerSource,
  Storage,
  Trust,
} from '../../src';
import { ENTRIES } from '../../src/catalog/entries';
import { parseImageReference } from '../../src/foundation/packages/image-reference';
import { parseNpmPin, parsePypiPin } from '../../src/foundation/packages/package-pins';
import { Manifest, containerOf, find, yamlOf } from '../util/app';
import { keep } from '../util/keep';
import { dummies, manifestsOf, presetApp, secretsFor } from '../util/presets';
import { refused, wrong } from '../util/refusal';
import { KUBERNETES_VERSIONS, schemaProblems } from '../util/schemas';

const { CILIUM, KUBERNETES } = NetworkPolicyEngine;
const REASON = 'agents of the team open tickets, see MCP-42';
const WRITERS = ENTRIES.filter(({ readOnly }) => typeof readOnly.writes !== 'string').map(({ id }) => id);
const READERS = McpCatalog.ids.filter(id => !WRITERS.includes(id));

/** What makes presets read-only, written down again: words of the program, a variable or tools that are kept out. */
const READ_ONLY: Readonly<Record<string, string>> = {
  'airtable': 'no create_record',
  'argocd': 'MCP_READ_ONLY=true',
  'atlassian': '--read-only',
  'azure': '--read-only',
  'clickhouse': 'CLICKHOUSE_ALLOW_WRITE_ACCESS=false',
  'datadog': 'no mute_host',
  'everything': 'no toggle-simulated-logging',
  'filesystem': 'no write_file',
  'firecrawl': 'no firecrawl_scrape',
  'flux-operator': '--read-only',
  'github': '--read-only',
  'gitlab': 'GITLAB_PERMISSION_MODE=readonly',
  'grafana': '--disable-write',
  'kubernetes': '--read-only',
  'memory': 'no create_entities',
  'mongodb': '--readOnly',
  'notion': 'no API-patch-page',
  'playwright': 'no browser_click',
  'postgres': '--access-mode=restricted',
  'redis': 'no set',
  'sentry': '--skills=inspect,docs',
  'slack': 'no conversations_join',
  'supabase': '--read-only',
  'terraform': 'registry',
};

function words(manifests: Manifest[]): string[] {
  const { command = [], args = [], env = [] } = containerOf(manifests);
  return [...command, ...args, ...env.map(({ name, value }: Manifest) => `${name}=${value}`)];
}

function isReadOnly(id: string, changes: PresetOptions = {}): boolean {
  const manifests = manifestsOf(presetApp(id, changes));
  const [, tool] = /^no (.*)$/.exec(READ_ONLY[id]) ?? [];
  const allowed: string | undefined = find(manifests, 'Deployment').metadata.annotations['cdk8s-mcp/tools-allowed'];
  return tool === undefined
    ? words(manifests).includes(READ_ONLY[id])
    : allowed !== undefined && !allowed.split(' ').includes(tool);
}

describe('the data', () => {
  test('has the servers that people ask for', () => {
    expect(McpCatalog.ids).toEqual([...new Set(McpCatalog.ids)].sort());
    expect(McpCatalog.ids.length).toBeGreaterThanOrEqual(20);
    expect(McpCatalog.ids).toEqual(
      expect.arrayContaining([
        'brave',
        'everything',
        'fetch',
        'filesystem',
        'github',
        'grafana',
        'kubernetes',
        'memory',
        'playwright',
        'postgres',
        'time',
      ]),
    );
  });

  test.each(ENTRIES)('$id is well-formed', ({ id, title, repository, facts, run, verdict, variables = [] }) => {
    expect(id).toMatch(/^[a-z][a-z0-9-]+$/);
    expect([title, facts].every(text => text.length > 3)).toBe(true);
    expect(repository).toMatch(/^[\w.-]+\/[\w.-]+$/);
    expect(Object.values(PresetVerdict)).toContain(verdict);
    expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
    switch (run.kind) {
      case 'npm':
        return expect(parseNpmPin(run.pin)).toMatchObject({ text: run.pin });
      case 'pypi':
        return expect(parsePypiPin(run.pin)).toMatchObject({ version: run.pin.split('==')[1] });
      default:
        return expect(parseImageReference(run.image)).toMatchObject(
          // no digest of it is known
          id === 'slack' ? { tag: expect.any(String) } : { tag: expect.any(String), digest: expect.any(String) },
        );
    }
  });

  test.each(McpCatalog.ids)('%s is complete, or says in one line everything that is missing', id => {
    const preset = McpCatalog.named(id);
    if (preset.missing === undefined) {
      expect(preset.props().source).toBeInstanceOf(ServerSource);
      return;
    }
    expect(preset.missing).not.toContain('\n');
    const refusedText = refused(() => preset.props());
    const names = [
      ...refusedText.matchAll(/(?:secrets|env)\.\w+|\bimage(?= is missing)|\begress(?= is missing)|\bstorage(?= )/g),
    ];
    expect(names).not.toEqual([]);
    for (const [name] of names) {
      expect(preset.missing).toContain(name);
    }
    expect(preset.props(dummies(preset)).source).toBeInstanceOf(ServerSource);
  });

  test.each(ENTRIES)('$id says when it was run, or that it was not', ({ facts }) => {
    expect(facts).toMatch(/\brun (?:over HTTP )?on \d{4}-\d{2}-\d{2}\b|\bnot run\b/);
  });

  test('every preset has a method of its name', () => {
    const methods = Object.getOwnPropertyNames(McpCatalog).filter(
      name => !['length', 'name', 'prototype', 'ids', 'named'].includes(name),
    );
    const camel = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(methods.sort()).toEqual(McpCatalog.ids.map(camel).sort());
    const presets = McpCatalog as unknown as Record<string, () => { id: string }>;
    for (const id of McpCatalog.ids) {
      expect(presets[camel(id)]().id).toBe(id);
    }
  });

  test('a preset tells what is known of it', () => {
    expect(McpCatalog.grafana()).toMatchObject({
      title: 'Grafana',
      verdict: PresetVerdict.USABLE,
      licence: 'Apache-2.0',
      repository: 'grafana/mcp-grafana',
      readOnlyBy: '--disable-write',
      requiredSecrets: ['GRAFANA_SERVICE_ACCOUNT_TOKEN'],
      optionalSecrets: ['MCP_GRAFANA_SERVER_TOKEN'],
      requiredEnv: ['GRAFANA_URL'],
      optionalEnv: ['GRAFANA_ORG_ID'],
      requiredEgress: expect.stringContaining('GRAFANA_URL'),
      requiredStorage: [],
      hosts: ['grafana.com'],
    });
    expect(McpCatalog.fetch().reference).toBe('pypi:mcp-server-fetch==2026.10.24');
    expect(McpCatalog.time()).toMatchObject({ knownProblems: [], notes: [] });
  });
});

describe.each(McpCatalog.ids)('the preset %s', id => {
  test.each([CILIUM, KUBERNETES])('is valid and breaks no rule under %s', engine => {
    const app = presetApp(id, {}, engine);
    keep(app);
    const manifests = manifestsOf(app);
    for (const version of KUBERNETES_VERSIONS) {
      expect(schemaProblems(version, manifests)).toEqual([]);
    }
    const { findings } = JSON.parse(McpReport.of(app).toJson());
    // most servers read a secret from a variable and from nowhere else
    expect(findings.filter(({ rule }: Manifest) => rule !== 'secret-variable')).toEqual([]);
    expect(yamlOf(app)).not.toContain('SYS_ADMIN');
  });

  test('takes every variable that it names', () => {
    const preset = McpCatalog.named(id);
    const env = Object.fromEntries([...preset.requiredEnv, ...preset.optionalEnv].map(name => [name, 'acme']));
    const names = [...preset.requiredSecrets, ...preset.optionalSecrets];
    const text = yamlOf(presetApp(id, { env, secrets: secretsFor(names) }));
    for (const name of Object.keys(env)) {
      expect(text).toContain(name);
    }
    for (const name of names.filter(one => one !== 'GITHUB_PERSONAL_ACCESS_TOKEN')) {
      expect(text).toContain(name.toLowerCase());
    }
  });
});

describe('reading and writing', () => {
  test.each(Object.keys(READ_ONLY))('%s is read-only by default', id => {
    expect(isReadOnly(id)).toBe(true);
  });

  test('a preset that nothing makes read-only only reads by nature', () => {
    const silent = McpCatalog.ids.filter(id => READ_ONLY[id] === undefined);
    expect(READERS).toEqual(expect.arrayContaining(silent));
  });

  test.each(WRITERS)('%s writes with a reason, which is on its objects', id => {
    expect(isReadOnly(id, { writesReason: REASON })).toBe(false);
    expect(
      find(manifestsOf(presetApp(id, { writesReason: REASON })), 'Deployment').metadata.annotations[
        'mcp-catalog/writes'
      ],
    ).toBe(REASON);
  });

  test.each(READERS)('%s has nothing to open', id => {
    const preset = McpCatalog.named(id);
    expect(refused(() => preset.props({ ...dummies(preset), writesReason: REASON }))).toContain(
      'writesReason is set, but this preset has no write access to enable',
    );
  });

  test('a reason that says nothing opens nothing', () => {
    expect(refused(() => McpCatalog.github().props({ writesReason: 'why not' }))).toContain(
      'writesReason must be one line of 10 to 256 characters',
    );
  });
});

describe('a preset of which something is missing', () => {
  test.each(
    ENTRIES.flatMap(({ id, variables = [] }) =>
      variables.filter(({ required }) => required === true).map(one => ({ id, ...one })),
    ),
  )('is refused with what it is for: $id without $name', ({ id, name, purpose, secret }) => {
    const preset = McpCatalog.named(id);
    const { secrets, env, ...others } = dummies(preset);
    const without = (map: object = {}): object =>
      Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
    const message = refused(() =>
      preset.props({ ...others, secrets: wrong(without(secrets)), env: wrong(without(env)) }),
    );
    expect(message).toContain(
      `McpCatalog.named('${id}').props: ${secret === true ? 'secrets' : 'env'}.${name} is missing: ${purpose}`,
    );
  });

  test.each(ENTRIES.filter(({ reaches }) => reaches !== undefined))(
    'is refused with what it reaches: $id without egress',
    ({ id, reaches }) => {
      const preset = McpCatalog.named(id);
      expect(refused(() => preset.props({ ...dummies(preset), egress: [] }))).toContain(
        `egress is missing: ${reaches}`,
      );
      expect(refused(() => preset.props({ ...dummies(preset), egress: undefined }))).toContain(
        `egress is missing: ${reaches}`,
      );
    },
  );

  test('is told everything at once', () => {
    const message = refused(() => McpCatalog.grafana().props());
    for (const part of ['GRAFANA_URL', 'GRAFANA_SERVICE_ACCOUNT_TOKEN', 'egress is missing']) {
      expect(message).toContain(part);
    }
  });

  test('is asked for storage, an image and the API servers of a kubeconfig', () => {
    expect(refused(() => McpCatalog.filesystem().props())).toContain(
      'storage has nothing for /data: the files that it serves',
    );
    expect(refused(() => McpCatalog.slack().props())).toContain(
      'image is missing: no digest of ghcr.io/korotovsky/slack-mcp-server:v1.3.0 is known',
    );
    expect(
      refused(() => McpCatalog.kubernetes().props({ kubeconfig: SecretSource.fromSecretName('clusters', 'config') })),
    ).toContain('egress is missing: the API servers that the kubeconfig names');
  });

  test('an unknown id lists the known ones', () => {
    expect(refused(() => McpCatalog.named('githb'))).toMatch(/id must be one of airtable, .*, time, got "githb"/);
    expect(refused(() => McpCatalog.named(wrong(7)))).toContain('got 7');
  });
});

describe('a preset with bad options', () => {
  const secret = SecretSource.fromSecretName('upstream', 'token');
  test.each<{ title: string; id: string; options: PresetOptions; expected: string }>([
    {
      title: 'a literal secret',
      id: 'brave',
      options: { secrets: wrong({ BRAVE_API_KEY: 'BSAliteral' }) },
      expected: 'secrets.BRAVE_API_KEY must be a SecretSource, got something else (hidden)',
    },
    {
      title: 'a secret as a value',
      id: 'brave',
      options: { env: { BRAVE_API_KEY: 'BSAliteral' } },
      expected: 'env.BRAVE_API_KEY does not belong in env (give it in secrets)',
    },
    {
      title: 'a value as a secret',
      id: 'redis',
      options: { secrets: { REDIS_HOST: secret } },
      expected: 'secrets.REDIS_HOST does not belong in secrets (give it in env)',
    },
    {
      title: 'a variable that holds it read-only',
      id: 'argocd',
      options: { env: { MCP_READ_ONLY: 'false' } },
      expected: 'env.MCP_READ_ONLY is not a variable of this preset',
    },
    {
      title: 'a variable of the preset',
      id: 'gitlab',
      options: { env: { GITLAB_DISABLE_VERSION_CHECK: 'false' } },
      expected: 'env.GITLAB_DISABLE_VERSION_CHECK is set by the preset',
    },
    {
      title: 'an unknown secret',
      id: 'time',
      options: { secrets: { TOKEN: secret } },
      expected: 'secrets.TOKEN is not a variable of this preset (known: none; add others to the props of McpServer)',
    },
    {
      title: 'an image for a package',
      id: 'time',
      options: { image: 'registry.example.com/time:1' },
      expected: 'image is set, but this preset installs mcp-server-time==2026.10.19',
    },
    {
      title: 'a kubeconfig where none is read',
      id: 'flux-operator',
      options: { kubeconfig: secret },
      expected: 'kubeconfig is set, but this server reads none in a pod',
    },
    {
      title: 'a kubeconfig as text',
      id: 'kubernetes',
      options: { kubeconfig: wrong('apiVersion: v1') },
      expected: 'kubeconfig must be a SecretSource, got something else (hidden)',
    },
    {
      title: 'replicas of one file',
      id: 'memory',
      options: { scaling: Scaling.fixed(2) },
      expected: 'scaling must be left out: one file without a lock',
    },
    {
      title: 'egress of text',
      id: 'fetch',
      options: { egress: wrong(['example.com']) },
      expected: 'egress[0] must be made by Egress',
    },
    {
      title: 'storage of text',
      id: 'filesystem',
      options: { storage: wrong(['/data']) },
      expected: 'storage[0] must be made by Storage',
    },
    {
      title: 'an unknown option',
      id: 'time',
      options: wrong({ allowWrites: true }),
      expected: 'allowWrites is not a known prop (known: secrets, ',
    },
    {
      title: 'another prop of a server',
      id: 'time',
      options: wrong({ trust: Trust.trusted() }),
      expected:
        'trust is not a known prop (set it on the server, beside what the preset gives: ' +
        '{ ...preset.props({ … }), trust: … })',
    },
  ])('is refused: $title', ({ id, options, expected }) => {
    const message = refused(() => McpCatalog.named(id).props(options));
    expect(message).toContain(expected);
    expect(message).not.toContain('BSAliteral');
  });
});

describe('single presets', () => {
  test('a kubeconfig for several clusters is a file for the server alone, and gives no rights here', () => {
    const manifests = manifestsOf(
      presetApp('kubernetes', {
        kubeconfig: SecretSource.fromSecretName('clusters', 'config'),
        egress: [Egress.toCidrs('203.0.113.0/24').onPorts(6443)],
      }),
    );
    expect(manifests.map(({ kind }) => kind)).not.toContain('ClusterRole');
    expect(words(manifests)).toEqual(
      expect.arrayContaining(['--read-only', '--kubeconfig', '/var/run/mcp/creds/kubeconfig']),
    );
    expect(words(manifests)).not.toContain('--disable-multi-cluster');
    const { volumes, automountServiceAccountToken } = find(manifests, 'Deployment').spec.template.spec;
    expect(volumes).toContainEqual({
      name: 'creds',
      projected: {
        defaultMode: 0o440,
        sources: [{ secret: { name: 'clusters', items: [{ key: 'config', path: 'kubeconfig' }] } }],
      },
    });
    expect(automountServiceAccountToken).toBe(false);
  });

  test('rights in its own cluster are reading without secrets, and writing in one namespace', () => {
    const [reading] = find(manifestsOf(presetApp('kubernetes')), 'ClusterRole').rules;
    expect(reading.verbs).toEqual(['get', 'list', 'watch']);
    const resources = find(manifestsOf(presetApp('kubernetes')), 'ClusterRole').rules.flatMap(
      (rule: Manifest) => rule.resources,
    );
    expect(resources).toEqual(expect.arrayContaining(['pods', 'pods/log', 'deployments']));
    for (const no of ['secrets', 'pods/exec', 'nodes/proxy', '*']) {
      expect(resources).not.toContain(no);
    }
    const writing = manifestsOf(presetApp('kubernetes', { writesReason: REASON }));
    expect(writing.map(({ kind }) => kind)).toContain('Role');
    expect(writing.map(({ kind }) => kind)).not.toContain('ClusterRole');
  });

  test('the token of GitHub goes to callers, not into the pod', () => {
    const props = McpCatalog.github().props({ secrets: secretsFor(['GITHUB_PERSONAL_ACCESS_TOKEN']) });
    expect(props.serverAuth).toMatchObject({ headerName: 'authorization', valuePrefix: 'Bearer ' });
    expect(props.secrets).toEqual({});
    expect(McpCatalog.github().props().serverAuth).toBeUndefined();
  });

  test('a key that a server reads from a file is one', () => {
    const props = McpCatalog.brave().props({ secrets: secretsFor(['BRAVE_API_KEY']) });
    expect(Object.keys(props.secretFiles ?? {})).toEqual(['BRAVE_API_KEY']);
    expect(props.env).toMatchObject({ BRAVE_API_KEY_FILE: '/var/run/mcp/creds/BRAVE_API_KEY' });
    expect(props.secrets).toEqual({});
  });

  test('either of two tokens is enough', () => {
    const image = `ghcr.io/korotovsky/slack-mcp-server:v1.3.0@sha256:${'b'.repeat(64)}`;
    expect(
      Object.keys(McpCatalog.slack().props({ image, secrets: secretsFor(['SLACK_MCP_XOXB_TOKEN']) }).secrets ?? {}),
    ).toEqual(['SLACK_MCP_XOXB_TOKEN']);
    expect(refused(() => McpCatalog.slack().props({ image }))).toContain('(a SecretSource, or SLACK_MCP_XOXB_TOKEN)');
  });

  test('an amount that is left undefined leaves that of the preset', () => {
    const size = Size.gibibytes(2);
    const { resources } = McpCatalog.playwright().props({
      egress: [Egress.toPublicInternet()],
      resources: { cpu: undefined, memory: { request: size, limit: size } },
    });
    expect([resources?.cpu?.limit?.amount, resources?.memory?.limit]).toEqual(['2000m', size]);
  });

  test('what a user gives takes the place of what the preset has', () => {
    const props = McpCatalog.playwright().props({
      name: 'browser',
      owner: 'web',
      environment: 'test',
      callers: [Callers.namespace('agents')],
      egress: [Egress.toPublicInternet()],
      image: `registry.example.com/playwright:1@sha256:${'b'.repeat(64)}`,
      storage: [Storage.scratch('/tmp', Size.gibibytes(2))],
      resources: { unlimitedCpu: true },
      scaling: Scaling.fixed(1),
    });
    expect(props).toMatchObject({
      name: 'browser',
      owner: 'web',
      environment: 'test',
      resources: { unlimitedCpu: true },
    });
    expect(props.resources?.memory?.limit?.toMebibytes()).toBe(1280);
    expect(props.storage?.map(({ _rule }) => _rule.path)).toEqual(['/dev/shm', '/tmp']);
    expect(props.source).toBeInstanceOf(ServerSource);
  });
});
