import { Field } from './field';
import { presetOfPackage } from './presets';
import { ServerDraft } from './server-draft';
import { McpPreset } from '../catalog/preset';

/** The folder that presets work in. */
const PRESET_FOLDER = '/data';
export const EMPTY_FOLDERS = 'its folders are empty with each pod: use persistent storage where files must stay';
/** What an entry must not have, so that a preset can stand for it. */
const BESIDE_PRESET = ['image', 'package', 'args', 'env', 'port'];

/** A package of the reference servers. */
export interface ReferenceServer {
  readonly kind: 'npm' | 'pypi';
  readonly name: string;
}

interface NamedPreset {
  readonly kind: 'npm' | 'pypi';
  readonly preset: McpPreset;
}

/** The preset for the name of an entry that says nothing which presets have no place for. */
export function presetFor(known: ReferenceServer | undefined, entry: Field): NamedPreset | undefined {
  const preset = known && presetOfPackage(known.kind, known.name);
  const folders = entry.either('allowedPaths', 'allowed_paths').items.map(({ text }) => text);
  const isPlain =
    BESIDE_PRESET.every(key => !entry.at(key).isGiven || Object.keys(entry.at(key).value as object).length === 0) &&
    (entry.at('transport').text ?? 'stdio') === 'stdio' &&
    folders.every(folder => folder === PRESET_FOLDER);
  return known === undefined || preset === undefined || !isPlain ? undefined : { kind: known.kind, preset };
}

/** A server of the catalogue in place of an entry. */
export function importPreset(
  server: ServerDraft,
  { kind, preset }: NamedPreset,
  entry: Field,
  hasInternet: boolean,
): void {
  server.setPreset(kind, preset.id);
  const at = `${server.at}.preset`;
  server.decide('preset', 'preset', `${preset.id} runs ${preset.reference}, read-only by ${preset.readOnlyBy}`);
  for (const key of ['enabled', 'serverType', 'server_type', 'transport', 'args', 'env']) {
    entry.at(key).use(at);
  }
  const folders = entry.either('allowedPaths', 'allowed_paths');
  if (preset.requiredStorage.length > 0) {
    folders.use(server.addStorage({ scratch: { path: PRESET_FOLDER, size: '64Mi' } }));
    server.decide('storage', 'storage', EMPTY_FOLDERS);
  }
  folders.use(at);
  if (preset.requiredEgress !== undefined && !hasInternet) {
    server.decide('egress', 'egress', `the preset needs egress to ${preset.requiredEgress}`, true);
  }
}
