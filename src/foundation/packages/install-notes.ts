/*
 * What the Deployment says about its installation, in words for people that rules read too: each writer stands beside its reader.
 */

const BY_IMAGE = 'by its image';

/** The bridge, with what brings it unless that is the npm package of its name. */
export function bridgeNote(name: string, npmPackage: string | undefined, isolation: string): string {
  const origin = npmPackage === undefined ? ` ${BY_IMAGE}` : npmPackage === name ? '' : ` by npm:${npmPackage}`;
  return `${name}${origin} (isolation: ${isolation})`;
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
  return `at the start of each pod from ${hosts.join(', ')}, which stays reachable while the pod lives; a prebuilt image needs no registry`;
}

/** The hosts that a note names. */
export function hostsIn(note: string): string[] {
  return /^at the start of each pod from (.+), which stays reachable/.exec(note)?.[1].split(', ') ?? [];
}
