import { Command } from 'commander';
import { appEntryOf } from '../../catalog/app-entry';
import { McpCatalog } from '../../catalog/mcp-catalog';
import { McpPreset } from '../../catalog/preset';
import { Streams, UserError } from '../io';

/** Shows presets of well-known servers. */
export function catalogCommand(streams: Streams): Command {
  return new Command('catalog')
    .description('list presets of well-known servers, or show the inputs of one')
    .argument('[name]', 'the id of a preset')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  cdk8s-mcp catalog\n  cdk8s-mcp catalog grafana')
    .action((name: string | undefined, { json }: { json?: boolean }) => {
      if (name !== undefined && !McpCatalog.ids.includes(name)) {
        throw new UserError(`${name}: unknown preset; cdk8s-mcp catalog lists them`);
      }
      const presets = (name === undefined ? McpCatalog.ids : [name]).map(id => McpCatalog.named(id));
      if (json === true) {
        streams.out(`${JSON.stringify(presets.map(factsOf), undefined, 2)}\n`);
      } else {
        streams.out(name === undefined ? listOf(presets) : presets.map(describe).join(''));
      }
    });
}

function listOf(presets: readonly McpPreset[]): string {
  const width = Math.max(...presets.map(({ id }) => id.length));
  return presets.map(({ id, title }) => `${id.padEnd(width)}  ${title}\n`).join('');
}

function factsOf(preset: McpPreset) {
  const { id, title, verdict, reference, repository, licence, readOnlyBy } = preset;
  const { requiredSecrets, optionalSecrets, requiredEnv, optionalEnv } = preset;
  const { requiredEgress, requiredStorage, requiredImage, missing, facts, hosts, knownProblems, notes } = preset;
  return {
    id,
    title,
    verdict,
    reference,
    repository,
    licence,
    facts,
    readOnlyBy,
    requiredSecrets,
    optionalSecrets,
    requiredEnv,
    optionalEnv,
    requiredEgress,
    requiredStorage,
    requiredImage,
    missing,
    hosts,
    knownProblems,
    notes,
  };
}

function describe(preset: McpPreset): string {
  const facts = Object.entries(factsOf(preset)).filter(
    ([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0),
  );
  const width = Math.max(...facts.map(([fact]) => fact.length));
  const lines = facts.map(
    ([fact, value]) =>
      `${fact.padEnd(width)}  ${Array.isArray(value) ? value.join(`\n${' '.repeat(width + 2)}`) : String(value)}\n`,
  );
  return `${lines.join('')}\nIn an app file:\n\n${appEntryOf(preset)}`;
}
