/**
 * As many entries as the API server can compare within its budget, for pods of ten containers with three hundred words
 * in their commands.
 */
const MAX_ENTRIES: Readonly<Record<string, readonly [number, string]>> = {
  allowedPackages: [1000, 'combine several entries, such as oci:ghcr.io/acme/*'],
  allowedRegistries: [1000, 'combine entries with a common path'],
  blockedPackages: [300, 'block a scope such as npm:@scope/*, or use allowedPackages instead'],
  exemptions: [1000, 'fix exempt objects, or use a second policy for other namespaces'],
  quarantined: [1000, 'remove entries of deleted servers'],
};
/** What a ConfigMap may hold. */
const MAX_BYTES = 1024 * 1024;

/** Why the parameters are too large, as phrases that start with the prop. */
export function boundProblems(data: Readonly<Record<string, string>>): string[] {
  const counts = Object.entries(MAX_ENTRIES).flatMap(([prop, [max, fix]]) => {
    const count = (data[prop] ?? '').split('\n').filter(line => line !== '').length;
    const problem =
      `${prop} has ${count} entries, at most ${max} are allowed:` +
      ` the API server has a budget for each object (${fix})`;
    return count <= max ? [] : [problem];
  });
  const bytes = Object.entries(data).reduce(
    (sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  const size =
    `parameters have ${bytes} bytes, at most ${MAX_BYTES} are allowed in a ConfigMap` +
    ' (shorten the reasons of exemptions, or the lists)';
  return bytes <= MAX_BYTES ? counts : [...counts, size];
}
