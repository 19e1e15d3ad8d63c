import { PATH, PORT, ResolvedBridge, bridgeCommand, resolveBridge } from './bridge';
import { PlannedInstall, planBridge, resolveBounds } from './installs';
import { everyRegistry, resolveRegistries } from './package-registry';
import { checkKind, resolveImage, resolvePullSecrets, resolveWords } from './source-parts';
import { definedItems } from '../../foundation/defined';
import { Issues } from '../../foundation/issues';
import { NODE_PATH } from '../../foundation/labels';
import { Reader } from '../../foundation/reader';
import { Egress, EgressRule } from '../../network/egress';
import { PlatformSpec } from '../../platform/resolve';
import { HttpTransport } from '../../protocol/http-transport';
import { Sessions } from '../../protocol/sessions';
import { ServerRuntime } from '../../source/server-runtime';
import { McpServerProps } from '../mcp-server-props';
import { ResolvedSource } from './resolved-source';
import {
  AllOptions,
  Program,
  ProgramContext,
  StdioSource,
  nodeImage,
  readOptions,
  resolveProgram,
} from './stdio-program';

/** The container of a server that speaks over standard input and output, and the installs of its bridge and package. */
export function resolveStdioSource(
  issues: Issues,
  props: McpServerProps,
  source: StdioSource,
  platform: PlatformSpec,
): ResolvedSource {
  const reader = new Reader(issues);
  checkKind(issues, source.kind, platform);
  const options = readOptions(reader, source);
  const bridge = resolveBridge(issues, options.bridge, options.isolation, platform);
  const bounds = resolveBounds(issues, options.install);
  // values that are no Egress are reported with the network
  const egress = new Reader(new Issues('')).instances(props.egress, Egress, 'egress');
  const serverEgress = egress.map(({ _rule }) => _rule);
  const context: ProgramContext = {
    issues,
    reader,
    platform,
    memory: bounds.memory,
    args: resolveWords(issues, reader, 'source.args', options.args),
    registries: (kind, prop, input) => resolveRegistries(issues, platform, { kind, prop, input, serverEgress }),
  };
  const program = resolveProgram(context, source, options);
  const bridgeInstall = planBridgeInstall(context, bridge, program, options);
  const steps = definedItems([bridgeInstall, program.install]);
  const registries = definedItems(steps.map(step => step.registries)).flatMap(everyRegistry);
  const node = bridgeInstall.spec.copyNode ? NODE_PATH : 'node';
  const { words, files = {} } = bridgeCommand(issues, bridge, program.words, node);
  return {
    version: program.version,
    words: program.wordsByProp,
    runtime: runtimeOf(bridge, program),
    // the bridge and the program
    processes: 2,
    memory: bridge.memory,
    health: { path: bridge.healthPath, port: bridge.healthPort },
    environment: program.environment,
    bridgeFiles: files,
    egress: distinctRules(registries.flatMap(registry => registry.egress)),
    shellReason: program.shellReason,
    // node or Python of the library's own images
    needed: program.packageName === undefined ? [] : ['/usr'],
    packages: { server: program.packageName, bridge: bridge.packageName },
    origin: {
      package: program.package,
      bridge: bridge.name,
      bridgePackage: bridge.npmPackage,
      isolation: bridge.isolation,
      runsCode: program.runsCode,
      registries: [...new Set(registries.flatMap(({ hosts }) => hosts))].sort(),
      note: bridge.note,
      deadline: bounds.deadline,
    },
    install: { steps, storage: bounds.storage },
    container: {
      image: program.image,
      imagePullSecrets: resolvePullSecrets(issues, props, platform),
      command: words.slice(0, 1),
      args: words.slice(1),
      port: PORT,
      path: PATH,
      transport: HttpTransport.STREAMABLE,
      sessions: bridge.perSession ? Sessions.IN_MEMORY : Sessions.NONE,
      protocol: bridge.protocol,
    },
  };
}

function planBridgeInstall(
  context: ProgramContext,
  bridge: ResolvedBridge,
  program: Program,
  options: AllOptions,
): PlannedInstall {
  const { issues, platform, memory } = context;
  if (bridge.npmPackage === undefined) {
    const image = resolveImage(issues, bridge.image?.reference, platform, { prop: 'source.bridge.image' }).text;
    return planBridge(bridge, { image, memory, copyNode: false });
  }
  const registries = context.registries('npm', 'source.registry', options.registry);
  return planBridge(bridge, { image: nodeImage(context), memory, registries, copyNode: !program.hasNode });
}

/** Bounds the heap of a bridge from npm whatever the program runs on: its default outgrows the container. */
function runtimeOf(bridge: ResolvedBridge, program: Program): ServerRuntime {
  if (bridge.perSession) {
    return ServerRuntime.OTHER;
  }
  return bridge.npmPackage === undefined ? program.runtime : ServerRuntime.NODE;
}

function distinctRules(rules: readonly EgressRule[]): EgressRule[] {
  return [...new Map(rules.map(rule => [JSON.stringify(rule), rule])).values()];
}
