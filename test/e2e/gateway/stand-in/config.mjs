// The configuration file. What is not known here is an error.
import { readFileSync } from 'node:fs';
import { readApiKey, readAuthentication, readLimits } from './policies.mjs';
import { known, seconds } from './read.mjs';
import { authorizer, condition, valueOf } from './rules.mjs';

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

/** The file is read now: a later change of it is not seen. A line break at its end is not part of the credential. */
function readCredential({ key: { file }, location: { header } }) {
  known(header, 'location.header', 'name', 'prefix');
  return { header: header.name, value: `${header.prefix ?? ''}${readFileSync(file, 'utf8').trimEnd()}` };
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
  known(policies, `target ${name}`, 'tcp', 'http', 'backendAuth');
  const { requestTimeout } = known(policies.http ?? {}, `target ${name} http`, 'requestTimeout');
  known(policies.tcp, `target ${name} tcp`, 'connectTimeout', 'keepalives');
  return {
    name,
    url: new URL(known(mcp, `target ${name}`, 'host').host),
    credentials: readBackendAuth(policies.backendAuth),
    timeout: requestTimeout && seconds(requestTimeout),
  };
}

/** A path, and headers whose values a pattern has to cover. */
function readMatch({ path, headers = [], ...rest }, where) {
  known(rest, where);
  return {
    path: known(path, where, 'exact').exact,
    headers: headers.map(({ name, value }) => ({
      name: name.toLowerCase(),
      pattern: new RegExp(`^(?:${known(value, where, 'regex').regex})$`),
    })),
  };
}

/** An answer that no server gives, to requests with a condition. */
function readResponse(response, where) {
  const { condition: when, status, headers, body } = known(response, where, 'condition', 'status', 'headers', 'body');
  const values = Object.entries(headers).map(([name, expression]) => [name, valueOf(expression)({})]);
  return { holds: condition(when), status, headers: Object.fromEntries(values), body };
}

function readRoute({ name, gateways, hostnames, matches, policies, backends, ...rest }) {
  const where = `route ${name}`;
  known(rest, where);
  const { requestHeaderModifier, mcpAuthorization, authorization, timeout, ...others } = policies;
  const { directResponse = { conditional: [] }, ...decisions } = others;
  known(decisions, where, 'apiKey', 'mcpAuthentication', 'jwtAuth', 'localRateLimit', 'remoteRateLimit');
  const [{ mcp }] = backends;
  known(mcp, where, 'statefulMode', 'prefixMode', 'failureMode', 'targets');
  const targets = mcp.targets.map(readTarget);
  if (gateways !== 'default' || backends.length !== 1) {
    throw new Error(`${where}: not known here`);
  }
  return {
    name,
    hostnames,
    matches: matches.map(match => readMatch(match, where)),
    removed: known(requestHeaderModifier, where, 'remove').remove,
    apiKeys: decisions.apiKey && readApiKey(decisions.apiKey),
    authentication: readAuthentication(decisions),
    authorization: rulesOf(authorization, where).map(({ require }) => condition(require)),
    isAllowed: authorizer(rulesOf(mcpAuthorization, where)),
    ...readLimits(decisions),
    responses: known(directResponse, where, 'conditional').conditional.map(one => readResponse(one, where)),
    timeout: seconds(known(timeout, where, 'backendRequestTimeout').backendRequestTimeout),
    stateful: mcp.statefulMode !== 'stateless',
    failOpen: mcp.failureMode === 'failOpen',
    prefixed: mcp.prefixMode === 'always' || (mcp.prefixMode === undefined && targets.length > 1),
    targets,
  };
}

const rulesOf = (policy, where) =>
  known(policy ?? { rules: [] }, where, 'rules').rules.map(rule => known(rule, `${where} rule`, 'require', 'allow'));

/** Reads the arguments of the program and the file that they name. */
export function readConfig([option, file, ...more], env) {
  if (option !== '-f' || file === undefined || more.length > 0) {
    throw new Error('usage: -f FILE');
  }
  const { config, frontendPolicies, gateways, routes, ...rest } = JSON.parse(
    expandVariables(readFileSync(file, 'utf8'), env),
  );
  known(rest, 'configuration');
  known(config, 'config', 'adminAddr', 'logging', 'mcp');
  const { http, accessLog } = known(frontendPolicies, 'frontendPolicies', 'http', 'accessLog');
  const { add, remove = [] } = known(accessLog, 'accessLog', 'add', 'remove');
  const added = Object.entries(add);
  const largestBody = known(http, 'http', 'maxBufferSize').maxBufferSize;
  return {
    file,
    port: known(known(gateways, 'gateways', 'default').default, 'gateways.default', 'port').port,
    sessionKey: env.SESSION_KEY,
    log: {
      level: known(config.logging, 'logging', 'level', 'format').level,
      removed: remove,
      added: Object.fromEntries(added.map(([name, expression]) => [name, valueOf(expression)])),
    },
    routes: routes.map(route => ({ ...readRoute(route), largestBody })),
  };
}
