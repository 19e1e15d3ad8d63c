import { GatewayRights } from './gateway-rights';
import { gatewaysOf, rightsOf } from './gateways';
import { Judged, Objects } from './objects';
import { FindingPosture, PoolPosture, Posture, ServerPosture } from './posture';
import { idOf } from './posture-text';
import { ToolReviews, toolReviewsIn } from './review-changes';
import { byName, namedOf, pruneOf, serverOf } from './workloads';
import { withoutCredentials } from '../foundation/credentials/redacted';
import { POOL_LABEL, SERVER_LABEL } from '../foundation/labels';
import { ListMap } from '../foundation/list-map';
import { compare } from '../foundation/reader';
import { Json, getPath, asObject, asString, stringEntries } from '../guardrails/json';

const COMPONENT = 'app.kubernetes.io/component';

/** Reads what will run from final manifests, in time linear in their number. */
export function postureOf(all: readonly Judged[]): Posture {
  const objects = new Objects(all);
  const servers = all
    .flatMap(judged => {
      const { pod } = judged.subject;
      return pod === undefined || pod.labels[SERVER_LABEL] === undefined ? [] : [serverOf(judged, pod, objects)];
    })
    .sort(byName);
  const gateways = gatewaysOf(all.filter(isOfGateway), objects, servers);
  return withoutCredentials<Posture>({
    version: 1,
    servers,
    gateways,
    pools: poolsOf(objects, servers),
    findings: judgedFindings(all).map(({ finding }) => finding),
    prune: servers.flatMap(pruneOf),
  });
}

/** What callers may use at each gateway, by its namespace and name. */
export function gatewayRightsOf(all: readonly Judged[]): ReadonlyMap<string, GatewayRights> {
  return rightsOf(all.filter(isOfGateway), new Objects(all));
}

/** What was reviewed of the tools of each server, by its namespace and name. */
export function toolReviewsOf(all: readonly Judged[]): ReadonlyMap<string, ToolReviews> {
  return new Map(
    all
      .filter(({ subject: { pod } }) => pod?.labels[SERVER_LABEL] !== undefined)
      .map(judged => [idOf(namedOf(judged)), toolReviewsIn(judged.subject.manifest)]),
  );
}

function isOfGateway({ subject }: Judged): boolean {
  return getPath(subject.manifest, 'metadata', 'labels', COMPONENT) === 'mcp-gateway';
}

function poolsOf(objects: Objects, servers: readonly ServerPosture[]): PoolPosture[] {
  const members = new ListMap<string, string>();
  for (const { namespace, name } of servers) {
    members.add(namespace, name);
  }
  return objects
    .ofKind('ResourceQuota')
    .flatMap(({ subject: { manifest, namespace = '' } }): PoolPosture[] => {
      const labels = Object.fromEntries(stringEntries(getPath(manifest, 'metadata', 'labels')));
      if (labels[POOL_LABEL] === undefined) {
        return [];
      }
      const level = asString(
        getPath(
          objects.find('Namespace', undefined, namespace),
          'metadata',
          'labels',
          'pod-security.kubernetes.io/enforce',
        ),
      );
      return [
        {
          namespace,
          owner: labels.owner,
          environment: labels.environment,
          podSecurity: level,
          quota: Object.fromEntries(
            Object.entries(asObject(getPath(manifest, 'spec', 'hard')))
              .map(([key, amount]) => [key, String(amount)])
              .sort(([a], [b]) => compare(a, b)),
          ),
          servers: members.get(namespace) ?? [],
        },
      ];
    })
    .sort((a, b) => compare(a.namespace, b.namespace));
}

/** Each finding with what it was found in, in the order of the report. */
export function judgedFindings(
  all: readonly Judged[],
): { readonly finding: FindingPosture; readonly judged: Judged }[] {
  return all
    .flatMap(judged => findingsOf(judged).map(finding => ({ finding, judged, key: keyOf(finding) })))
    .sort((a, b) => compare(a.key, b.key));
}

function keyOf({ severity, object, rule, field }: FindingPosture): string {
  return `${severity} ${object} ${rule} ${field}`;
}

/** The manifests by what findings call their objects. */
export function manifestsOf(all: readonly Judged[]): ReadonlyMap<string, Json> {
  return new Map(all.map(judged => [objectOf(judged), judged.subject.manifest]));
}

function objectOf({ subject: { kind, namespace, name } }: Judged): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function findingsOf(judged: Judged): FindingPosture[] {
  const [object, { path, findings }] = [objectOf(judged), judged];
  return findings.map(({ ruleId, severity, field, problem, fix, acknowledged }) => ({
    rule: ruleId,
    severity,
    object,
    path,
    field,
    problem,
    fix,
    acknowledged,
  }));
}
