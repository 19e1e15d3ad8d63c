import type { Container, ContainerPort, EnvVar, EnvVarSource } from 'kubernetes-types/core/v1';
import { renderLifecycle, renderProbes } from './probes';
import { renderContainerSecurity } from './security';
import { renderMounts } from './volumes';
import { definedItems } from '../../foundation/defined';
import { HEALTH_PORT, METRICS_PORT, PRIMARY_PORT } from '../../foundation/labels';
import { nonEmpty } from '../../foundation/non-empty';
import { compare } from '../../foundation/reader';
import { hostListValues, serviceHosts } from '../../source/host-list';
import { EnvVarSpec, HostListSpec, ServerSpec } from '../spec';

/** The container that runs the server. */
export function renderContainer(spec: ServerSpec): Container {
  return { ...renderProgram(spec), ports: renderPorts(spec), ...renderProbes(spec), ...renderLifecycle(spec) };
}

/** A container without ports and probes: all that a Job needs. */
export function renderProgram(spec: ServerSpec): Container {
  const { container, resources } = spec;
  const hosts = hostLists(spec);
  const args = [
    ...container.args,
    ...hosts.flatMap(({ target: { flag }, values }) =>
      flag === undefined ? [] : values.flatMap(value => [flag, value]),
    ),
  ];
  return {
    name: container.name,
    image: container.image,
    imagePullPolicy: 'Always',
    command: nonEmpty([...container.command]),
    args: nonEmpty(args),
    workingDir: container.workingDir,
    env: renderEnvironment(spec, hosts),
    resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
    securityContext: renderContainerSecurity(spec.identity),
    volumeMounts: renderMounts(spec),
  };
}

function renderPorts({ container, probes }: ServerSpec): ContainerPort[] {
  const { port, metrics } = container;
  const health = probes.health?.port;
  const hasHealthPort = health !== undefined && health !== port && health !== metrics?.port;
  return definedItems<ContainerPort>([
    { name: PRIMARY_PORT, containerPort: port, protocol: 'TCP' },
    metrics && { name: METRICS_PORT, containerPort: metrics.port, protocol: 'TCP' },
    hasHealthPort ? { name: HEALTH_PORT, containerPort: health, protocol: 'TCP' } : undefined,
  ]);
}

interface FilledList {
  readonly target: HostListSpec['target'];
  readonly values: readonly string[];
}

/** The lists of names by which the server is reached, for servers that check Host and Origin. */
function hostLists({ name, namespace, clusterDomain, container }: ServerSpec): FilledList[] {
  const hosts = serviceHosts(name, namespace, clusterDomain, container.port);
  const fill = (list: HostListSpec | undefined, names: string[]): FilledList[] =>
    list === undefined
      ? []
      : [{ target: list.target, values: hostListValues(list.target, [...new Set([...names, ...list.additional])]) }];
  return [
    ...fill(container.hosts, hosts),
    ...fill(
      container.origins,
      hosts.map(host => `http://${host}`),
    ),
  ];
}

function renderEnvironment({ environment }: ServerSpec, hosts: readonly FilledList[]): EnvVar[] {
  const lists = hosts.flatMap(({ target: { variable: name }, values }) =>
    name === undefined ? [] : values.map(value => ({ name, value })),
  );
  return renderVariables([...environment, ...lists].sort((a, b) => compare(a.name, b.name)));
}

export function renderVariables(variables: readonly EnvVarSpec[]): EnvVar[] {
  return variables.map(variable =>
    // resolve accepted only what cdk8s-plus makes, whose JSON has this shape
    'value' in variable
      ? { name: variable.name, value: variable.value }
      : { name: variable.name, valueFrom: variable.valueFrom as EnvVarSource },
  );
}
