import { checkCommandPackages } from './command-packages';
import { PlannedInstall, planNpm, planPypi } from './installs';
import { RegistriesSpec, RegistryKind } from './package-registry';
import { checkPackage, resolveImage, resolveWords } from './source-parts';
import { Issues } from '../../foundation/issues';
import { PROGRAM_PATH } from '../../foundation/labels';
import { isPlainText } from '../../foundation/names';
import { PackagePin, constraintProblem, parseNpmPin, parsePypiPin } from '../../foundation/packages/package-pins';
import { PropNames, Reader } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';
import { startsShell } from '../../foundation/shells';
import { PlatformSpec } from '../../platform/resolve';
import { ServerRuntime } from '../../source/server-runtime';
import { NpmSource, PypiSource, StdioImageSource } from '../../source/server-source';
import { SourceKind } from '../../source/source-kind';
import { NpmSourceOptions, PypiSourceOptions, StdioImageSourceOptions, StdioOptions } from '../../source/stdio-options';
import { EnvVarSpec, OriginSpec } from '../spec';
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

/** The program behind the bridge. */
export interface Program {
  readonly image: string;
  readonly version?: string;
  /** The package at its version, and its name alone, both after npm: or pypi:. */
  readonly package?: string;
  readonly packageName?: string;
  readonly words: readonly string[];
  /** The words that the user gave, by prop. */
  readonly wordsByProp: ResolvedSource['words'];
  /** The image has a node program of its own. */
  readonly hasNode: boolean;
  readonly runtime: ServerRuntime;
  readonly environment: readonly EnvVarSpec[];
  readonly shellReason?: string;
  readonly install?: PlannedInstall;
  /** Code of packages runs while they are installed. */
  readonly runsCode?: OriginSpec['runsCode'];
}

export type StdioSource = NpmSource | PypiSource | StdioImageSource;

/** What resolving a program reads and reports to, whatever its kind. */
export interface ProgramContext {
  readonly issues: Issues;
  readonly reader: Reader;
  readonly platform: PlatformSpec;
  readonly memory: number;
  readonly args: readonly string[];
  registries(kind: RegistryKind, prop: string, input: NpmSourceOptions['registry']): RegistriesSpec;
}

export function readOptions(reader: Reader, source: StdioSource): AllOptions {
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
export type AllOptions = StdioOptions & Partial<NpmSourceOptions & PypiSourceOptions & StdioImageSourceOptions>;

export function resolveProgram(
  context: ProgramContext,
  { kind, reference }: StdioSource,
  options: AllOptions,
): Program {
  switch (kind) {
    case SourceKind.NPM:
      return npmProgram(context, reference, options);
    case SourceKind.PYPI:
      return pypiProgram(context, reference, options);
    case SourceKind.STDIO_IMAGE:
      return imageProgram(context, reference, options);
  }
}

function npmProgram(context: ProgramContext, reference: unknown, options: AllOptions): Program {
  const { issues, args, memory } = context;
  const pin = pinOf(context, 'npm', reference);
  checkBin(issues, options.bin);
  checkFlag(issues, 'source.allowScripts', options.allowScripts);
  const allowScripts = options.allowScripts === true;
  checkCommandPackages(issues, context.platform, { command: [], args });
  const image = nodeImage(context);
  const install = { image, memory, registries: context.registries('npm', 'source.registry', options.registry) };
  return {
    image,
    version: pin.version,
    package: `npm:${pin.text}`,
    packageName: `npm:${pin.name}`,
    words: [PROGRAM_PATH, ...args],
    wordsByProp: [['source.args', args]],
    hasNode: true,
    runtime: ServerRuntime.NODE,
    environment: [
      { name: 'NODE_ENV', value: 'production' },
      { name: 'npm_config_cache', value: '/tmp/.npm' },
    ],
    install: planNpm({ pin, bin: options.bin ?? '' }, install, allowScripts),
    runsCode: allowScripts ? 'scripts' : undefined,
  };
}

function pypiProgram(context: ProgramContext, reference: unknown, options: AllOptions): Program {
  const { issues, reader, args, memory, platform } = context;
  const pin = pinOf(context, 'pypi', reference);
  checkBin(issues, options.bin);
  checkFlag(issues, 'source.allowBuilds', options.allowBuilds);
  const allowBuilds = options.allowBuilds === true;
  checkCommandPackages(issues, platform, { command: [], args });
  const constraints = reader.textList(options.constraints, 'source.constraints');
  constraints.forEach((constraint, i) => {
    const problem = constraintProblem(constraint);
    if (problem !== undefined) {
      issues.check(false, `source.constraints[${i}]`, `a name and versions, such as mcp<2; ${problem}`, constraint);
    }
  });
  const image = resolveImage(issues, platform.images.python, platform, { prop: `${platform.imagesProp}.python` }).text;
  const install = { image, memory, registries: context.registries('pypi', 'source.index', options.index) };
  return {
    image,
    version: pin.version,
    package: `pypi:${pin.text}`,
    packageName: `pypi:${pin.name}`,
    words: [PROGRAM_PATH, ...args],
    wordsByProp: [['source.args', args]],
    hasNode: false,
    runtime: ServerRuntime.OTHER,
    environment: [
      { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      { name: 'PYTHONUNBUFFERED', value: '1' },
    ],
    install: planPypi({ pin, bin: options.bin ?? '' }, install, { constraints, allowBuilds }),
    runsCode: allowBuilds ? 'builds' : undefined,
  };
}

function imageProgram(
  { issues, reader, platform, args }: ProgramContext,
  reference: unknown,
  { command: value, shellReason }: AllOptions,
): Program {
  const image = resolveImage(issues, reference, platform);
  const command = resolveWords(issues, reader, 'source.command', value);
  if (command.length === 0) {
    issues.add(
      'source.command',
      "is missing: the bridge takes the place of the image's entrypoint, so it needs the command to start",
      'the entrypoint and command of the image, as a list of words',
    );
  } else if (startsShell(command, args) && shellReason === undefined) {
    issues.add(
      'source.command',
      'starts a shell, which executes its input as code',
      'name the program itself, its arguments in args, or give shellReason',
    );
  }
  checkCommandPackages(issues, platform, { command, args });
  if (shellReason !== undefined) {
    checkReason(issues, shellReason, 'source.shellReason');
  }
  return {
    image: image.text,
    version: image.tag,
    words: [...command, ...args],
    wordsByProp: [
      ['source.command', command],
      ['source.args', args],
    ],
    hasNode: false,
    runtime: ServerRuntime.OTHER,
    environment: [],
    shellReason,
  };
}

export function nodeImage({ issues, platform }: ProgramContext): string {
  return resolveImage(issues, platform.images.node, platform, { prop: `${platform.imagesProp}.node` }).text;
}

const NO_PIN: PackagePin = { name: '', version: '', text: '' };

function pinOf({ issues, platform }: ProgramContext, registry: RegistryKind, reference: unknown): PackagePin {
  const [parse, example] = registry === 'npm' ? [parseNpmPin, 'name@1.2.3'] : [parsePypiPin, 'name==1.2.3'];
  const pin = isPlainText(reference) ? parse(reference) : 'is not a string';
  if (typeof pin === 'string') {
    issues.check(false, 'source.package', `a package at one version, such as ${example}; ${pin}`, reference);
    return NO_PIN;
  }
  const note = pin.givenName === undefined ? '' : ` (PEP 503 normalises ${pin.givenName} to it)`;
  checkPackage(issues, platform, { prop: 'source.package', name: `${registry}:${pin.name}`, note });
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
