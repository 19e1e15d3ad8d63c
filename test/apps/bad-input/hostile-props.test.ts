import * as kplus from 'cdk8s-plus-28';
import { Callers, Egress, McpServer, McpServerProps } from '../../../src/index';
import { chart, containerOf, find, server, source, synth } from '../../util/app';
import { refusal, refused, wrong } from '../../util/refusal';

// credentials in shape only, put together here so that no scanner takes this file for a leak
const githubToken = ['gh', 'p_', 'a1B2'.repeat(9)].join('');
const password = ['hun', 'ter', '2hunter2'].join('');
describe('credentials are never echoed', () => {
  const hidden: { place: string; value: string; props: Partial<McpServerProps> }[] = [
    { place: 'env by shape', value: githubToken, props: { env: { SETTING: githubToken } } },
    { place: 'env by name', value: password, props: { env: { DB_PASSWORD: password } } },
    { place: 'envValues', value: password, props: { envValues: { DB_PASSWORD: kplus.EnvValue.fromValue(password) } } },
    { place: 'a secret as literal', value: password, props: { secrets: wrong({ API_TOKEN: password }) } },
    { place: 'a secret file as literal', value: password, props: { secretFiles: wrong({ token: password }) } },
    { place: 'an argument', value: githubToken, props: { source: source({ args: ['--key', githubToken] }) } },
    {
      place: 'an argument after its flag',
      value: password,
      props: { source: source({ args: ['--password', password] }) },
    },
    {
      place: 'an argument with =',
      value: password,
      props: { source: source({ command: ['x', `--password=${password}`] }) },
    },
    { place: 'a file', value: githubToken, props: { files: { '/etc/tool.conf': `key = ${githubToken}` } } },
    {
      place: 'a file with a password line',
      value: password,
      props: { files: { '/etc/tool.conf': `user: me\npassword: ${password}\n` } },
    },
    { place: 'an annotation', value: githubToken, props: { annotations: { note: githubToken } } },
    { place: 'an annotation by name', value: password, props: { annotations: { 'example.com/password': password } } },
    { place: 'the wrong prop', value: githubToken, props: { sandbox: wrong(githubToken) } },
    { place: 'the name', value: githubToken, props: { name: githubToken } },
    { place: 'a label', value: githubToken, props: { labels: { a: `${githubToken}/${githubToken}` } } },
    {
      place: 'an OTLP endpoint',
      value: password,
      props: {
        telemetry: { otlp: { endpoint: `http://me:${password}@otel:4318`, egress: Egress.toPublicInternet() } },
      },
    },
  ];
  test.each(hidden)('a credential in $place is not shown', ({ value, props }) => {
    const message = refusal(scope => {
      server(scope, props);
    });
    expect(message).toMatch(/^test\/tool: /);
    expect(message).not.toContain(value);
  });

  test.each(['MAX_TOKENS', 'KEYSPACE'])('%s is no credential', name => {
    const scope = chart();
    server(scope, { env: { [name]: '4096' } });
    expect(containerOf(synth(scope)).env).toContainEqual({ name, value: '4096' });
  });
});

describe('hostile props', () => {
  const base = { source: source() };
  const thrower = new Proxy(
    {},
    {
      get() {
        throw new TypeError('trap');
      },
      ownKeys() {
        throw new TypeError('trap');
      },
      getPrototypeOf() {
        throw new TypeError('trap');
      },
      has() {
        throw new TypeError('trap');
      },
    },
  );
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;

  test('frozen props work', () => {
    const scope = chart();
    new McpServer(
      scope,
      'tool',
      Object.freeze({
        source: base.source,
        env: Object.freeze({ A: '1' }),
        callers: wrong(Object.freeze([Callers.namespace('a')])),
      }),
    );
    expect(containerOf(synth(scope)).env[0]).toEqual({ name: 'A', value: '1' });
  });

  test('props without prototype work', () => {
    const scope = chart();
    new McpServer(
      scope,
      'tool',
      Object.assign(Object.create(null), base, { env: Object.assign(Object.create(null), { A: '1' }) }),
    );
    expect(containerOf(synth(scope)).env[0]).toEqual({ name: 'A', value: '1' });
  });

  test('what is changed after the call changes nothing', () => {
    const scope = chart();
    const env: Record<string, string> = { A: '1' };
    const callers = [Callers.namespace('agents')];
    const labels: Record<string, string> = { app: 'x' };
    server(scope, { env, callers, egress: [Egress.toPods({ namespace: 'a', labels, port: 1 })] });
    env.B = '2';
    callers.push(Callers.namespace('others'));
    labels.app = 'y';
    const manifests = synth(scope);
    expect(JSON.stringify([containerOf(manifests).env, find(manifests, 'NetworkPolicy')])).not.toMatch(
      /"B"|others|"y"/,
    );
  });

  test.each<{ title: string; props: unknown; expected: string }>([
    { title: 'undefined', props: undefined, expected: 'props must be an object, got undefined' },
    { title: 'null', props: null, expected: 'props must be an object, got null' },
    { title: 'a list', props: [base], expected: 'props must be an object, got an array' },
    { title: 'text', props: 'source', expected: 'props must be an object, got "source"' },
    { title: 'a proxy that throws', props: thrower, expected: 'props must be an object, got an object' },
    { title: 'a revoked proxy', props: revoked.proxy, expected: 'props must be an object, got an object' },
    {
      title: '__proto__ from JSON',
      props: { ...base, ...JSON.parse('{"a":1}'), ['__proto__']: {} },
      expected: '__proto__ is not a known prop',
    },
    {
      title: 'a getter that throws',
      props: Object.defineProperty({ ...base }, 'env', {
        enumerable: true,
        get() {
          throw new TypeError('no');
        },
      }),
      expected: 'env cannot be read: its getter throws',
    },
    {
      title: 'a getter that throws in a map',
      props: {
        ...base,
        env: Object.defineProperty({}, 'A', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      expected: 'env.A cannot be read: its getter throws',
    },
    {
      title: 'a getter that throws in a list',
      props: {
        ...base,
        callers: Object.defineProperty([], '0', {
          enumerable: true,
          get() {
            throw new TypeError('no');
          },
        }),
      },
      expected: 'callers[0] cannot be read: its getter throws',
    },
    { title: 'cyclic env', props: { ...base, env: cyclic }, expected: 'env.self must be a string, got an object' },
    { title: 'cyclic props', props: { ...base, shutdown: cyclic }, expected: 'shutdown.self is not a known prop' },
    { title: 'a proxy as env', props: { ...base, env: thrower }, expected: 'env must be a plain map, got an object' },
    { title: 'a proxy as source', props: { source: thrower }, expected: 'source must be a ServerSource' },
    {
      title: 'a proxy as hardening',
      props: { ...base, hardening: thrower },
      expected: 'hardening must be made by Hardening',
    },
    {
      title: 'a proxy as caller',
      props: { ...base, callers: [thrower] },
      expected: 'callers[0] must be made by Callers',
    },
    {
      title: 'a proxy as secret',
      props: { ...base, secrets: { A: thrower } },
      expected: 'secrets.A must be a SecretSource',
    },
    {
      title: 'a revoked proxy as list',
      props: { ...base, callers: revoked.proxy },
      expected: 'callers must be a list',
    },
    { title: 'a proxy as placement', props: { ...base, placement: thrower }, expected: 'placement must be an object' },
    {
      title: 'a proxy as envValue',
      props: { ...base, envValues: { A: thrower } },
      expected: 'envValues.A must be a cdk8s-plus EnvValue',
    },
    ...(
      [
        ['BigInt', 10n, '10n'],
        ['Date', new Date(0), 'a Date'],
        ['Symbol', Symbol('x'), 'a symbol'],
        ['function', () => 'x', 'a function'],
        ['NaN', NaN, 'NaN'],
        ['true', true, 'true'],
      ] as const
    ).map(([title, value, shown]) => ({
      title: `${title} where text belongs`,
      props: { ...base, env: { A: value } },
      expected: `env.A must be a string, got ${shown}`,
    })),
    {
      title: 'null where text belongs',
      props: { ...base, env: { A: null } },
      expected: 'env.A must be a string, got null',
    },
    {
      title: 'null where a prop belongs',
      props: { ...base, env: null },
      expected: 'env must be omitted or set to a value, got null',
    },
  ])('are refused: $title', ({ props, expected }) => {
    const message = refusal(scope => {
      new McpServer(scope, 'tool', wrong(props));
    });
    expect(message).toMatch(/^test\/tool: /);
    expect(message).toContain(expected);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])(
    'a variable called %s, as JSON.parse makes it, is kept',
    name => {
      const scope = chart();
      server(scope, { env: JSON.parse(`{"${name}":"kept"}`) });
      expect(containerOf(synth(scope)).env).toContainEqual({ name, value: 'kept' });
    },
  );

  test.each<{ prop: string; props: (map: never) => Partial<McpServerProps> }>([
    { prop: 'labels', props: map => ({ labels: map }) },
    { prop: 'annotations', props: map => ({ annotations: map }) },
    { prop: 'files', props: map => ({ files: map }) },
    { prop: 'placement.nodeSelector', props: map => ({ placement: { nodeSelector: map } }) },
  ])('keys that cdk8s would lose or choke on are refused in $prop', ({ prop, props }) => {
    for (const key of ['__proto__', 'constructor']) {
      expect(
        refusal(scope => {
          server(scope, props(wrong(JSON.parse(`{"${key}":"x"}`))));
        }),
      ).toContain(`test/tool: ${prop}.${key} must be`);
    }
  });

  test('keys that cdk8s would lose are refused in labels that select pods, and in the name of a file', () => {
    expect(refused(() => Callers.pods({ namespace: 'a', labels: { constructor: 'x' } }))).toContain(
      'labels.constructor must be a valid label name',
    );
    expect(
      refusal(scope => {
        server(scope, { files: { '/constructor': 'x' } });
      }),
    ).toContain('files./constructor must be');
  });
});
