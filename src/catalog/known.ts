import { KNOWN_AS } from './data/known-as';
import { ENTRIES } from './entries';
import { CatalogEntry } from './entry';
import { parseImageReference } from '../foundation/packages/image-reference';
import { readReference } from '../foundation/packages/package-reference';

/** Names as they are compared: `npm:name`, `pypi:name` in its normal form, `image:registry/path`, `host:name`. */
const BY_NAME: ReadonlyMap<string, CatalogEntry> = new Map(
  ENTRIES.flatMap(entry => namesOf(entry).map((name): [string, CatalogEntry] => [name, entry])),
);

/** The server of a package, at any version. */
export function knownPackage(ecosystem: 'npm' | 'pypi', reference: string): CatalogEntry | undefined {
  const { name } = readReference(ecosystem, reference);
  return name === undefined ? undefined : BY_NAME.get(`${ecosystem}:${name}`);
}

/** The server of an image, at any tag and digest. */
export function knownImage(reference: string): CatalogEntry | undefined {
  const image = parseImageReference(reference);
  return typeof image === 'string' ? undefined : BY_NAME.get(`image:${image.name}`);
}

/** The server for the service that a vendor offers at a host. */
export function knownHost(host: string): CatalogEntry | undefined {
  return BY_NAME.get(`host:${host.toLowerCase()}`);
}

function namesOf({ id, run }: CatalogEntry): string[] {
  const { packages = [], images = [], hosts = [] } = KNOWN_AS[id] ?? {};
  const own = run.kind === 'npm' || run.kind === 'pypi' ? `${run.kind}:${run.pin}` : run.image;
  return [...[own, ...packages, ...images].map(comparable), ...hosts.map(host => `host:${host}`)];
}

/** A package with or without version, or an image with or without tag. */
function comparable(text: string): string {
  const [, ecosystem, reference] = /^(npm|pypi):(.*)$/.exec(text) ?? [];
  if (ecosystem === 'npm' || ecosystem === 'pypi') {
    return `${ecosystem}:${readReference(ecosystem, reference).name}`;
  }
  const image = parseImageReference(text);
  return `image:${typeof image === 'string' ? text : image.name}`;
}
