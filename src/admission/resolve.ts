import { AdmissionExemption, QuarantinedServer } from './admission-exemption';
import { AdmissionMode } from './admission-mode';
import { ImageSignatures, ImageSigner } from './image-signatures';
import { McpAdmissionPolicyProps } from './mcp-admission-policy-props';
import { resolveExemptions } from './resolve-exemptions';
import { resolveQuarantined } from './resolve-quarantined';
import { Issues } from '../foundation/issues';
import { isDnsLabel, isPlainText, toKebabCase } from '../foundation/names';
import { registryPrefixProblem, registryPrefixes } from '../foundation/packages/image-reference';
import { packagePatternProblem } from '../foundation/packages/package-patterns';
import { PropNames, Reader, compare, isInstance } from '../foundation/reader';
import { AdmissionRule } from '../guardrails/admission-form';
import { checkMember } from '../platform/checks';
import { PlatformSpec } from '../platform/resolve';
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

/** Where a policy is created. */
export interface AdmissionContext {
  readonly path: string;
  readonly id: string;
  readonly platform: PlatformSpec;
  /** The rules that admission enforces. */
  readonly rules: readonly AdmissionRule[];
}

/** Applies every default and checks every value; throws one error with all problems. */
export function resolveAdmissionPolicy(input: McpAdmissionPolicyProps, context: AdmissionContext): AdmissionPolicySpec {
  const { path, id, platform, rules } = context;
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
    exemptions: resolveExemptions(issues, reader, props.exemptions, rules),
    quarantined: resolveQuarantined(issues, reader, props.quarantined),
    signer: isSigned ? signatures?._signer : undefined,
  };
  issues.throwIfAny();
  return spec;
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
        fix: 'set it here or in McpPlatform.configure: otherwise all images are rejected',
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
    issues.add(
      'allowedPackages',
      'must not be empty: all images would be rejected',
      'leave it out to allow every package',
    );
  }
  return found;
}

function resolveSelector(issues: Issues, reader: Reader, input: { readonly [name: string]: string }): Texts {
  const labels = reader.texts(input, 'namespaceSelector');
  issues.check(
    labels.length > 0,
    'namespaceSelector',
    { allowed: 'at least one label', fix: 'an empty one selects every namespace of the cluster' },
    input,
  );
  for (const [key, value] of labels) {
    checkLabel(issues, `namespaceSelector.${key}`, key, value);
  }
  return Object.fromEntries(labels);
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(compare);
}
