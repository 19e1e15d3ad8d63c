import { createHash } from 'crypto';
import { getPath, asArray, parseObject } from './json';
import { definedItems } from '../foundation/defined';

/** The annotation with the hash of a gateway's policies as its props define them. */
export const POLICIES_ANNOTATION = 'cdk8s-mcp/policies';

/** Policies that decide who may call and what they may use. */
const OF_ROUTES = ['mcpAuthentication', 'jwtAuth', 'apiKey', 'mcpAuthorization', 'authorization'];
const OF_POLICIES = [
  ['traffic', 'jwtAuthentication'],
  ['traffic', 'apiKeyAuthentication'],
  ['traffic', 'authorization'],
  ['backend', 'mcp', 'authorization'],
];

/** A hash of the policies in a configuration of agentgateway, and of where its access log is sent. */
export function documentDigest(source: string): string {
  const document = parseObject(source);
  const policies = asArray(document?.routes).map(route => [
    getPath(route, 'name'),
    ...OF_ROUTES.map(part => getPath(route, 'policies', part)),
    ...definedItems([getPath(route, 'policies', 'extAuthz')]),
  ]);
  const audit = getPath(document, 'frontendPolicies', 'accessLog', 'otlp');
  return digest(audit === undefined ? policies : [...policies, audit]);
}

/** A hash of the specs of all AgentgatewayPolicies of a route, in the order of their names, without load limits. */
export function policiesDigest(specs: readonly unknown[]): string {
  return digest(
    specs
      .map(spec => OF_POLICIES.map(path => getPath(spec, ...path)))
      .filter(parts => parts.some(part => part !== undefined)),
  );
}

/** Does not depend on the order of keys, which cdk8s changes. */
function digest(value: unknown): string {
  const sorted = (_: string, item: unknown): unknown => {
    if (typeof item === 'bigint') {
      return { bigint: String(item) };
    }
    return typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item;
  };
  return createHash('sha256').update(JSON.stringify(value, sorted)).digest('hex').slice(0, 16);
}
