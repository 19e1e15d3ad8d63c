import { ApiObject, Chart } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import { OPEN_ROUTES } from './routes';
import {
  AgentgatewayEngine,
  Callers,
  CertificateIssuer,
  Cors,
  Egress,
  Exposure,
  GatewayAuth,
  IngressController,
  GatewayTls,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpRemoteServer,
  McpServer,
  ProtocolRevision,
  SecretSource,
  SmokeTest,
  ToolRule,
} from '../../../src';
import { Manifest } from '../../util/app';

const FROM = [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })];
const HTTP_ROUTE = Exposure.httpRoute({ hostname: 'mcp.example.com', parentName: 'public', from: FROM });
const INGRESS = Exposure.ingress({
  hostname: 'mcp.example.com',
  className: 'nginx',
  tlsSecretName: 'tls',
  controller: IngressController.OTHER,
  from: FROM,
});

const KEYS = GatewayAuth.apiKeys({ ci: 'a'.repeat(64) });
const SUBJECT = 'system:serviceaccount:agents:planner';
const TOKENS = GatewayAuth.serviceAccounts({
  issuer: 'https://k.example.com',
  audience: 'mcp',
  jwks: Jwks.fromConfigMap('jwks', 'jwks.json'),
  subjects: [SUBJECT],
});
const RULES: Partial<McpGatewayProps> = {
  auth: TOKENS,
  authorization: [ToolRule.require(`jwt.sub == "${SUBJECT}"`)],
  cors: Cors.origins(['https://chat.example.com']),
};
const OTLP = 'frontendPolicies.accessLog.otlp';
const AUDITED: Partial<McpGatewayProps> = {
  accessLog: {
    otlp: {
      endpoint: 'http://otel.observability.svc:4318',
      egress: Egress.toPods({ namespace: 'observability', labels: { app: 'otel' }, port: 4318 }),
    },
  },
};
const CONTROLLER: Partial<McpGatewayProps> = {
  authorization: [ToolRule.allow({ tools: ['read'], clients: ['ci'] })],
  engine: AgentgatewayEngine.controller({
    gatewayName: 'public',
    gatewayNamespace: 'gateways',
    hostname: 'mcp.example.com',
    sectionName: 'https',
  }),
};
const DIGEST = 'metadata.annotations.cdk8s-mcp/policies';

/** A gateway in front of the server. */
function gatewayOf(subject: McpServer, props: Partial<McpGatewayProps> = {}): McpGateway {
  const scope = Chart.of(subject);
  const docs = new McpRemoteServer(scope, 'docs', {
    url: 'https://docs.example.com/mcp',
    egress: Egress.toCidrs('203.0.113.7/32'),
    headers: { 'x-key': SecretSource.fromSecretName('docs', 'key') },
    protocol: ProtocolRevision.V2026_07_28,
  });
  return new McpGateway(scope, 'gateway', { servers: [subject, docs], auth: KEYS, ...props });
}

/** A change in the container of a smoke test. */
function inSmokeTest(title: string, field: string, change: (container: Manifest) => void): Mutant {
  return {
    title,
    field: `spec.template.spec.containers[0].${field}`,
    path: 'test/smoke',
    breaks: subject => {
      const { node } = new SmokeTest(Chart.of(subject), 'smoke', { server: subject });
      edit(ApiObject.of(node.findChild('Default')), ({ spec }) => change(spec.template.spec.containers[0]));
    },
  };
}

/** Which object of a gateway is changed, and what the finding names. */
interface Place {
  readonly title: string;
  /** The id of the construct whose object is changed. */
  readonly id: string;
  readonly field: string;
  readonly props?: Partial<McpGatewayProps>;
  /** The id of the construct that the finding names, when it is another. */
  readonly judged?: string;
}

function inObject({ title, id, field, props, judged = id }: Place, change: (json: Manifest) => void): Mutant {
  return {
    title,
    field,
    // the main object of a construct is known by the construct
    path: `test/gateway${judged === 'Default' ? '' : `/${judged}`}`,
    breaks: subject => edit(ApiObject.of(gatewayOf(subject, props).node.findChild(id)), change),
  };
}

function inConfig(
  title: string,
  field: string,
  change: (document: Manifest) => void,
  props: Partial<McpGatewayProps> = {},
): Mutant {
  return inObject(
    { title, id: 'Config', field: field === DIGEST ? field : `data.config.json ${field}`, props },
    ({ data }) => {
      const document = JSON.parse(data['config.json']);
      change(document);
      data['config.json'] = JSON.stringify(document);
    },
  );
}

/** Where the configuration of the one route is weakened. */
function inPolicies(
  title: string,
  field: string,
  change: (policies: Manifest) => void,
  props: Partial<McpGatewayProps> = RULES,
): Mutant {
  return inConfig(
    title,
    field === DIGEST ? field : `routes[0].policies.${field}`,
    ({ routes }) => change(routes[0].policies),
    props,
  );
}

function inTarget(title: string, field: string, change: (policies: Manifest) => void): Mutant {
  return inConfig(title, `routes[0].backends[0].mcp.targets[0].policies.${field}`, ({ routes }) =>
    change(routes[0].backends[0].mcp.targets[0].policies),
  );
}

function inExposure(
  { exposure, ...place }: Place & { readonly exposure: Exposure },
  change: (spec: Manifest) => void,
): Mutant {
  return inObject({ ...place, props: { exposure } }, ({ spec }) => change(spec));
}

/** A change of the gateway's own container. */
function inContainer(title: string, field: string, change: (container: Manifest, pod: Manifest) => void): Mutant {
  return inObject({ title, id: 'Default', field: `spec.template.spec.${field}` }, ({ spec }) =>
    change(spec.template.spec.containers[0], spec.template.spec),
  );
}

const mountOf = ({ volumeMounts }: Manifest): Manifest => volumeMounts.find(({ name }: Manifest) => name === 'config');
const volumeOf = ({ volumes }: Manifest): Manifest => volumes.find(({ name }: Manifest) => name === 'config');

function inCertificate(title: string, field: string, change: (spec: Manifest) => void): Mutant {
  return {
    title,
    field: `spec.${field}`,
    path: 'test/gateway/Certificate',
    breaks: subject => {
      const tls = GatewayTls.certManager({ issuer: CertificateIssuer.clusterIssuer('public'), secretName: 'tls' });
      edit(ApiObject.of(gatewayOf(subject, { tls }).node.findChild('Certificate')), ({ spec }) => change(spec));
    },
  };
}

export const GATEWAY: Mutants = {
  'gateway-config': [
    inConfig('a mode that lets requests without credentials pass', 'routes[0].policies.apiKey.mode', ({ routes }) => {
      routes[0].policies.apiKey.mode = 'optional';
    }),
    inConfig('an open admin port', 'config.adminAddr', ({ config }) => {
      config.adminAddr = '0.0.0.0:15000';
    }),
    inConfig('a second way to the server', 'routes[0].backends', ({ routes }) => {
      routes[0].backends.push({ host: 'evil.example:80' });
    }),
    inObject({ title: 'a configuration that is gone', id: 'Config', field: 'data.config.json' }, ({ data }) => {
      delete data['config.json'];
    }),
    inTarget("a caller's token that is passed on", 'backendAuth.passthrough', policies => {
      policies.backendAuth = { passthrough: {} };
    }),
    inTarget('a credential in the open', 'backendAuth.key.value', policies => {
      policies.backendAuth = { key: { value: 'x', location: { header: { name: 'x-key' } } } };
    }),
    inTarget('a server whose certificate nobody checks', 'backendTLS.insecure', policies => {
      policies.backendTLS = { insecure: true };
    }),
    inTarget('a server whose name nobody checks', 'backendTLS.insecureHost', policies => {
      policies.backendTLS = { insecureHost: true };
    }),
    inTarget('an unknown policy of a server', 'transformations', policies => {
      policies.transformations = {};
    }),
    inPolicies('cookies that are handed on', 'requestHeaderModifier.remove', policies => {
      delete policies.requestHeaderModifier;
    }),
    ...['request.headers["authorization"]', 'jwt.rawToken', 'request.headers', 'string(request.body)'].map(value =>
      inConfig(`${value} in the log`, 'frontendPolicies.accessLog.add.extra', ({ frontendPolicies }) => {
        frontendPolicies.accessLog.add.extra = value;
      }),
    ),
    inConfig('a server elsewhere without TLS', 'routes[0].backends[0].mcp.targets[0].mcp.host', ({ routes }) => {
      routes[0].backends[0].mcp.targets[0].mcp.host = 'http://evil.example.com/mcp';
    }),
    inPolicies('a service that is asked too', 'extAuthz', policies => {
      policies.extAuthz = { host: 'evil.example:80' };
    }),
    inConfig('an unknown key of a gateway', 'gateways.default.protocol', ({ gateways }) => {
      gateways.default.protocol = 'TCP';
    }),
    inConfig('an unknown key of a server', 'routes[0].backends[0].mcp.targets[0].stdio', ({ routes }) => {
      routes[0].backends[0].mcp.targets[0].stdio = { cmd: 'npx' };
    }),
    inConfig('an access log sent elsewhere, unencrypted', `${OTLP}.policies.backendTLS`, ({ frontendPolicies }) => {
      frontendPolicies.accessLog.otlp = { host: 'evil.example:80', protocol: 'http' };
    }),
    inConfig('an access log sent elsewhere', DIGEST, ({ frontendPolicies }) => {
      frontendPolicies.accessLog.otlp = { host: 'evil.example:443', protocol: 'http', policies: { backendTLS: {} } };
    }),
    inConfig(
      'an access log that is sent no more',
      DIGEST,
      ({ frontendPolicies }) => {
        delete frontendPolicies.accessLog.otlp;
      },
      AUDITED,
    ),
    inConfig(
      'an access log sent to another place',
      DIGEST,
      ({ frontendPolicies }) => {
        frontendPolicies.accessLog.otlp.path = '/other/v1/logs';
      },
      AUDITED,
    ),
    ...(
      [
        ['a filter', 'filter', 'false'],
        ['fields of its own', 'fields', { remove: ['user'] }],
        ['a certificate that nobody checks', 'policies.backendTLS.insecure', { backendTLS: { insecure: true } }],
        ['headers', 'policies.requestHeaderModifier', { requestHeaderModifier: {} }],
        ['a host without port', 'host', 'otel.observability.svc'],
        ['a URL', 'host', 'http://otel.observability.svc:4318'],
        ['another protocol', 'protocol', 'tcp'],
        ['no path', 'path', 'logs?x'],
      ] as const
    ).map(([title, field, value]) =>
      inConfig(
        `an access log with ${title}`,
        `${OTLP}.${field}`,
        ({ frontendPolicies }) => {
          frontendPolicies.accessLog.otlp[field.split('.')[0]] = value;
        },
        AUDITED,
      ),
    ),
    inConfig('an access log in a database', 'frontendPolicies.accessLog.database', ({ frontendPolicies }) => {
      frontendPolicies.accessLog.database = { add: {} };
    }),
    inPolicies('keys over http from elsewhere', 'jwtAuth.jwks.url', ({ jwtAuth }) => {
      jwtAuth.jwks = { url: 'http://idp.svc.example.com/jwks' };
    }),
    inPolicies('keys with another place beside them', 'jwtAuth.jwks', ({ jwtAuth }) => {
      jwtAuth.jwks.url = 'https://evil.example/jwks';
    }),
    inPolicies('keys of someone else', DIGEST, ({ jwtAuth }) => {
      jwtAuth.jwks = { url: 'https://evil.example/jwks' };
    }),
    inPolicies('every web page', 'cors.allowOrigins[0]', ({ cors }) => {
      cors.allowOrigins = ['*'];
    }),
    inPolicies('every web page with its cookies', 'cors.allowOrigins[0]', ({ cors }) => {
      cors.allowOrigins = ['*'];
      cors.allowCredentials = true;
    }),
    inPolicies('every header of a web page', 'cors.allowHeaders[0]', ({ cors }) => {
      cors.allowHeaders = ['*'];
    }),
    inPolicies(
      'an API key in the address',
      'apiKey.location',
      ({ apiKey }) => {
        apiKey.location = { queryParameter: { name: 'key' } };
      },
      {},
    ),
    inPolicies(
      'a list that is none',
      'apiKey.keys',
      ({ apiKey }) => {
        apiKey.keys = {};
      },
      {},
    ),
    inPolicies(
      'a policy that is none',
      'apiKey',
      policies => {
        policies.apiKey = 'strict';
      },
      {},
    ),
    inPolicies(
      'an API key more',
      DIGEST,
      ({ apiKey }) => {
        apiKey.keys.push({ keyHash: `sha256:${'b'.repeat(64)}`, metadata: { client: 'x' } });
      },
      {},
    ),
    inPolicies('accounts that are no longer asked for', DIGEST, policies => {
      delete policies.authorization;
    }),
    inPolicies('rules that are gone', DIGEST, policies => {
      delete policies.mcpAuthorization;
    }),
    inObject(
      { title: 'a configuration with another label', id: 'Config', field: 'data.config.json config.adminAddr' },
      ({ metadata, data }) => {
        metadata.labels['app.kubernetes.io/component'] = 'other';
        data['config.json'] = data['config.json'].replace('"off"', '"0.0.0.0:15000"');
      },
    ),
    {
      title: 'another configuration that the pods read',
      field: 'data.config.json',
      path: 'test/by-hand',
      breaks: subject => {
        byHand(subject, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'by-hand' },
          data: { 'config.json': '{}' },
        });
        edit(ApiObject.of(gatewayOf(subject)), ({ spec }) => {
          volumeOf(spec.template.spec).configMap.name = 'by-hand';
        });
      },
    },
  ],

  'gateway-callers': [
    {
      title: 'a gateway without callers and without an exposure',
      field: 'spec.template.metadata.labels',
      path: 'test/gateway',
      breaks: subject => void gatewayOf(subject),
    },
    {
      title: 'a gateway with an empty list of callers',
      field: 'spec.template.metadata.labels',
      path: 'test/gateway',
      breaks: subject => void gatewayOf(subject, { callers: [] }),
    },
  ],

  'smoke-test-start': [
    inSmokeTest('another program', 'command', container => {
      container.command[1] = '/tmp/x.cjs';
    }),
    inSmokeTest('an argument', 'command', container => {
      container.args = ['x'];
    }),
    inSmokeTest('a variable that loads code', 'env[0]', container => {
      container.env[0] = { name: 'NODE_OPTIONS', value: '--require=/tmp/x.cjs' };
    }),
    inSmokeTest('variables that nobody sees here', 'envFrom[0]', container => {
      container.envFrom = [{ configMapRef: { name: 'extra' } }];
    }),
    inSmokeTest('a volume over its node', 'volumeMounts[0].mountPath', container => {
      container.volumeMounts[0].mountPath = '/usr/local';
    }),
  ],
  'gateway-source': [
    ...[
      ['ADMIN_ADDR', '0.0.0.0:15000'],
      ['LOCAL_XDS_PATH', '/tmp/config.yaml'],
      ['XDS_ADDRESS', 'http://evil.example.net:15010'],
      ['LD_PRELOAD', '/tmp/x.so'],
      ['SSL_CERT_FILE', '/tmp/evil.pem'],
      ['ANYTHING', 'else'],
    ].map(([name, value]) =>
      inContainer(`the variable ${name}`, 'containers[0].env[5]', container => {
        container.env.push({ name, value });
      }),
    ),
    inContainer('variables that nobody sees here', 'containers[0].envFrom', container => {
      container.envFrom = [{ prefix: 'APP_', secretRef: { name: 'extra' } }];
    }),
    inContainer('a volume over its program', 'containers[0].volumeMounts[3].mountPath', container => {
      container.volumeMounts.push({ name: 'tmp', mountPath: '/app' });
    }),
    inContainer('other arguments', 'containers[0].args', container => {
      container.args = ['-f', '/tmp/config.json'];
    }),
    inContainer('more arguments', 'containers[0].args', container => {
      container.args.push('--validate-only');
    }),
    inContainer('another program', 'containers[0].command', container => {
      container.command = ['/bin/sh'];
    }),
    inContainer('another container', 'containers', container => {
      container.name = 'other';
    }),
    inContainer('a mount elsewhere', 'containers[0].volumeMounts', container => {
      mountOf(container).mountPath = '/etc/elsewhere';
    }),
    inContainer('a mount that may be written', 'containers[0].volumeMounts[0].readOnly', container => {
      delete mountOf(container).readOnly;
    }),
    inContainer('a part of a volume', 'containers[0].volumeMounts[0].subPath', container => {
      mountOf(container).subPath = 'other';
    }),
    inContainer('a file over the configuration', 'containers[0].volumeMounts[1].mountPath', container => {
      container.volumeMounts[1].mountPath = '/etc//mcp-gateway/config.json';
    }),
    inContainer('a second mount', 'containers[0].volumeMounts[1].readOnly', container => {
      container.volumeMounts[1].mountPath = '/etc/mcp-gateway/';
    }),
    inContainer('a volume that is no ConfigMap', 'volumes[0]', (_, pod) => {
      delete volumeOf(pod).configMap;
      volumeOf(pod).emptyDir = {};
    }),
    inContainer('a key that stands for the configuration', 'volumes[0].configMap.items', (_, pod) => {
      volumeOf(pod).configMap.items = [{ key: 'other', path: 'config.json' }];
    }),
    inContainer('a ConfigMap that is not there', 'volumes[0].configMap.name', (_, pod) => {
      volumeOf(pod).configMap.name = 'other';
    }),
    inObject(
      {
        title: 'a ConfigMap with another label',
        id: 'Config',
        field: 'spec.template.spec.volumes[0].configMap.name',
        judged: 'Default',
      },
      ({ metadata }) => {
        metadata.labels['app.kubernetes.io/component'] = 'other';
      },
    ),
    inObject(
      { title: 'a Deployment with another label', id: 'Default', field: 'spec.template.spec.containers[0].args' },
      ({ metadata, spec }) => {
        metadata.labels['app.kubernetes.io/component'] = 'other';
        spec.template.spec.containers[0].args = [];
      },
    ),
    {
      title: 'a server that calls itself a gateway',
      field: 'spec.template.spec.containers',
      breaks: subject =>
        edit(subject.deployment, ({ metadata }) => {
          metadata.labels['app.kubernetes.io/component'] = 'mcp-gateway';
        }),
    },
  ],

  'gateway-policy': [
    ...['', '-grants'].map((suffix): Mutant => ({
      title: `a route whose policy${suffix} is gone`,
      field: suffix === '' ? 'spec.rules' : DIGEST,
      path: 'test/gateway/HTTPRoute-mcp',
      breaks: subject => {
        const { node } = gatewayOf(subject, CONTROLLER);
        for (const id of suffix === ''
          ? ['AgentgatewayPolicy-mcp', 'AgentgatewayPolicy-mcp-grants']
          : [`AgentgatewayPolicy-mcp${suffix}`]) {
          node.tryRemoveChild(id);
        }
      },
    })),
    inObject(
      {
        title: 'a route whose policy is for another',
        id: 'AgentgatewayPolicy-mcp',
        field: DIGEST,
        props: CONTROLLER,
        judged: 'HTTPRoute-mcp',
      },
      ({ spec }) => {
        spec.targetRefs[0].name = 'other';
      },
    ),
    inObject(
      {
        title: 'a policy that asks for nothing',
        id: 'AgentgatewayPolicy-mcp',
        field: DIGEST,
        props: CONTROLLER,
        judged: 'HTTPRoute-mcp',
      },
      ({ spec }) => {
        delete spec.traffic.apiKeyAuthentication;
      },
    ),
    {
      title: 'a route by hand without a policy',
      field: 'spec.rules',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata: { name: 'by-hand' },
          spec: {
            hostnames: ['mcp.example.com'],
            rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'tools' }] }],
          },
        }),
    },
  ],

  'gateway-anonymous': [
    ...OPEN_ROUTES,
    inConfig('removed authentication', 'routes[0].policies', ({ routes }) => {
      delete routes[0].policies.apiKey;
    }),
  ],

  'token-passthrough': [
    inTarget("a caller's token for a server", 'backendAuth', policies => {
      policies.backendAuth = { passthrough: {} };
    }),
    inTarget("a caller's token among credentials", 'backendAuth', policies => {
      policies.backendAuth = { credentials: [{ passthrough: { location: { header: { name: 'x-token' } } } }] };
    }),
    inTarget("a caller's token in short", 'backendAuth', policies => {
      policies.backendAuth = 'passthrough';
    }),
    inPolicies("a caller's token for every server of a route", 'backendAuth', policies => {
      policies.backendAuth = { passthrough: {} };
    }),
    inConfig("a caller's token for a backend", 'routes[0].backends[0].policies.backendAuth', ({ routes }) => {
      routes[0].backends[0].policies = { backendAuth: { passthrough: {} } };
    }),
    inObject(
      {
        title: "a caller's token by an AgentgatewayPolicy",
        id: 'AgentgatewayPolicy-mcp',
        field: 'spec.backend.auth',
        props: CONTROLLER,
      },
      ({ spec }) => {
        spec.backend = { auth: { passthrough: {} } };
      },
    ),
    {
      title: 'a server that is told to hand tokens on',
      field: 'spec.template.spec.containers[0].args[0]',
      breaks: subject =>
        edit(subject.deployment, ({ spec }) => {
          spec.template.spec.containers[0].args = ['--enable-token-passthrough'];
        }),
    },
  ],

  'ingress-snippet': ['configuration-snippet', 'server-snippet', 'auth-snippet'].map(name => ({
    title: `a ${name}`,
    field: `metadata.annotations.nginx.ingress.kubernetes.io/${name}`,
    path: 'test/gateway/Ingress',
    breaks: subject =>
      ApiObject.of(gatewayOf(subject, { exposure: INGRESS }).node.findChild('Ingress')).metadata.addAnnotation(
        `nginx.ingress.kubernetes.io/${name}`,
        'return 200;',
      ),
  })),

  'gateway-certificate': [
    inCertificate('a key that is kept', 'privateKey.rotationPolicy', ({ privateKey }) => {
      privateKey.rotationPolicy = 'Never';
    }),
    inCertificate('a small key', 'privateKey.size', ({ privateKey }) => {
      privateKey.algorithm = 'RSA';
      privateKey.size = 1024;
    }),
    inCertificate('a certificate that signs others', 'isCA', spec => {
      spec.isCA = true;
    }),
  ],

  'ingress-nginx': [
    {
      title: 'a gateway behind it',
      field: 'metadata.annotations',
      path: 'test/gateway/Ingress',
      breaks: subject => {
        gatewayOf(subject, { exposure: INGRESS });
      },
    },
    ...['nginx', 'ingress-nginx', 'nginx-internal'].map((name): Mutant => ({
      title: `an Ingress by hand with the class ${name}`,
      field: 'spec.ingressClassName',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: { name: 'by-hand' },
          spec: {
            ingressClassName: name,
            tls: [{ hosts: ['a.example.com'], secretName: 'tls' }],
            rules: [{ host: 'a.example.com' }],
          },
        }),
    })),
  ],

  'exposed-host': [
    inExposure(
      { title: 'an HTTPRoute for every host', id: 'HTTPRoute', field: 'spec.hostnames', exposure: HTTP_ROUTE },
      spec => {
        spec.hostnames = [];
      },
    ),
    inExposure(
      { title: 'an HTTPRoute for a wildcard', id: 'HTTPRoute', field: 'spec.hostnames[0]', exposure: HTTP_ROUTE },
      spec => {
        spec.hostnames = ['*.example.com'];
      },
    ),
    inExposure({ title: 'an Ingress without TLS', id: 'Ingress', field: 'spec.tls', exposure: INGRESS }, spec => {
      delete spec.tls;
    }),
    inExposure(
      { title: 'an Ingress with TLS for another host', id: 'Ingress', field: 'spec.tls', exposure: INGRESS },
      spec => {
        spec.tls[0].hosts = ['other.example.com'];
      },
    ),
    inExposure(
      { title: 'an Ingress for every host', id: 'Ingress', field: 'spec.rules[0].host', exposure: INGRESS },
      spec => {
        delete spec.rules[0].host;
      },
    ),
    inExposure(
      { title: 'an Ingress with a default', id: 'Ingress', field: 'spec.defaultBackend', exposure: INGRESS },
      spec => {
        spec.defaultBackend = { service: { name: 'gateway', port: { name: 'mcp' } } };
      },
    ),
    {
      title: 'an Ingress by hand without host',
      field: 'spec.rules',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'Ingress',
          metadata: { name: 'by-hand' },
          spec: {},
        }),
    },
  ],
};
