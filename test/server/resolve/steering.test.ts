import { Size } from 'cdk8s';
import {
  Bridge,
  Isolation,
  McpPlatform,
  McpServerProps,
  NetworkPolicyEngine,
  SecretSource,
  ServerSource,
  Storage,
} from '../../../src/index';
import { DIGEST, chart, server, synth } from '../../util/app';

const NPM = ServerSource.npm('good@1.2.3');
const PYPI = ServerSource.pypi('good==1.2.3');
const STDIO = ServerSource.stdioImage(`ghcr.io/acme/server:1.2.3@${DIGEST}`, { command: ['server'] });
const AGENTGATEWAY = ServerSource.npm('good@1.2.3', {
  bridge: Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` }),
  isolation: Isolation.session({ maxSessions: 2 }),
});

/** What a server with these props is told, if it is refused; rules look at it too. */
function told(props: Partial<McpServerProps>): string | undefined {
  const scope = chart();
  McpPlatform.configure(scope, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
  try {
    server(scope, props);
    synth(scope);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe.each([
  ['npm', NPM],
  ['PyPI', PYPI],
  ['an image behind a bridge', STDIO],
])('a server from %s', (_, source) => {
  test.each([
    ['NODE_OPTIONS', '--require /tmp/x.js'],
    ['NODE_OPTIONS', '--max-old-space-size=200 --inspect'],
    ['NODE_OPTIONS', '--max-old-space-size'],
    ['NODE_PATH', '/data'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['NODE_EXTRA_CA_CERTS', '/tmp/ca.pem'],
    ['LD_PRELOAD', '/tmp/x.so'],
    ['GLIBC_TUNABLES', 'x'],
    ['GCONV_PATH', '/tmp'],
    ['OPENSSL_CONF', '/tmp/x'],
    ['BASH_ENV', '/tmp/x'],
    ['ENV', '/tmp/x'],
    ['PATH', '/tmp:/usr/bin'],
    ['REQUESTS_CA_BUNDLE', '/tmp/ca.pem'],
    ['CURL_CA_BUNDLE', '/tmp/ca.pem'],
    ['npm_config_registry', 'https://evil.example.net'],
    ['NPM_CONFIG_USERCONFIG', '/tmp/npmrc'],
    ['PIP_INDEX_URL', 'https://evil.example.net'],
    ['UV_INDEX_URL', 'https://evil.example.net'],
    ['PYTHONPATH', '/tmp'],
    ['PYTHONSTARTUP', '/data/x.py'],
    ['PYTHONWARNINGS', 'ignore::x.Y'],
    ['MCP_PROXY_TUNNEL', 'true'],
  ])('may not have the variable %s=%s, which others act upon', (name, value) => {
    expect(told({ source, env: { [name]: value } })).toContain(`env.${name} has a name`);
  });

  test.each([
    ['NODE_ENV', 'production'],
    ['NODE_NAME', 'node-1'],
    ['NODE_OPTIONS', '--max_old_space_size=200 --enable-source-maps --dns-result-order=ipv4first --no-deprecation'],
    ['NODE_EXTRA_CA_CERTS', '/etc/acme/ca.pem'],
    ['SSL_CERT_FILE', '/var/run/mcp/creds/ca.pem'],
    ['ENV', 'production'],
    ['PATH', '/app/bin:/usr/local/bin:/usr/bin:/bin'],
    ['UV_THREADPOOL_SIZE', '8'],
    ['MALLOC_ARENA_MAX', '2'],
    ['PYTHONUNBUFFERED', '1'],
    ['PYTHON_ENV', 'production'],
    ['HTTPS_PROXY', 'http://proxy.example.com:3128'],
    ['LOG_LEVEL', 'debug'],
    ['PIPELINE', 'a'],
  ])('may have the variable %s=%s', (name, value) => {
    expect(told({ source, env: { [name]: value } })).toBeUndefined();
  });

  test('may not have such a name from a Secret, whose value is not known', () => {
    expect(told({ source, secrets: { NODE_OPTIONS: SecretSource.fromSecretName('a', 'b') } })).toContain(
      'secrets.NODE_OPTIONS has a name',
    );
  });

  test.each([
    ['PATH', '/usr/bin:/cache/bin'],
    ['SSL_CERT_FILE', '/cache'],
  ])('may not have %s=%s in a folder that it writes to', (name, value) => {
    const storage = [Storage.scratch('/cache', Size.mebibytes(10))];
    expect(told({ source, storage, env: { [name]: value } })).toContain(`env.${name} has a name and value`);
  });

  test.each(['/etc/mcp-bridge/a', '/node_modules', '/opt/node_modules/a', '/nodejs', '/opt'])(
    'may not have storage at %s',
    path => {
      expect(told({ source, storage: [Storage.scratch(path, Size.mebibytes(10))] })).toContain('storage[0].path');
    },
  );

  test('may not have a file that the dynamic loader reads', () => {
    expect(told({ source, files: { '/etc/ld.so.preload': '/tmp/x.so' } })).toContain('files./etc/ld.so.preload');
  });
});

test.each([
  'ADMIN_ADDR',
  'LOCAL_XDS_PATH',
  'XDS_ADDRESS',
  'STATS_ADDR',
  'READINESS_ADDR',
  'CA_ADDRESS',
  'OTLP_ENDPOINT',
])('a server behind agentgateway may not have the variable %s, others may', name => {
  const env = { [name]: '127.0.0.1:15000' };
  expect(told({ source: AGENTGATEWAY, env })).toContain(`env.${name} has a name that agentgateway would act upon`);
  expect(told({ source: NPM, env })).toBeUndefined();
});

test('the folders of an image may be searched for code, unless the library decides what is installed', () => {
  const env = { PYTHONPATH: '/app/src:/app/lib' };
  expect(told({ source: STDIO, env })).toBeUndefined();
  expect(told({ source: PYPI, env })).toContain('env.PYTHONPATH');
});

test('a package of the library has no file among the programs of its image', () => {
  expect(told({ source: PYPI, files: { '/usr/local/lib/python3.13/sitecustomize.py': '0' } })).toContain('files./usr');
});

test('a server that speaks HTTP itself has the variables that it is given', () => {
  expect(told({ env: { NODE_OPTIONS: '--require /app/x.js', LD_LIBRARY_PATH: '/app/lib' } })).toBeUndefined();
});
