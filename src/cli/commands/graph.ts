import { Command } from 'commander';
import { McpReport } from '../../report/mcp-report';
import { Named } from '../../report/posture';
import { Streams, UserError, readManifestSources } from '../io';
import { repeatable } from '../repeatable';

interface Flags {
  readonly namespace?: string[];
  readonly server?: string[];
}

/** Draws who reaches whom. */
export function graphCommand(streams: Streams): Command {
  return new Command('graph')
    .description('draw the network topology as a Mermaid flowchart')
    .argument('<files...>', 'files, folders of manifests with the folders in them, or - for the standard input')
    .option(
      '--namespace <namespace>',
      'draw only the servers of this namespace, and their gateways (repeatable)',
      repeatable,
    )
    .option(
      '--server <name>',
      'draw only this server, NAME or NAMESPACE/NAME, and its gateways (repeatable)',
      repeatable,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  cdk8s-mcp graph dist/ > topology.mmd\n' +
        '  cdk8s-mcp graph dist/ --namespace mcp-tools --server notes',
    )
    .action((files: string[], { namespace: namespaces, server: servers }: Flags) => {
      const report = McpReport._ofFiles(readManifestSources(files, streams), {});
      checkNames(report._servers, { namespace: namespaces, server: servers });
      streams.out(report._toMermaid({ namespaces, servers }));
    });
}

/** A name without a server would draw nothing of it in silence. */
function checkNames(known: readonly Named[], { namespace = [], server = [] }: Flags): void {
  const namespaces = new Set(known.map(each => each.namespace));
  const servers = new Set(known.flatMap(each => [each.name, `${each.namespace}/${each.name}`]));
  const [option, name] =
    namespace.filter(each => !namespaces.has(each)).map(each => ['--namespace', each])[0] ??
    server.filter(each => !servers.has(each)).map(each => ['--server', each])[0] ??
    [];
  if (option !== undefined) {
    const there = known.map(each => `${each.namespace}/${each.name}`).join(', ');
    throw new UserError(`${option} ${name}: no such server in the manifests; there are: ${there || 'none'}`);
  }
}
