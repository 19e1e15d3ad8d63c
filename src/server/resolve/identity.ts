import { Issues, show } from '../../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../../foundation/names';
import { namespaceOf } from '../../foundation/plus';
import { Hardening } from '../../workload/hardening';
import { KubernetesAccess } from '../../workload/kubernetes-access';
import { Sandbox } from '../../workload/sandbox';
import { McpServerProps } from '../mcp-server-props';
import { AccessSpec, IdentitySpec, Relaxation } from '../spec';
import { Resolution } from './resolution';

export const IDENTITY_PROPS = {
  kubernetesAccess: true,
  serviceAccount: true,
  sandbox: true,
  hardening: true,
} as const;
export const IDENTITY_CLASSES = { kubernetesAccess: KubernetesAccess, sandbox: Sandbox, hardening: Hardening };

const UID = 10001;

/** What the server may do with the Kubernetes API. */
export function resolveAccess({ kubernetesAccess }: McpServerProps): AccessSpec {
  return (kubernetesAccess ?? KubernetesAccess.none())._access;
}

/** Ports below 1024 need a capability, which is a relaxation. */
export function lowestPort({ hardening }: McpServerProps): number {
  return hardening?._relaxed?.netBindService === undefined ? 1024 : 1;
}

/**
 * Users, capabilities, account and runtime of the pods.
 *
 * @param shellReason Why the server starts a shell; undefined when it starts none.
 */
export function resolveIdentity(resolution: Resolution, shellReason: string | undefined): IdentitySpec {
  const { issues, props, platform } = resolution;
  const relaxed = props.hardening?._relaxed ?? {};
  if (platform.openshift && relaxed.user !== undefined) {
    issues.add(
      'hardening',
      'withUser has no effect on OpenShift, which assigns users itself',
      'drop it, or openshift in McpPlatform.configure',
    );
  }
  const serviceAccount = resolveServiceAccount(resolution);
  return {
    uid: platform.openshift ? undefined : (relaxed.user?.uid ?? UID),
    readOnlyRoot: relaxed.writableRoot === undefined,
    addedCapabilities: relaxed.netBindService === undefined ? [] : ['NET_BIND_SERVICE'],
    serviceAccount,
    ...runtimeOf(props),
    relaxations: relaxationsOf(props, shellReason, platform.loosens),
  };
}

/** A member replaces the sandbox of its pool by a weaker one only with a reason. */
export function checkSandboxOverride(
  issues: Issues,
  sandbox: Sandbox | undefined,
  poolSandbox: Sandbox | undefined,
): void {
  if (sandbox === undefined || poolSandbox === undefined) {
    return;
  }
  const { strong, reason, runtimeClass } = sandbox._rule;
  const { runtimeClass: poolRuntimeClass } = poolSandbox._rule;
  if (strong || reason !== undefined || runtimeClass === poolRuntimeClass) {
    return;
  }
  issues.add(
    'sandbox',
    `replaces the sandbox of the pool, ${show(poolRuntimeClass ?? 'none')}, without a reason`,
    'Sandbox.runtimeClass(name, { reason }), Sandbox.none(reason), or leave it out',
  );
}

function resolveServiceAccount({
  issues,
  props: { serviceAccount },
  name,
  namespace,
}: Resolution): IdentitySpec['serviceAccount'] {
  if (serviceAccount === undefined) {
    return { name, create: true };
  }
  const accountName: unknown = serviceAccount.name;
  const isValid = isPlainText(accountName) && isDnsSubdomain(accountName) && accountName !== 'default';
  issues.check(
    isValid,
    'serviceAccount',
    'a cdk8s-plus ServiceAccount other than default',
    accountName ?? serviceAccount,
  );
  const accountNamespace = namespaceOf(serviceAccount);
  if (accountNamespace !== undefined && accountNamespace !== namespace) {
    issues.add(
      'serviceAccount',
      `lives in namespace ${show(accountNamespace)}, the server in ${show(namespace)}`,
      'pods can only use ServiceAccounts in the same namespace',
    );
  }
  return { name: isValid ? accountName : name, create: false };
}

function runtimeOf({ sandbox }: McpServerProps): Pick<IdentitySpec, 'runtimeClass' | 'overhead'> {
  return { runtimeClass: sandbox?._rule.runtimeClass, overhead: sandbox?._rule.overhead };
}

/** What is less strict than the default, with the reasons that the user gave. */
function relaxationsOf(
  { hardening, kubernetesAccess, sandbox }: McpServerProps,
  shellReason: string | undefined,
  platformReason: string | undefined,
): Relaxation[] {
  const { writableRoot, user, netBindService } = hardening?._relaxed ?? {};
  return [
    { name: 'writable-root', reason: writableRoot },
    { name: 'user', reason: user?.reason },
    { name: 'net-bind-service', reason: netBindService },
    { name: 'kubernetes-access', reason: kubernetesAccess?._access.reason },
    { name: 'shell', reason: shellReason },
    { name: 'sandbox', reason: sandbox?._rule.reason },
    { name: 'platform', reason: platformReason },
  ].flatMap(({ name, reason }) => (reason === undefined ? [] : [{ name, reason }]));
}
