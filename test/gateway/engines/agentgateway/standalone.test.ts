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

test('the scenarios have gateways to look at', () => {
  expect(WITH_GATEWAY.length).toBeGreaterThanOrEqual(5);
});

describe.each(WITH_GATEWAY)('the configuration of the scenario: %s', name => {
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

describe('a mistake that the schema lets through', () => {
  test.each<{ mistake: string; change: (document: Manifest) => void; expected: string }>([
    // refused by the gateway, accepted by the schema
    ...['a_b', 'a+b', 'Abc', '-a', '', 'a'.repeat(64)].map(name => ({
      mistake: `the target name ${name}`,
      change: (document: Manifest) => {
        target(document).name = name;
      },
      expected: 'targets[0].name must be lower-case letters, digits and -',
    })),
    {
      mistake: 'a host with a path and no scheme',
      change: document => {
        target(document).mcp.host = 'docs.example.com:443/mcp';
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'a host over ftp',
      change: document => {
        target(document).mcp.host = 'ftp://docs.example.com/mcp';
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'a host with a query',
      change: document => {
        target(document).mcp.host = 'https://docs.example.com/mcp?key=1';
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'host and port without path',
      change: document => {
        target(document).mcp = { host: 'docs.example.com', port: 443 };
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'a backend without path',
      change: document => {
        target(document).mcp = { backend: '/docs' };
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'a backend without slash',
      change: document => {
        target(document).mcp = { backend: 'docs', path: '/mcp' };
      },
      expected: '.mcp must be { host: URL } alone',
    },
    {
      mistake: 'a program',
      change: document => {
        delete target(document).mcp;
        target(document).stdio = { cmd: 'npx' };
      },
      expected: 'targets[0].stdio is not a field that this library writes',
    },
    {
      mistake: 'both transports',
      change: document => {
        target(document).sse = target(document).mcp;
      },
      expected: 'targets[0] must have mcp or sse',
    },
    {
      mistake: 'an unknown key in a route',
      change: document => {
        document.routes[0].timeout = '1s';
      },
      expected: 'routes[0].timeout is not a field that this library writes',
    },
    {
      mistake: 'CEL that does not parse in a rule',
      change: document => {
        policies(document).mcpAuthorization.rules.push({ require: 'jwt.sub ==' });
      },
      expected: 'does not pass the CEL checker',
    },
    {
      mistake: 'CEL that does not parse in the access log',
      change: document => {
        document.frontendPolicies.accessLog.add.user = 'jwt.(';
      },
      expected: 'frontendPolicies.accessLog.add.user does not pass the CEL checker',
    },
    {
      mistake: 'CEL that does not parse in the filter of the log',
      change: document => {
        document.frontendPolicies.accessLog.filter = '(';
      },
      expected: 'frontendPolicies.accessLog.filter does not pass',
    },
    {
      mistake: 'an unknown gateway',
      change: document => {
        document.routes[0].gateways = 'other';
      },
      expected: 'routes[0].gateways names no gateway',
    },
    {
      mistake: 'no gateway',
      change: document => {
        document.gateways = {};
      },
      expected: 'gateways must have a gateway',
    },
    {
      mistake: 'a gateway without port',
      change: document => {
        delete document.gateways.default.port;
      },
      expected: 'gateways.default.port must be a free port',
    },
    {
      mistake: 'two gateways on one port',
      change: document => {
        document.gateways.other = { port: 8080 };
      },
      expected: 'gateways.other.port is already used by another gateway',
    },
    {
      mistake: 'a file that is not mounted',
      change: document => {
        policies(document).mcpAuthentication.jwks = { file: '/tmp/jwks.json' };
      },
      expected: 'jwks.file must be a file that is mounted for the gateway',
    },
    {
      mistake: 'a file outside what is mounted',
      change: document => {
        target(document).policies.backendTLS.root = '/etc/mcp-gateway/../passwd';
      },
      expected: 'backendTLS.root must be a file that is mounted',
    },
    {
      mistake: 'a certificate that is not mounted',
      change: document => {
        document.gateways.default.tls = { cert: '/tls.crt', key: '/tls.key' };
      },
      expected: 'gateways.default.tls.cert must be a file that is mounted',
    },
    {
      mistake: 'a credential in the open',
      change: document => {
        target(document).policies.backendAuth = { key: 'secret' };
      },
      expected: 'backendAuth.key must be a file that is mounted',
    },
    {
      mistake: 'a bad expression for paths',
      change: document => {
        document.routes[0].matches = [{ path: { regex: '(' } }];
      },
      expected: 'matches[0].path.exact must be a path that starts with /',
    },
    {
      mistake: 'an admin address that is not off',
      change: document => {
        document.config.adminAddr = 'OFF';
      },
      expected: 'config.adminAddr must be off',
    },
    {
      mistake: 'no admin address',
      change: document => {
        delete document.config.adminAddr;
      },
      expected: 'config.adminAddr must be off',
    },
    {
      mistake: 'a readiness address',
      change: document => {
        document.config.readinessAddr = ':15021';
      },
      expected: 'config.readinessAddr is not a field that this library writes',
    },
    {
      mistake: 'a session key',
      change: document => {
        document.config.session = { key: '0'.repeat(64) };
      },
      expected: 'config.session is not a field that this library writes',
    },

    // accepted by the gateway too, and wrong when it runs
    {
      mistake: 'two targets of one name',
      change: document => {
        federated(document).targets[1].name = federated(document).targets[0].name;
      },
      expected: 'targets[1].name is already used by another server, whose tools would be lost',
    },
    {
      mistake: 'names without prefix',
      change: document => {
        federated(document).prefixMode = 'never';
      },
      expected: 'prefixMode must not be never',
    },
    {
      mistake: 'prefixes by number of servers',
      change: document => {
        delete federated(document).prefixMode;
      },
      expected: 'prefixMode must be always for federated servers',
    },
    {
      mistake: 'no targets',
      change: document => {
        federated(document).targets = [];
      },
      expected: 'targets is empty: every request is answered with 503',
    },
    {
      mistake: 'two routes with one match',
      change: document => {
        document.routes[1].matches = document.routes[0].matches;
      },
      expected: 'routes[1].matches /all/mcp is already used by another route, which takes precedence',
    },
    {
      mistake: 'two routes of one name',
      change: document => {
        document.routes[1].name = document.routes[0].name;
      },
      expected: 'routes[1].name is already used by another route, which would be lost',
    },
    {
      mistake: 'a route without match',
      change: document => {
        document.routes[0].matches = [];
      },
      expected: 'routes[0].matches is missing: every path would match',
    },
    {
      mistake: 'two ways to authenticate',
      change: document => {
        policies(document).jwtAuth = policies(document).mcpAuthentication;
      },
      expected: 'has mcpAuthentication and jwtAuth: one of them disables the other',
    },
    {
      mistake: 'no match for the metadata',
      change: document => {
        document.routes[0].matches.splice(2);
      },
      expected: 'mcpAuthentication has no match for /.well-known/oauth-protected-resource',
    },
    {
      mistake: 'a mode that lets everyone in',
      change: document => {
        policies(document).mcpAuthentication.mode = 'permissive';
      },
      expected: 'mcpAuthentication.mode must be strict',
    },
    {
      mistake: 'no mode',
      change: document => {
        delete policies(document).mcpAuthentication.mode;
      },
      expected: 'mcpAuthentication.mode must be strict',
    },
    {
      mistake: 'a token without audience',
      change: document => {
        policies(document).mcpAuthentication.jwtValidationOptions.requiredClaims = ['exp', 'iss'];
      },
      expected: 'requiredClaims must have exp, iss, aud',
    },
    {
      mistake: 'no required claims',
      change: document => {
        delete policies(document).mcpAuthentication.jwtValidationOptions;
      },
      expected: 'requiredClaims must have exp, iss, aud',
    },
    {
      mistake: 'no audience',
      change: document => {
        policies(document).mcpAuthentication.audiences = [];
      },
      expected: 'audiences is empty',
    },
    {
      mistake: 'an issuer over http',
      change: document => {
        policies(document).mcpAuthentication.issuer = 'http://idp';
      },
      expected: 'issuer must be an https URL',
    },
    {
      mistake: 'keys that are derived',
      change: document => {
        delete policies(document).mcpAuthentication.jwks;
      },
      expected: 'jwks is missing: keys must be configured',
    },
    {
      mistake: 'an unknown name in a rule',
      change: document => {
        policies(document).mcpAuthorization.rules = [{ require: 'claims.sub == "a"' }];
      },
      expected: 'Unknown variable: claims',
    },
    {
      mistake: 'an unknown function in a rule',
      change: document => {
        policies(document).mcpAuthorization.rules = [{ require: 'nope(jwt.sub)' }];
      },
      expected: 'does not pass the CEL checker',
    },
    {
      mistake: 'a rule that gives a text',
      change: document => {
        policies(document).mcpAuthorization.rules = [{ require: '"yes"' }];
      },
      expected: 'gives string, not true or false',
    },
    {
      mistake: 'a rule over arguments',
      change: document => {
        policies(document).mcpAuthorization.rules = [{ require: 'mcp.tool.arguments.x == 1' }];
      },
      expected: 'uses mcp.tool.arguments',
    },
    {
      mistake: 'a deny',
      change: document => {
        policies(document).mcpAuthorization.rules = [{ deny: 'jwt.sub == "bob"' }];
      },
      expected: 'must be one allow or require',
    },
    {
      mistake: 'a rule as text',
      change: document => {
        policies(document).mcpAuthorization.rules = ['true'];
      },
      expected: 'must be one allow or require',
    },
    {
      mistake: 'a limit that is filled every 0 s',
      change: document => {
        policies(document).localRateLimit[0].fillInterval = '0s';
      },
      expected: 'fillInterval must be whole seconds above zero: zero ends every request',
    },
    {
      mistake: 'a limit that is never filled',
      change: document => {
        policies(document).localRateLimit[0].tokensPerFill = 0;
      },
      expected: 'tokensPerFill must be above zero',
    },
    {
      mistake: 'more tokens than there is room for',
      change: document => {
        policies(document).localRateLimit[0].tokensPerFill = 1000;
      },
      expected: 'at most maxTokens',
    },
    {
      mistake: 'a descriptor that is no CEL',
      change: document => {
        policies(document).remoteRateLimit.descriptors[0].entries[0].value = 'jwt.(';
      },
      expected: 'entries[0].value does not pass the CEL checker',
    },
    ...['jwt.azp', 'apiKey.client', 'has(jwt.azp) ? jwt.azp : jwt.sub', 'default(jwt.azp, jwt.sub)'].map(value => ({
      mistake: `a descriptor that may have no value: ${value}`,
      change: (document: Manifest) => {
        policies(document).remoteRateLimit.descriptors[0].entries[0].value = value;
      },
      expected: 'entries[0].value may have no value, so it must be default(…, "…"): requests would pass without asking',
    })),
    ...['default(jwt.groups, "none")', 'default(jwt.sub.trim(), "none")', 'default(mcp.tool.name, "none")'].map(
      value => ({
        mistake: `a descriptor whose fallback does not help: ${value}`,
        change: (document: Manifest) => {
          policies(document).remoteRateLimit.descriptors[0].entries[0].value = value;
        },
        expected: 'entries[0].value may have no value',
      }),
    ),
    {
      mistake: 'a descriptor by a claim that tokens need not have',
      change: document => {
        policies(document).mcpAuthentication.jwtValidationOptions.requiredClaims = ['exp', 'iss', 'aud'];
      },
      expected: 'entries[0].value may have no value',
    },
    {
      mistake: 'a second descriptor that may have no value',
      change: document => {
        policies(document).remoteRateLimit.descriptors.push({ entries: [{ key: 'client', value: 'jwt.azp' }] });
      },
      expected: 'descriptors[1].entries[0].value may have no value',
    },
    {
      mistake: 'a limit without descriptors',
      change: document => {
        policies(document).remoteRateLimit.descriptors = [];
      },
      expected: 'remoteRateLimit.descriptors is empty: requests would pass without asking',
    },
    {
      mistake: 'a descriptor without entries',
      change: document => {
        policies(document).remoteRateLimit.descriptors[0].entries = [];
      },
      expected: 'descriptors[0].entries is empty: requests would pass without asking',
    },
    {
      mistake: 'a descriptor that counts tokens of models',
      change: document => {
        policies(document).remoteRateLimit.descriptors[0].type = 'tokens';
      },
      expected: 'descriptors[0].type must be requests: requests would pass without asking',
    },
    ...[15000, 15020, 15021, 0, 80].map(port => ({
      mistake: `port ${port}`,
      change: (document: Manifest) => {
        document.gateways.default.port = port;
      },
      expected: 'gateways.default.port must be a free port from 1024 on',
    })),
    {
      mistake: 'a path without slash',
      change: document => {
        document.routes[0].matches[0].path.exact = 'mcp';
      },
      expected: 'matches[0].path.exact must be a path that starts with /',
    },
    {
      mistake: 'a host name with a port',
      change: document => {
        document.routes[0].hostnames = ['mcp.example.com:443'];
      },
      expected: 'hostnames[0] must be a host name without port and wildcard',
    },
    {
      mistake: 'a host name with a wildcard',
      change: document => {
        document.routes[0].hostnames = ['*.example.com'];
      },
      expected: 'hostnames[0] must be a host name',
    },
    {
      mistake: 'binds beside gateways',
      change: document => {
        document.binds = [];
      },
      expected: 'binds is not a field that this library writes',
    },
    {
      mistake: 'the short form, which speaks SSE',
      change: document => {
        document.mcp = { targets: [] };
      },
      expected: 'mcp is not a field that this library writes',
    },
    {
      mistake: 'a time-out of 0 s',
      change: document => {
        policies(document).timeout.backendRequestTimeout = '0s';
      },
      expected: 'backendRequestTimeout must be whole seconds above zero',
    },
    {
      mistake: 'a time-out without unit',
      change: document => {
        policies(document).timeout.backendRequestTimeout = '60';
      },
      expected: 'backendRequestTimeout must be whole seconds',
    },
    {
      mistake: 'no time-out',
      change: document => {
        delete policies(document).timeout;
      },
      expected: 'backendRequestTimeout must be whole seconds',
    },
    {
      mistake: 'a time-out for the whole',
      change: document => {
        policies(document).timeout.requestTimeout = '60s';
      },
      expected: 'requestTimeout fails the whole list when one server hangs',
    },
    {
      mistake: 'retries of everything',
      change: document => {
        policies(document).retry = { attempts: 3, codes: [503] };
      },
      expected: 'retry is not a field that this library writes',
    },
    {
      mistake: 'a session that never ends',
      change: document => {
        delete document.config.mcp;
      },
      expected: 'config.mcp.sessionTtl must be whole seconds',
    },
    {
      mistake: 'keys over http from elsewhere',
      change: document => {
        policies(document).mcpAuthentication.jwks = { url: 'http://idp.auth.svc.example.com/jwks' };
      },
      expected: 'mcpAuthentication.jwks.url must be an https URL',
    },
    {
      mistake: 'keys without a path',
      change: document => {
        policies(document).mcpAuthentication.jwks = { url: 'idp.auth.svc' };
      },
      expected: 'mcpAuthentication.jwks.url must be an https URL',
    },
    {
      mistake: 'keys from two places',
      change: document => {
        policies(document).mcpAuthentication.jwks = {
          file: '/etc/mcp-gateway-jwks/jwks.json',
          url: 'https://idp.example.com/jwks',
        };
      },
      expected: 'mcpAuthentication.jwks must be a file, a URL or the keys themselves',
    },
    {
      mistake: 'every origin',
      change: document => {
        policies(document).cors.allowOrigins = ['*'];
      },
      expected: 'cors.allowOrigins[0] must be the origin of one web page',
    },
    {
      mistake: 'every origin below a domain',
      change: document => {
        policies(document).cors.allowOrigins = ['https://*.example.com'];
      },
      expected: 'cors.allowOrigins[0] must be the origin of one web page',
    },
    {
      mistake: 'every method',
      change: document => {
        policies(document).cors.allowMethods = ['*'];
      },
      expected: 'cors.allowMethods[0] must not be *',
    },
    {
      mistake: 'a policy that nobody looked at',
      change: document => {
        policies(document).jwtAuths = {};
      },
      expected: 'policies.jwtAuths is not a field that this library writes',
    },
    {
      mistake: 'a name of every object',
      change: document => {
        Object.defineProperty(policies(document), 'constructor', { value: 1, enumerable: true });
      },
      expected: 'policies.constructor is not a field that this library writes',
    },
    {
      mistake: 'a policy that is a text',
      change: document => {
        policies(document).mcpAuthentication = 'strict';
      },
      expected: 'policies.mcpAuthentication must be an object',
    },
    {
      mistake: 'policies that are a list',
      change: document => {
        document.routes[0].policies = [];
      },
      expected: 'routes[0].policies must be an object',
    },
    {
      mistake: 'keys that are one',
      change: document => {
        federated(document).targets = {};
      },
      expected: 'targets must be a list',
    },
    {
      mistake: 'a token that is passed on',
      change: document => {
        target(document).policies.backendAuth = { passthrough: {} };
      },
      expected: 'backendAuth.passthrough is not a field that this library writes',
    },
    {
      mistake: 'a certificate that nobody checks',
      change: document => {
        target(document).policies.backendTLS.insecure = true;
      },
      expected: 'backendTLS.insecure is not a field that this library writes',
    },
    {
      mistake: 'TLS of any kind',
      change: document => {
        document.gateways.default.tls = { mode: 'passthrough' };
      },
      expected: 'gateways.default.tls.mode is not a field that this library writes',
    },
    {
      mistake: 'a second backend',
      change: document => {
        document.routes[0].backends.push({ host: 'evil.example:80' });
      },
      expected: 'backends must have one backend',
    },
    {
      mistake: 'another backend',
      change: document => {
        document.routes[0].backends[0].host = 'evil.example:80';
      },
      expected: 'backends[0].host is not a field that this library writes',
    },
  ])('is found: $mistake', ({ change, expected }) => {
    expect(found(change).filter(line => line.includes(expected))).not.toEqual([]);
  });

  test.each<{ mistake: string; change: (document: Manifest) => void; expected: string }>([
    {
      mistake: 'an empty key',
      change: document => {
        policies(document).apiKey.keys.push({ key: '' });
      },
      expected: 'apiKey.keys[2] must be a hash: an empty key admits all callers',
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
      expected: 'apiKey.keys is empty: all requests are denied',
    },
    {
      mistake: 'a mode that is optional when it is left out',
      change: document => {
        delete policies(document).apiKey.mode;
      },
      expected: 'apiKey.mode must be strict',
    },
  ])('is found: $mistake', ({ change, expected }) => {
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
    { mistake: 'a comment', text: `# $schema\n${SOUND}`, expected: 'is not a JSON object' },
    { mistake: 'nothing', text: '', expected: 'is not a JSON object' },
    { mistake: 'a list', text: '[]', expected: 'is not a JSON object' },
  ])('is found: $mistake', ({ text, expected }) => {
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
    ['idp.auth.svc', 'idp.auth.svc.corp.local:8080'].map(host =>
      documentFindings(from(host), 'corp.local').filter(({ field }) => field.includes('jwks')),
    ),
  ).toEqual([[], []]);
  expect(documentFindings(from('idp.auth.svc.cluster.local'), 'corp.local').map(({ field }) => field)).toContain(
    'routes[0].policies.mcpAuthentication.jwks.url',
  );
});

describe('$ in the text', () => {
  /** What agentgateway 1.4.1 makes of a text: `$$` is one `$`, `$` before a name is a variable, others stay. */
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
