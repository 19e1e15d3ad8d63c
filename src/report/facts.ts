import { ManifestFacts } from './manifest-facts';
import { Issues } from '../foundation/issues';
import { Known, Reader } from '../foundation/reader';
import { PlatformFacts } from '../foundation/scopes';

const FACTS: Known<ManifestFacts> = {
  requireDigests: true,
  allowedRegistries: true,
  openshift: true,
  clusterDomain: true,
};

/** The facts by which manifests are judged, with every default. Problems become issues. */
export function resolveFacts(issues: Issues, given: ManifestFacts): PlatformFacts {
  const reader = new Reader(issues);
  const {
    requireDigests = true,
    allowedRegistries,
    openshift = false,
    clusterDomain = 'cluster.local',
  } = reader.struct(given, FACTS);
  for (const [name, value] of Object.entries({ requireDigests, openshift })) {
    issues.check(typeof value === 'boolean', name, 'true or false', value);
  }
  const registries = allowedRegistries && reader.textList(allowedRegistries, 'allowedRegistries');
  reader.checkText(clusterDomain, 'clusterDomain');
  return {
    requireDigests,
    openshift,
    clusterDomain,
    ...(registries === undefined ? {} : { allowedRegistries: registries }),
  };
}
