import { mountedAt } from './gateway-pods';
import { asArray, asObject } from './json';
import { ContainerView } from './pod-view';
import { Finding, findingUnless } from './rule';
import { Variable, variablesOf } from './steering';
import { AUTHORITIES_PATH, CREDENTIALS_PATH } from '../foundation/labels';

const SECONDS = /^\d+s$/;
const TEXT = /^[\x20-\x7e]*$/;
const AUTHORITIES = new RegExp(`^${AUTHORITIES_PATH}/[\\w.-]+$`);

/** The variables that the library gives to a gateway, with the values that they may have. */
const VALUES: ReadonlyMap<string, RegExp> = new Map([
  ['HOME', /^\/tmp$/],
  ['XDG_CACHE_HOME', /^\/tmp\/\.cache$/],
  ['CONNECTION_MIN_TERMINATION_DEADLINE', SECONDS],
  ['CONNECTION_TERMINATION_DEADLINE', SECONDS],
  ['NODE_USE_ENV_PROXY', /^1$/],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].flatMap(
    name =>
      [
        [name, TEXT],
        [name.toLowerCase(), TEXT],
      ] as const,
  ),
  ...['NODE_EXTRA_CA_CERTS', 'PIP_CERT', 'REQUESTS_CA_BUNDLE', 'SSL_CERT_FILE'].map(
    name => [name, AUTHORITIES] as const,
  ),
  ...['EXPORTER_OTLP_ENDPOINT', 'EXPORTER_OTLP_PROTOCOL', 'RESOURCE_ATTRIBUTES', 'SERVICE_NAME'].map(
    name => [`OTEL_${name}`, TEXT] as const,
  ),
]);
/** The variables whose value comes from elsewhere, and from where. */
const SOURCES: ReadonlyMap<string, string> = new Map([
  ['CPU_LIMIT', 'resourceFieldRef'],
  ['SESSION_KEY', 'secretKeyRef'],
]);
/** Where the library mounts what a gateway reads. */
const MOUNTS = new RegExp(
  `^(?:/tmp|${CREDENTIALS_PATH}|${AUTHORITIES_PATH}/[\\w.-]+|/etc/mcp-gateway(?:-tls|-jwks|-ca/[\\w.-]+)?)/$`,
);

/** What steers a gateway besides arguments and configuration: variables and mounts that are not the library's. */
export function surroundingFindings(container: ContainerView): Finding[] {
  const { path, json } = container;
  return [
    ...variablesOf(container).flatMap(variable =>
      findingUnless(isOurs(variable), variable.field, `is ${variable.name}, which the library does not set to this`),
    ),
    ...findingUnless(asArray(json.envFrom).length === 0, `${path}.envFrom`, 'must be empty'),
    ...asArray(json.volumeMounts).flatMap((mount, i) => {
      const at = mountedAt(mount);
      // what is below the configuration has a finding of its own
      const isKnown = MOUNTS.test(at) || at.startsWith('/etc/mcp-gateway/');
      return findingUnless(isKnown, `${path}.volumeMounts[${i}].mountPath`, 'is not a place that a gateway reads from');
    }),
  ];
}

function isOurs({ name, value, json }: Variable): boolean {
  const source = SOURCES.get(name);
  return source === undefined
    ? value !== undefined && VALUES.get(name)?.test(value) === true
    : Object.keys(asObject(json.valueFrom)).join() === source;
}
