import { Testing } from 'cdk8s';
import { gatewayText } from '../../../../src/gateway/engines/agentgateway/document-text';
import { documentFindings } from '../../../../src/guardrails/agentgateway-document';
import { Manifest } from '../../../util/app';
import { configProblems } from '../../../util/gateway';
import { SCENARIOS } from '../../../util/scenarios';

/** The text of every gateway's configuration in a scenario. */
function configs(scenario: string): string[] {
  const app = SCENARIOS[scenario]();
  return app.charts
    .flatMap(chart => Testing.synth(chart))
    .filter(({ kind, metadata }: Manifest) => kind === 'ConfigMap' && metadata.name === 'gateway-config')
    .map(({ data }: Manifest) => data['config.json']);
}

const WITH_GATEWAY = Object.keys(SCENARIOS).filter(name => configs(name).length > 0);

test('there are gateways to look at', () => {
  expect(WITH_GATEWAY.length).toBeGreaterThanOrEqual(5);
});

describe.each(WITH_GATEWAY)('%s', name => {
  const [text] = configs(name);

  test('passes the schema of agentgateway 1.4.1', () => {
    expect(configProblems(JSON.parse(text.replaceAll('$$', '$')))).toEqual([]);
  });

  test('has nothing that only shows when it runs', () => {
    expect(documentFindings(text)).toEqual([]);
  });
});

const [SOUND] = configs('a gateway with OAuth behind an HTTPRoute');
const [KEYS] = configs('a gateway with sessions that ends TLS');

/** What is found after a change of a sound configuration. */
function found(change: (document: Manifest) => void, base = SOUND): string[] {
  const document = JSON.parse(base.replaceAll('$$', '$'));
  change(document);
  return documentFindings(gatewayText(document)).map(({ field, problem }) => `${field} ${problem}`);
}

const federated = (document: Manifest): Manifest => document.routes[0].backends[0].mcp;
const target = (document: Manifest): Manifest => federated(document).targets[0];
const policies = (document: Manifest): Manifest => document.routes[0].policies;

describe('what the schema lets through and the gateway refuses or gets wrong is found', () => {
  test.each<[mistake: string, change: (document: Manifest) => void, expected: string]>([
    // refused by the gateway, accepted by the schema
    ...['a_b', 'a+b', 'Abc', '-a', '', 'a'.repeat(64)].map((name): [string, (document: Manifest) => void, string] => [
      `the target name ${name}`,
      document => {
        target(document).name = name;
      },
      'targets[0].name must be lower-case letters, digits and -',
    ]),
    [
      'a host with a path and no scheme',
      document => {
        target(document).mcp.host = 'docs.example.com:443/mcp';
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'a host over ftp',
      document => {
        target(document).mcp.host = 'ftp://docs.example.com/mcp';
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'a host with a query',
      document => {
        target(document).mcp.host = 'https://docs.example.com/mcp?key=1';
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'host and port without path',
      document => {
        target(document).mcp = { host: 'docs.example.com', port: 443 };
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'a backend without path',
      document => {
        target(document).mcp = { backend: '/docs' };
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'a backend without slash',
      document => {
        target(document).mcp = { backend: 'docs', path: '/mcp' };
      },
      '.mcp must be { host: URL } alone',
    ],
    [
      'a program',
      document => {
        delete target(document).mcp;
        target(document).stdio = { cmd: 'npx' };
      },
      'targets[0].stdio is nothing that this library writes',
    ],
    [
      'both transports',
      document => {
        target(document).sse = target(document).mcp;
      },
      'targets[0] must have mcp or sse',
    ],
    [
      'an unknown key in a route',
      document => {
        document.routes[0].timeout = '1s';
      },
      'routes[0].timeout is nothing that this library writes',
    ],
    [
      'CEL that does not parse in a rule',
      document => {
        policies(document).mcpAuthorization.rules.push({ require: 'jwt.sub ==' });
      },
      'does not pass the CEL checker',
    ],
    [
      'CEL that does not parse in the access log',
      document => {
        document.frontendPolicies.accessLog.add.user = 'jwt.(';
      },
      'frontendPolicies.accessLog.add.user does not pass the CEL checker',
    ],
    [
      'CEL that does not parse in the filter of the log',
      document => {
        document.frontendPolicies.accessLog.filter = '(';
      },
      'frontendPolicies.accessLog.filter does not pass',
    ],
    [
      'an unknown gateway',
      document => {
        document.routes[0].gateways = 'other';
      },
      'routes[0].gateways names no gateway',
    ],
    [
      'no gateway',
      document => {
        document.gateways = {};
      },
      'gateways must have a gateway',
    ],
    [
      'a gateway without port',
      document => {
        delete document.gateways.default.port;
      },
      'gateways.default.port must be a free port',
    ],
    [
      'two gateways on one port',
      document => {
        document.gateways.other = { port: 8080 };
      },
      'gateways.other.port is that of another gateway',
    ],
    [
      'a file that is not mounted',
      document => {
        policies(document).mcpAuthentication.jwks = { file: '/tmp/jwks.json' };
      },
      'jwks.file must be a file that is mounted for the gateway',
    ],
    [
      'a file outside what is mounted',
      document => {
        target(document).policies.backendTLS.root = '/etc/mcp-gateway/../passwd';
      },
      'backendTLS.root must be a file that is mounted',
    ],
    [
      'a certificate that is not mounted',
      document => {
        document.gateways.default.tls = { cert: '/tls.crt', key: '/tls.key' };
      },
      'gateways.default.tls.cert must be a file that is mounted',
    ],
    [
      'a credential in the open',
      document => {
        target(document).policies.backendAuth = { key: 'secret' };
      },
      'backendAuth.key must be a file that is mounted',
    ],
    [
      'a bad expression for paths',
      document => {
        document.routes[0].matches = [{ path: { regex: '(' } }];
      },
      'matches[0].path.exact must be a path that starts with /',
    ],
    [
      'an admin address that is not off',
      document => {
        document.config.adminAddr = 'OFF';
      },
      'config.adminAddr must be off',
    ],
    [
      'no admin address',
      document => {
        delete document.config.adminAddr;
      },
      'config.adminAddr must be off',
    ],
    [
      'a readiness address',
      document => {
        document.config.readinessAddr = ':15021';
      },
      'config.readinessAddr is nothing that this library writes',
    ],
    [
      'a session key',
      document => {
        document.config.session = { key: '0'.repeat(64) };
      },
      'config.session is nothing that this library writes',
    ],

    // accepted by the gateway too, and wrong when it runs
    [
      'two targets of one name',
      document => {
        federated(document).targets[1].name = federated(document).targets[0].name;
      },
      'targets[1].name is that of another server, whose tools would vanish',
    ],
    [
      'names without prefix',
      document => {
        federated(document).prefixMode = 'never';
      },
      'prefixMode must not be never',
    ],
    [
      'prefixes by number of servers',
      document => {
        delete federated(document).prefixMode;
      },
      'prefixMode must be always where servers are one',
    ],
    [
      'no targets',
      document => {
        federated(document).targets = [];
      },
      'targets is empty: every request is answered with 503',
    ],
    [
      'two routes with one match',
      document => {
        document.routes[1].matches = document.routes[0].matches;
      },
      'routes[1].matches /all/mcp is that of another route, which wins',
    ],
    [
      'two routes of one name',
      document => {
        document.routes[1].name = document.routes[0].name;
      },
      'routes[1].name is that of another route, which would vanish',
    ],
    [
      'a route without match',
      document => {
        document.routes[0].matches = [];
      },
      'routes[0].matches is missing: every path would match',
    ],
    [
      'two ways to authenticate',
      document => {
        policies(document).jwtAuth = policies(document).mcpAuthentication;
      },
      'has mcpAuthentication and jwtAuth: one of them switches the other off',
    ],
    [
      'no match for the metadata',
      document => {
        document.routes[0].matches.pop();
      },
      'mcpAuthentication has no match for /.well-known/oauth-protected-resource',
    ],
    [
      'a mode that lets everyone in',
      document => {
        policies(document).mcpAuthentication.mode = 'permissive';
      },
      'mcpAuthentication.mode must be strict',
    ],
    [
      'no mode',
      document => {
        delete policies(document).mcpAuthentication.mode;
      },
      'mcpAuthentication.mode must be strict',
    ],
    [
      'a token without audience',
      document => {
        policies(document).mcpAuthentication.jwtValidationOptions.requiredClaims = ['exp', 'iss'];
      },
      'requiredClaims must have exp, iss, aud',
    ],
    [
      'no required claims',
      document => {
        delete policies(document).mcpAuthentication.jwtValidationOptions;
      },
      'requiredClaims must have exp, iss, aud',
    ],
    [
      'no audience',
      document => {
        policies(document).mcpAuthentication.audiences = [];
      },
      'audiences is empty',
    ],
    [
      'an issuer over http',
      document => {
        policies(document).mcpAuthentication.issuer = 'http://idp';
      },
      'issuer must be an https URL',
    ],
    [
      'keys that are derived',
      document => {
        delete policies(document).mcpAuthentication.jwks;
      },
      'jwks is missing: keys must be given',
    ],
    [
      'an unknown name in a rule',
      document => {
        policies(document).mcpAuthorization.rules = [{ require: 'claims.sub == "a"' }];
      },
      'Unknown variable: claims',
    ],
    [
      'an unknown function in a rule',
      document => {
        policies(document).mcpAuthorization.rules = [{ require: 'nope(jwt.sub)' }];
      },
      'does not pass the CEL checker',
    ],
    [
      'a rule that gives a text',
      document => {
        policies(document).mcpAuthorization.rules = [{ require: '"yes"' }];
      },
      'gives string, not true or false',
    ],
    [
      'a rule over arguments',
      document => {
        policies(document).mcpAuthorization.rules = [{ require: 'mcp.tool.arguments.x == 1' }];
      },
      'uses mcp.tool.arguments',
    ],
    [
      'a deny',
      document => {
        policies(document).mcpAuthorization.rules = [{ deny: 'jwt.sub == "bob"' }];
      },
      'must be one allow or require',
    ],
    [
      'a rule as text',
      document => {
        policies(document).mcpAuthorization.rules = ['true'];
      },
      'must be one allow or require',
    ],
    [
      'a limit that is filled every 0 s',
      document => {
        policies(document).localRateLimit[0].fillInterval = '0s';
      },
      'fillInterval must be whole seconds above zero: zero ends every request',
    ],
    [
      'a limit that is never filled',
      document => {
        policies(document).localRateLimit[0].tokensPerFill = 0;
      },
      'tokensPerFill must be above zero',
    ],
    [
      'more tokens than there is room for',
      document => {
        policies(document).localRateLimit[0].tokensPerFill = 1000;
      },
      'at most maxTokens',
    ],
    [
      'a descriptor that is no CEL',
      document => {
        policies(document).remoteRateLimit.descriptors[0].entries[0].value = 'jwt.(';
      },
      'entries[0].value does not pass the CEL checker',
    ],
    ...[15000, 15020, 15021, 0, 80].map((port): [string, (document: Manifest) => void, string] => [
      `port ${port}`,
      document => {
        document.gateways.default.port = port;
      },
      'gateways.default.port must be a free port from 1024 on',
    ]),
    [
      'a path without slash',
      document => {
        document.routes[0].matches[0].path.exact = 'mcp';
      },
      'matches[0].path.exact must be a path that starts with /',
    ],
    [
      'a host name with a port',
      document => {
        document.routes[0].hostnames = ['mcp.example.com:443'];
      },
      'hostnames[0] must be a host name without port and wildcard',
    ],
    [
      'a host name with a wildcard',
      document => {
        document.routes[0].hostnames = ['*.example.com'];
      },
      'hostnames[0] must be a host name',
    ],
    [
      'binds beside gateways',
      document => {
        document.binds = [];
      },
      'binds is nothing that this library writes',
    ],
    [
      'the short form, which speaks SSE',
      document => {
        document.mcp = { targets: [] };
      },
      'mcp is nothing that this library writes',
    ],
    [
      'a time-out of 0 s',
      document => {
        policies(document).timeout.backendRequestTimeout = '0s';
      },
      'backendRequestTimeout must be whole seconds above zero',
    ],
    [
      'a time-out without unit',
      document => {
        policies(document).timeout.backendRequestTimeout = '60';
      },
      'backendRequestTimeout must be whole seconds',
    ],
    [
      'no time-out',
      document => {
        delete policies(document).timeout;
      },
      'backendRequestTimeout must be whole seconds',
    ],
    [
      'a time-out for the whole',
      document => {
        policies(document).timeout.requestTimeout = '60s';
      },
      'requestTimeout fails the whole list when one server hangs',
    ],
    [
      'retries of everything',
      document => {
        policies(document).retry = { attempts: 3, codes: [503] };
      },
      'retry.precondition is missing: calls of tools would be repeated',
    ],
    [
      'a session that never ends',
      document => {
        delete document.config.mcp;
      },
      'config.mcp.sessionTtl must be whole seconds',
    ],
    [
      'keys over http from elsewhere',
      document => {
        policies(document).mcpAuthentication.jwks = { url: 'http://idp.auth.svc.example.com/jwks' };
      },
      'mcpAuthentication.jwks.url must be an https URL',
    ],
    [
      'keys without a path',
      document => {
        policies(document).mcpAuthentication.jwks = { url: 'idp.auth.svc' };
      },
      'mcpAuthentication.jwks.url must be an https URL',
    ],
    [
      'keys from two places',
      document => {
        policies(document).mcpAuthentication.jwks = {
          file: '/etc/mcp-gateway-jwks/jwks.json',
          url: 'https://idp.example.com/jwks',
        };
      },
      'mcpAuthentication.jwks must be a file, a URL or the keys themselves',
    ],
    [
      'every origin',
      document => {
        policies(document).cors.allowOrigins = ['*'];
      },
      'cors.allowOrigins[0] must be the origin of one web page',
    ],
    [
      'every origin below a domain',
      document => {
        policies(document).cors.allowOrigins = ['https://*.example.com'];
      },
      'cors.allowOrigins[0] must be the origin of one web page',
    ],
    [
      'every method',
      document => {
        policies(document).cors.allowMethods = ['*'];
      },
      'cors.allowMethods[0] must not be *',
    ],
    [
      'a policy that nobody looked at',
      document => {
        policies(document).jwtAuths = {};
      },
      'policies.jwtAuths is nothing that this library writes',
    ],
    [
      'a name of every object',
      document => {
        Object.defineProperty(policies(document), 'constructor', { value: 1, enumerable: true });
      },
      'policies.constructor is nothing that this library writes',
    ],
    [
      'a policy that is a text',
      document => {
        policies(document).mcpAuthentication = 'strict';
      },
      'policies.mcpAuthentication must be an object',
    ],
    [
      'policies that are a list',
      document => {
        document.routes[0].policies = [];
      },
      'routes[0].policies must be an object',
    ],
    [
      'keys that are one',
      document => {
        federated(document).targets = {};
      },
      'targets must be a list',
    ],
    [
      'a token that is passed on',
      document => {
        target(document).policies.backendAuth = { passthrough: {} };
      },
      'backendAuth.passthrough is nothing that this library writes',
    ],
    [
      'a certificate that nobody checks',
      document => {
        target(document).policies.backendTLS.insecure = true;
      },
      'backendTLS.insecure is nothing that this library writes',
    ],
    [
      'TLS of any kind',
      document => {
        document.gateways.default.tls = { mode: 'passthrough' };
      },
      'gateways.default.tls.mode is nothing that this library writes',
    ],
    [
      'a second backend',
      document => {
        document.routes[0].backends.push({ host: 'evil.example:80' });
      },
      'backends must have one backend',
    ],
    [
      'another backend',
      document => {
        document.routes[0].backends[0].host = 'evil.example:80';
      },
      'backends[0].host is nothing that this library writes',
    ],
  ])('%s', (_, change, expected) => {
    expect(found(change).filter(line => line.includes(expected))).not.toEqual([]);
  });

  test.each<{ mistake: string; change: (document: Manifest) => void; expected: string }>([
    {
      mistake: 'an empty key',
      change: document => {
        policies(document).apiKey.keys.push({ key: '' });
      },
      expected: 'apiKey.keys[2] must be a hash: a key that is empty lets everyone in',
    },
    {
      mistake: 'a key in the open',
      change: document => {
        policies(document).apiKey.keys[0].key = 'secret';
      },
      expected: 'apiKey.keys[0] must be a hash',
    },
    {
      mistake: 'a hash of another kind',
      change: document => {
        policies(document).apiKey.keys[0].keyHash = `md5:${'a'.repeat(32)}`;
      },
      expected: 'apiKey.keys[0] must be a hash',
    },
    {
      mistake: 'no keys',
      change: document => {
        policies(document).apiKey.keys = [];
      },
      expected: 'apiKey.keys is empty: nobody gets in',
    },
    {
      mistake: 'a mode that is optional when it is left out',
      change: document => {
        delete policies(document).apiKey.mode;
      },
      expected: 'apiKey.mode must be strict',
    },
  ])('$mistake', ({ change, expected }) => {
    expect(found(change, KEYS).filter(line => line.includes(expected))).not.toEqual([]);
  });

  test.each<{ mistake: string; text: string; expected: string }>([
    { mistake: 'an unset variable', text: SOUND.replace('"info"', '"$LEVEL"'), expected: 'has a $ before a name' },
    {
      mistake: 'a variable in braces',
      text: SOUND.replace('"info"', '"${LEVEL:-info}"'),
      expected: 'has a $ before a name',
    },
    { mistake: 'a $ before a digit', text: SOUND.replace('"info"', '"$1"'), expected: 'has a $ before a name' },
    { mistake: 'a comment', text: `# $schema\n${SOUND}`, expected: 'is no JSON object' },
    { mistake: 'nothing', text: '', expected: 'is no JSON object' },
    { mistake: 'a list', text: '[]', expected: 'is no JSON object' },
  ])('$mistake', ({ text, expected }) => {
    expect(
      documentFindings(text)
        .map(({ problem }) => problem)
        .join(),
    ).toContain(expected);
  });
});

test('keys may come over http from a Service of the cluster', () => {
  const from = (host: string): string => {
    const document = JSON.parse(SOUND.replaceAll('$$', '$'));
    document.routes.forEach((route: Manifest) => {
      route.policies.mcpAuthentication.jwks = { url: `http://${host}/jwks` };
    });
    return gatewayText(document);
  };
  expect(
    ['idp.auth.svc', 'idp.auth.svc.corp.local:8080'].map(host => documentFindings(from(host), 'corp.local')),
  ).toEqual([[], []]);
  expect(documentFindings(from('idp.auth.svc.cluster.local'), 'corp.local').map(({ field }) => field)).toContain(
    'routes[0].policies.mcpAuthentication.jwks.url',
  );
});

describe('$ in the text', () => {
  /** What agentgateway 1.4.1 makes of a text, as it was measured: `$$` is one `$`, `$` before a name is a variable, every other `$` stays. */
  function expanded(text: string): string {
    return text.replace(/\$\$|\$(?=[\p{L}\p{N}_{])/gu, match => {
      if (match === '$$') {
        return '$';
      }
      throw new Error('a variable that is not set');
    });
  }

  test.each(['$FOO', 'a$$b', '^abc$', '(abc$)', '$1', '${X}', '$$$', 'é$é', '$', '$ x', 'cost: 5$'])(
    '%s arrives as it is written',
    value => {
      expect(JSON.parse(expanded(gatewayText({ value })))).toEqual({ value });
    },
  );
});
