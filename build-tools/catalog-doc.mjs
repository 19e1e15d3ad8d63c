/** Writes docs/catalog.md from the data of the presets. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';
import { cell, code, compiled, fill, paragraphs, table } from './pages.mjs';

const { ENTRIES } = compiled('catalog/entries.js');
const { McpPreset } = compiled('catalog/preset.js');
const { appEntryOf } = compiled('catalog/app-entry.js');

// hosts, and the registries of packages, are allowed by name
const APP = `version: 1
namespace: mcp-tools
platform: { networkPolicyEngine: cilium, secretStore: { clusterStore: vault } }
`;

const versionOf = ({ run }) =>
  run.kind === 'npm' || run.kind === 'pypi' ? `${run.kind} ${run.pin}` : `image ${run.image.replace(/@.*$/, '')}`;

function sessionsOf({ run }) {
  if (run.kind === 'image') {
    return run.sessions;
  }
  return run.maxSessions === undefined ? 'none' : 'in-memory';
}

const isUserProvided = ({ kind }) => kind === 'given';

function requiredProps({ variables = [], reaches, directories = [], run }) {
  const props = variables
    .filter(({ required }) => required)
    .map(({ name, or, secret }) => `${code(name)}${or ? ` or ${code(or)}` : ''}${secret ? ' (secret)' : ''}`);
  if (reaches !== undefined) {
    props.push('egress');
  }
  props.push(...directories.filter(isUserProvided).map(({ path }) => `storage for ${code(path)}`));
  if (run.image !== undefined && !run.image.includes('@')) {
    props.push('an image with digest');
  }
  return props;
}

const row = entry => [
  `[${code(entry.id)}](#${entry.id})`,
  cell(entry.title),
  versionOf(entry),
  sessionsOf(entry),
  cell(entry.readOnly.says),
  requiredProps(entry).join(', '),
];

const variable = ({ name, purpose, required, secret }) =>
  `${code(name)}${secret ? ', secret' : ''}${required ? ', required' : ''}: ${purpose}`;
const directory = ({ path, kind, mebibytes, why }) =>
  `${code(path)}${isUserProvided({ kind }) ? '' : `, ${kind}, ${mebibytes}Mi`}: ${why}`;
const writes = ({ readOnly }) =>
  typeof readOnly.writes === 'string' ? `No writes: ${readOnly.writes}.` : 'Writes with a reason.';
const list = (title, items = []) =>
  items.length === 0 ? undefined : `${title}:\n\n${items.map(item => `- ${item}`).join('\n')}`;

function section(entry) {
  const preset = McpPreset._of(entry);
  const { id, title, repository, licence, verdict, facts, hosts, memoryMiB, reaches } = entry;
  return paragraphs([
    `## ${id}`,
    `${title}, [${repository}](https://github.com/${repository}), ${licence}, ${verdict}. Facts: ${facts}.`,
    `Read-only by ${entry.readOnly.says}. ${writes(entry)}`,
    hosts === undefined ? undefined : `Hosts: ${hosts.map(code).join(', ')}.`,
    memoryMiB === undefined ? undefined : `Memory: ${memoryMiB}Mi.`,
    reaches === undefined ? undefined : `\`egress\` must lead to ${reaches}.`,
    preset.missing === undefined ? 'Complete: nothing is missing.' : `Missing: ${preset.missing}.`,
    ['```yaml', `${APP}${appEntryOf(preset)}\`\`\``].join('\n'),
    list('Variables', entry.variables?.map(variable)),
    list('Directories', entry.directories?.map(directory)),
    list('Known problems', entry.problems),
    list('Notes', entry.notes),
  ]);
}

const text = fill(join(root, 'build-tools', 'pages', 'catalog.md'), {
  count: ENTRIES.length,
  presets: table(['preset', 'what', 'version', 'sessions', 'read-only by', 'needs'], ENTRIES.map(row)),
  sections: paragraphs(ENTRIES.map(section)),
});
writeFileSync(join(root, 'docs', 'catalog.md'), text);
