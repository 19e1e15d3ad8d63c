import { ManifestFacts } from './manifest-facts';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';
import { PlatformFacts } from '../foundation/scopes';

const FACTS: PropNames<ManifestFacts> = {
  requireDigests: true,
  allowedRegistries: true,
  openshift: true,
  clusterDomain: true,
  annotationDomains: true,
};

/** The facts for checking manifests, with every default. Problems become issues. */
export function resolveFacts(issues: Issues, input: ManifestFacts): PlatformFacts {
  const reader = new Reader(issues);
  const {
    requireDigests = true,
    allowedRegistries,
    openshift = false,
    clusterDomain = 'cluster.local',
    annotationDomains,
  } = reader.struct(input, FACTS);
  for (const [name, value] of Object.entries({ requireDigests, openshift })) {
    issues.check(typeof value === 'boolean', name, 'true or false', value);
  }
  const registries = allowedRegistries && reader.textList(allowedRegistries, 'allowedRegistries');
  reader.checkText(clusterDomain, 'clusterDomain');
  return {
    requireDigests,
    openshift,
    clusterDomain,
    allowedRegistries: registries,
    annotationDomains: reader.textList(annotationDomains, 'annotationDomains'),
  };
}
