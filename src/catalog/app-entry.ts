import { McpPreset } from './preset';
import { definedItems } from '../foundation/defined';

/** The servers of an app file with one preset. What only the deployment knows is empty, and a comment names it. */
export function appEntryOf(preset: McpPreset): string {
  const { id, reference, requiredEgress, requiredEnv, requiredImage, requiredSecrets, requiredStorage } = preset;
  const lines = definedItems([
    `preset: ${id}`,
    requiredImage === undefined ? undefined : `image: ""  # ${reference}@sha256:…`,
    mapOf('env', requiredEnv, '""'),
    mapOf('secrets', requiredSecrets, '{ fromPlatformStore: { key: "" } }'),
    requiredEgress === undefined ? undefined : `egress: []  # to ${requiredEgress}`,
    requiredStorage.length === 0 ? undefined : `storage: []  # for ${requiredStorage.join(', ')}`,
    'callers: []',
  ]);
  return `servers:\n  ${id}:\n${lines.map(line => `    ${line}\n`).join('')}`;
}

function mapOf(key: string, names: readonly string[], value: string): string | undefined {
  return names.length === 0 ? undefined : [`${key}:`, ...names.map(name => `      ${name}: ${value}`)].join('\n');
}
