import { Command } from 'commander';
import { ManifestFacts } from '../report/manifest-facts';

/** Options with facts about the cluster, for every command that checks manifests. */
export interface FactFlags {
  readonly digests: boolean;
  readonly registry?: string[];
  readonly openshift?: boolean;
  readonly clusterDomain?: string;
}

export function withFacts(command: Command): Command {
  return command
    .option(
      '--registry <prefix>',
      'allowed registries, such as ghcr.io/acme (repeatable; default: anywhere)',
      (one: string, all: string[] = []) => [...all, one],
    )
    .option('--no-digests', 'allow images without a digest')
    .option('--openshift', 'the cluster is OpenShift, which assigns users and groups')
    .option('--cluster-domain <domain>', 'the domain of the cluster (default: cluster.local)');
}

export function factsOf({ digests, registry, openshift, clusterDomain }: FactFlags): ManifestFacts {
  return {
    requireDigests: digests,
    allowedRegistries: registry,
    openshift,
    clusterDomain,
  };
}
