import {
  BRIDGE_ANNOTATION,
  BRIDGE_DIRECTORY,
  INSTALL_PATH,
  NODE_PATH,
  PACKAGE_ANNOTATION,
  PRIMARY_PORT,
  SERVER_CONTAINER,
} from '../../foundation/labels';
import { BRIDGE_TREES } from '../../foundation/program-paths';
import { startsShell } from '../../foundation/shells';
import { StdioProgram } from '../../source/bridge-contract';
import { McpProxyBridge } from '../../source/bridges/mcp-proxy';
import { SupergatewayBridge } from '../../source/bridges/supergateway';
import { isInstaller } from '../install-pods';
import { Json, getPath, asInteger, asArray, describe, asString } from '../json';
import { Finding, ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { hidingFindings, steeringFindings, writtenFolders } from '../steering';
import { notesOf } from '../subject';

/** The command line of a bridge, as the library would write it around the given program and numbers. */
type Rewrite = (words: readonly string[], port: number) => readonly string[];

const MCP_PROXY = new McpProxyBridge();
const SUPERGATEWAY = new SupergatewayBridge();
const PLACEHOLDER = 'x';

const KNOWN: readonly { readonly name: string; readonly loses: string; readonly rewrite: Rewrite }[] = [
  {
    name: MCP_PROXY.name,
    loses:
      'with other arguments mcp-proxy may keep running after its program exits, keep sessions in one process or ' +
      'open a tunnel',
    rewrite: (words, port) => {
      const end = words.indexOf('--');
      return MCP_PROXY.command({
        ...place(words, '--streamEndpoint', port),
        words: end === -1 ? [] : words.slice(end + 1),
      }).words;
    },
  },
  {
    name: SUPERGATEWAY.name,
    loses: 'with other arguments supergateway may keep a shell between itself and its program, or log messages',
    rewrite: (words, port) => {
      const program = words[words.indexOf('--stdio') + 1] ?? '';
      const started = SUPERGATEWAY.command({
        ...place(words, '--streamableHttpPath', port),
        words: [PLACEHOLDER],
      }).words;
      return started.map(word => (word === `exec ${PLACEHOLDER}` && program.startsWith('exec ') ? program : word));
    },
  },
  {
    name: 'agentgateway@',
    loses: 'with another configuration agentgateway may open its admin port or run another program',
    rewrite: () => [`${INSTALL_PATH}/agentgateway`, '-f', '/etc/mcp-bridge/config.json'],
  },
];

export const BRIDGE_RULES: readonly ObjectRule[] = [
  {
    id: 'bridge-start',
    title: 'A bridge is started as the library starts it',
    why:
      'A bridge that keeps running after its program exits answers probes while every call fails. With another ' +
      'command, variables that load code, or other files in the place of its own it runs another program.',
    fix:
      'Change the source (its package, args and isolation), not the arguments of the container; give variables of ' +
      'the server names of its own.',
    severity: 'error',
    references: ['Kubernetes: Configure probes', 'OWASP MCP05:2025 Command Injection & Execution'],
    scanners: [],
    kinds: [WORKLOADS],
    check: subject => {
      const { pod } = subject;
      const annotations = notesOf(subject);
      const note = asString(getPath(annotations, BRIDGE_ANNOTATION)) ?? '';
      const server = pod?.containers.find(({ role, json }) => role === 'containers' && json.name === SERVER_CONTAINER);
      if (pod === undefined || server === undefined || (note === '' && !pod.containers.some(isInstaller))) {
        return [];
      }
      const bridge = KNOWN.find(({ name }) =>
        name.endsWith('@') ? note.startsWith(name) : note.startsWith(`${name} `),
      );
      const isPackage = getPath(annotations, PACKAGE_ANNOTATION) !== undefined;
      return [
        ...startFindings(server.path, server.json, bridge),
        ...steeringFindings(server, { bridge: note, isPackage, written: writtenFolders(pod, server) }),
        ...hidingFindings(server, isPackage, note === '' ? [] : BRIDGE_TREES),
      ];
    },
  },
  {
    id: 'shell-start',
    title: 'Servers are started without a shell',
    why: 'A shell executes its input as code, so external input in its command line runs as a command.',
    fix: 'Set the program itself with its arguments as a list, or set shellReason.',
    severity: 'warning',
    references: ['OWASP MCP05:2025 Command Injection & Execution'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.containers ?? [])
        .filter(({ role }) => role === 'containers')
        .flatMap(({ path, json }) => shellFindings(path, json)),
  },
];

/** A bridge has its program behind --, or in the line of --stdio. */
function shellFindings(path: string, json: Json): Finding[] {
  const [command, args] = [asArray(json.command).map(describe), asArray(json.args).map(describe)];
  const behind = args.includes('--') ? args.slice(args.indexOf('--') + 1) : [];
  const [, line = ''] = /^exec (.*)$/s.exec(args[args.indexOf('--stdio') + 1] ?? '') ?? [];
  const problem = 'starts a shell';
  if (startsShell(command, args)) {
    return [{ field: `${path}.command`, problem }];
  }
  const inArguments = startsShell(behind.slice(0, 1), behind) || startsShell(line.split(' ').slice(0, 1), []);
  return findingUnless(!inArguments, `${path}.args`, problem);
}

function startFindings(path: string, json: Json, bridge: (typeof KNOWN)[number] | undefined): Finding[] {
  if (bridge === undefined) {
    return [];
  }
  const { rewrite, loses } = bridge;
  const [command, args] = [asArray(json.command).map(describe), asArray(json.args).map(describe)];
  const [value, meant] = [[...command, ...args], rewrite([...command, ...args], portOf(json))];
  const first = [...value, ''].findIndex((word, i) => word !== (meant[i] ?? ''));
  if (first === -1 && value.length === meant.length) {
    return [];
  }
  const field =
    first !== -1 && first < command.length
      ? `command[${first}]`
      : `args[${(first === -1 ? value.length : first) - command.length}]`;
  return [{ field: `${path}.${field}`, problem: `is not what the library writes there: ${loses}` }];
}

type Place = Pick<StdioProgram, 'node' | 'directory' | 'port' | 'path'>;

function place(words: readonly string[], pathFlag: string, port: number): Place {
  const path = words.includes(pathFlag) ? (words[words.indexOf(pathFlag) + 1] ?? '') : '';
  return { node: words[0] === NODE_PATH ? NODE_PATH : 'node', directory: BRIDGE_DIRECTORY, port, path };
}

function portOf(json: Json): number {
  return (
    asInteger(
      getPath(
        asArray(json.ports).find(port => getPath(port, 'name') === PRIMARY_PORT),
        'containerPort',
      ),
    ) ?? 0
  );
}
