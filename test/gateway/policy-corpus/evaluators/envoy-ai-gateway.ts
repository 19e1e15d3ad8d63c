import { EnvoyAiGatewayEngine, Jwks } from '../../../../src';
import { Manifest, find } from '../../../util/app';
import { holds } from '../../../util/cel';
import { GATEWAY } from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { Request } from '../request';
import { Evaluator, hasEnded, listOf } from './evaluator';

/** The fields of an MCPRoute, as `internal/mcpproxy/authorization.go` of envoyproxy/ai-gateway c217da8a reads them. */
export const ENVOY: Evaluator = {
  name: '`EnvoyAiGatewayEngine`',
  jwks: Jwks.inline(KEY_SET),
  engine: () => new EnvoyAiGatewayEngine({ ...GATEWAY, uncheckedPrompts: 'the corpus shows what this lets through' }),
  unchecked: ({ use }) =>
    use === 'prompt' || use === 'resource'
      ? 'prompts and resources need a token of the issuer, and nothing else'
      : undefined,
  permits: (manifests, request) => {
    const { backendRefs, securityPolicy } = find(manifests, 'MCPRoute').spec;
    const { token } = request.caller;
    if (securityPolicy !== undefined && (token === undefined || !isVerified(token, securityPolicy.oauth))) {
      return false;
    }
    const { toolSelector } = backendRefs.find(({ name }: Manifest) => name === request.server);
    return request.use === 'call' || request.use === 'list'
      ? selected(request.name, toolSelector) && authorized(request, token ?? {}, securityPolicy?.authorization)
      : true;
  },
};

/** Envoy's filter: a token without an end passes. */
function isVerified(token: Readonly<Record<string, unknown>>, { issuer, audiences }: Manifest): boolean {
  return !hasEnded(token) && token.iss === issuer && listOf(token.aud).some(audience => audiences.includes(audience));
}

function selected(name: string, selector: Manifest = {}): boolean {
  const { include = [], includeRegex = [], exclude = [], excludeRegex = [] } = selector;
  const matches = (expressions: string[]): boolean => expressions.some(text => new RegExp(text, 'u').test(name));
  const isIncluded = include.length + includeRegex.length === 0 || include.includes(name) || matches(includeRegex);
  return isIncluded && !exclude.includes(name) && !matches(excludeRegex);
}

/** The first rule that matches decides. */
function authorized(
  { server: backend, name: tool }: Request,
  token: Readonly<Record<string, unknown>>,
  authorization: Manifest | undefined,
): boolean {
  if (authorization === undefined) {
    return true;
  }
  const { scope: _scope, scp: _scp, ...claims } = token;
  const first = authorization.rules.find(
    ({ cel, source, target }: Manifest) =>
      holds(cel, { request: { auth: { jwt: { claims } }, mcp: { backend, tool } } }) &&
      (target === undefined ||
        target.tools.some((named: Manifest) => named.backend === backend && named.tool === tool)) &&
      source.jwt.claims.every((wanted: Manifest) => isSatisfied(wanted, claims)),
  );
  return (first?.action ?? authorization.defaultAction) === 'Allow';
}

/** A dot in the name of a claim leads into it. */
function isSatisfied({ name, valueType, values }: Manifest, claims: Readonly<Record<string, unknown>>): boolean {
  const value = String(name)
    .split('.')
    .reduce<unknown>((at, part) => (isObject(at) && Object.hasOwn(at, part) ? at[part] : undefined), claims);
  const has = (item: unknown): boolean => typeof item === 'string' && values.includes(item);
  return valueType === 'StringArray' && Array.isArray(value) ? value.some(has) : has(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
