import { IGatewayBinding } from './engine';
import { IMcpEndpoint } from '../../endpoint/endpoint';
import { Issues } from '../../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isLabelValue, isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { Callers } from '../../network/callers';
import { PodLabels } from '../../network/mcp-peer';
import { checkHostname } from '../settings/exposure';
import { GatewayReference } from '../settings/parent';

interface ParentOptions extends GatewayReference {
  readonly sectionName?: string;
  readonly dataPlane?: Callers;
}

/** The Gateway that an engine attaches to, with every value checked. */
export interface ParentSpec {
  readonly name: string;
  readonly namespace: string;
  readonly hostname: string;
  readonly sectionName?: string;
  /** The pods that connect to the servers. */
  readonly dataPlane: Callers;
}

/** @param podsOf Where the pods of a Gateway are; undefined when only the user knows. */
export function resolveParent<T extends ParentOptions>(
  where: string,
  options: T,
  known: PropNames<T>,
  podsOf?: (name: string, namespace: string) => PodLabels,
): ParentSpec {
  const issues = new Issues(where);
  const {
    gatewayName: name,
    gatewayNamespace: namespace,
    hostname,
    sectionName,
    dataPlane,
  } = new Reader(issues).struct(options, known);
  issues.check(
    isPlainText(name) && isDnsSubdomain(name) && isLabelValue(name),
    'gatewayName',
    'the name of a Gateway, at most 63 characters',
    name,
  );
  issues.check(
    isPlainText(namespace) && isDnsLabel(namespace),
    'gatewayNamespace',
    'the name of a namespace',
    namespace,
  );
  checkHostname(issues, hostname);
  issues.check(
    sectionName === undefined || (isPlainText(sectionName) && isDnsSubdomain(sectionName)),
    'sectionName',
    'the name of a listener',
    sectionName,
  );
  if (dataPlane === undefined && podsOf === undefined) {
    issues.add(
      'dataPlane',
      'must name the pods that connect to the servers, otherwise all traffic is denied',
      'for example Callers.pods({ namespace, labels }), or Callers.ciliumIngress()',
    );
  }
  issues.check(dataPlane === undefined || isInstance(dataPlane, Callers), 'dataPlane', 'made by Callers', dataPlane);
  issues.throwIfAny();
  const pods = podsOf?.(name, namespace) ?? { namespace, labels: {} };
  return { name, namespace, hostname, sectionName, dataPlane: dataPlane ?? Callers.pods(pods) };
}

interface NamedParent {
  readonly parentName: string;
  readonly parentNamespace?: string;
  readonly sectionName?: string;
}

/** The Gateway in the words of a route; its namespace only where it is another one. */
export function parentOf({ name, namespace, sectionName }: ParentSpec, binding: IGatewayBinding): NamedParent {
  return { parentName: name, parentNamespace: namespace === binding.namespace ? undefined : namespace, sectionName };
}

/** The Service that a server's address names, which a route refers to. */
export interface ServiceRef {
  readonly name: string;
  readonly namespace: string;
  readonly port: number;
}

export function serviceOf(issues: Issues, { pods, endpoint: { host, port } }: IMcpEndpoint): ServiceRef {
  const [name, namespace, svc] = host.split('.');
  if (pods === undefined) {
    issues.add(
      'server',
      'is outside the cluster, but a route needs a Service of the cluster',
      'AgentgatewayEngine.standalone(), or AgentgatewayEngine.controller(…)',
    );
  } else if (svc !== 'svc' || namespace !== pods.namespace) {
    issues.check(
      false,
      'server.endpoint.host',
      'the name of a Service, <name>.<namespace>.svc.<domain>, in the namespace of its pods',
      host,
    );
  }
  return { name, namespace, port };
}
