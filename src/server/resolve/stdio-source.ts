import { PATH, PORT, bridgeCommand, resolveBridge } from './bridge';
import { PlannedInstall, planBridge, planNpm, planPypi, resolveBounds } from './installs';
import { RegistryKind, RegistrySpec, resolveRegistry } from './package-registry';
import { checkKind, checkPackage, resolveImage, resolvePullSecrets, resolveWords } from './source-parts';
import { Issues } from '../../foundation/issues';
import { NODE_PATH, PROGRAM_PATH } from '../../foundation/labels';
import { isPlainText } from '../../foundation/names';
import { PackagePin, constraintProblem, parseNpmPin, parsePypiPin } from '../../foundation/packages/package-pins';
import { PropNames, Reader } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';
import { startsShell } from '../../foundation/shells';
import { Egress } from '../../network/egress';
import { PlatformSpec } from '../../platform/resolve';
import { HttpTransport } from '../../protocol/http-transport';
import { Sessions } from '../../protocol/sessions';
import { ServerRuntime } from '../../source/server-runtime';
import { NpmSource, PypiSource, StdioImageSource } from '../../source/server-source';
import { SourceKind } from '../../source/source-kind';
import { NpmSourceOptions, PypiSourceOptions, StdioImageSourceOptions, StdioOptions } from '../../source/stdio-options';
import { McpServerProps } from '../mcp-server-props';
import { EnvVarSpec } from '../spec';
import { ResolvedSource } from './resolved-source';

const STDIO = { args: true, bridge: true, isolation: true, install: true } as const;
const NPM: PropNames<NpmSourceOptions> = { ...STDIO, bin: true, allowScripts: true, registry: true };
const PYPI: PropNames<PypiSourceOptions> = {
  ...STDIO,
  bin: true,
  constraints: true,
  allowBuilds: true,
  index: true,
  registry: true,
};
const STDIO_IMAGE: PropNames<StdioImageSourceOptions> = { ...STDIO, command: true, shellReason: true, registry: true };

/** A file name, not a path: no slash, no flag. */
const BIN = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,127}$/;

/** The program behind the bridge: what differs between the kinds of source. */
interface Program {
  readonly image: string;
  readonly version?: string;
  /** The package at its version, and its name alone, both after npm: or pypi:. */
  readonly package?: string;
  readonly packageName?: string;
  readonly words: readonly string[];
  readonly value: ResolvedSource['words'];
  /** The image has a node program of its own. */
  readonly hasNode: boolean;
  readonly runtime: ServerRuntime;
  readonly environment: readonly EnvVarSpec[];
  readonly shellReason?: string;
  readonly install?: PlannedInstall;
}

type StdioSource = NpmSource | PypiSource | StdioImageSource;

/** What the kinds share while they are read. */
interface Context {
  readonly issues: Issues;
  readonly reader: Reader;
  readonly platform: PlatformSpec;
  readonly memory: number;
  readonly args: readonly string[];
  registry(kind: RegistryKind, prop: string, input: NpmSourceOptions['registry']): RegistrySpec;
}

/** The container of a server that speaks over standard input and output, and what brings the bridge and the package. */
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
  // what is no Egress is reported with the network
  const open = new Reader(new Issues('')).instances(props.egress, Egress, 'egress').map(({ _rule }) => _rule);
  const context: Context = {
    issues,
    reader,
    platform,
    memory: bounds.memory,
    args: resolveWords(issues, reader, 'source.args', options.args),
    registry: (kind, prop, input) => resolveRegistry(issues, kind, prop, input, platform, open),
  };
  const program = programOf(context, source, options);
  const copyNode = bridge.npmPackage !== undefined && !program.hasNode;
  const registry =
    bridge.npmPackage === undefined ? undefined : context.registry('npm', 'source.registry', options.registry);
  const bridgeImage =
    registry === undefined
      ? resolveImage(issues, bridge.image?.reference, platform, { prop: 'source.bridge.image' }).text
      : nodeImage(context);
  const steps = [planBridge(bridge, bridgeImage, bounds.memory, registry, copyNode), program.install ?? []].flat();
  const registries = steps.flatMap(step => step.registry ?? []);
  const { words, files = {} } = bridgeCommand(issues, bridge, program.words, copyNode ? NODE_PATH : 'node');
  const egress = [
    ...new Map(registries.flatMap(({ egress: rules }) => rules).map(rule => [JSON.stringify(rule), rule])).values(),
  ];
  return {
    version: program.version,
    words: program.value,
    // a bridge from npm is bounded whatever the program runs on: of itself its heap outgrows the container
    runtime: bridge.perSession
      ? ServerRuntime.OTHER
      : bridge.npmPackage === undefined
        ? program.runtime
        : ServerRuntime.NODE,
    // the bridge and the program
    processes: 2,
    memory: bridge.memory,
    health: { path: bridge.healthPath, port: bridge.healthPort },
    environment: program.environment,
    bridgeFiles: files,
    egress,
    shellReason: program.shellReason,
    // node or Python of the library's own images
    needed: program.packageName === undefined ? [] : ['/usr'],
    packages: { server: program.packageName, bridge: bridge.packageName },
    origin: {
      package: program.package,
      bridge: bridge.name,
      bridgePackage: bridge.npmPackage,
      isolation: bridge.isolation,
      runsCode: options.allowScripts === true ? 'scripts' : options.allowBuilds === true ? 'builds' : undefined,
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
    },
  };
}

function readOptions(reader: Reader, source: StdioSource): AllOptions {
  switch (source.kind) {
    case SourceKind.NPM:
      return reader.struct<NpmSourceOptions>(source.options, NPM, 'source.');
    case SourceKind.PYPI:
      return reader.struct<PypiSourceOptions>(source.options, PYPI, 'source.');
    case SourceKind.STDIO_IMAGE:
      return reader.struct<StdioImageSourceOptions>(source.options, STDIO_IMAGE, 'source.');
  }
}

/** The options of every kind; each kind has only its own, which readOptions sees to. */
type AllOptions = StdioOptions & Partial<NpmSourceOptions & PypiSourceOptions & StdioImageSourceOptions>;

function programOf(context: Context, { kind, reference }: StdioSource, options: AllOptions): Program {
  switch (kind) {
    case SourceKind.NPM:
      return npmProgram(context, reference, options);
    case SourceKind.PYPI:
      return pypiProgram(context, reference, options);
    case SourceKind.STDIO_IMAGE:
      return imageProgram(context, reference, options);
  }
}

function npmProgram(context: Context, reference: unknown, options: AllOptions): Program {
  const { issues, args, memory } = context;
  const pin = pinOf(context, 'npm', reference);
  checkBin(issues, options.bin);
  checkFlag(issues, 'source.allowScripts', options.allowScripts);
  const image = nodeImage(context);
  const install = { image, memory, registry: context.registry('npm', 'source.registry', options.registry) };
  return {
    image,
    version: pin.version,
    package: `npm:${pin.text}`,
    packageName: `npm:${pin.name}`,
    words: [PROGRAM_PATH, ...args],
    value: [['source.args', args]],
    hasNode: true,
    runtime: ServerRuntime.NODE,
    environment: [
      { name: 'NODE_ENV', value: 'production' },
      { name: 'npm_config_cache', value: '/tmp/.npm' },
    ],
    install: planNpm(pin, options.bin ?? '', install, options.allowScripts === true),
  };
}

function pypiProgram(context: Context, reference: unknown, options: AllOptions): Program {
  const { issues, reader, args, memory, platform } = context;
  const pin = pinOf(context, 'pypi', reference);
  checkBin(issues, options.bin);
  checkFlag(issues, 'source.allowBuilds', options.allowBuilds);
  const constraints = reader.textList(options.constraints, 'source.constraints');
  constraints.forEach((constraint, i) => {
    const problem = constraintProblem(constraint);
    if (problem !== undefined) {
      issues.check(false, `source.constraints[${i}]`, `a name and versions, such as mcp<2; ${problem}`, constraint);
    }
  });
  const image = resolveImage(issues, platform.images.python, platform, { prop: `${platform.imagesProp}.python` }).text;
  const install = { image, memory, registry: context.registry('pypi', 'source.index', options.index) };
  return {
    image,
    version: pin.version,
    package: `pypi:${pin.text}`,
    packageName: `pypi:${pin.name}`,
    words: [PROGRAM_PATH, ...args],
    value: [['source.args', args]],
    hasNode: false,
    runtime: ServerRuntime.OTHER,
    environment: [
      { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      { name: 'PYTHONUNBUFFERED', value: '1' },
    ],
    install: planPypi(pin, options.bin ?? '', constraints, install, options.allowBuilds === true),
  };
}

function imageProgram(
  { issues, reader, platform, args }: Context,
  reference: unknown,
  { command: value, shellReason }: AllOptions,
): Program {
  const image = resolveImage(issues, reference, platform);
  const command = resolveWords(issues, reader, 'source.command', value);
  if (command.length === 0) {
    issues.add(
      'source.command',
      "is missing: the bridge takes the place of the image's entrypoint, so it must be told what to start",
      'the entrypoint and command of the image, word by word',
    );
  } else if (startsShell(command, args) && shellReason === undefined) {
    issues.add(
      'source.command',
      'starts a shell, which reads what comes to it as code',
      'name the program itself, its arguments in args, or give shellReason',
    );
  }
  if (shellReason !== undefined) {
    checkReason(issues, shellReason, 'source.shellReason');
  }
  return {
    image: image.text,
    version: image.tag,
    words: [...command, ...args],
    value: [
      ['source.command', command],
      ['source.args', args],
    ],
    hasNode: false,
    runtime: ServerRuntime.OTHER,
    environment: [],
    shellReason,
  };
}

function nodeImage({ issues, platform }: Context): string {
  return resolveImage(issues, platform.images.node, platform, { prop: `${platform.imagesProp}.node` }).text;
}

const NO_PIN: PackagePin = { name: '', version: '', text: '' };

function pinOf({ issues, platform }: Context, registry: RegistryKind, reference: unknown): PackagePin {
  const [parse, example] = registry === 'npm' ? [parseNpmPin, 'name@1.2.3'] : [parsePypiPin, 'name==1.2.3'];
  const pin = isPlainText(reference) ? parse(reference) : 'is no text';
  if (typeof pin === 'string') {
    issues.check(false, 'source.package', `a package at one version, such as ${example}; ${pin}`, reference);
    return NO_PIN;
  }
  const note = pin.givenName === undefined ? '' : ` (PEP 503 normalises ${pin.givenName} to it)`;
  checkPackage(issues, 'source.package', `${registry}:${pin.name}`, platform, note);
  return pin;
}

function checkBin(issues: Issues, bin: unknown): void {
  issues.check(
    bin === undefined || (isPlainText(bin) && BIN.test(bin)),
    'source.bin',
    'the name of a program of the package, not a path',
    bin,
  );
}

function checkFlag(issues: Issues, prop: string, flag: unknown): void {
  issues.check(flag === undefined || typeof flag === 'boolean', prop, 'true or false', flag);
}
