import { McpPoolProps } from './mcp-pool-props';
import { PoolSubject, SubjectRule } from './pool-subject';
import { PoolBounds, checkLimits, resolveBounds } from './resolve-quota';
import { definedEntries } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { POOL_LABEL } from '../foundation/labels';
import { isPlainText } from '../foundation/names';
import { PropNames, Reader } from '../foundation/reader';
import { PodSecurityLevel } from '../namespace/pod-security-level';
import { resolveNamespace } from '../namespace/resolve';
import { checkMember } from '../platform/checks';
import { PlatformSpec } from '../platform/resolve';
import { Sessions } from '../protocol/sessions';
import { PoolScope } from '../server/pool-membership';
import { checkLabelValue, checkNamespace } from '../server/resolve/metadata';
import { resolveServer } from '../server/resolve/server';
import { ServerDefaults } from '../server/server-defaults';
import { Texts } from '../server/spec';
import { ServerSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';

const PROPS: PropNames<McpPoolProps> = {
  namespace: true,
  createNamespace: true,
  podSecurity: true,
  podSecurityVersion: true,
  defaultDeny: true,
  quota: true,
  limits: true,
  budget: true,
  defaults: true,
  viewers: true,
  editors: true,
  owner: true,
  environment: true,
};
const DEFAULTS: PropNames<ServerDefaults> = {
  resources: true,
  scaling: true,
  placement: true,
  sandbox: true,
  shutdown: true,
  telemetry: true,
  imagePullSecrets: true,
  labels: true,
  annotations: true,
  podAnnotations: true,
  serviceAnnotations: true,
  claimAnnotations: true,
};

/**
 * A pool with every default applied and every value checked. What depends on its members is computed when it is
 * rendered.
 */
export interface PoolSpec extends PoolBounds {
  readonly name: string;
  readonly labels: Texts;
  readonly createNamespace: boolean;
  readonly podSecurity: PodSecurityLevel;
  readonly podSecurityVersion: string;
  readonly defaultDeny: boolean;
  readonly defaults: ServerDefaults;
  readonly viewers: readonly SubjectRule[];
  readonly editors: readonly SubjectRule[];
  readonly owner?: string;
  readonly environment?: string;
}

/** Applies every default and checks every value; throws one error with all problems. */
export function resolvePool(
  path: string,
  input: McpPoolProps,
  outerPool: PoolScope | undefined,
  platform: PlatformSpec,
): PoolSpec {
  const issues = new Issues(path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  if (outerPool !== undefined) {
    issues.add('scope', `is in the pool ${outerPool.path}: pools cannot be nested`, 'create it outside that pool');
  }
  const namespaceParts = resolveNamespaceParts(issues, props);
  const { name, podSecurity, defaultDeny } = namespaceParts;
  const { owner, environment } = props;
  checkLabelValue(issues, 'owner', owner);
  checkLabelValue(issues, 'environment', environment);
  const defaults = reader.struct(props.defaults ?? {}, DEFAULTS, 'defaults.');
  const [viewers, editors] = (['viewers', 'editors'] as const).map(prop => resolveSubjects(reader, props, prop));
  const bounds = resolveBounds(issues, reader, props);
  checkLimits(issues, bounds.limits);
  issues.throwIfAny();
  checkDefaults(path, name, defaults, platform);
  const namespace = resolveNamespace(path, { name, podSecurity, defaultDeny, owner });
  const labels = definedEntries({ ...namespace.labels, environment, [POOL_LABEL]: name });
  return { ...namespaceParts, ...bounds, defaults, viewers, editors, owner, environment, labels };
}

type NamespaceParts = Pick<PoolSpec, 'name' | 'createNamespace' | 'podSecurity' | 'podSecurityVersion' | 'defaultDeny'>;

function resolveNamespaceParts(issues: Issues, props: McpPoolProps): NamespaceParts {
  const {
    createNamespace = true,
    podSecurity = PodSecurityLevel.RESTRICTED,
    podSecurityVersion = 'latest',
    defaultDeny = true,
  } = props;
  const name = checkNamespace(issues, props.namespace);
  checkMember(issues, 'podSecurity', PodSecurityLevel, podSecurity);
  issues.check(
    isPlainText(podSecurityVersion) && /^(latest|v1\.(2[5-9]|[3-9]\d))$/.test(podSecurityVersion),
    'podSecurityVersion',
    'latest or a version such as v1.30',
    podSecurityVersion,
  );
  for (const prop of ['podSecurity', 'podSecurityVersion'] as const) {
    if (createNamespace === false && props[prop] !== undefined) {
      issues.add(
        prop,
        'is for a Namespace that the pool writes, and createNamespace is false',
        'leave one of them out',
      );
    }
  }
  for (const [prop, value] of Object.entries({ createNamespace, defaultDeny })) {
    issues.check(typeof value === 'boolean', prop, 'true or false', value);
  }
  return { name, createNamespace, podSecurity, podSecurityVersion, defaultDeny };
}

function resolveSubjects(reader: Reader, props: McpPoolProps, prop: 'viewers' | 'editors'): SubjectRule[] {
  return reader.instances(props[prop], PoolSubject, prop).map(({ _subject }) => _subject);
}

/**
 * Reports wrong defaults once, and not for each member: they are checked as the props of a server that has nothing
 * else.
 */
function checkDefaults(path: string, namespace: string, defaults: ServerDefaults, platform: PlatformSpec): void {
  const source = ServerSource.image(`docker.io/library/any:1@sha256:${'0'.repeat(64)}`, {
    port: 8080,
    sessions: Sessions.NONE,
  });
  const sources = {
    allowedRegistries: undefined,
    allowedPackages: undefined,
    blockedPackages: [],
    allowedSources: Object.values(SourceKind),
  };
  const permissive = { ...platform, ...sources };
  resolveServer({ source, namespace, ...defaults }, { path: `${path}: defaults`, id: 'any', platform: permissive });
}
