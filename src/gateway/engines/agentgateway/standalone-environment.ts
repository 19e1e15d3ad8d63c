import { definedItems } from '../../../foundation/defined';
import { compare } from '../../../foundation/reader';
import { resourceVariables } from '../../../server/resolve/environment';
import { SecretKey } from '../../../server/resolve/registry-credential';
import { EnvVarSpec, ServerSpec } from '../../../server/spec';

/** The time that the process has to end after its connections are closed. */
const SPARE_SECONDS = 5;

/** The variables of the gateway's pods: those of a server, and what agentgateway reads. */
export function standaloneEnvironment(
  base: ServerSpec,
  session: SecretKey | undefined,
  sendsLog: boolean,
): EnvVarSpec[] {
  const drain = Math.floor((base.shutdown.grace - base.shutdown.drain - SPARE_SECONDS) / 2);
  const cpuLimit = base.resources.limits.cpu;
  // the configuration has the log level
  const variables = base.environment.filter(variable => variable.name !== 'LOG_LEVEL');
  return definedItems<EnvVarSpec>([
    ...variables,
    ...(sendsLog ? resourceVariables(base.name, base.namespace) : []).filter(({ name }) =>
      variables.every(other => other.name !== name),
    ),
    { name: 'CONNECTION_MIN_TERMINATION_DEADLINE', value: `${drain}s` },
    // the second half, which is 5 s at most without it
    { name: 'CONNECTION_TERMINATION_DEADLINE', value: `${drain}s` },
    cpuLimit === undefined
      ? undefined
      : { name: 'CPU_LIMIT', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } },
    session && { name: 'SESSION_KEY', valueFrom: { secretKeyRef: { name: session.secret, key: session.key } } },
  ]).sort((a, b) => compare(a.name, b.name));
}
