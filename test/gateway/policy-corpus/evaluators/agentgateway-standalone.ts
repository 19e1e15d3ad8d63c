import { AgentgatewayEngine, Jwks } from '../../../../src';
import { Manifest, find } from '../../../util/app';
import { holds, permits } from '../../../util/cel';
import { KEY_SET } from '../../../util/keys';
import { Request } from '../request';
import { clientOf, variablesOf, verified } from './agentgateway';
import { Evaluator, nothing } from './evaluator';
import { mayConnect } from './network';

export const STANDALONE: Evaluator = {
  name: '`AgentgatewayEngine.standalone()`',
  jwks: Jwks.inline(KEY_SET),
  engine: () => AgentgatewayEngine.standalone(),
  unchecked: nothing,
  permits: (manifests, request) => {
    const { pod } = request.caller;
    const text = Object.values(find(manifests, 'ConfigMap', 'gateway-config').data)[0];
    const route = JSON.parse(String(text)).routes.find(({ backends }: Manifest) =>
      backends[0].mcp.targets.some(({ name }: Manifest) => name === request.server),
    );
    return (pod === undefined || mayConnect(manifests, 'gateway', pod)) && passes(route.policies, request);
  },
};

function passes(policies: Manifest, request: Request): boolean {
  const { mcpAuthentication, jwtAuth = mcpAuthentication, apiKey, authorization, mcpAuthorization } = policies;
  const variables = variablesOf(request);
  if (jwtAuth !== undefined) {
    const { issuer, audiences, jwtValidationOptions, mode } = jwtAuth;
    const required = jwtValidationOptions.requiredClaims;
    variables.jwt = mode === 'strict' ? verified(request.caller, { issuer, audiences, required }) : {};
    if (variables.jwt === undefined) {
      return false;
    }
  }
  if (apiKey !== undefined) {
    const client = clientOf(request.caller, apiKey.keys);
    if (client === undefined) {
      return false;
    }
    variables.apiKey = { client };
  }
  const required = (authorization?.rules ?? []).every((rule: Manifest) => holds(rule.require, variables));
  const rules: Manifest[] = mcpAuthorization?.rules ?? [];
  const [needed, granted] = ['require', 'allow'].map(effect => rules.flatMap(rule => rule[effect] ?? []));
  return required && permits(needed, granted, variables);
}
