import { AdmissionExemption, QuarantinedServer } from './admission-exemption';
import { AdmissionMode } from './admission-mode';
import { ImageSignatures, ImageSigner } from './image-signatures';
import { McpAdmissionPolicyProps } from './mcp-admission-policy-props';
import { Issues } from '../foundation/issues';
import { POOL_LABEL } from '../foundation/labels';
import { isDnsLabel, isDnsSubdomain, isPlainText, toKebabCase } from '../foundation/names';
import { registryPrefixProblem, registryPrefixes } from '../foundation/packages/image-reference';
import { packagePatternProblem } from '../foundation/packages/package-patterns';
import { PropNames, Reader, compare, isInstance } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { AdmissionRule } from '../guardrails/admission-form';
import { PlatformSpec, checkMember } from '../platform/resolve';
import { checkLabel, checkNamespace } from '../server/resolve/metadata';
import { Texts } from '../server/spec';

const PROPS: PropNames<McpAdmissionPolicyProps> = {
  parametersNamespace: true,
  name: true,
  allowedRegistries: true,
  allowedPackages: true,
  blockedPackages: true,
  mode: true,
  namespaceSelector: true,
  exemptions: true,
  quarantined: true,
  signatures: true,
};
/** The label that the API server puts on every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';
const EXEMPTION: PropNames<AdmissionExemption> = { rule: true, kind: true, namespace: true, name: true, reason: true };
const QUARANTINED: PropNames<QuarantinedServer> = { namespace: true, name: true };

/** Kinds that make pods, whose names admission can tell from those of their pods. */
const WORKLOADS = [
  'Pod',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'ReplicationController',
  'Job',
  'CronJob',
];

export interface AdmissionPolicySpec {
  readonly name: string;
  readonly parametersNamespace: string;
  readonly labels: Texts;
  /** Spelled out, with their registry. */
  readonly registries: readonly string[];
  readonly allowedPackages: readonly string[];
  readonly blockedPackages: readonly string[];
  readonly requireDigests: boolean;
  readonly openshift: boolean;
  readonly clusterDomain: string;
  readonly mode: AdmissionMode;
  /** undefined: every pool. */
  readonly namespaceSelector?: Texts;
  readonly exemptions: readonly AdmissionExemption[];
  readonly quarantined: readonly QuarantinedServer[];
  readonly signer?: ImageSigner;
}

export function resolveAdmissionPolicy(
  path: string,
  id: string,
  input: McpAdmissionPolicyProps,
  platform: PlatformSpec,
  rules: readonly AdmissionRule[],
): AdmissionPolicySpec {
  const issues = new Issues(path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  const { mode = AdmissionMode.DENY, signatures } = props;
  checkMember(issues, 'mode', AdmissionMode, mode);
  const name = resolveName(issues, id, props.name);
  const parametersNamespace = checkParametersNamespace(issues, props.parametersNamespace);
  const isSigned =
    signatures === undefined ||
    issues.check(isInstance(signatures, ImageSignatures), 'signatures', 'made by ImageSignatures', signatures);
  const spec = {
    name,
    parametersNamespace,
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/component': 'admission-policy',
      'app.kubernetes.io/part-of': 'mcp',
      'app.kubernetes.io/managed-by': 'cdk8s',
    },
    registries: resolveRegistries(issues, reader, props.allowedRegistries, platform),
    ...resolvePackages(issues, reader, props, platform),
    requireDigests: platform.requireDigests,
    openshift: platform.openshift,
    clusterDomain: platform.clusterDomain,
    mode,
    namespaceSelector:
      props.namespaceSelector === undefined ? undefined : resolveSelector(issues, reader, props.namespaceSelector),
    exemptions: reader
      .list(props.exemptions, 'exemptions')
      .flatMap((one, i) => resolveExemption(issues, reader, one, `exemptions[${i}].`, rules)),
    quarantined: reader
      .list(props.quarantined, 'quarantined')
      .map((one, i) => resolveQuarantined(issues, reader, one, `quarantined[${i}].`)),
    ...(isSigned && signatures !== undefined ? { signer: signatures._signer } : {}),
  };
  issues.throwIfAny();
  return spec;
}

/** A server for the list of those that must not run. */
export function checkQuarantined(where: string, input: QuarantinedServer): QuarantinedServer {
  const issues = new Issues(where);
  const found = resolveQuarantined(issues, new Reader(issues), input, '');
  issues.throwIfAny();
  return found;
}

/** Why the parameters may not live in a namespace, as a phrase that follows the prop; undefined if they may. */
export function namespaceProblem(spec: AdmissionPolicySpec, name: string, labels: Texts): string | undefined {
  const isHeld = labels[POOL_LABEL] !== undefined || isWatched(spec, name, labels);
  if (name !== spec.parametersNamespace || !isHeld) {
    return undefined;
  }
  return `must be a namespace that no pool owns, got "${name}" (whoever may write there could exempt itself; name one of the platform team)`;
}

/** Why a quarantined server could be started, as a phrase; undefined if it could not, or if its namespace is made elsewhere. */
export function unwatchedProblem(
  spec: AdmissionPolicySpec,
  server: string,
  namespaces: readonly { readonly name: string; readonly labels: Texts }[],
): string | undefined {
  const [namespace] = server.split('/');
  const made = namespaces.filter(({ name }) => name === namespace);
  const isNamed =
    spec.namespaceSelector?.[NAME_LABEL] === undefined || spec.namespaceSelector[NAME_LABEL] === namespace;
  if (isNamed && (made.length === 0 || made.some(({ name, labels }) => isWatched(spec, name, labels)))) {
    return undefined;
  }
  const wanted = Object.entries(spec.namespaceSelector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
  return (
    `quarantined has "${server}", but the policy does not watch the namespace "${namespace}", so the server could be started ` +
    `(${wanted === '' ? `make the namespace with McpPool, or give it the label ${POOL_LABEL}` : `give the namespace the labels of namespaceSelector: ${wanted}`})`
  );
}

function isWatched({ namespaceSelector }: AdmissionPolicySpec, name: string, labels: Texts): boolean {
  const all: Texts = { ...labels, [NAME_LABEL]: name };
  if (namespaceSelector === undefined) {
    return all[POOL_LABEL] !== undefined;
  }
  return Object.entries(namespaceSelector).every(([key, value]) => all[key] === value);
}

function resolveName(issues: Issues, id: string, value: unknown): string {
  const name = value ?? toKebabCase(id);
  const isName = isPlainText(name) && isDnsLabel(name);
  issues.check(
    isName,
    value === undefined ? 'id' : 'name',
    {
      allowed: 'lower-case letters, digits and -, at most 63 characters',
      fix: value === undefined ? 'set the prop name' : undefined,
    },
    value ?? id,
  );
  return isName ? name : 'invalid';
}

function checkParametersNamespace(issues: Issues, value: unknown): string {
  if (value === undefined) {
    issues.add('parametersNamespace', 'is missing', 'name a namespace that only the platform team writes to');
    return 'invalid';
  }
  return checkNamespace(issues, value, 'parametersNamespace');
}

function resolveRegistries(
  issues: Issues,
  reader: Reader,
  input: readonly string[] | undefined,
  platform: PlatformSpec,
): string[] {
  const registries =
    input === undefined ? (platform.allowedRegistries ?? []) : reader.textList(input, 'allowedRegistries');
  if (registries.length === 0) {
    issues.check(
      false,
      'allowedRegistries',
      {
        allowed: 'at least one registry',
        fix: 'give it here or in McpPlatform.configure: without one no image could run',
      },
      input ?? platform.allowedRegistries,
    );
  }
  return unique(
    registries.flatMap((entry, i) => {
      const problem = registryPrefixProblem(entry);
      if (problem !== undefined) {
        issues.check(
          false,
          `allowedRegistries[${i}]`,
          `a registry or a path in one, such as docker.io/grafana: ${problem}`,
          entry,
        );
      }
      return problem === undefined ? registryPrefixes(entry) : [];
    }),
  );
}

function resolvePackages(
  issues: Issues,
  reader: Reader,
  props: McpAdmissionPolicyProps,
  platform: PlatformSpec,
): { allowedPackages: string[]; blockedPackages: string[] } {
  const of = (prop: 'allowedPackages' | 'blockedPackages'): string[] => {
    const list = props[prop] === undefined ? [...(platform[prop] ?? [])] : reader.textList(props[prop], prop);
    list.forEach((entry, i) => {
      const problem = packagePatternProblem(entry);
      if (problem !== undefined) {
        issues.check(
          false,
          `${prop}[${i}]`,
          `oci:, npm: or pypi: and a name, with a final /* for anything below; ${problem}`,
          entry,
        );
      }
    });
    return unique(list);
  };
  const found = { allowedPackages: of('allowedPackages'), blockedPackages: of('blockedPackages') };
  if ((props.allowedPackages ?? platform.allowedPackages) !== undefined && found.allowedPackages.length === 0) {
    issues.add('allowedPackages', 'must not be empty: no image could run', 'leave it out to allow every package');
  }
  return found;
}

function resolveSelector(issues: Issues, reader: Reader, input: { readonly [name: string]: string }): Texts {
  const labels = reader.texts(input, 'namespaceSelector');
  issues.check(
    labels.length > 0,
    'namespaceSelector',
    { allowed: 'at least one label', fix: 'an empty one would mean every namespace of the cluster' },
    input,
  );
  for (const [key, value] of labels) {
    checkLabel(issues, `namespaceSelector.${key}`, key, value);
  }
  return Object.fromEntries(labels);
}

function resolveExemption(
  issues: Issues,
  reader: Reader,
  input: AdmissionExemption,
  prefix: string,
  rules: readonly AdmissionRule[],
): AdmissionExemption[] {
  const { rule, kind, namespace, name, reason } = reader.struct(input, EXEMPTION, prefix);
  const known = rules.find(({ id }) => id === rule);
  const kinds = known === undefined || known.admission.of === 'Pods' ? WORKLOADS : [known.admission.of];
  const sound = [
    issues.check(
      known !== undefined,
      `${prefix}rule`,
      { allowed: 'the id of a rule that admission enforces', fix: `one of ${rules.map(({ id }) => id).join(', ')}` },
      rule,
    ),
    issues.check(
      isPlainText(kind) && (known === undefined || kinds.includes(kind)),
      `${prefix}kind`,
      `one of ${kinds.join(', ')}`,
      kind,
    ),
    issues.check(
      isPlainText(namespace) && isDnsLabel(namespace),
      `${prefix}namespace`,
      'the name of a namespace',
      namespace,
    ),
    issues.check(
      isPlainText(name) && isDnsSubdomain(name),
      `${prefix}name`,
      'the name of the object, without wildcards',
      name,
    ),
  ];
  checkReason(issues, reason, `${prefix}reason`);
  return sound.every(Boolean) ? [{ rule, kind, namespace, name, reason }] : [];
}

function resolveQuarantined(
  issues: Issues,
  reader: Reader,
  input: QuarantinedServer,
  prefix: string,
): QuarantinedServer {
  const { namespace, name } = reader.struct(input, QUARANTINED, prefix);
  issues.check(
    isPlainText(namespace) && isDnsLabel(namespace),
    `${prefix}namespace`,
    'the name of a namespace',
    namespace,
  );
  issues.check(isPlainText(name) && isDnsSubdomain(name), `${prefix}name`, 'the name of a Deployment', name);
  return { namespace, name };
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}
