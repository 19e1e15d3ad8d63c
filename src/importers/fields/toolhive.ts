import { CARRIED, FieldTable, decision, each, told } from '../field-table';
import { OBJECT_FIELDS, REFUSED, RESOURCE_FIELDS, TEMPLATE_FIELDS, below } from './pods';

const PROXY = told('of its proxy, which a gateway replaces');
const LIMITS = told('of its proxy, which a gateway replaces: see rateLimit of the gateway');
const AUTH = told('of its proxy, which a gateway replaces: see auth of the gateway');
const TELEMETRY = told('of its proxy, which a gateway replaces: see telemetry');
/** Who may call which tools. */
const RULES = decision(
  'tools',
  'tools',
  'its proxy decides who may call which tools: write the tools that anybody may call, { allow: [search, get_*] }, ' +
    'and who may in authorization of the gateway',
);
const TOKENS = decision(
  'source',
  'credential of requests',
  'its proxy adds a token to each request, which no gateway does: give the server a credential in secrets, ' +
    'then keep the source',
);

/** What the proxies of MCPServer and MCPRemoteProxy have in common. */
const PROXY_FIELDS: FieldTable = {
  ...each(['proxyMode', 'proxyPort', 'port', 'replicas', 'sessionAffinity', 'sessionStorage'], PROXY),
  ...each(['proxyReadTimeout', 'proxyWriteTimeout', 'resourceOverrides', 'endpointPrefix', 'trustProxyHeaders'], PROXY),
  ...each(['oidcConfigRef', 'oidcConfig', 'audit'], AUTH),
  ...each(['telemetryConfigRef', 'telemetry'], TELEMETRY),
  ...each(['authzConfig', 'authzConfigRef', 'webhookConfigRef'], RULES),
  ...each(['toolConfigRef', 'toolsFilter', 'tools'], CARRIED),
  rateLimiting: LIMITS,
  groupRef: told('its members have no gateway in the file'),
};

export const TOOLHIVE_SERVER_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    ...PROXY_FIELDS,
    ...each(['image', 'transport', 'mcpPort', 'targetPort', 'args', 'serviceAccount'], CARRIED),
    ...each(['env[].name', 'env[].value'], CARRIED),
    ...each(['secrets', 'resources', 'permissionProfile', 'backendReplicas'], CARRIED),
    ...each(['externalAuthConfigRef', 'authServerRef'], TOKENS),
    ...below('podTemplateSpec', TEMPLATE_FIELDS),
    'podTemplateSpec.spec.containers[].image': told('the image of the resource is set in its place'),
    'podTemplateSpec.spec.containers[].ports': told('the port is that of the resource'),
    'volumes': REFUSED,
  }),
};

/** MCPRemoteProxy and MCPServerEntry. */
export const TOOLHIVE_REMOTE_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    ...PROXY_FIELDS,
    ...each(['remoteUrl', 'remoteURL', 'transport', 'headerForward', 'externalAuthConfigRef'], CARRIED),
    ...each(['caBundleRef.configMapRef.name', 'caBundleRef.configMapRef.key'], CARRIED),
    'caBundleRef.configMapRef.optional': told('a gateway does not start without its certificates'),
    ...each(['podTemplateSpec', 'resources', 'serviceAccount', 'allowPrivateEndpoint'], PROXY),
    'authServerRef': AUTH,
  }),
};

export const TOOLHIVE_TOOLS_FIELDS: FieldTable = {
  ...OBJECT_FIELDS,
  spec: told('nothing in the file refers to it'),
};

export const TOOLHIVE_GROUP_FIELDS: FieldTable = {
  ...OBJECT_FIELDS,
  spec: told('a gateway has the servers of the group'),
};

export const TOOLHIVE_AUTH_FIELDS: FieldTable = {
  ...OBJECT_FIELDS,
  spec: told('what refers to it has the decisions'),
};

const SHOWN = decision(
  'authorization',
  'rules',
  'it decides who may call which tools: write authorization, such as [{ allow: { tools: [search] } }]',
);
const MISSING = decision('servers', 'missing', 'no gateway does that: name the servers that are of use without it');

export const TOOLHIVE_GATEWAY_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', {
    ...each(['groupRef', 'config.groupRef', 'incomingAuth.type'], CARRIED),
    'config.name': told('the gateway has the name of the resource'),
    ...each(['incomingAuth.oidcConfigRef', 'authServerConfig', 'config.incomingAuth.oidc'], AUTH),
    'config.incomingAuth.type': AUTH,
    ...each(['incomingAuth.authzConfig', 'incomingAuth.authzConfigRef', 'config.incomingAuth.authz'], SHOWN),
    ...each(['outgoingAuth', 'config.outgoingAuth', 'passthroughHeaders', 'config.passthroughHeaders'], MISSING),
    ...each(['config.compositeTools', 'config.compositeToolRefs', 'config.codeMode', 'config.optimizer'], MISSING),
    ...each(['config.backends', 'embeddingServerRef'], MISSING),
    'config.aggregation.tools': CARRIED,
    ...each(['config.aggregation.excludeAllTools', 'config.aggregation.defaultToolVisibility'], SHOWN),
    'config.aggregation': told('names of tools begin with the name of their server: see routes'),
    ...each(['config.rateLimiting', 'config.operational'], LIMITS),
    ...each(['config.audit', 'config.telemetry', 'telemetryConfigRef'], TELEMETRY),
    ...each(['config.metadata', 'config.sessionStorage', 'sessionStorage', 'sessionAffinity', 'replicas'], PROXY),
    ...each(['serviceType', 'serviceAccount', 'podTemplateSpec', 'imagePullSecrets'], PROXY),
  }),
};

/** The fate of every field, by kind. */
export const TOOLHIVE_FIELDS: FieldTable = {
  ...below('MCPServer', TOOLHIVE_SERVER_FIELDS),
  ...below('MCPRemoteProxy', TOOLHIVE_REMOTE_FIELDS),
  ...below('MCPServerEntry', TOOLHIVE_REMOTE_FIELDS),
  ...below('VirtualMCPServer', TOOLHIVE_GATEWAY_FIELDS),
  ...below('MCPToolConfig', TOOLHIVE_TOOLS_FIELDS),
  ...below('MCPGroup', TOOLHIVE_GROUP_FIELDS),
  ...below('MCPExternalAuthConfig', TOOLHIVE_AUTH_FIELDS),
};
