import { readFileSync, readdirSync } from 'fs';
import { join } from 'path';
import { parse } from 'yaml';
import { leavesOf, settled, synth, unknownIn } from './importing';
import { ImportOutcome, McpImport } from '../../src';
import { refused } from '../util/refusal';

const FOLDER = join(__dirname, 'server-json');
const read = (file: string): string => readFileSync(join(FOLDER, `${file}.json`), 'utf8');
const released = (file: string): string => read(file).replaceAll(/\$\{VERSION\}|\$VERSION|\{\{VERSION\}\}/g, '1.2.3');

/** What has to be decided before each real file can be built, and which of its secrets are optional. */
const IMPORTED: Readonly<Record<string, readonly string[]>> = {
  '0-draft__mcp-opa': ['digest', 'command', 'network policy engine', 'optional secret'],
  'awslabs__mcp': ['network policy engine'],
  'brightdata__brightdata-mcp': ['secret store', 'network policy engine'],
  'browserbase__mcp-server-browserbase': ['secret store', 'value', 'network policy engine'],
  'bytebase__dbhub': [
    'network policy engine',
    'optional secret',
    'optional secret',
    'optional secret',
    'optional secret',
  ],
  'containers__kubernetes-mcp-server': ['digest', 'kubernetes access', 'network policy engine'],
  'dynatrace-oss__dynatrace-mcp': ['value', 'network policy engine', 'optional secret', 'optional secret'],
  'exa-labs__exa-mcp-server': ['network policy engine'],
  'hashicorp__terraform-mcp-server': ['digest', 'command', 'network policy engine', 'optional secret'],
  'microsoft__playwright-mcp': ['network policy engine'],
  'mongodb-js__mongodb-mcp-server': ['network policy engine', ...Array.from({ length: 4 }, () => 'optional secret')],
  'perplexityai__modelcontextprotocol': ['network policy engine'],
  'stacklok__toolhive-registry': ['digest'],
  'upstash__context7': ['network policy engine', 'optional secret', 'optional secret'],
};
const PLACEHOLDER = 'holds a placeholder that a release tool should have replaced';
const REFUSED: Readonly<Record<string, string>> = {
  'NimbleBrainInc__mcp-registry': 'packages has nothing that runs in a cluster (mcpb)',
  'domdomegg__time-mcp-pypi': PLACEHOLDER,
  'github__github-mcp-server': PLACEHOLDER,
  'redis__mcp-redis': PLACEHOLDER,
};

test('every real file is pinned here', () => {
  const files = readdirSync(FOLDER)
    .filter(name => name.endsWith('.json'))
    .map(name => name.slice(0, -5));
  expect([...Object.keys(IMPORTED), ...Object.keys(REFUSED)].sort()).toEqual(files.sort());
});

describe.each(Object.keys(IMPORTED))('the server.json of %s', file => {
  const expected = IMPORTED[file];
  const imported = McpImport.fromServerJson(read(file));

  test('leaves these decisions', () => {
    expect(
      imported.decisions.filter(({ required, what }) => required || what === 'optional secret').map(({ what }) => what),
    ).toEqual(expected);
  });

  test('tells what became of each leaf', () => {
    expect(imported.losses).toHaveLength(leavesOf(JSON.parse(read(file))));
    expect(unknownIn(imported)).toEqual([]);
  });

  test('can be built once they are made', () => {
    expect(synth(settled(imported)).map(({ kind }) => kind)).toContain('Deployment');
  });

  test('is detected', () => {
    expect(McpImport.detect(read(file)).toYaml()).toBe(imported.toYaml());
  });
});

test.each(Object.keys(REFUSED))('the server.json of %s is refused', file => {
  expect(refused(() => McpImport.fromServerJson(read(file)))).toContain(REFUSED[file]);
});

test('a released file of GitHub hides its token in an argument of docker: it becomes no literal', () => {
  const imported = McpImport.fromServerJson(released('github__github-mcp-server'));
  expect(imported.decisions).toContainEqual(
    expect.objectContaining({
      at: 'servers.github-mcp-server.secrets.GITHUB_PERSONAL_ACCESS_TOKEN',
      what: 'optional secret',
    }),
  );
  expect(parse(imported.toYaml()).servers['github-mcp-server'].env).toEqual({ GITHUB_OAUTH_CALLBACK_PORT: '8085' });
  expect(synth(settled(imported)).map(({ kind }) => kind)).toContain('Deployment');
});

const file = (pack: object, more: object = {}): string =>
  JSON.stringify({ name: 'io.github.acme/notes', description: 'd', version: '1.0.0', packages: [pack], ...more });
const NPM = { registryType: 'npm', identifier: '@acme/notes', version: '1.4.0', transport: { type: 'stdio' } };
const OCI = {
  registryType: 'oci',
  identifier: 'ghcr.io/acme/notes:1.4.0',
  transport: { type: 'streamable-http', url: 'http://localhost:{PORT}/mcp' },
};
const servers = (text: string): Record<string, Record<string, never>> =>
  parse(McpImport.fromServerJson(text).toYaml()).servers;

describe('fromServerJson maps', () => {
  test('the port of a template, from the variable that it names', () => {
    const { notes } = servers(
      file({
        ...OCI,
        environmentVariables: [
          { name: 'PORT', default: '8081', format: 'number' },
          { name: 'DSN', isRequired: true },
        ],
      }),
    );
    expect(notes).toMatchObject({
      source: { image: { port: 8081, path: '/mcp' } },
      env: { PORT: '8081' },
      secrets: { DSN: { fromPlatformStore: { key: 'notes/DSN' } } },
    });
  });

  test('a token that the file calls no secret, by its name', () => {
    expect(
      servers(file({ ...NPM, environmentVariables: [{ name: 'ACME_API_TOKEN', isRequired: true, isSecret: false }] }))
        .notes.secrets,
    ).toHaveProperty('ACME_API_TOKEN');
  });

  test('a required token hidden in an argument of docker', () => {
    const args = [
      {
        type: 'named',
        name: '-e',
        value: 'CODE={code}',
        isRequired: true,
        variables: { code: { isSecret: true, isRequired: true } },
      },
    ];
    expect(servers(file({ ...OCI, runtimeArguments: args })).notes.secrets).toEqual({
      CODE: { fromPlatformStore: { key: 'notes/CODE' } },
    });
  });

  test('a required secret among arguments, as a variable that Kubernetes puts in', () => {
    const { notes } = servers(
      file({ ...NPM, packageArguments: [{ type: 'named', name: '--api-key', isRequired: true, isSecret: true }] }),
    );
    expect(notes).toMatchObject({ source: { npm: { args: ['--api-key', '$(API_KEY)'] } }, secrets: { API_KEY: {} } });
  });

  test('a remote server with a required header', () => {
    const remotes = [
      {
        type: 'streamable-http',
        url: 'https://{region}.acme.com/mcp',
        variables: { region: { default: 'eu' } },
        headers: [{ name: 'X-API-Key', isRequired: true, isSecret: true }],
      },
    ];
    const { remoteServers } = parse(
      McpImport.fromServerJson(JSON.stringify({ name: 'com.acme/notes', version: '1', remotes })).toYaml(),
    );
    expect(remoteServers).toEqual({
      notes: {
        url: 'https://eu.acme.com/mcp',
        headers: { 'x-api-key': { fromPlatformStore: { key: 'notes/x-api-key' } } },
      },
    });
  });

  test('the envelope in which a registry answers', () => {
    expect(
      servers(
        JSON.stringify({
          server: JSON.parse(file(NPM)),
          _meta: { 'io.modelcontextprotocol.registry/official': { status: 'active' } },
        }),
      ),
    ).toHaveProperty('notes');
  });

  test('the original name, in an annotation', () => {
    const imported = McpImport.fromServerJson(file(NPM));
    expect(parse(imported.toYaml()).servers.notes.annotations).toMatchObject({
      'mcp-import/name': 'io.github.acme/notes',
    });
    expect(imported.losses[0]).toEqual({ field: 'name', outcome: ImportOutcome.ANNOTATED, reason: 'mcp-import/name' });
  });
});

describe('fromServerJson refuses', () => {
  const docker = (name: string, value: string): string =>
    file({ ...OCI, runtimeArguments: [{ type: 'named', name, value }] });

  test.each<{ title: string; text: string; reason: string }>([
    { title: 'a folder of the host', text: docker('-v', '/home/me:/data'), reason: 'asks for a folder of the host' },
    {
      title: 'the socket of docker',
      text: docker('--volume', '/var/run/docker.sock:/var/run/docker.sock'),
      reason: 'asks for the socket of the container engine',
    },
    { title: 'the network of the host', text: docker('--network', 'host'), reason: 'asks for the network of the host' },
    {
      title: 'a value that is no choice',
      text: file({ ...NPM, environmentVariables: [{ name: 'MODE', default: 'loud', choices: ['low', 'high'] }] }),
      reason: 'must be one of its choices (allowed: low, high)',
    },
    {
      title: 'a value of another format',
      text: file({ ...NPM, environmentVariables: [{ name: 'MODE', default: 'loud', format: 'boolean' }] }),
      reason: 'must be true or false, as its format says',
    },
    {
      title: 'a package kind that does not run',
      text: file({ ...NPM, registryType: 'nuget' }),
      reason: 'nothing that runs in a cluster (nuget)',
    },
    { title: 'no name', text: '{"packages":[]}', reason: 'name must be the name of the server' },
    { title: 'a placeholder of Azure', text: file({ ...NPM, version: '$(PackageVersion)' }), reason: PLACEHOLDER },
    {
      title: 'a list of packages that is none',
      text: file(NPM).replace('[{', '{"a":{').replace('}]', '}}'),
      reason: 'packages must be a list',
    },
  ])('$title', ({ text, reason }) => {
    expect(refused(() => McpImport.fromServerJson(text))).toContain(reason);
  });
});

describe('inputs', () => {
  const given = (variable: object, rest: object = {}): McpImport =>
    McpImport.fromServerJson(
      JSON.stringify({
        name: 'com.example/notes',
        packages: [
          {
            registryType: 'npm',
            identifier: 'notes-mcp',
            version: '1.0.0',
            transport: { type: 'stdio' },
            environmentVariables: [variable],
            ...rest,
          },
        ],
      }),
    );
  const at = 'packages[0].environmentVariables[0]';
  const reasons = (imported: McpImport): Record<string, string> =>
    Object.fromEntries(imported.losses.map(({ field, reason }) => [field, reason]));
  const decided = (imported: McpImport): string[] =>
    imported.decisions.map(each => `${each.required ? '! ' : ''}${each.at} ${each.what}`);

  test.each(['isRequired', 'is_required', 'required'])('that are %s are required', key => {
    expect(parse(given({ name: 'NOTES_TOKEN', [key]: true }).toYaml()).servers.notes).toHaveProperty(
      'secrets.NOTES_TOKEN',
    );
    expect(decided(given({ name: 'NOTES_URL', [key]: true }))).toContain('! servers.notes.env.NOTES_URL value');
    expect(decided(given({ name: 'NOTES_URL', [key]: false }))).not.toContain('! servers.notes.env.NOTES_URL value');
  });

  test.each(['isSecret', 'is_secret', 'secret'])('that are %s come from a secret', key => {
    const imported = given({ name: 'NOTES_CODE', isRequired: true, default: 'abcd', [key]: true });
    expect(parse(imported.toYaml()).servers.notes).toHaveProperty('secrets.NOTES_CODE');
    expect(imported.toYaml()).not.toContain('abcd');
  });

  test.each<object>([
    { name: 'NOTES_TOKEN', isRequired: true },
    { name: 'NOTES_TOKEN' },
    { name: 'NOTES_URL', isRequired: true },
    { name: 'NOTES_URL' },
    { name: 'NOTES_URL', default: 'https://notes.example.com' },
    { name: 'NOTES_URL', value: '{url}', variables: { url: { default: 'x', optional: true } } },
  ])('with keys that no generation has tell them as unknown: %j', variable => {
    const imported = given({ ...variable, optional: false, options: ['a', 'b'] });
    expect(unknownIn(imported)).toEqual(
      expect.arrayContaining([`${at}.optional`, `${at}.options[0]`, `${at}.options[1]`]),
    );
    expect(unknownIn(imported).every(field => /opti/.test(field))).toBe(true);
  });

  test('without a value are not told as used', () => {
    const imported = given({ name: 'NOTES_URL', format: 'string', choices: ['a'] });
    expect(imported.losses.filter(({ field }) => field.startsWith(at)).map(({ outcome }) => outcome)).toEqual([
      ImportOutcome.DROPPED,
      ImportOutcome.DROPPED,
      ImportOutcome.DROPPED,
    ]);
  });

  test.each([
    { title: 'a package', rest: { packageArguments: [{ type: 'positional', valueHint: 'folder', isRequired: true }] } },
    {
      title: 'docker',
      rest: {
        registryType: 'oci',
        identifier: 'ghcr.io/acme/notes:1.0.0',
        runtimeArguments: [{ type: 'named', name: '--network', isRequired: true }],
      },
    },
  ])('of $title that are required and have no value are required decisions', ({ rest }) => {
    const imported = given({ name: 'A', value: 'b' }, rest);
    expect(decided(imported)).toContain('! servers.notes.source argument');
    expect(() => synth(settled(imported))).not.toThrow();
  });

  test('for the runner that choose what is installed are required decisions', () => {
    const runtimeArguments = [
      { type: 'named', name: '--with', value: 'notes-extra' },
      { type: 'positional', value: '-y' },
    ];
    const imported = given({ name: 'A', value: 'b' }, { runtimeArguments });
    expect(decided(imported)).toContain('! servers.notes.source.npm.reference package');
    expect(reasons(imported)['packages[0].runtimeArguments[1].value']).toBe('a flag of the runner, which is not used');
  });

  test('that an identifier of an image overrules are not told as used', () => {
    const oci = { registryType: 'oci', identifier: 'ghcr.io/acme/notes:2.0.0', registryBaseUrl: 'https://docker.io' };
    const imported = given({ name: 'A', value: 'b' }, oci);
    expect(reasons(imported)).toMatchObject({
      'packages[0].version': 'the identifier names its own',
      'packages[0].registryBaseUrl': 'the identifier names its own',
    });
  });
});

test('a secret in the URL of a remote server is not put there', () => {
  const imported = McpImport.fromServerJson(
    JSON.stringify({
      name: 'com.example/notes',
      remotes: [
        {
          type: 'sse',
          url: 'https://{region}.notes.example.com/{key}/sse',
          variables: {
            region: { default: 'eu', description: 'Where' },
            key: { isSecret: true, default: 'abcd' },
            other: { default: 'c' },
          },
        },
      ],
    }),
  );
  expect(imported.toYaml()).not.toContain('abcd');
  expect(imported.decisions).toContainEqual(
    expect.objectContaining({ at: 'remoteServers.notes.url', what: 'value', required: true }),
  );
  expect(imported.losses.find(({ field }) => field === 'remotes[0].variables.other.default')?.reason).toBe(
    'the URL does not name it',
  );
});
