// The configuration file. What is not known here is an error.
import { readFileSync } from 'node:fs';
import { keysOfFile, keysOfText } from './jwt.mjs';

/** Throws when a part has other members than these; returns the part. */
function known(part, where, ...members) {
  const unknown = Object.keys(part).find(member => !members.includes(member));
  if (unknown !== undefined) {
    throw new Error(`${where}: unknown field ${unknown}`);
  }
  return part;
}

/** Replaces variables in the whole text, before anything else is read. */
export function expandVariables(text, env) {
  return text.replace(/\$(\$|\{([^}]*)\}|([A-Za-z0-9_]+))/g, (all, first, braced, bare) => {
    if (first === '$') {
      return '$';
    }
    const [name, fallback] = (braced ?? bare).split(':-');
    const value = env[name] ?? fallback;
    if (value === undefined) {
      throw new Error(`error looking key '${name}' up: environment variable not found`);
    }
    return value;
  });
}

const seconds = text => {
  const [, number] = /^(\d+)s$/.exec(text) ?? [];
  if (number === undefined) {
    throw new Error(`not a duration: ${text}`);
  }
  return Number(number);
};

function readCredential({ key: { file }, location: { header } }) {
  known(header, 'location.header', 'name', 'prefix');
  // once, so that a missing file ends the start
  readFileSync(file);
  return { header: header.name, prefix: header.prefix ?? '', file };
}

/** One credential is written as `key`, several as `credentials`. */
function readBackendAuth(part) {
  if (part === undefined) {
    return [];
  }
  known(part, 'backendAuth', 'key', 'credentials');
  if (part.credentials) {
    return part.credentials.map(readCredential);
  }
  const { value, location } = known(part.key, 'backendAuth.key', 'value', 'location');
  return [readCredential({ key: value, location })];
}

function readTarget(target) {
  const { name, mcp, policies = {} } = known(target, 'targets[]', 'name', 'mcp', 'policies');
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name)) {
    throw new Error(`invalid MCP target name ${name}`);
  }
  known(policies, `target ${name}`, 'tcp', 'backendAuth');
  known(policies.tcp, `target ${name} tcp`, 'connectTimeout', 'keepalives');
  return {
    name,
    url: new URL(known(mcp, `target ${name}`, 'host').host),
    credentials: readBackendAuth(policies.backendAuth),
  };
}

function readApiKey({ mode, keys, ...rest }) {
  known(rest, 'apiKey');
  if (mode !== 'strict') {
    throw new Error('apiKey: mode is not strict');
  }
  return keys.map(key => {
    const { keyHash, metadata } = known(key, 'apiKey.keys[]', 'keyHash', 'metadata');
    const [, hash] = /^sha256:([0-9a-f]{64})$/i.exec(keyHash) ?? [];
    if (hash === undefined) {
      throw new Error('data did not match any variant of untagged enum');
    }
    return { hash: hash.toLowerCase(), metadata };
  });
}

function readAuthentication({ mode, issuer, audiences, jwks, jwtValidationOptions, resourceMetadata, ...rest }) {
  known(rest, 'mcpAuthentication');
  if (mode !== 'strict') {
    throw new Error('mcpAuthentication: mode is not strict');
  }
  known(
    resourceMetadata,
    'resourceMetadata',
    'resource',
    'scopesSupported',
    'bearerMethodsSupported',
    'resourceDocumentation',
  );
  const keys = typeof jwks === 'string' ? keysOfText(jwks) : keysOfFile(known(jwks, 'jwks', 'file').file);
  const { requiredClaims = ['exp'] } = known(jwtValidationOptions ?? {}, 'jwtValidationOptions', 'requiredClaims');
  return { issuer, audiences, keys, requiredClaims, metadata: resourceMetadata };
}

function readRoute({ name, gateways, hostnames, matches, policies, backends, ...rest }) {
  known(rest, `route ${name}`);
  const where = `route ${name}`;
  known(
    policies,
    where,
    'requestHeaderModifier',
    'apiKey',
    'mcpAuthentication',
    'mcpAuthorization',
    'localRateLimit',
    'timeout',
  );
  const [{ mcp }] = backends;
  known(mcp, where, 'statefulMode', 'prefixMode', 'failureMode', 'targets');
  const targets = mcp.targets.map(readTarget);
  if (mcp.statefulMode !== 'stateless' || gateways !== 'default' || backends.length !== 1) {
    throw new Error(`${where}: not known here`);
  }
  return {
    hostnames,
    paths: matches.map(match => known(known(match, where, 'path').path, where, 'exact').exact),
    removed: known(policies.requestHeaderModifier, where, 'remove').remove,
    apiKeys: policies.apiKey && readApiKey(policies.apiKey),
    authentication: policies.mcpAuthentication && readAuthentication(policies.mcpAuthentication),
    rules: known(policies.mcpAuthorization ?? { rules: [] }, where, 'rules').rules.map(rule =>
      known(rule, `${where} rule`, 'require', 'allow'),
    ),
    limits: (policies.localRateLimit ?? []).map(({ maxTokens, tokensPerFill, fillInterval }) => ({
      maxTokens,
      tokensPerFill,
      interval: seconds(fillInterval),
    })),
    timeout: seconds(known(policies.timeout, where, 'backendRequestTimeout').backendRequestTimeout),
    failOpen: mcp.failureMode === 'failOpen',
    prefixed: mcp.prefixMode === 'always' || (mcp.prefixMode === undefined && targets.length > 1),
    targets,
  };
}

export function readConfig([option, file, ...more], env) {
  if (option !== '-f' || file === undefined || more.length > 0) {
    throw new Error('usage: -f FILE');
  }
  const config = JSON.parse(expandVariables(readFileSync(file, 'utf8'), env));
  known(config, 'configuration', 'config', 'frontendPolicies', 'gateways', 'routes');
  known(config.config, 'config', 'adminAddr', 'logging', 'mcp');
  known(config.frontendPolicies, 'frontendPolicies', 'http', 'accessLog');
  return {
    port: known(known(config.gateways, 'gateways', 'default').default, 'gateways.default', 'port').port,
    largestBody: known(config.frontendPolicies.http, 'http', 'maxBufferSize').maxBufferSize,
    routes: config.routes.map(readRoute),
  };
}
