import { problemsByKind } from './kind-table';

const CHANGES = 'changes objects after they were judged';

/** Kinds by which somebody changes other objects in the cluster. */
export const CHANGING_KINDS = problemsByKind([
  {
    group: 'admissionregistration.k8s.io',
    kinds: 'MutatingWebhookConfiguration MutatingAdmissionPolicy',
    problem: CHANGES,
  },
  { group: 'settings.k8s.io', kinds: 'PodPreset', problem: CHANGES },
  { group: 'redhatcop.redhat.io', kinds: 'PodPreset Patch', problem: CHANGES },
  { group: 'mutations.gatekeeper.sh', kinds: 'Assign AssignMetadata AssignImage ModifySet', problem: CHANGES },
  {
    group: 'policies.kyverno.io',
    kinds:
      'MutatingPolicy NamespacedMutatingPolicy GeneratingPolicy NamespacedGeneratingPolicy DeletingPolicy ' +
      'NamespacedDeletingPolicy',
    problem: CHANGES,
  },
  { group: 'kyverno.io', kinds: 'ClusterCleanupPolicy CleanupPolicy', problem: CHANGES },
  { group: 'policy.karmada.io', kinds: 'OverridePolicy ClusterOverridePolicy', problem: CHANGES },
  { group: 'apps.kruise.io', kinds: 'SidecarSet', problem: CHANGES },
]);
