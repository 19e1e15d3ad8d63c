/*
 * Annotations of the Deployment that describe its installation to people. Rules read them too, so each function that
 * writes one is next to the function that reads it.
 */

const BY_IMAGE = 'by its image';

/** The bridge, with where it comes from unless that is the npm package of its name. */
export function bridgeNote(name: string, npmPackage: string | undefined, isolation: string): string {
  return `${name}${bridgeOrigin(name, npmPackage)} (isolation: ${isolation})`;
}

function bridgeOrigin(name: string, npmPackage: string | undefined): string {
  if (npmPackage === undefined) {
    return ` ${BY_IMAGE}`;
  }
  return npmPackage === name ? '' : ` by npm:${npmPackage}`;
}

/** The npm package that a note names. */
export function bridgePackageIn(note: string): string | undefined {
  return (/^\S+ by npm:(\S+) \(/.exec(note) ?? /^(\S+) \(/.exec(note))?.[1];
}

/** Whether a note says that an image brings the bridge. */
export function isByImage(note: string): boolean {
  return note.includes(` ${BY_IMAGE} (`);
}

export function installNote(hosts: readonly string[]): string {
  const where = `at the start of each pod from ${hosts.join(', ')}`;
  return `${where}, which stays reachable while the pod lives; a prebuilt image needs no registry`;
}

/** The hosts that a note names. */
export function hostsIn(note: string): string[] {
  return /^at the start of each pod from (.+), which stays reachable/.exec(note)?.[1].split(', ') ?? [];
}
