import { QuarantinedServer } from './admission-exemption';
import { AdmissionPolicySpec } from './resolve';
import { compare } from '../foundation/reader';

const lines = (texts: readonly string[]): string => [...new Set(texts)].sort(compare).join('\n');

/** What the expressions read: lists with an entry on each line. */
export function renderParameters(
  spec: AdmissionPolicySpec,
  quarantined: readonly QuarantinedServer[],
): Record<string, string> {
  return {
    allowedPackages: lines(spec.allowedPackages),
    allowedRegistries: lines(spec.registries),
    blockedPackages: lines(spec.blockedPackages),
    clusterDomain: spec.clusterDomain,
    exemptions: lines(
      spec.exemptions.map(
        ({ rule, kind, namespace, name, reason }) => `${rule} ${kind} ${namespace}/${name}: ${reason}`,
      ),
    ),
    openshift: String(spec.openshift),
    quarantined: lines([...spec.quarantined, ...quarantined].map(({ namespace, name }) => `${namespace}/${name}`)),
    requireDigests: String(spec.requireDigests),
  };
}
