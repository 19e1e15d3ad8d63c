import { Address, Listed, ListedApp, inOrder } from './listed-app';
import { ListedPackage, packageOf } from './server-json-package';
import { Json, defined, describe, noted, shortened } from './texts';
import { Issues } from '../foundation/issues';
import { nonEmpty } from '../foundation/non-empty';
import { needsCredential } from '../gateway/render-client-config';
import { GatewayAuthKind } from '../gateway/settings/auth-options';
import { HttpTransport } from '../protocol/http-transport';
import { McpServer } from '../server/mcp-server';

/** The generation of the format that is written. */
export const SERVER_SCHEMA = 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json';

/** What no app says of the entries of a registry. */
export interface ServerJsonOptions {
  /** The namespace of names, in reverse DNS: `io.github.acme`. */
  readonly publisher?: string;
  /** The version of every entry; undefined for that of its package or image. */
  readonly version?: string;
}

/** An entry of a registry. */
export interface RegistryEntry {
  /** The last part of its name. */
  readonly name: string;
  readonly body: Json;
}

export interface RegistryEntries {
  readonly entries: readonly RegistryEntry[];
  readonly notices: readonly string[];
}

const PUBLISHER = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)+$/;
const VERSION = /^(?!latest$)[A-Za-z0-9][A-Za-z0-9.+_-]{0,254}$/;
const NAME_MAX = 200;
const TEXT_MAX = 100;
/** Hosts of repositories that registries know by name. */
const FORGES: Readonly<Record<string, string>> = { 'github.com': 'github', 'gitlab.com': 'gitlab' };

/** The entries of a registry, in the order of names; throws one error with every problem. */
export function serverJson(app: ListedApp, where: string, options: ServerJsonOptions): RegistryEntries {
  const issues = new Issues(where);
  checkOptions(issues, options);
  issues.throwIfAny();
  const notices = [...app.notices];
  const entries: RegistryEntry[] = [];
  for (const listed of inOrder(app)) {
    const pack = packageIn(listed);
    if (pack === undefined && listed.addresses.length === 0) {
      notices.push(`${listed.path}: is not listed: no gateway gives it an address of its own outside the cluster`);
      continue;
    }
    if (pack !== undefined && pack.missing.length > 0) {
      notices.push(`${listed.path}: its entry has no place for ${pack.missing.join(', ')}`);
    }
    entries.push({ name: listed.name, body: entryOf(issues, listed, pack, options) });
  }
  issues.throwIfAny();
  return { entries, notices };
}

/** Undefined for what nobody else can run, or speak to by what the format knows. */
function packageIn({ server }: Listed): ListedPackage | undefined {
  const isListed = server instanceof McpServer && server.endpoint.transport !== HttpTransport.WEBSOCKET;
  return isListed ? packageOf(server) : undefined;
}

function checkOptions(issues: Issues, { publisher, version }: ServerJsonOptions): void {
  const form = 'the namespace of your names in reverse DNS, such as io.github.acme or com.example';
  if (publisher === undefined) {
    issues.add('--publisher', `is missing: registries need ${form}`, '--publisher io.github.acme');
  } else {
    issues.check(PUBLISHER.test(publisher), '--publisher', form, publisher);
  }
  issues.check(
    version === undefined || VERSION.test(version),
    '--entry-version',
    'one version, such as 1.2.3, and not latest',
    version,
  );
}

function entryOf(issues: Issues, listed: Listed, pack: ListedPackage | undefined, options: ServerJsonOptions): Json {
  const name = `${options.publisher ?? ''}/${listed.name}`;
  issues.check(
    name.length <= NAME_MAX,
    '--publisher',
    `so short that ${name} has at most ${NAME_MAX} characters`,
    name,
  );
  const version = options.version ?? pack?.version;
  if (version === undefined) {
    issues.add(listed.path, 'has no version of its own: registries need one', '--entry-version 1.0.0');
  }
  const title = noted(listed, 'title');
  return defined({
    $schema: SERVER_SCHEMA,
    name,
    title: title === undefined ? undefined : shortened(title, TEXT_MAX),
    description: shortened(describe(listed), TEXT_MAX),
    repository: repositoryOf(listed),
    version,
    websiteUrl: webAddress(noted(listed, 'website')),
    packages: pack === undefined ? undefined : [pack.body],
    remotes: nonEmpty(listed.addresses.map(remoteOf)),
  });
}

function repositoryOf(listed: Listed): Json | undefined {
  const url = webAddress(noted(listed, 'repository'));
  const source = url === undefined ? undefined : FORGES[new URL(url).hostname];
  return source === undefined ? undefined : { url, source };
}

/** A text of an input is a URL only if it reads as one. */
function webAddress(text = ''): string | undefined {
  return /^https?:\/\/[^\s<>"{}|\\^`]+$/.test(text) && URL.canParse(text) ? text : undefined;
}

function remoteOf({ url, auth }: Address): Json {
  return defined({ type: 'streamable-http', url, headers: needsCredential(auth) ? [credential(auth)] : undefined });
}

const DESCRIPTIONS: { readonly [kind in GatewayAuthKind]?: string } = {
  [GatewayAuthKind.API_KEYS]: 'API key of the gateway',
  [GatewayAuthKind.EXTERNAL]: 'Token for the gateway',
};

function credential(auth: GatewayAuthKind): Json {
  const description = DESCRIPTIONS[auth] ?? 'Token of a service account';
  return {
    name: 'Authorization',
    value: 'Bearer {credential}',
    isRequired: true,
    isSecret: true,
    variables: { credential: { description, isRequired: true, isSecret: true } },
  };
}
