import { AppIndex } from './app-index';
import { isOfGateway } from './gateway-pods';
import { asArray, asString, getPath } from './json';
import { referredKind } from './references';
import { Subject, notesOf } from './subject';
import { GATEWAY_LABEL, SERVER_AUTH_ANNOTATION, SERVER_LABEL } from '../foundation/labels';

export type Destination = 'server' | 'gateway' | 'agentgateway' | 'other';

/** What a route leads to. */
export interface RouteBackend {
  /** The index of its rule. */
  readonly rule: number;
  readonly field: string;
  readonly kind: string;
  readonly name: string;
  /** The namespace of a backend that is named, and not given as a host. */
  readonly namespace?: string;
  readonly leadsTo: Destination;
}

/** What a reference in a route names. */
export interface Target {
  readonly namespace?: string;
  readonly kind: string;
  readonly name: string;
}

/** Backends that lead to Backends that lead to Services. */
const MAX_STEPS = 4;
const URL_PARTS = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/:]+)/i;
/** Kinds with the name and namespace of a Service. */
const SERVICES = ['Service', 'ServiceImport.multicluster.x-k8s.io'];

/** Where a reference leads. */
export function leadsTo(app: AppIndex, target: Target, steps = 0): Destination {
  const { namespace, kind, name } = target;
  if (kind === 'AgentgatewayBackend') {
    return 'agentgateway';
  }
  if (kind === 'Hostname.networking.istio.io') {
    return ofHost(app, name, namespace, steps);
  }
  const own = SERVICES.includes(kind) ? ofService(app, namespace, name) : 'other';
  const further = own === 'other' && steps < MAX_STEPS ? nextOf(app, target, steps + 1) : [];
  return strongest([own, ...further]);
}

/** Where a host leads: a Service is `name`, `name.namespace` or `name.namespace.svc…`. */
export function ofHost(app: AppIndex, host: string, own: string | undefined, steps = 0): Destination {
  const [, bare = ''] = URL_PARTS.exec(host) ?? [];
  const [name, namespace = own, svc = 'svc'] = bare.split('.');
  return svc === 'svc' && name !== '' ? leadsTo(app, { namespace, kind: 'Service', name }, steps) : 'other';
}

export function strongest(all: readonly Destination[]): Destination {
  return (['server', 'agentgateway', 'gateway'] as const).find(one => all.includes(one)) ?? 'other';
}

/** Where the backend that a reference names leads. */
function nextOf(app: AppIndex, { namespace, kind, name }: Target, steps: number): Destination[] {
  const spec = app.find(namespace, kind, name)?.manifest.spec;
  const hosts = [
    getPath(spec, 'externalName'),
    ...asArray(getPath(spec, 'endpoints')).flatMap(endpoint => [
      getPath(endpoint, 'fqdn', 'hostname'),
      getPath(endpoint, 'hostname'),
    ]),
    ...asArray(getPath(spec, 'static', 'hosts')).map(entry => getPath(entry, 'host')),
  ];
  const references = [getPath(spec, 'backendRef')].filter(reference => reference !== undefined);
  return [
    ...hosts.flatMap(host => (typeof host === 'string' ? [ofHost(app, host, namespace, steps)] : [])),
    ...references.map(reference => leadsTo(app, targetOf(reference, namespace), steps)),
  ];
}

function targetOf(reference: unknown, own: string | undefined): Target {
  return {
    namespace: asString(getPath(reference, 'namespace')) ?? own,
    kind: referredKind(reference, 'Service'),
    name: asString(getPath(reference, 'name')) ?? '',
  };
}

/** One selector may take pods of several workloads: those of a server are reached past the gateway beside them. */
function ofService(app: AppIndex, namespace: string | undefined, name: string): Destination {
  const selector = getPath(app.find(namespace, 'Service', name)?.manifest, 'spec', 'selector');
  return strongest(app.selectedBy(namespace, { matchLabels: selector }).map(ofWorkload));
}

function ofWorkload(workload: Subject): Destination {
  if (isOfGateway(workload) || workload.pod?.labels[GATEWAY_LABEL] !== undefined) {
    return 'gateway';
  }
  return isOpenServer(workload) ? 'server' : 'other';
}

/** A server that asks callers for a credential itself may be called without a gateway. */
function isOpenServer(subject: Subject): boolean {
  return subject.pod?.labels[SERVER_LABEL] !== undefined && notesOf(subject)[SERVER_AUTH_ANNOTATION] === undefined;
}
