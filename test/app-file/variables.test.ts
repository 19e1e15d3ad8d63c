import { Yaml } from 'cdk8s';
import { McpImport } from '../../src';
import { Environment } from '../../src/app-file/variables';
import { appOf } from '../../src/cli/app-files';
import { run } from '../util/command-line';
import { refused } from '../util/refusal';

const DIGEST = 'a'.repeat(64);

/** An app file with variables, and props of its server. */
function file(variables: string, props = ''): string {
  return `version: 1
namespace: mcp-tools
variables: ${variables}
servers:
  notes:
    source: { image: { reference: "ghcr.io/acme/notes:\${TAG}@sha256:${DIGEST}", port: 8080, sessions: none } }
    ${props}
`;
}

function manifests(text: string, environment?: Environment): string {
  return Yaml.stringify(...(appOf({ name: 'app.yaml', text }, { environment }).chart.toJson() as unknown[]));
}

function refusal(text: string, environment?: Environment): string {
  return refused(() => appOf({ name: 'app.yaml', text }, { environment }));
}

const TAG = '{ TAG: { default: 1.2.3 } }';

describe('a variable of an app file', () => {
  test('has its default without an environment, and what the environment has with one', () => {
    expect(manifests(file('{ TAG: { default: 1.2.3 } }'))).toContain('ghcr.io/acme/notes:1.2.3@');
    expect(manifests(file('{ TAG: { default: 1.2.3 } }'), { TAG: '2.0.0' })).toContain('ghcr.io/acme/notes:2.0.0@');
    expect(manifests(file('{ TAG: {} }'), { TAG: '2.0.0' })).toContain('ghcr.io/acme/notes:2.0.0@');
  });

  test('does not change what is not declared, whatever the environment has', () => {
    const text = file(TAG, 'env: { MODE: "$(HOME) and $HOME" }\n    files: { /etc/home: "at $${HOME}" }');
    expect(manifests(text, { HOME: '/root' })).toBe(manifests(text));
    expect(manifests(text)).toContain('$(HOME) and $HOME');
    expect(manifests(text)).toContain('at ${HOME}');
  });

  test('is a text, unless it is the whole value of a number or boolean', () => {
    const text = file(
      '{ TAG: { default: 1.2.3 }, COUNT: { default: "2" }, ON: { default: "true" } }',
      'env: { COUNT: "${COUNT}" }\n    scaling: { fixed: "${COUNT}" }\n' +
        '    resources: { unlimitedCpu: "${ON}", cpu: { request: 1 } }',
    );
    expect(manifests(text)).toContain('replicas: 2');
    expect(manifests(text)).toContain('value: "2"');
    expect(refusal(text, { COUNT: 'two' })).toBe(
      'app.yaml:8:16: servers.notes.scaling.fixed must be a number, got "two"',
    );
  });

  test.each<{ title: string; text: string; environment?: Environment; expected: string }>([
    {
      title: 'that is not declared',
      text: file('{}'),
      environment: { TAG: '1.2.3' },
      expected:
        'app.yaml:6:24: servers.notes.source.image.reference uses ${TAG}, which is not declared (declare it: ' +
        'variables: { TAG: {} }; or write $${TAG} for this text)',
    },
    {
      title: 'without a value',
      text: file('\n  TAG: {}'),
      expected: 'app.yaml:4:3: variables.TAG has no value (set TAG in the environment, or a default here)',
    },
    {
      title: 'that does not end',
      text: file(TAG, 'env: { A: "${TAG" }'),
      expected: 'app.yaml:7:12: servers.notes.env.A has ${ without a variable ($${ is the text ${)',
    },
    {
      title: 'in a key',
      text: file(TAG, 'env: { "${TAG}": a }'),
      expected: 'app.yaml:7:12: servers.notes.env has a key with ${: keys have no variables (write it as it is)',
    },
    {
      title: 'that does not match its pattern, even by a part',
      text: file('{ TAG: { pattern: "[0-9.]+" } }'),
      environment: { TAG: '1.2.3 or so' },
      expected:
        'app.yaml:3:14: variables.TAG must match its pattern as a whole, which its value of the environment does not ' +
        '(hidden)',
    },
    {
      title: 'whose default does not match its pattern',
      text: file('{ TAG: { pattern: "[0-9.]+", default: latest } }'),
      expected: 'app.yaml:3:14: variables.TAG must match its pattern as a whole, which its default does not (hidden)',
    },
    {
      title: 'with a pattern that is none',
      text: file('{ TAG: { pattern: "(", default: latest } }'),
      expected: 'app.yaml:3:21: variables.TAG.pattern must be a regular expression of JavaScript, got "("',
    },
    {
      title: 'with a default that is no text',
      text: file('{ TAG: { default: 1 } }'),
      expected: 'app.yaml:3:21: variables.TAG.default must be a string (in quotes), got 1',
    },
    {
      title: 'with a key that is not known',
      text: file('{ TAG: { defualt: "1" } }'),
      expected: 'app.yaml:3:21: variables.TAG.defualt is not known here (known: default, description, pattern)',
    },
    {
      title: 'with the name of a secret',
      text: file('{ TAG: { default: 1.2.3 }, API_TOKEN: { default: x } }'),
      expected:
        'app.yaml:3:39: variables.API_TOKEN has the name of a secret, which no variable may be (secrets come from ' +
        'secrets: fromPlatformStore, fromStore or fromSecretName)',
    },
  ])('is refused $title, once and with its place', ({ text, environment, expected }) => {
    expect(refusal(text, environment)).toBe(expected);
  });

  test('does not hide other mistakes of the file', () => {
    expect(refusal(file('{}', 'egres: []'))).toMatch(
      /uses \$\{TAG\}, which is not declared[^\n]*\n[^\n]*egres is not known/,
    );
  });

  test('can be in place of any value, whose own mistake is then not told too', () => {
    const text =
      'version: 1\nname: "${A}"\nnamespace: "${A}"\nplatform: "${A}"\npools: "${A}"\n' +
      'servers: { a: "${A}", b: { preset: "${A}" } }\ngateways: { c: { pools: "${A}" } }\n';
    const lines = refusal(text).split('\n');
    expect(lines.filter(line => !line.includes('uses ${A}, which is not declared'))).toEqual([
      expect.stringContaining('gateways.c.auth is missing'),
    ]);
    expect(lines).toHaveLength(8);
  });

  test('brings no secret: neither by its shape nor into a variable of a secret, and no error shows it', () => {
    const secret = `ghp_${'Ab3'.repeat(12)}`;
    const shaped = refusal(file('{ TAG: { default: 1.2.3 }, MODE: {} }', 'env: { MODE: "${MODE}" }'), { MODE: secret });
    expect(shaped).toContain('variables.MODE must not be a secret: its value of the environment looks like');
    expect(shaped).not.toContain(secret);
    const plain = 'Tr0ub4dor&3-horse';
    const named = refusal(file('{ TAG: { default: 1.2.3 }, MODE: {} }', 'env: { API_TOKEN: "${MODE}" }'), {
      MODE: plain,
    });
    expect(named).toContain('API_TOKEN');
    expect(named).not.toContain(plain);
    const literal = refusal(file('{ TAG: { default: 1.2.3 }, MODE: {} }', 'secrets: { A: "${MODE}" }'), {
      MODE: plain,
    });
    expect(literal).toContain('a literal (hidden)');
    expect(literal).not.toContain(plain);
  });

  test('is replaced where an alias repeats it', () => {
    const text = file(TAG, 'env: { A: &a "${TAG}-x", B: *a }');
    expect(manifests(text).match(/value: 1\.2\.3-x/g)).toHaveLength(2);
  });
});

describe('the command line', () => {
  test('gives app files the environment, in manifests and TypeScript', async () => {
    const [asManifests, asCode] = [
      await run(['synth', '-', '--stdout'], file('{ TAG: {} }'), { TAG: '3.0.0' }),
      await run(['synth', '-', '--to', 'ts'], file('{ TAG: {} }'), { TAG: '3.0.0' }),
    ];
    expect([asManifests.code, asCode.code]).toEqual([0, 0]);
    expect(asManifests.out).toContain('notes:3.0.0@');
    expect(asCode.out).toContain("'ghcr.io/acme/notes:3.0.0@");
  });
});

test('what an import writes has no variables: a text with ${ stays this text', () => {
  const description = 'notes below ${HOME}';
  const transport = { type: 'stdio' };
  const packages = [{ registryType: 'npm', identifier: 'notes-mcp', version: '1.0.0', transport }];
  const imported = McpImport.fromServerJson(
    JSON.stringify({ name: 'io.github.acme/notes', description, version: '1.0.0', packages }),
  );
  const text = imported.toYaml().replace('version: 1\n', 'version: 1\nplatform: { networkPolicyEngine: cilium }\n');
  expect(text).toContain('notes below $${HOME}');
  expect(appOf({ name: 'app.yaml', text }).typescript).toContain("'notes below ${HOME}'");
});
