import { Jwks, KuadrantEngine } from '../../../../src';
import { Manifest, find } from '../../../util/app';
import { holds } from '../../../util/cel';
import { KUADRANT, ofKind } from '../../../util/external-data-planes';
import { Request } from '../request';
import { Evaluator, hasEnded } from './evaluator';

const METHODS = { call: 'tools/call', prompt: 'prompts/get', resource: 'resources/read' } as const;
const HEADERS = { call: 'x-mcp-toolname', prompt: 'x-mcp-promptname', resource: 'x-mcp-resourceuri' } as const;

/** An AuthPolicy as Authorino reads it, for requests that the router of Kuadrant/mcp-gateway e5d18c99 has marked. */
export const KUADRANT_OBJECTS: Evaluator = {
  name: '`KuadrantEngine`',
  jwks: Jwks.fromUrl('https://idp.example.com/jwks'),
  engine: () => new KuadrantEngine(KUADRANT),
  unchecked: ({ use }) => (use === 'list' ? 'lists of tools are not checked' : undefined),
  permits: (manifests, request) => {
    const { prefix, targetRef } = ofKind(manifests, 'MCPServerRegistration').find(
      ({ spec }) => spec.prefix === `${request.server}_`,
    )?.spec;
    const { rules } = ofKind(manifests, 'AuthPolicy').find(({ spec }) => spec.targetRef.name === targetRef.name)?.spec;
    expect([prefix, find(manifests, 'HTTPRoute', targetRef.name).spec.rules.length]).toEqual([`${request.server}_`, 1]);
    // the broker answers it, and not the route of the server
    return request.use === 'list' || passes(rules, request);
  },
};

function passes({ authentication, authorization }: Manifest, request: Request): boolean {
  const identity = Object.values<Manifest>(authentication)
    .map(method => identityOf(method, request))
    .find(found => found !== undefined);
  const use = request.use as keyof typeof METHODS;
  const variables = {
    // what a client sends in their place is overwritten
    request: { method: 'POST', headers: { 'x-mcp-method': METHODS[use], [HEADERS[use]]: request.name } },
    auth: { identity },
  };
  const predicates: string[] = Object.values<Manifest>(authorization).flatMap(({ patternMatching }) =>
    patternMatching.patterns.map(({ predicate }: Manifest) => predicate),
  );
  return identity !== undefined && predicates.every(predicate => holds(predicate, variables));
}

/** Neither issuer nor audience is compared; a token without an end is refused. */
function identityOf({ jwt, anonymous }: Manifest, { caller: { token } }: Request): unknown {
  if (anonymous !== undefined) {
    return { anonymous: true };
  }
  return jwt === undefined || token?.exp === undefined || hasEnded(token) ? undefined : token;
}
