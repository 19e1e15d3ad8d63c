import { CatalogEntry } from '../catalog/entry';
import { knownHost, knownImage, knownPackage } from '../catalog/known';
import { McpPreset } from '../catalog/preset';

/** What the catalogue says of a server that is imported, in the words of a decision. */
export interface PresetAdvice {
  /** What to write in place of the entry, and what that knows. */
  readonly how: string;
  /** How the preset starts the program of its image; empty where it does not. */
  readonly command: string;
}

/** The preset of a source: an image at any tag, or a package at any version. */
export function presetOfSource(
  kind: 'image' | 'stdioImage' | 'npm' | 'pypi',
  reference: unknown,
): PresetAdvice | undefined {
  if (typeof reference !== 'string') {
    return undefined;
  }
  const entry = kind === 'npm' || kind === 'pypi' ? knownPackage(kind, reference) : knownImage(reference);
  return entry && { how: `it is in the catalogue: ${adviceOf(entry)}`, command: commandOf(entry) };
}

/** The preset of a package, to be used in its place. */
export function presetOfPackage(kind: 'npm' | 'pypi', name: string): McpPreset | undefined {
  const entry = knownPackage(kind, name);
  return entry && McpPreset._of(entry);
}

/** The preset for a service whose vendor offers a server at the host of the URL. */
export function presetOfUrl(url: unknown): string | undefined {
  const host = typeof url === 'string' && URL.canParse(url) ? new URL(url).hostname : '';
  const entry = knownHost(host);
  return entry && `the catalogue has a server for it that runs in the cluster: ${adviceOf(entry)}`;
}

function adviceOf(entry: CatalogEntry): string {
  const preset = presetOf(entry);
  const runs = entry.run.kind === 'npm' || entry.run.kind === 'pypi' ? 'version' : 'image, port';
  const egress = preset.hosts.length > 0 ? ', egress' : '';
  return (
    `${formOf(preset)} in place of the whole entry knows its ${runs}, command, read-only mode${egress} and ` +
    `sessions, and runs ${preset.reference}`
  );
}

/** Loaded on demand: most servers are not in the catalogue. */
function presetOf(entry: CatalogEntry): McpPreset {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('../catalog/preset') as typeof import('../catalog/preset')).McpPreset._of(entry);
}

/** The entry of an app file, with dots for what only the deployment knows. */
function formOf({ id, reference, requiredEnv, requiredSecrets, requiredEgress, requiredStorage }: McpPreset): string {
  const needsImage = !reference.includes('@sha256:') && !/^(?:npm|pypi):/.test(reference);
  const options = [
    `preset: ${id}`,
    needsImage ? `image: "${reference}@sha256:…"` : '',
    valuesFor('env', requiredEnv),
    valuesFor('secrets', requiredSecrets),
    requiredEgress === undefined ? '' : 'egress: […]',
    requiredStorage.length === 0 ? '' : 'storage: […]',
  ];
  return `{ ${options.filter(option => option !== '').join(', ')} }`;
}

function valuesFor(prop: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${prop}: { ${names.map(name => `${name}: …`).join(', ')} }`;
}

function commandOf({ id, run }: CatalogEntry): string {
  const command = 'command' in run ? run.command : undefined;
  return command === undefined ? '' : `; the preset ${id} starts ${JSON.stringify(command)}`;
}
