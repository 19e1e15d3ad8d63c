import { Json, defined } from './texts';
import { nonEmpty } from '../foundation/non-empty';
import { parseImageReference } from '../foundation/packages/image-reference';
import { parseNpmPin, parsePypiPin } from '../foundation/packages/package-pins';
import { McpPlatform } from '../platform/mcp-platform';
import { McpServer } from '../server/mcp-server';
import { ImageSource, NpmSource, PypiSource, StdioImageSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';

/** How others run the same server: an entry of `packages`. */
export interface ListedPackage {
  readonly body: Json;
  /** The version of the package, or the tag of the image. */
  readonly version?: string;
  /** What the server has here and an entry cannot say, by the names of props. */
  readonly missing: readonly string[];
}

/** `$(NAME)` of a declared variable, and `$$` for one `$`: as Kubernetes reads them. */
const REFERENCE = /\$\$|\$\(([^()]+)\)/g;

/** The package of a server. Values of secrets are in no app, and only the names of their variables are listed. */
export function packageOf(server: McpServer): ListedPackage {
  const { source } = server._asked;
  switch (source.kind) {
    case SourceKind.NPM:
      return npmPackage(server, source);
    case SourceKind.PYPI:
      return pypiPackage(server, source);
    case SourceKind.IMAGE:
      return imagePackage(server, source);
    case SourceKind.STDIO_IMAGE:
      return stdioImagePackage(server, source);
  }
}

function npmPackage(server: McpServer, { reference, options }: NpmSource): ListedPackage {
  const pin = parseNpmPin(reference);
  const { name = reference, version } = typeof pin === 'string' ? {} : pin;
  const { npmScopes, npmRegistry } = McpPlatform._read(server);
  const ofScope = npmScopes.find(({ scope }) => name.startsWith(`${scope}/`))?.registry;
  const registry = ofScope ?? options.registry ?? npmRegistry;
  const body = {
    registryType: 'npm',
    registryBaseUrl: registry?.url,
    identifier: name,
    version,
    runtimeHint: 'npx',
    transport: { type: 'stdio' },
    ...inputsOf(server, options.args),
  };
  const missing = namesIn({ 'source.npm.bin': options.bin !== undefined });
  return { body: defined(body), version, missing: [...missing, ...missingOf(server)] };
}

function pypiPackage(server: McpServer, { reference, options }: PypiSource): ListedPackage {
  const pin = parsePypiPin(reference);
  const { name = reference, givenName = name, version, text = '' } = typeof pin === 'string' ? {} : pin;
  const index = options.index ?? McpPlatform._read(server).pypiIndex;
  const body = {
    registryType: 'pypi',
    registryBaseUrl: index?.url,
    identifier: givenName,
    version,
    runtimeHint: 'uvx',
    transport: { type: 'stdio' },
    ...inputsOf(server, options.args),
  };
  const missing = namesIn({
    'the extras of source.pypi': text.includes('['),
    'source.pypi.bin': options.bin !== undefined,
    'source.pypi.constraints': options.constraints !== undefined,
  });
  return { body: defined(body), version, missing: [...missing, ...missingOf(server)] };
}

function imagePackage(server: McpServer, { reference, options }: ImageSource): ListedPackage {
  const { port, path, transport } = server._asked.spec.container;
  const body = {
    ...image(reference),
    transport: { type: transport, url: `http://localhost:${port}${path}` },
    ...inputsOf(server, options.args, options.command),
  };
  const missing = namesIn({ 'source.image.workingDir': options.workingDir !== undefined });
  return { body: defined(body), version: tagOf(reference), missing: [...missing, ...missingOf(server)] };
}

function stdioImagePackage(server: McpServer, { reference, options }: StdioImageSource): ListedPackage {
  const body = {
    ...image(reference),
    transport: { type: 'stdio' },
    ...inputsOf(server, options.args, options.command),
  };
  return { body: defined(body), version: tagOf(reference), missing: missingOf(server) };
}

/** The whole reference is the identifier: registry, tag and digest are in it. */
function image(reference: string): Json {
  const parsed = parseImageReference(reference);
  const identifier = typeof parsed === 'string' ? reference : parsed.text;
  return { registryType: 'oci', identifier, runtimeHint: 'docker' };
}

function tagOf(reference: string): string | undefined {
  const parsed = parseImageReference(reference);
  return typeof parsed === 'string' ? undefined : parsed.tag;
}

/** Arguments and variables. The program of an image is its entrypoint, and the words behind it are arguments. */
function inputsOf(server: McpServer, args: readonly string[] = [], command: readonly string[] = []): Json {
  const { env, secrets } = server._asked;
  const [program, ...words] = command;
  const values = new Values(env, secrets);
  const flags = program === undefined ? [] : [{ type: 'named', name: '--entrypoint', ...values.input(program) }];
  const positional = [...words, ...args].map(word => ({ type: 'positional', ...values.input(word) }));
  const plain = Object.entries(env).map(([name, value]) => ({ name, ...values.preset(value) }));
  const secret = secrets.map(name => ({ name, isRequired: true, isSecret: true }));
  return {
    runtimeArguments: nonEmpty(flags),
    packageArguments: nonEmpty(positional),
    environmentVariables: nonEmpty([...plain, ...secret]),
  };
}

/** Texts of an app in the words of the registry. */
class Values {
  public constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly secrets: readonly string[],
  ) {}

  /** A text that nobody changes. */
  public input(text: string): Json {
    const used = new Map<string, Json>();
    const value = text.replace(REFERENCE, (whole: string, name: string | undefined) => {
      if (name === undefined) {
        return '$';
      }
      const variable = this.variable(name);
      if (variable === undefined) {
        return whole;
      }
      used.set(name, variable);
      return `{${name}}`;
    });
    return used.size === 0 ? { value } : { value, variables: Object.fromEntries(used) };
  }

  /** A text that the one who runs the server may change. */
  public preset(text: string): Json {
    const { value, variables } = this.input(text);
    return variables === undefined ? { default: value } : { value, variables };
  }

  private variable(name: string): Json | undefined {
    if (this.secrets.includes(name)) {
      return { isRequired: true, isSecret: true };
    }
    return Object.hasOwn(this.env, name) ? { default: this.env[name] } : undefined;
  }
}

/** Props that the server needs and that no entry has a place for. */
function missingOf(server: McpServer): string[] {
  const { spec } = server._asked;
  return namesIn({
    files: spec.files.entries.length > 0,
    secretFiles: spec.credentials.files.length > 0,
    storage: spec.volumes.some(({ kind }) => kind === 'claim'),
    kubernetesAccess: spec.access.rules.length > 0,
    serverAuth: spec.serverAuth !== undefined,
  });
}

function namesIn(props: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(props).filter(prop => props[prop]);
}
