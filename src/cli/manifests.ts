import { Command } from 'commander';
import { repeatable } from './repeatable';
import { ManifestFacts } from '../report/manifest-facts';

/** Options with facts about the cluster, for every command that checks manifests. */
export interface FactFlags {
  readonly digests: boolean;
  readonly registry?: string[];
  readonly openshift?: boolean;
  readonly clusterDomain?: string;
  readonly annotationDomain?: string[];
}

export function withFacts(command: Command): Command {
  return command
    .option(
      '--registry <prefix>',
      'allowed registries, such as ghcr.io/acme (repeatable; default: anywhere)',
      repeatable,
    )
    .option('--no-digests', 'allow images without a digest')
    .option('--openshift', 'the cluster is OpenShift, which assigns users and groups')
    .option('--cluster-domain <domain>', 'the domain of the cluster (default: cluster.local)')
    .option(
      '--annotation-domain <domain>',
      'a domain of your own for annotations and labels, such as acme.com (repeatable)',
      repeatable,
    );
}

export function factsOf({ digests, registry, openshift, clusterDomain, annotationDomain }: FactFlags): ManifestFacts {
  return {
    requireDigests: digests,
    allowedRegistries: registry,
    openshift,
    clusterDomain,
    annotationDomains: annotationDomain,
  };
}
