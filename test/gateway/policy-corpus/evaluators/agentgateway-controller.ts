import { AgentgatewayEngine, Jwks } from '../../../../src';
import { Manifest } from '../../../util/app';
import { holds, permits } from '../../../util/cel';
import { GATEWAY, ofKind } from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { Request } from '../request';
import { clientOf, variablesOf, verified } from './agentgateway';
import { Evaluator, nothing } from './evaluator';

export const CONTROLLER: Evaluator = {
  name: '`.controller({ … })`',
  jwks: Jwks.inline(KEY_SET),
  engine: () => AgentgatewayEngine.controller(GATEWAY),
  unchecked: nothing,
  permits: (manifests, request) => {
    const backend = ofKind(manifests, 'AgentgatewayBackend').find(({ spec }) =>
      spec.mcp.targets.some(({ name }: Manifest) => name === request.server),
    );
    const policies = ofKind(manifests, 'AgentgatewayPolicy').filter(({ spec }) =>
      spec.targetRefs.some(({ name }: Manifest) => name === backend?.metadata.name),
    );
    const keys = ofKind(manifests, 'ConfigMap')
      .filter(({ metadata }) => metadata.labels['cdk8s-mcp/api-keys'] !== undefined)
      .flatMap(({ data }) => Object.values(data).map(text => JSON.parse(String(text))));
    return passes(policies, keys, request);
  },
};

function passes(policies: Manifest[], keys: Manifest[], request: Request): boolean {
  const traffic: Manifest = Object.assign({}, ...policies.map(({ spec }) => spec.traffic ?? {}));
  const variables = { ...variablesOf(request), request: { path: '/mcp', method: 'POST' } } as Manifest;
  if (traffic.jwtAuthentication !== undefined) {
    const [{ issuer, audiences }] = traffic.jwtAuthentication.providers;
    variables.jwt = verified(request.caller, { issuer, audiences, required: [] });
    if (variables.jwt === undefined) {
      return false;
    }
  }
  if (traffic.apiKeyAuthentication !== undefined) {
    const client = clientOf(request.caller, keys);
    if (client === undefined) {
      return false;
    }
    variables.apiKey = { client };
  }
  const entry: string[] = traffic.authorization?.policy.matchExpressions ?? [];
  const rules = policies.flatMap(({ spec }) => spec.backend?.mcp?.authorization ?? []);
  const [needed, granted] = ['Require', 'Allow'].map(wanted =>
    rules.filter(({ action }) => action === wanted).flatMap(({ policy }) => policy.matchExpressions),
  );
  return entry.every(rule => holds(rule, variables)) && permits(needed, granted, variables);
}
