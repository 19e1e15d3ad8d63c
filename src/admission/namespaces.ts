import { AdmissionPolicySpec } from './resolve';
import { POOL_LABEL } from '../foundation/labels';
import { Texts } from '../server/spec';

/** The label that the API server puts on every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

/** A namespace of the app, by its object or its pool. */
export interface AppNamespace {
  readonly name: string;
  readonly labels: Texts;
  readonly path: string;
}

/** Why the parameters may not live in a namespace, as a phrase that follows the prop; undefined if they may. */
export function namespaceProblem(spec: AdmissionPolicySpec, name: string, labels: Texts): string | undefined {
  const isHeld = labels[POOL_LABEL] !== undefined || isWatched(spec, name, labels);
  if (name !== spec.parametersNamespace || !isHeld) {
    return undefined;
  }
  return (
    `must not be the namespace of a pool, got "${name}" (its editors could exempt themselves; use a namespace of ` +
    'the platform team)'
  );
}

/**
 * Why a quarantined server could be started, as a phrase; undefined if it could not, or if its namespace is made
 * elsewhere.
 */
export function unwatchedProblem(
  spec: AdmissionPolicySpec,
  server: string,
  namespaces: readonly AppNamespace[],
): string | undefined {
  const [namespace] = server.split('/');
  const made = namespaces.filter(({ name }) => name === namespace);
  const isNamed =
    spec.namespaceSelector?.[NAME_LABEL] === undefined || spec.namespaceSelector[NAME_LABEL] === namespace;
  if (isNamed && (made.length === 0 || made.some(({ name, labels }) => isWatched(spec, name, labels)))) {
    return undefined;
  }
  return (
    `quarantined has "${server}", but the policy does not select the namespace "${namespace}", so the server could ` +
    `be started (${watchFix(spec)})`
  );
}

/** Whether the policy selects a namespace: of one that is made elsewhere only the name is known. */
export function watches(spec: AdmissionPolicySpec, name: string, namespaces: readonly AppNamespace[]): boolean {
  const made = namespaces.filter(({ name: one }) => one === name);
  return isWatched(spec, name, {}) || made.some(({ labels }) => isWatched(spec, name, labels));
}

function watchFix({ namespaceSelector = {} }: AdmissionPolicySpec): string {
  const labels = Object.entries(namespaceSelector).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0
    ? `create the namespace with McpPool, or add the label ${POOL_LABEL}`
    : `add the labels of namespaceSelector to the namespace: ${labels.join(', ')}`;
}

function isWatched({ namespaceSelector }: AdmissionPolicySpec, name: string, labels: Texts): boolean {
  const all: Texts = { ...labels, [NAME_LABEL]: name };
  if (namespaceSelector === undefined) {
    return all[POOL_LABEL] !== undefined;
  }
  return Object.entries(namespaceSelector).every(([key, value]) => all[key] === value);
}
