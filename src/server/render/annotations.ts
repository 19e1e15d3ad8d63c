import { definedEntries } from '../../foundation/defined';
import {
  BRIDGE_ANNOTATION,
  BUILDS_ANNOTATION,
  INSTALL_ANNOTATION,
  PACKAGE_ANNOTATION,
  QUARANTINE_ANNOTATION,
  REVIEWS_ANNOTATION,
  SCRIPTS_ANNOTATION,
  SERVER_AUTH_ANNOTATION,
} from '../../foundation/labels';
import { bridgeNote, installNote } from '../../foundation/packages/install-notes';
import { RELAXED } from '../../guardrails/relaxations';
import { EgressRule } from '../../network/egress';
import { NetworkPolicyEngine } from '../../network/network-policy-engine';
import { HttpTransport } from '../../protocol/http-transport';
import { Sessions } from '../../protocol/sessions';
import { tokenEndpointsOf } from '../../secrets/delegation';
import { ServerAuth } from '../../secrets/server-auth';
import { ToolPolicy } from '../../workload/tool-policy';
import { OriginSpec, ServerSpec, Texts } from '../spec';

interface Exemption {
  readonly when: (spec: ServerSpec) => boolean;
  readonly reason: string;
  /** Where scanners look: annotation names, with the value when it is not the reason. */
  readonly annotations: readonly (readonly [name: string, value?: string])[];
}

const EXEMPT = 'true';

/** The exemption that depends on what is added later. */
export const POLICY_EXEMPTION = 'polaris.fairwinds.com/missingNetworkPolicy-exempt';

const PRIORITY_EXEMPTION = 'polaris.fairwinds.com/priorityClassNotSet-exempt';

// one annotation with all ignored checks
const KUBE_SCORE = 'kube-score/ignore';

/** Scanner rules that a sound Deployment must break, each with the reason. Nothing else is exempted. */
export const SCANNER_EXEMPTIONS: readonly Exemption[] = [
  {
    when: ({ scaling }) => scaling.kind === 'auto',
    reason: 'the HorizontalPodAutoscaler owns replicas',
    annotations: [
      ['ignore-check.kube-linter.io/minimum-three-replicas'],
      ['polaris.fairwinds.com/deploymentMissingReplicas-exempt', EXEMPT],
    ],
  },
  {
    when: ({ container, strategy, quarantine }) =>
      quarantine === undefined && (container.sessions === Sessions.IN_MEMORY || strategy === 'Recreate'),
    reason: 'sessions or storage of the server allow one replica',
    annotations: [
      ['ignore-check.kube-linter.io/minimum-three-replicas'],
      ['polaris.fairwinds.com/deploymentMissingReplicas-exempt', EXEMPT],
      [KUBE_SCORE, 'deployment-replicas'],
    ],
  },
  {
    when: ({ quarantine }) => quarantine !== undefined,
    reason: 'in quarantine: nothing runs and nothing is open',
    annotations: [
      ['ignore-check.kube-linter.io/minimum-three-replicas'],
      ['polaris.fairwinds.com/deploymentMissingReplicas-exempt', EXEMPT],
      ['polaris.fairwinds.com/missingPodDisruptionBudget-exempt', EXEMPT],
      [KUBE_SCORE, 'deployment-replicas'],
      [POLICY_EXEMPTION, EXEMPT],
    ],
  },
  {
    when: ({ strategy }) => strategy === 'Recreate',
    reason: 'a ReadWriteOnce volume is mounted by one pod at a time',
    annotations: [['ignore-check.kube-linter.io/no-rolling-update-strategy'], [KUBE_SCORE, 'deployment-strategy']],
  },
  {
    when: ({ credentials }) => credentials.inEnvironment,
    reason: 'the server is given its credential as a variable',
    annotations: [
      ['ignore-check.kube-linter.io/read-secret-from-env-var'],
      ['ignore-check.kube-linter.io/env-value-from'],
      ['checkov.io/skip1', 'CKV_K8S_35=the server is given its credential as a variable'],
    ],
  },
  {
    // the names that Polaris takes for secrets; resolve refuses values that are
    when: ({ environment }) =>
      environment.some(
        ({ name, value }) =>
          value !== undefined && /secret|password|token|bearer|azure.*key|google_application_credentials/i.test(name),
      ),
    reason: 'the variable holds a path or a number, not a secret',
    annotations: [['polaris.fairwinds.com/sensitiveContainerEnvVar-exempt', EXEMPT]],
  },
  {
    when: ({ placement }) => placement.priorityClassName === undefined,
    reason: "priority classes are the cluster's to define",
    annotations: [[PRIORITY_EXEMPTION, EXEMPT]],
  },
];

const RUNS_ONCE = 'the program runs once, and its end is its result';

/** The same for a Job that tests a server. Polaris wants an ingress rule too, and nobody calls the test. */
export function jobExemptions({ scannerExemptions, placement, annotations }: ServerSpec): Texts {
  return scannerExemptions
    ? definedEntries({
        ...Object.fromEntries(
          ['no-liveness-probe', 'no-readiness-probe', 'restart-policy'].map(check => [
            `ignore-check.kube-linter.io/${check}`,
            RUNS_ONCE,
          ]),
        ),
        [PRIORITY_EXEMPTION]: placement.priorityClassName === undefined ? EXEMPT : undefined,
        [POLICY_EXEMPTION]: EXEMPT,
        ...annotations,
      })
    : {};
}

/**
 * Polaris wants egress rules in the NetworkPolicy. Under Cilium DNS and hosts by name stand in the CiliumNetworkPolicy,
 * and a rule in both would open more than was asked for. So a server that reaches nothing else is exempted.
 */
export function policyExemption(
  { network, scannerExemptions, annotations }: ServerSpec,
  egress: readonly EgressRule[],
): string | undefined {
  const needed =
    scannerExemptions && network.engine === NetworkPolicyEngine.CILIUM && egress.every(({ kind }) => kind === 'hosts');
  return annotations[POLICY_EXEMPTION] ?? (needed ? EXEMPT : undefined);
}

/** The annotations of the Deployment, for people, scanners and rules. */
export function deploymentAnnotations(spec: ServerSpec): Texts {
  const { identity, container, origin, placement, quarantine, serverAuth, tools } = spec;
  const { transport, sessions } = container;
  return definedEntries({
    'cdk8s-mcp/transport': transport,
    'cdk8s-mcp/sessions': sessions,
    'cdk8s-mcp/legacy-transport':
      transport === HttpTransport.STREAMABLE ? undefined : `${transport} is not in the current protocol`,
    [QUARANTINE_ANNOTATION]: quarantine && `since ${quarantine.since}: ${quarantine.reason}`,
    [SERVER_AUTH_ANNOTATION]: serverAuth && describeServerAuth(serverAuth),
    ...describeTools(tools),
    ...describeOrigin(origin),
    [`${RELAXED}tolerations`]: describeDropped(placement.droppedTolerations),
    ...Object.fromEntries(identity.relaxations.map(({ name, reason }) => [`${RELAXED}${name}`, reason])),
    ...exemptionAnnotations(spec),
  });
}

/** The exemptions that hold for the server. What the user wrote under the name of an exemption stays. */
function exemptionAnnotations(spec: ServerSpec): Texts {
  const { scannerExemptions, annotations: userAnnotations } = spec;
  const exemptions: Record<string, string> = {};
  if (!scannerExemptions) {
    return exemptions;
  }
  for (const { annotations, reason } of SCANNER_EXEMPTIONS.filter(({ when }) => when(spec))) {
    for (const [name, value = reason] of annotations) {
      const before = exemptions[name] ?? userAnnotations[name];
      exemptions[name] =
        name === KUBE_SCORE && before !== undefined ? `${before},${value}` : (userAnnotations[name] ?? value);
    }
  }
  return exemptions;
}

function describeDropped(droppedTolerations: Texts): string | undefined {
  const reasons = Object.entries(droppedTolerations).map(([key, reason]) => `${key}: ${reason}`);
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

/** Annotations of which some may be undefined. */
type OptionalTexts = Readonly<Record<string, string | undefined>>;

function describeServerAuth(auth: ServerAuth): string {
  const { _header: header, _prefix: prefix, _delegation: delegation } = auth;
  if (auth.isOwnOAuth) {
    return `${header} (${prefix.trim()}) by OAuth of the server itself`;
  }
  const shown = prefix === '' ? header : `${header} (${prefix.trim()})`;
  const hosts = tokenEndpointsOf(delegation).map(({ host }) => host);
  return hosts.length === 0 ? shown : `${shown} of the calling user, from ${hosts.join(' and ')}`;
}

/** Which tools gateways let through. */
function describeTools(tools: ToolPolicy | undefined): OptionalTexts {
  return {
    'cdk8s-mcp/tools-hash': tools?.schemaHash === undefined ? undefined : `sha256:${tools.schemaHash}`,
    [REVIEWS_ANNOTATION]: tools?._reviews && JSON.stringify(tools._reviews),
    'cdk8s-mcp/tools-allowed': tools?.allowed?.join(' '),
    'cdk8s-mcp/tools-denied': tools?.denied?.join(' '),
  };
}

const RUNS_CODE = 'code of packages runs while they are installed';

/** The package and bridge that the server runs, and where they are installed from, when they are not in its image. */
function describeOrigin(origin: OriginSpec | undefined): OptionalTexts {
  if (origin === undefined) {
    return {};
  }
  const { package: name, bridge, bridgePackage, isolation, registries, note, runsCode } = origin;
  return {
    [BRIDGE_ANNOTATION]: bridgeNote(bridge, bridgePackage, isolation),
    [PACKAGE_ANNOTATION]: name,
    [INSTALL_ANNOTATION]: registries.length === 0 ? undefined : installNote(registries),
    [SCRIPTS_ANNOTATION]: runsCode === 'scripts' ? RUNS_CODE : undefined,
    [BUILDS_ANNOTATION]: runsCode === 'builds' ? RUNS_CODE : undefined,
    'cdk8s-mcp/bridge-note': note,
  };
}
