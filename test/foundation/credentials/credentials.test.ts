import * as fc from 'fast-check';
import { credentialNamed, credentialShape, secretLikeName } from '../../../src/foundation/credentials/credentials';
import { cases } from '../../util/cases';

const runs = cases(500, 20240522);

// Nothing below is a credential; joined at run time so that no scanner takes this file for a leak.
const mixed = (length: number) => 'a1B2c3D4'.repeat(Math.ceil(length / 8)).slice(0, length);
const hex = (length: number) => '0a1b2c3d'.repeat(Math.ceil(length / 8)).slice(0, length);
const upper = (length: number) => 'A2B3C4D5'.repeat(Math.ceil(length / 8)).slice(0, length);
const joined = (...parts: string[]) => parts.join('');
const encoded = (text: string) => Buffer.from(text).toString('base64');
const pem = (kind: string) => joined('-----BEGIN ', kind, '-----\nMIIE\n-----END ', kind, '-----');
const serviceAccount = (key: string) => `{\n  "type": "service_account",\n  "private_key": "${key}"\n}`;

const TOKENS: readonly { token: string; shape: string }[] = [
  { token: joined('ghp_', mixed(36)), shape: 'a GitHub token' },
  { token: joined('gho_', mixed(36)), shape: 'a GitHub token' },
  { token: joined('ghu_', mixed(36)), shape: 'a GitHub token' },
  { token: joined('ghs_', mixed(36)), shape: 'a GitHub token' },
  { token: joined('ghr_', mixed(36)), shape: 'a GitHub token' },
  { token: joined('github_pat_', mixed(22), '_', mixed(59)), shape: 'a GitHub token' },
  { token: joined('glpat-', mixed(20)), shape: 'a GitLab token' },
  { token: joined('sk-', mixed(48)), shape: 'an OpenAI API key' },
  { token: joined('sk-proj-', mixed(40)), shape: 'an OpenAI API key' },
  { token: joined('sk-ant-', 'api03-', mixed(40)), shape: 'an Anthropic API key' },
  { token: joined('sk-or-v1-', hex(64)), shape: 'an OpenRouter API key' },
  { token: joined('xoxb-', '1234567890-', mixed(24)), shape: 'a Slack token' },
  { token: joined('xapp-', '1-', mixed(24)), shape: 'a Slack token' },
  {
    token: joined('https://hooks.slack.com/', 'services/T', upper(8), '/B', upper(8), '/', mixed(24)),
    shape: 'a Slack webhook URL',
  },
  {
    token: joined('https://discord.com/api/', 'webhooks/123456789012345678/', mixed(60)),
    shape: 'a Discord webhook URL',
  },
  { token: joined('AKIA', upper(16)), shape: 'an AWS access key id' },
  { token: joined('ASIA', upper(16)), shape: 'an AWS access key id' },
  { token: joined('AIza', mixed(35)), shape: 'a Google API key' },
  { token: joined('GOCSPX-', mixed(28)), shape: 'a Google OAuth secret' },
  { token: joined('abc', '8Q~', mixed(34)), shape: 'a Microsoft Entra client secret' },
  { token: joined('sk_live_', mixed(24)), shape: 'a Stripe key' },
  { token: joined('rk_live_', mixed(24)), shape: 'a Stripe key' },
  { token: joined('npm_', mixed(36)), shape: 'an npm token' },
  { token: joined('pypi-', 'AgEIcHlwaS5vcmc', mixed(40)), shape: 'a PyPI token' },
  { token: joined('hf_', mixed(34)), shape: 'a Hugging Face token' },
  { token: joined('glsa_', mixed(32), '_', hex(8)), shape: 'a Grafana token' },
  { token: joined('glc_', mixed(40)), shape: 'a Grafana token' },
  { token: joined('SG.', mixed(22), '.', mixed(43)), shape: 'a SendGrid API key' },
  { token: joined('SK', hex(32)), shape: 'a Twilio API key' },
  { token: joined('dop_v1_', hex(64)), shape: 'a DigitalOcean token' },
  { token: joined('hvs.', mixed(90)), shape: 'a Vault token' },
  { token: joined('lin_api_', mixed(40)), shape: 'a Linear API key' },
  { token: joined('ntn_', mixed(46)), shape: 'a Notion token' },
  { token: joined('secret_', mixed(43)), shape: 'a Notion token' },
  { token: joined('123456789', ':AA', mixed(33)), shape: 'a Telegram bot token' },
  { token: joined('tvly-', mixed(32)), shape: 'an API key' },
  { token: joined('eyJ', mixed(20), '.eyJ', mixed(40), '.', mixed(43)), shape: 'a JWT' },
  { token: pem('PRIVATE KEY'), shape: 'a private key' },
  { token: pem('RSA PRIVATE KEY'), shape: 'a private key' },
  { token: pem('OPENSSH PRIVATE KEY'), shape: 'a private key' },
  { token: pem('PGP PRIVATE KEY BLOCK'), shape: 'a private key' },
  { token: encoded(pem('EC PRIVATE KEY')), shape: 'a private key' },
  { token: joined('AGE-SECRET-KEY-1', upper(58)), shape: 'an age secret key' },
];

describe('credentialShape', () => {
  test.each(TOKENS)('$shape is recognised', ({ token, shape }) => {
    expect(credentialShape(token)).toBe(shape);
  });

  const surroundings: { where: string; surround: (token: string) => string }[] = [
    { where: 'an argument', surround: token => `--token=${token}` },
    { where: 'a line of a file', surround: token => `# settings\nVALUE=${token}\nOTHER=1\n` },
    { where: 'JSON', surround: token => JSON.stringify({ settings: { value: token } }) },
    { where: 'JSON in JSON', surround: token => JSON.stringify({ file: `a\n${token}` }) },
    { where: 'a query', surround: token => `https://example.com/?x=${encodeURIComponent(`=${token}`)}` },
    { where: 'prose', surround: token => `The value is (${token}).` },
  ];
  describe.each(surroundings)('in $where', ({ where, surround }) => {
    test.each(TOKENS.filter(({ token }) => where !== 'a query' || /^[\w-]+$/.test(token)))(
      '$shape is found',
      ({ token, shape }) => {
        expect(credentialShape(surround(token))).toBe(shape);
      },
    );
  });

  test.each([
    serviceAccount('x'),
    JSON.stringify({ file: serviceAccount('x') }),
    encoded(serviceAccount('x')),
    encoded('{"type":"service_account","project_id":"x"}'),
  ])('recognises a Google service account file: %s', value => {
    expect(credentialShape(value)).toBe('a Google service account key');
  });

  test.each([
    'postgres://app:hunter2@db/app',
    'https://user:hunter2@example.com/path?x=1',
    'redis://:hunter2@cache:6379/0',
    'mongodb://app:hunter2@a:27017,b:27017/db',
    'amqp://a,app:hunter2@b',
    'nats://u:$(P)@a:4222,v:hunter2@b:4222',
    'postgres://app:p#ss@db',
    'postgres://app:p@ss@db',
    'postgres://app:x$(P)@db',
    '--dsn=mysql://root:hunter2@db:3306/x',
    '{"url":"https://u:hunter2@h"}',
    'app:hunter2@tcp(db:3306)/app',
  ])('recognises a password in %s', value => {
    expect(credentialShape(value)).toBe('a URL with a password');
  });

  test.each([
    `https://mcp.example.com/?tavilyApiKey=${mixed(12)}`,
    `https://x.blob.core.windows.net/c?sv=2024&sig=${mixed(40)}`,
    `wss://example.com/stream?access_token=${mixed(12)}`,
  ])('recognises a key in the query of %s', value => {
    expect(credentialShape(value)).toBe('a URL with a key in its query');
  });

  test.each([
    'Authorization: Bearer hunter2',
    'authorization=token hunter2',
    '{"Authorization": "Bearer hunter2"}',
    `Bearer ${mixed(20)}`,
    `-H "X-Auth: Bearer ${mixed(20)}"`,
    'Bearer abcdefghijklmnop',
    `Basic ${encoded('user:hunter2')}`,
    `header is Basic ${encoded('user:hunter2')} here`,
    `Authorization: Basic ${encoded('user:hunter2')}`,
    `Bearer resource_metadata=${mixed(20)}`,
    'Authorization: Bearer resource_metadata=hunter2',
  ])('recognises an Authorization header in %s', value => {
    expect(credentialShape(value)).toBe('an Authorization header');
  });

  test.each([
    'Server=db;User Id=app;Password=hunter2;Encrypt=true',
    'host=db user=app password=hunter2',
    'password = "hunter2"',
    '--db-password=hunter2',
    'DB_PASSWORD=hunter2',
    'jdbc:postgresql://db/app?user=app&password=hunter2',
    'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abc+/=;',
    'Endpoint=sb://x;SharedAccessKey=abc',
    'CLIENT_SECRET=hunter2',
    '{"password":"hunter2"}',
    '{"dbPassword": "hunter2"}',
    JSON.stringify({ file: '{"api_key":"hunter2"}' }),
  ])('recognises a password in the setting %s', value => {
    expect(credentialShape(value)).toBe('a password in a connection string or setting');
  });

  test.each([
    '',
    'true',
    '8080',
    'MAX_TOKENS=4096',
    'Bearer resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
    'https://api.example.com/v1',
    'https://user@host/x',
    'https://user:@host',
    'https://example.com/a:b@c',
    'https://example.com:8443/@scope/pkg',
    'oci://ghcr.io/acme/x:1@sha256:abc',
    'git@github.com:acme/x.git',
    'git+ssh://git@github.com/acme/x',
    '/var/run/mcp/creds/token',
    '/var/run/secrets/password',
    '123e4567-e89b-12d3-a456-426614174000',
    hex(64),
    `sha256:${hex(64)}`,
    '1.2.3-rc.1+build.5',
    '@modelcontextprotocol/server-github@2025.4.8',
    'mcp-server-git==2025.1.14',
    `ghcr.io/acme/mcp:1.2.3@sha256:${hex(64)}`,
    'my-very-long-kebab-case-server-name',
    'sk-learn-some-long-package-name',
    'sk-internationalization',
    'task-runner',
    'npm_config_cache',
    'hf_home',
    'secret_name',
    'eyJ',
    'eyJhbGciOiJIUzI1NiJ9',
    pem('CERTIFICATE'),
    pem('PUBLIC KEY'),
    encoded(pem('CERTIFICATE')),
    serviceAccount('$(KEY)'),
    '{"type":"service_account"}',
    'postgres://app:$(DB_PASSWORD)@db/app',
    'postgres://app:${DB_PASSWORD}@db/app',
    'redis://:$(P)@cache',
    'nats://u:$(P)@a,v:$(Q)@b',
    'x:$(P)@tcp(db:3306)/x',
    'postgres://app:{{ .password }}@db',
    'postgres://app:<password>@db',
    'https://h/?api_key=$(API_KEY)',
    'https://h/?page_token=abcdefgh',
    'https://h/?api_key=x',
    'Authorization: Bearer $(TOKEN)',
    'Authorization: Bearer ${env:TOKEN}',
    'Authorization: Bearer token required',
    'Bearer authentication',
    'Basic authentication',
    'a bearer of good news',
    'use Basic plan2024 today',
    'password=$(P)',
    'password=',
    'password=true',
    'password=/run/secrets/db',
    'password == expected',
    'password=password',
    'password=$DB_PASSWORD',
    'password = getpass()',
    'password=os.environ["X"]',
    'password=config.password',
    'password=<your password>',
    'PASSWORD_MIN_LENGTH=8',
    '--password-file=/run/x',
    'PWD=/app',
    '{"password":{"type":"string"}}',
    '{"password":"string"}',
    '{"required":["password"]}',
    '{"apiKey":"Your API key"}',
    '{"password":"${DB_PASSWORD}"}',
    'SKU123',
    'SG.1',
    '12:30:45',
  ])('sees no credential in %j', value => {
    expect(credentialShape(value)).toBeUndefined();
  });

  test('never says the value', () => {
    TOKENS.forEach(({ token }) => expect(token).not.toContain(credentialShape(token)));
  });

  test('stays fast on long and hostile texts', () => {
    const hostile = [
      'a',
      ':',
      '://',
      '://a:',
      'eyJ-',
      'eyJaaaaaaaa.',
      'eyJaaaaaaaa-',
      'password=',
      'password',
      '"password',
      'bearer ',
      'basic a',
      '$(',
      '${a',
      '{{',
      'sk-',
      'sk-proj-',
      '&a_',
      '@tcp(',
      ':a@tcp(',
      ' ',
      'SG.',
      '1',
      '0Q~',
      'authorization: ',
      '-----BEGIN ',
      '%3D',
      '\\n',
      'bearer a',
    ];
    const started = process.cpuUsage().user;
    hostile.forEach(text => credentialShape(text.repeat(100_000 / text.length)));
    expect((process.cpuUsage().user - started) / 1e6).toBeLessThan(10);
  });
});

test.each([
  'TOKEN',
  'GITHUB_TOKEN',
  'github-token',
  'githubToken',
  'GITHUB_TOKEN_PROD',
  'GITHUB_TOKEN_2',
  'AUTHTOKEN',
  'SECRET',
  'CLIENT_SECRET',
  'SECRETS',
  'SECRET_KEY_BASE',
  'PASSWORD',
  'DB_PASSWORD',
  'DB_PASSWORD1',
  'PGPASSWORD',
  'DB_PASS',
  'MYSQL_PWD',
  'SSH_PASSPHRASE',
  'PASSWD',
  'PASSWORD_HASH',
  'API_KEY',
  'APIKEY',
  'apiKey',
  'X-API-Key',
  'OPENAI_API_KEY',
  'API_KEYS',
  'AWS_SECRET_ACCESS_KEY',
  'ACCESS_KEY',
  'PRIVATE_KEY',
  'SIGNING_KEY',
  'ENCRYPTION_KEY',
  'AUTHORIZATION',
  'Authorization',
  'AUTH_HEADER',
  'CREDENTIAL',
  'CREDENTIALS',
  'BEARER',
  'COOKIE',
  'SESSION_COOKIE',
  'CONNECTION_STRING',
  'connectionString',
  'SENTRY_DSN',
  'ACCESS_TOKENS',
  'VAULT_SECRET_ID',
  '--api-key',
  'OAuthToken',
  'FILE_TOKEN',
  'TOKEN_URL_SECRET',
])('%s names a secret', name => {
  expect(secretLikeName(name)).toBe(true);
});

test.each([
  '',
  '_',
  'MAX_TOKENS',
  'maxTokens',
  'MAX_TOKEN',
  'EOS_TOKEN',
  'COST_PER_TOKEN',
  'TOKENS',
  'TOKENIZER',
  'TOKENIZERS_PARALLELISM',
  'KEYSPACE',
  'MONKEY',
  'KEYBOARD',
  'KEY',
  'TOKEN_LIMIT',
  'TOKEN_ENDPOINT',
  'TOKEN_URL',
  'tokenUrl',
  'GITHUB_TOKEN_FILE',
  'SECRET_PATH',
  'SECRET_NAME',
  'PASSWORD_MIN_LENGTH',
  'PUBLIC_KEY',
  'AUTH',
  'AUTH_TYPE',
  'AUTH_MODE',
  'AUTH_ENABLED',
  'AUTHOR',
  'AUTHORS',
  'AUTHORIZATION_URL',
  'AUTHORIZATION_SERVER',
  'PASS_THROUGH',
  'PASS',
  'COMPASS',
  'BYPASS',
  'API_KEY_HEADER',
  'API_KEY_NAME',
  'AWS_ACCESS_KEY_ID',
  'SECRETS_MANAGER_ARN',
  'COOKIE_NAME',
  'COOKIE_SAMESITE',
  'CACHE_KEY',
  'SORT_KEY',
  'PASSWORDLESS',
  'SECRETARY',
  'CREDENTIALS_FILE',
  'LOG_LEVEL',
])('%j names no secret', name => {
  expect(secretLikeName(name)).toBe(false);
});

describe('credentialNamed', () => {
  test('says the shape first, under any name', () => {
    expect(credentialNamed('LOG_LEVEL', joined('ghp_', mixed(36)))).toBe('a GitHub token');
    expect(credentialNamed('GITHUB_TOKEN', joined('ghp_', mixed(36)))).toBe('a GitHub token');
  });

  test.each([
    { name: 'PASSWORD', value: 'hunter2' },
    { name: 'PASSWORD', value: 'changeme' },
    { name: 'TOKEN', value: 'xxx' },
    { name: 'TOKEN', value: '<your-token>x' },
    { name: 'TOKEN', value: '$hunter2' },
    { name: 'TOKEN', value: '%hunter2%' },
    { name: 'AUTH_HEADER', value: 'hunter2' },
    { name: 'DB_PASSWORD', value: '123456' },
    { name: 'PASSWORD', value: ' hunter2 ' },
    { name: 'API_KEY', value: '123e4567-e89b-12d3-a456-426614174000' },
    { name: 'API_TOKEN', value: hex(64) },
    { name: 'SECRET', value: `/${mixed(40)}` },
    { name: 'SECRET', value: 'prefix-$(X)' },
    { name: 'CONNECTION_STRING', value: 'hunter2' },
    { name: 'COOKIE', value: 'session=abc' },
    { name: 'CLIENT_SECRET', value: 'a b c' },
    { name: 'API_KEY', value: 'changeme' },
    { name: 'API_KEY', value: 'YOUR_API_KEY_q7Xz0Lk2' },
    { name: 'PASSWORD', value: '$(echo hunter2)' },
    { name: 'PASSWORD', value: 'notes/creds' },
    { name: 'PASSWORD', value: 'include' },
    { name: 'CSRF_COOKIE', value: 'hunter' },
    { name: 'SECRET_HASH', value: 'hunter2' },
    { name: 'PASSWORD_HASH', value: hex(64) },
  ])('refuses $name=$value, whatever it looks like', ({ name, value }) => {
    expect(credentialNamed(name, value)).toBe('a value under a secret-like name');
  });

  test.each([
    { name: 'PASSWORD', value: '' },
    { name: 'PASSWORD', value: '  ' },
    { name: 'REQUIRE_TOKEN', value: 'true' },
    { name: 'REQUIRE_TOKEN', value: 'disabled' },
    { name: 'TOKEN', value: '<your-token>' },
    { name: 'TOKEN', value: '<token>' },
    { name: 'TOKEN', value: '$TOKEN' },
    { name: 'TOKEN', value: '%TOKEN%' },
    { name: 'AUTHORIZATION', value: 'Bearer $TOKEN' },
    { name: 'AUTH_HEADER', value: 'Authorization' },
    { name: 'AUTH_HEADER', value: 'X-Api-Key' },
    { name: 'SECRET_ENGINE', value: 'kv-v2' },
    { name: 'SECRET_NAME', value: 'my-secret' },
    { name: 'SECRET_BACKEND', value: 'vault' },
    { name: 'TOKEN_ENDPOINT', value: 'https://auth.example.com/token' },
    { name: 'PASSWORD_FILE', value: '/run/secrets/x' },
    { name: 'API_KEY_HEADER', value: 'X-Api-Key' },
    { name: 'API_KEY_LOCATION', value: 'header' },
    { name: 'AUTH_TYPE', value: 'oauth2' },
    { name: 'TOKEN_TTL', value: '3600' },
    { name: 'TOKEN_ROLE', value: 'reader' },
    { name: 'CREDENTIAL_HELPER', value: 'osxkeychain' },
    { name: 'CREDENTIALS_PROVIDER', value: 'web-identity' },
    { name: 'PASSWORD_POLICY', value: 'strict' },
    { name: 'TOKEN_CACHE_DIR', value: '/tmp/tokens' },
    { name: 'JWT_SECRET_NAME', value: 'signing' },
    { name: 'COOKIE_DOMAIN', value: 'example.com' },
    { name: 'TOKEN', value: 'none' },
    { name: 'TOKEN', value: '4096' },
    { name: 'TOKEN', value: '15m' },
    { name: 'TOKEN', value: '$(TOKEN)' },
    { name: 'TOKEN', value: '${TOKEN}' },
    { name: 'AUTHORIZATION', value: 'Bearer $(TOKEN)' },
    { name: 'COOKIE', value: 'session=$(SESSION)' },
    { name: 'TOKEN', value: '{{ .token }}' },
    { name: 'TOKEN', value: '/var/run/mcp/creds/token' },
    { name: 'GOOGLE_APPLICATION_CREDENTIALS', value: '/var/run/key.json' },
    { name: 'CREDENTIALS', value: './creds.json' },
    { name: 'CREDENTIALS', value: '~/.aws/credentials' },
    { name: 'TOKEN', value: 'https://auth.example.com/token' },
    { name: 'SENTRY_DSN', value: 'https://abc@o1.ingest.sentry.io/2' },
    { name: 'SECRET', value: 'op://vault/item/field' },
    { name: 'SECRET', value: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' },
    { name: 'SECRET', value: 'projects/p/secrets/s/versions/1' },
    { name: 'SECRET', value: 'vault:secret/data/x#key' },
    { name: 'CONNECTION_STRING', value: 'Server=db;User Id=app;Password=$(P)' },
    { name: 'DB_DSN', value: 'host=db user=app' },
    { name: 'API_KEY', value: 'YOUR_API_KEY_HERE' },
    { name: 'TOKEN', value: 'replace-with-your-token' },
    { name: 'CREDENTIALS', value: 'include' },
    { name: 'CSRF_COOKIE', value: 'csrftoken' },
    { name: 'SESSION_COOKIE', value: 'connect.sid' },
    { name: 'PASSWORD', value: 'unused' },
    { name: 'SECRET_PATTERNS', value: 'ghp_[A-Za-z0-9]{36}' },
    { name: 'secret', value: 'notes/creds' },
    { name: 'token', value: '%(ENV_TOKEN)s' },
    { name: 'password', value: '$(vault read x)' },
    { name: 'admin_password', value: '$__file{/etc/x}' },
    { name: 'secret-hash', value: hex(64) },
    { name: 'secret-sha256', value: `sha256:${hex(64)}` },
  ])('accepts $name=$value', ({ name, value }) => {
    expect(credentialNamed(name, value)).toBeUndefined();
  });

  test.each([
    { name: 'DATADOG_KEY', value: hex(32) },
    { name: 'APP_KEY', value: mixed(32) },
    { name: 'PASSWORD_SALT_KEY_AUTH', value: mixed(24) },
    { name: 'REDIS_AUTH', value: mixed(24) },
    { name: 'HASH_SALT', value: 'q7Xz0Lk2Vb9mT4sJw1Rp8YcN' },
    { name: 'CACHE_KEYS', value: 'Zm9vYmFy+MTIz/NDU2Nzg5YWJj=' },
  ])('refuses random text under the key-like name $name', ({ name, value }) => {
    expect(credentialNamed(name, value)).toEqual(
      expect.stringMatching(/^a high-entropy value|^a value under a secret-like name/),
    );
  });

  test.each([
    { name: 'KEYSPACE', value: 'x' },
    { name: 'CACHE_KEY', value: 'users' },
    { name: 'SORT_KEY', value: 'name' },
    { name: 'CACHE_KEY', value: 'users-profile-v2-by-id-24h-and-more' },
    { name: 'SORT_KEY', value: 'createdAtDescendingOrderV2' },
    { name: 'ROUTING_KEY', value: 'orders.created.eu-west-1.v2.production' },
    { name: 'CORRELATION_KEY', value: '123e4567-e89b-12d3-a456-426614174000' },
    { name: 'LANGFUSE_PUBLIC_KEY', value: mixed(32) },
    { name: 'KEY_ID', value: mixed(32) },
    { name: 'IMAGE', value: mixed(32) },
    { name: 'BASIC_AUTH', value: 'none' },
    { name: 'AUTH', value: 'oauth' },
    { name: 'SORT_KEY', value: 'a'.repeat(40) },
    { name: 'SORT_KEY', value: '1a'.repeat(20) },
    { name: 'PARTITION_KEY', value: 'two words' },
  ])('accepts $name=$value', ({ name, value }) => {
    expect(credentialNamed(name, value)).toBeUndefined();
  });

  test('refuses nearly every random key of 32 hexadecimal digits or base64 characters', () => {
    const key = fc.oneof(
      fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytes => Buffer.from(bytes).toString('hex')),
      fc.uint8Array({ minLength: 24, maxLength: 24 }).map(bytes => Buffer.from(bytes).toString('base64')),
    );
    const sample = fc.sample(fc.noBias(key), runs);
    const refused = sample.filter(value => credentialNamed('SERVICE_KEY', value) !== undefined);
    expect(refused.length / sample.length).toBeGreaterThan(0.95);
  });

  test('never accepts a literal word as a password', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{12,16}\d$/), value => credentialNamed('DB_PASSWORD', value) !== undefined),
      runs,
    );
  });
});
