import { Issues } from '../foundation/issues';
import { isDataKey, isDnsSubdomain, isPlainText, isQualifiedName } from '../foundation/names';

/** What the kubelet can put into a variable (core/v1 EnvVarSource, Kubernetes 1.30). */
const POD_FIELDS: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const POD_METADATA = /^metadata\.(?:labels|annotations)\['([^']*)'\]$/;
const AMOUNTS: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const CPU_UNITS: readonly string[] = ['1m', '1'];
const BYTE_UNITS: readonly string[] = ['1', '1k', '1Ki', '1M', '1Mi', '1G', '1Gi'];

/** Where the value of a variable comes from that is neither written down nor secret. */
export class VariableSource {
  /**
   * A key of a ConfigMap that exists in the server's namespace. Pods do not start without it, and read it once: a
   * change does not roll them.
   *
   * @param name The name of the ConfigMap.
   * @param key The key in its data.
   */
  public static fromConfigMap(name: string, key: string): VariableSource {
    const issues = new Issues('VariableSource.fromConfigMap');
    checkConfigMapKey(issues, '', name, key);
    issues.throwIfAny();
    return new VariableSource({ configMapKeyRef: { name, key } });
  }

  /**
   * A field of the pod itself.
   *
   * @param field `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['NAME']`,
   * `metadata.annotations['NAME']`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.hostIPs`,
   * `status.podIP` or `status.podIPs` (core/v1 EnvVarSource). Any other is an error. With the address of its node a
   * server reaches nothing that `egress` does not name.
   */
  public static fromPodField(field: string): VariableSource {
    const issues = new Issues('VariableSource.fromPodField');
    issues.check(
      isPodField(field),
      'field',
      `one of ${POD_FIELDS.join(', ')}, metadata.labels['…'], metadata.annotations['…']`,
      field,
    );
    issues.throwIfAny();
    return new VariableSource({ fieldRef: { fieldPath: field } });
  }

  /**
   * What the container may use, as a number.
   *
   * @param amount `limits.cpu`, `limits.memory`, `limits.ephemeral-storage`, or the same of `requests`.
   * @param unit What is counted, rounded up: `1` or `1m` for CPU; `1`, `1k`, `1Ki`, `1M`, `1Mi`, `1G` or `1Gi` for
   * memory and storage. Left out: `1`, whole CPUs or bytes.
   */
  public static fromResource(amount: string, unit?: string): VariableSource {
    const issues = new Issues('VariableSource.fromResource');
    issues.check(isAmount(amount), 'amount', `one of ${AMOUNTS.join(', ')}`, amount);
    const units = isAmount(amount) && amount.endsWith('.cpu') ? CPU_UNITS : BYTE_UNITS;
    issues.check(unit === undefined || isUnitOf(amount, unit), 'unit', `one of ${units.join(', ')}`, unit);
    issues.throwIfAny();
    return new VariableSource({ resourceFieldRef: { resource: amount, divisor: unit ?? '1' } });
  }

  private constructor(/** @internal */ public readonly _valueFrom: VariableReference) {}
}

/** @internal In the terms of core/v1 EnvVarSource. */
export type VariableReference =
  | { readonly configMapKeyRef: { readonly name: string; readonly key: string } }
  | { readonly fieldRef: { readonly fieldPath: string } }
  | { readonly resourceFieldRef: { readonly resource: string; readonly divisor: string } };

/** Checks what names one key of a ConfigMap. */
export function checkConfigMapKey(issues: Issues, prefix: string, name: unknown, key: unknown): void {
  issues.check(isConfigMapName(name), `${prefix}name`, 'the name of a ConfigMap', name);
  issues.check(
    isPlainText(key) && isDataKey(key),
    `${prefix}key`,
    'a key of the ConfigMap: letters, digits, - _ .',
    key,
  );
}

export function isConfigMapName(name: unknown): boolean {
  return isPlainText(name) && isDnsSubdomain(name);
}

/** Whether a variable can have the value of a field of its pod. */
export function isPodField(field: unknown): boolean {
  if (!isPlainText(field)) {
    return false;
  }
  const [, name] = POD_METADATA.exec(field) ?? [];
  return name === undefined ? POD_FIELDS.includes(field) : isQualifiedName(name);
}

/** Whether a variable can have the value of what the container may use. */
export function isAmount(amount: unknown): boolean {
  return isPlainText(amount) && AMOUNTS.includes(amount);
}

/** Whether an amount can be counted in a unit. */
export function isUnitOf(amount: unknown, unit: unknown): boolean {
  const isCpu = isPlainText(amount) && amount.endsWith('.cpu');
  return isPlainText(unit) && (isCpu ? CPU_UNITS : BYTE_UNITS).includes(unit);
}
