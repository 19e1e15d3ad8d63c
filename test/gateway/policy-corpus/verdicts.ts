import { Evaluator } from './evaluators/evaluator';
import { mayConnect } from './evaluators/network';
import { POLICIES, Policy } from './policies';
import { Request } from './request';
import { IMcpEndpoint, McpGateway } from '../../../src';
import { Manifest, chart, server, synth } from '../../util/app';

/** How an engine treats a policy: it refuses it, or writes it, with what is otherwise than the documentation says. */
export type Treatment =
  { readonly refusal: string } | { readonly wrong: readonly string[]; readonly unchecked: readonly string[] };

/** The objects of a policy; throws when the engine refuses it. */
function manifestsOf({ auth, servers, rules, routes, callers }: Policy, { engine, jwks }: Evaluator): Manifest[] {
  const scope = chart();
  const endpoints: Record<string, IMcpEndpoint> = Object.fromEntries(
    Object.entries(servers).map(([name, [tools]]) => [name, server(scope, { tools }, name)]),
  );
  const gateway = new McpGateway(scope, 'gateway', {
    auth: auth(jwks),
    authorization: rules?.(endpoints),
    routes,
    callers: callers && [...callers],
    engine: engine(),
  });
  Object.entries(servers).forEach(([name, [, here]]) => gateway.addServer(endpoints[name], { tools: here }));
  return synth(scope);
}

export function treatmentOf(policy: Policy, evaluator: Evaluator): Treatment {
  let manifests: Manifest[];
  try {
    manifests = manifestsOf(policy, evaluator);
  } catch (error) {
    return { refusal: (error as Error).message };
  }
  const [wrong, unchecked] = [new Set<string>(), new Set<string>()];
  for (const request of policy.requests) {
    const isAllowed = verdictOf(manifests, request, evaluator);
    const known = isAllowed && !request.allowed ? evaluator.unchecked(request) : undefined;
    if (known !== undefined) {
      unchecked.add(known);
    } else if (isAllowed !== request.allowed) {
      const { by, use, server: of, name } = request;
      wrong.add(`${by} ${isAllowed ? 'may' : 'may not'} ${use} ${of} ${name}`);
    }
  }
  return { wrong: [...wrong], unchecked: [...unchecked] };
}

function verdictOf(manifests: Manifest[], request: Request, evaluator: Evaluator): boolean {
  const { use, server: name, caller } = request;
  return use === 'direct' && caller.pod !== undefined
    ? mayConnect(manifests, name, caller.pod)
    : evaluator.permits(manifests, request);
}

/** The treatments as a table of Markdown: a row for each policy, a column for each engine. */
export function tableOf(evaluators: readonly Evaluator[]): string {
  const rows = POLICIES.map(policy => [policy.topic, ...evaluators.map(evaluator => cellOf(policy, evaluator))]);
  return [['', ...evaluators.map(({ name }) => name)], ['', ...evaluators.map(() => '')].map(() => '---'), ...rows]
    .map(cells => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function cellOf(policy: Policy, evaluator: Evaluator): string {
  const treatment = treatmentOf(policy, evaluator);
  if ('refusal' in treatment) {
    return 'error';
  }
  return treatment.unchecked.length === 0 ? 'yes' : `yes, but ${treatment.unchecked.join('; ')}`;
}
