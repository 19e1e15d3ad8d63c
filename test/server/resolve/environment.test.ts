import { Size, Yaml } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as fc from 'fast-check';
import { parse, parseAllDocuments } from 'yaml';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from '../../../src/foundation/names';
import {
  AllowedHosts,
  AllowedOrigins,
  Egress,
  LogLevel,
  McpPlatform,
  McpServerProps,
  OtlpProtocol,
  SecretSource,
  ServerRuntime,
  Storage,
} from '../../../src/index';
import { escapeReferences } from '../../../src/server/resolve/environment';
import { Manifest, chart, containerOf, find, objectsOf, server, source, synth, yamlOf } from '../../util/app';
import { cases } from '../../util/cases';
import { expand } from '../../util/expansion';
import { refusal } from '../../util/refusal';

function environmentOf(props: Partial<McpServerProps>): Record<string, string> {
  return Object.fromEntries(containerOf(objectsOf(props)).env.map(({ name, value }: Manifest) => [name, value]));
}

/** What a reader of one YAML version sees as the variables of the server. */
function readBack(env: Record<string, string>, version: '1.1' | '1.2'): Record<string, string> {
  const scope = chart();
  server(scope, { env });
  const documents = parseAllDocuments(yamlOf(scope), { version }).map(document => document.toJS());
  const { env: written } = documents.find(({ kind }) => kind === 'Deployment').spec.template.spec.containers[0];
  return Object.fromEntries(
    written.map(({ name, value }: Manifest) => [name, typeof value === 'string' ? expand(value) : value]),
  );
}

describe('the server sees each literal exactly as written', () => {
  const literals = [
    'yes',
    'no',
    'on',
    'off',
    'y',
    'n',
    'True',
    '012',
    '1e3',
    '1_000',
    '~',
    'null',
    '',
    '12:30:45',
    '0x1F',
    '0b1',
    '.inf',
    '.nan',
    '-',
    '=',
    '<<',
    'two\nlines',
    'ends\n',
    '\nbegins',
    'a\r\nb',
    '  leading',
    'trailing  ',
    '\ttab',
    '# no comment',
    'a: b',
    '- a',
    '{a}',
    '[a]',
    '"quoted"',
    "it's",
    '&a',
    '*a',
    '!t',
    '|',
    '>',
    '%',
    '@',
    '`',
    '2026-11-21',
    '1.',
    'a long text with a blank between\n \nits two lines',
    'short\n \r\nlines',
    'a long text that ends with blanks\n \n  end',
    'é',
    '🔧',
    'back\\slash',
    '$',
    '$$',
    '$$$',
    '$(HOME)',
    '$$(HOME)',
    '$(',
    '$)',
    '$(A',
    'a$',
    '$é',
    '$$é',
    '$🔧',
    '$x',
    '$HOME',
  ];
  test.each(['1.1', '1.2'] as const)('through a YAML %s reader and the kubelet', version => {
    const env = Object.fromEntries(literals.map((literal, i) => [`V${i}`, literal]));
    expect(readBack(env, version)).toMatchObject(env);
  });

  test.each(['1.1', '1.2'] as const)('whatever it is, through a YAML %s reader and the kubelet', version => {
    const values = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'$(){}Aé \n\t"\'\\:#-~') })),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(values, given => {
        const plain = given.filter(
          value =>
            isPlainText(value) &&
            !isAmbiguousInYaml(value) &&
            !isMisquotedInYaml(value) &&
            !/\$\{[A-Za-z_]/.test(value),
        );
        const env = Object.fromEntries(plain.map((value, i) => [`V${i}`, value]));
        expect(readBack(env, version)).toMatchObject(env);
      }),
      cases(60, 20261121),
    );
  });

  test.each(['0o14', '0O14', '0X1F', '-0B1', '0_x1', '+_1', '1e5_', '0E+9_'])(
    'or is refused where YAML readers disagree: %s',
    literal => {
      const expected = `must be a string that YAML readers do not read as a number, got "${literal}"`;
      expect(
        refusal(scope => {
          server(scope, { env: { A: literal } });
        }),
      ).toContain(`test/tool: env.A ${expected}`);
      expect(
        refusal(scope => {
          server(scope, { envValues: { A: kplus.EnvValue.fromValue(literal) } });
        }),
      ).toContain(`test/tool: envValues.A ${expected}`);
      expect(
        refusal(scope => {
          server(scope, { source: source({ args: [literal] }) });
        }),
      ).toContain(`test/tool: source.args[0] ${expected}`);
      expect(
        refusal(scope => {
          server(scope, { annotations: { a: literal } });
        }),
      ).toContain(`test/tool: annotations.a ${expected}`);
    },
  );

  test.each([
    'two lines with CR, and one of one blank\r\n\n \nend',
    'a text that ends in a line of blanks\n \nend\n  ',
    `\n \n${' '.repeat(40)}`,
  ])('or is refused where cdk8s would write a backslash more: %j', literal => {
    expect(parse(Yaml.stringify({ literal })).literal).toContain('\\');
    const expected =
      'has a line of one blank, where cdk8s would write a backslash more (remove that blank, or what ' +
      'makes cdk8s use quotes: carriage returns and other control characters, blanks in the last line)';
    expect(
      refusal(scope => {
        server(scope, { env: { A: literal } });
      }),
    ).toContain(`test/tool: env.A ${expected}`);
    expect(
      refusal(scope => {
        server(scope, { files: { '/etc/a': literal } });
      }),
    ).toContain(`test/tool: files./etc/a ${expected}`);
    expect(
      refusal(scope => {
        server(scope, { source: source({ args: [literal] }) });
      }),
    ).toContain(`test/tool: source.args[0] ${expected}`);
  });

  test('escaping undoes what the kubelet expands, for any text', () => {
    const near = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'$()A é🔧') }),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(near, text => {
        fc.pre(isPlainText(text));
        expect(expand(escapeReferences(text), { 'A': 'replaced', '': 'replaced' })).toBe(text);
      }),
      cases(5000, 20261121),
    );
  });

  test('the expansion that this is measured against does expand', () => {
    expect(expand('$(A) $$(A) $(B) $(A $x $$', { A: '1' })).toBe('1 $(A) $(B) $(A $x $');
    expect(expand('$é')).not.toBe('$é');
  });
});

describe('variables', () => {
  test('stand in the order of their names, whatever the locale', () => {
    expect(Object.keys(environmentOf({ env: { b: '1', I: '1', B: '1', i: '1' } }))).toEqual([
      'B',
      'HOME',
      'I',
      'XDG_CACHE_HOME',
      'b',
      'i',
    ]);
  });

  test.each<{ title: string; props: Partial<McpServerProps>; expected: Record<string, string> }>([
    { title: 'HOME and caches point to /tmp', props: {}, expected: { HOME: '/tmp', XDG_CACHE_HOME: '/tmp/.cache' } },
    { title: 'the user wins over a hint', props: { env: { HOME: '/data' } }, expected: { HOME: '/data' } },
    {
      title: 'Node.js heap is 75 % of the memory limit',
      props: { source: source({ runtime: ServerRuntime.NODE }) },
      expected: { NODE_OPTIONS: '--max-old-space-size=192' },
    },
    {
      title: 'Go heap is 90 % of the memory limit',
      props: { source: source({ runtime: ServerRuntime.GO }) },
      expected: { GOMEMLIMIT: '230MiB' },
    },
    {
      title: 'memory volumes are not heap',
      props: {
        source: source({ runtime: ServerRuntime.GO }),
        storage: [Storage.memory('/m', Size.mebibytes(50))],
        resources: { memory: { limit: Size.mebibytes(150) } },
      },
      expected: { GOMEMLIMIT: '90MiB' },
    },
    { title: 'the log level', props: { telemetry: { logLevel: LogLevel.WARNING } }, expected: { LOG_LEVEL: 'warn' } },
    {
      title: 'OTLP',
      props: {
        telemetry: {
          otlp: {
            endpoint: 'http://otel:4317',
            protocol: OtlpProtocol.GRPC,
            egress: Egress.toPods({ namespace: 'o', labels: { a: 'b' }, port: 4317 }),
          },
        },
      },
      expected: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otel:4317',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_SERVICE_NAME: 'tool',
        OTEL_RESOURCE_ATTRIBUTES: 'k8s.namespace.name=mcp-tools,service.namespace=mcp-tools',
      },
    },
    {
      title: 'a literal EnvValue is escaped too',
      props: { envValues: { A: kplus.EnvValue.fromValue('$(HOME)') } },
      expected: { A: '$$(HOME)' },
    },
  ])('are set by what is known: $title', ({ props, expected }) => {
    expect(environmentOf(props)).toMatchObject(expected);
  });

  test('no heap hint for an unknown runtime', () => {
    expect(Object.keys(environmentOf({ source: source({ runtime: ServerRuntime.OTHER }) }))).toEqual([
      'HOME',
      'XDG_CACHE_HOME',
    ]);
  });

  test('references are kept as cdk8s-plus makes them', () => {
    const { env } = containerOf(
      objectsOf({
        envValues: { IP: kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_IP) },
        secrets: { TOKEN: SecretSource.fromSecretName('s', 'k') },
      }),
    );
    expect(env).toEqual(
      expect.arrayContaining([
        { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
        { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ]),
    );
  });

  test.each<{ title: string; props: Partial<McpServerProps>; expected: string }>([
    {
      title: 'a name in envValues',
      props: { envValues: { '1A': kplus.EnvValue.fromValue('x') } },
      expected: 'envValues.1A must be the name of an environment variable',
    },
    {
      title: 'a name in envValues that refers',
      props: { envValues: { '1A': kplus.EnvValue.fromFieldRef(kplus.EnvFieldPaths.POD_IP) } },
      expected: 'envValues.1A must be the name of an environment variable',
    },
    {
      title: 'a name in secrets',
      props: { secrets: { '1A': SecretSource.fromSecretName('s', 'k') } },
      expected: 'secrets.1A must be the name of an environment variable',
    },
    {
      title: 'an EnvValue that holds a number',
      props: { envValues: { A: { value: 1, valueFrom: undefined } as never } },
      expected: 'envValues.A must be a string, got 1',
    },
    {
      title: 'a list that env fills in',
      props: { env: { HOSTS: 'a' }, source: source({ allowedHosts: AllowedHosts.variable('HOSTS') }) },
      expected: "env.HOSTS is set by the source's list of names",
    },
    {
      title: 'two lists in one variable',
      props: {
        source: source({ allowedHosts: AllowedHosts.variable('L'), allowedOrigins: AllowedOrigins.variable('L') }),
      },
      expected: 'source.allowedOrigins fills in L, which allowedHosts fills in',
    },
    {
      title: 'two lists in one argument',
      props: {
        source: source({ allowedHosts: AllowedHosts.argument('--l'), allowedOrigins: AllowedOrigins.argument('--l') }),
      },
      expected: 'source.allowedOrigins fills in --l, which allowedHosts fills in',
    },
    {
      title: 'a list that an argument gives',
      props: { source: source({ args: ['--l=x'], allowedHosts: AllowedHosts.argument('--l') }) },
      expected: 'source.args already has --l',
    },
    {
      title: 'a variable that nobody sets, in an argument',
      props: { source: source({ args: ['$$$(NOPE)'] }) },
      expected: 'source.args[0] refers to $(NOPE), which is not a variable of the server (known: HOME, XDG_CACHE_HOME)',
    },
  ])('$title is refused', ({ props, expected }) => {
    expect(
      refusal(scope => {
        server(scope, props);
      }),
    ).toContain(`test/tool: ${expected}`);
  });

  test.each([
    { argument: '$(HOME)' },
    { argument: '$$(NOPE)' },
    { argument: '$(LIST)' },
    { argument: 'a$(SECRET)b' },
    { argument: '$(a b)' },
  ])('an argument may say $argument', ({ argument }) => {
    const props = {
      source: source({ args: [argument], allowedHosts: AllowedHosts.variable('LIST') }),
      secrets: { SECRET: SecretSource.fromSecretName('s', 'k') },
    };
    expect(containerOf(objectsOf(props)).args).toEqual([argument]);
  });

  test('a list variable named like a hint stands once', () => {
    const { env } = containerOf(objectsOf({ source: source({ allowedHosts: AllowedHosts.variable('HOME') }) }));
    expect(env.filter(({ name }: Manifest) => name === 'HOME')).toHaveLength(1);
  });

  test('telemetry of the platform is taken where the server says nothing', () => {
    const scope = chart();
    McpPlatform.configure(scope, {
      otlp: { endpoint: 'http://otel:4318', egress: Egress.toPods({ namespace: 'o', labels: { a: 'b' }, port: 4318 }) },
    });
    server(scope);
    expect(containerOf(synth(scope)).env).toContainEqual({
      name: 'OTEL_EXPORTER_OTLP_PROTOCOL',
      value: 'http/protobuf',
    });
  });
});

describe("the platform's collector", () => {
  const collector = { namespace: 'observability', labels: { app: 'otel' }, port: 4318 };

  /** The variables of OpenTelemetry that the library writes, and where the server may connect to. */
  function exportOf(
    env: Record<string, string>,
    props: Partial<McpServerProps> = { env },
  ): [names: string[], egress: string] {
    const scope = chart();
    McpPlatform.configure(scope, {
      otlp: { endpoint: 'http://otel.observability.svc.cluster.local:4318', egress: Egress.toPods(collector) },
    });
    server(scope, props);
    const manifests = synth(scope);
    const names: string[] = containerOf(manifests).env.map(({ name }: Manifest) => name);
    const { annotations } = find(manifests, 'NetworkPolicy').metadata;
    return [names.filter(name => /^OTEL_/.test(name) && !(name in env)), annotations['cdk8s-mcp/allowed-egress']];
  }

  test.each<Record<string, string>>([
    { OTEL_SDK_DISABLED: 'true' },
    { OTEL_SDK_DISABLED: 'TRUE' },
    { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'prometheus, console', OTEL_LOGS_EXPORTER: 'None' },
  ])('has no way from a server that exports nothing: %j', env => {
    expect(exportOf(env)).toEqual([[], 'nowhere']);
    const envValues = Object.entries(env).map(([name, value]) => [name, kplus.EnvValue.fromValue(value)]);
    expect(exportOf(env, { envValues: Object.fromEntries(envValues) })).toEqual([[], 'nowhere']);
  });

  test.each<Record<string, string>>([
    {},
    { OTEL_SDK_DISABLED: 'false' },
    { OTEL_SDK_DISABLED: '1' },
    { OTEL_TRACES_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'prometheus,otlp', OTEL_LOGS_EXPORTER: 'none' },
    { OTEL_TRACES_EXPORTER: '', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
  ])('has one from a server that exports something: %j', env => {
    const [names, egress] = exportOf(env);
    expect(names).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
    expect(egress).toBe('pods app=otel in observability port 4318');
  });
});
