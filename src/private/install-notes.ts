/*
 * What the Deployment says about its installation, in words for people that rules read too: each writer stands beside its reader.
 */

/** The bridge, with its npm package where that has another name. */
export function bridgeNote(name: string, npmPackage: string | undefined, isolation: string): string {
  return `${name}${npmPackage === undefined || npmPackage === name ? '' : `, npm:${npmPackage}`} (isolation: ${isolation})`;
}

/** The npm package that a note names. */
export function bridgePackageIn(note: string): string | undefined {
  return (/^\S+, npm:(\S+) \(/.exec(note) ?? /^(\S+) \(/.exec(note))?.[1];
}

export function installNote(hosts: readonly string[]): string {
  return `at the start of each pod from ${hosts.join(', ')}, which stays reachable while the pod lives; a prebuilt image needs no registry`;
}

/** The hosts that a note names. */
export function hostsIn(note: string): string[] {
  return /^at the start of each pod from (.+), which stays reachable/.exec(note)?.[1].split(', ') ?? [];
}
