import { isDeepStrictEqual } from 'util';
import { Json, getPath, asArray, describe } from '../json';
import { Finding, ObjectRule, findingUnless } from '../rule';
import { containersOf } from '../subject';

const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];

export const PROBES_RULE: ObjectRule = {
  id: 'probes',
  title: 'Startup, readiness and liveness are probed, and differ',
  why: 'Without readiness, calls reach a server that is not ready; equal probes restart a busy server.',
  fix:
    'Give every container the three probes, readiness and liveness on different ports or paths, ' +
    'each on a declared port.',
  severity: 'error',
  references: ['Kubernetes: Configure probes'],
  scanners: [
    'kube-score:pod-probes',
    'kube-score:pod-probes-identical',
    'kube-linter:liveness-port',
    'kube-linter:readiness-port',
    'kube-linter:startup-port',
    'checkov:CKV_K8S_8',
    'checkov:CKV_K8S_9',
  ],
  kinds: ['Deployment', 'StatefulSet', 'DaemonSet'],
  check: subject =>
    containersOf(subject)
      .filter(({ role }) => role === 'containers')
      .flatMap(({ path, json }) => probeFindings(path, json)),
};

function probeFindings(path: string, json: Json): Finding[] {
  const ports = asArray(json.ports).flatMap(port => [getPath(port, 'name'), getPath(port, 'containerPort')]);
  return [
    ...PROBES.flatMap(name =>
      findingUnless(
        questionOf(json[name]) !== undefined,
        `${path}.${name}`,
        json[name] === undefined ? 'is missing' : 'asks nothing',
      ),
    ),
    ...PROBES.flatMap(name =>
      ['httpGet', 'tcpSocket'].flatMap(how => {
        const port = getPath(json, name, how, 'port');
        return findingUnless(
          port === undefined || ports.includes(port),
          `${path}.${name}.${how}.port`,
          `asks ${describe(port)}, which the container does not declare`,
        );
      }),
    ),
    ...findingUnless(
      json.livenessProbe === undefined || asksElse(questionOf(json.livenessProbe), questionOf(json.readinessProbe)),
      `${path}.livenessProbe`,
      'asks the same as readinessProbe',
    ),
  ];
}

function asksElse(one: unknown[] | undefined, other: unknown[] | undefined): boolean {
  return one?.[0] !== other?.[0] || !isDeepStrictEqual(one, other);
}

/** What a probe asks, without when and how often; headers do not make another question. */
function questionOf(probe: unknown): unknown[] | undefined {
  const how = HANDLERS.find(name => getPath(probe, name) !== undefined);
  return how === undefined
    ? undefined
    : [how, ...['path', 'port', 'service', 'command'].map(part => getPath(probe, how, part))];
}
