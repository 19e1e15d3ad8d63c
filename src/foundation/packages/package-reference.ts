import { normalPypiName, parseNpmPin, parsePypiPin } from './package-pins';
import { Ecosystem } from './runner';

/** What a command fetches: a package of a registry, or something that is none. */
export interface PackageReference {
  readonly ecosystem: Ecosystem;
  /** As it was given. */
  readonly text: string;
  /** The name in its registry, normalised; undefined for what is not known to be a package of one. */
  readonly name?: string;
  /** The exact version. */
  readonly version?: string;
  /** Why it is not one package at one version, as a phrase that follows the text. */
  readonly problem?: string;
}

const NPM_SPEC = /^((?:@[a-z0-9][\w.-]*\/)?[a-z0-9][\w.-]*)(?:@([\w.^~<>=*| -]*))?$/i;
const PYPI_SPEC = /^([a-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(?:$|[=<>!~;]|@(?=[\w.]+$))/i;
const VERSIONED = /^([A-Za-z0-9][\w./-]*)(?:[@:]([^@:]*))?$/;
/** Name and version of the other registries. */
const SPECS = {
  jsr: /^(@[a-z0-9-]+\/[a-z0-9-]+)(?:@([^/]*))?(?:\/.*)?$/i,
  go: /^([A-Za-z0-9][\w.~/-]*)(?:@(.*))?$/,
  maven: /^([\w.-]+:[\w.-]+)(?::([^:@]+))?(?:@\w+)?$/,
  gem: VERSIONED,
  nuget: VERSIONED,
  cargo: VERSIONED,
  composer: VERSIONED,
  nix: VERSIONED,
  conda: VERSIONED,
  oci: VERSIONED,
  system: VERSIONED,
} as const;
type VersionedEcosystem = keyof typeof SPECS;
const EXACT = /^\d+(?:\.\d+){1,3}(?:[-.][0-9A-Za-z][0-9A-Za-z.-]*)?$/;
const GO_EXACT = /^v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+incompatible)?$/;

const NO_PACKAGE = 'is not a package of a registry with a version';
const NO_VERSION = 'has no exact version';

/** Reads what stands for a package in a command, such as `name@1.2.3`, `name[extra]==1.2.3` or `npm:name`. */
export function readReference(ecosystem: Ecosystem, text: string, version?: string): PackageReference {
  switch (ecosystem) {
    case 'npm':
      return readNpm(text);
    case 'pypi':
      return readPypi(text);
    default:
      return readVersioned(ecosystem, text, version);
  }
}

/** The package that `npm create NAME` runs. */
export function initializerOf(text: string): string {
  const [, scope, name, version] = /^(?:(@[^/@]+)(?:\/|(?=@|$)))?([^@]*)(@.*)?$/.exec(text) ?? [];
  if (name === undefined || /[:/]/.test(name)) {
    return text;
  }
  const created = name === '' ? 'create' : `create-${name}`;
  return `${scope === undefined ? '' : `${scope}/`}${created}${version ?? ''}`;
}

/** `npm:name@1.2.3/file` and `jsr:@scope/name@1.2.3`, as Deno writes packages. */
export function readSpecifier(text: string): PackageReference {
  const [, registry, rest = ''] = /^(npm|jsr):\/?(.*)$/s.exec(text) ?? [];
  if (registry === undefined) {
    return { ecosystem: 'npm', text, problem: NO_PACKAGE };
  }
  const [bare = rest] = /^(?:@[^/]*\/)?[^/]*/.exec(rest) ?? [];
  return { ...readReference(registry === 'jsr' ? 'jsr' : 'npm', bare), text };
}

function readNpm(text: string): PackageReference {
  const pin = parseNpmPin(text);
  if (typeof pin !== 'string') {
    return { ecosystem: 'npm', text, name: pin.name, version: pin.version };
  }
  return { ecosystem: 'npm', text, name: NPM_SPEC.exec(text)?.[1].toLowerCase(), problem: pin };
}

/** uvx and pipx take `name@1.2.3` too. */
function readPypi(given: string): PackageReference {
  const text = exactPypi(given);
  const pin = parsePypiPin(text);
  if (typeof pin !== 'string') {
    return { ecosystem: 'pypi', text: given, name: pin.name, version: pin.version };
  }
  const name = PYPI_SPEC.exec(text)?.[1];
  return { ecosystem: 'pypi', text: given, name: name && normalPypiName(name), problem: pin };
}

/** `name@1.2.3` as pip writes it. */
export function exactPypi(text: string): string {
  return text.replace(/^([^@=<>!~]+)@(?=\d)/, '$1==');
}

/** Registries whose packages are a name and a version. */
function readVersioned(ecosystem: VersionedEcosystem, text: string, given?: string): PackageReference {
  const [, name, written] = SPECS[ecosystem].exec(text) ?? [];
  const version = written ?? given?.replace(/^\[(.*)\]$/, '$1');
  if (name === undefined) {
    return { ecosystem, text, problem: NO_PACKAGE };
  }
  const known = ecosystem === 'nuget' ? name.toLowerCase() : name;
  const isExact = version !== undefined && (ecosystem === 'go' ? GO_EXACT : EXACT).test(version);
  return isExact ? { ecosystem, text, name: known, version } : { ecosystem, text, name: known, problem: NO_VERSION };
}
