import { Decider } from './field-table';
import { Json } from './texts';
import { ImageReference } from '../foundation/packages/image-reference';

/* What an input leaves open about every server. */

/** What is known of a server. */
interface Server extends Decider {
  readonly name: string;
  readonly at: string;
  readonly sourceKind: string;
  readonly needsEgress: boolean;
  readonly hasCallers: boolean;
  readonly hasOwner: boolean;
  hasSourceOption(key: string): boolean;
  sourceOption(key: string, value: unknown): void;
  /** Whether a decision is open already. */
  isOpen(at: string, what: string): boolean;
}

/** What is the same for every server is said once. */
export function decideForAll(decider: Decider, all: readonly Server[]): void {
  const open = [
    {
      what: 'egress',
      servers: all.filter(({ needsEgress }) => needsEgress),
      how: 'egress only to DNS: add the hosts that it needs, such as [{ toHosts: [api.example.com] }]',
    },
    {
      what: 'callers',
      servers: all.filter(({ hasCallers }) => !hasCallers),
      how: 'no callers: add its clients or add it to a gateway',
    },
    {
      what: 'owner',
      servers: all.filter(({ hasOwner }) => !hasOwner),
      how: 'no owner: the team that answers for it, a label that reviewers and scanners check',
    },
  ];
  for (const { what, servers, how } of open) {
    const [first, ...others] = servers;
    if (first !== undefined) {
      const names = servers.map(({ name }) => name).join(', ');
      const isOne = others.length === 0;
      const at = isOne ? `${first.at}.${what}` : 'servers';
      decider.decide(at, what, `${isOne ? 'the server has' : `each of ${names} has`} ${how}`);
    }
  }
}

/**
 * What a source needs and the input does not say.
 *
 * @param preset What the catalogue knows of its command.
 */
export function decideSource(server: Server, preset: string): void {
  if (server.sourceKind === 'image') {
    decideImage(server);
  } else if (server.sourceKind === 'stdioImage') {
    decideStdioImage(server, preset);
  }
}

function decideStdioImage(server: Server, preset: string): void {
  if (!server.hasSourceOption('command')) {
    server.decide(
      'source.stdioImage.command',
      'command',
      'the program in the image, because the bridge replaces its entrypoint: docker inspect --format ' +
        `"{{.Config.Entrypoint}} {{.Config.Cmd}}"${preset}`,
      true,
    );
  }
  server.decide(
    'source.stdioImage.bridge',
    'libc',
    'the image needs glibc 2.28 or newer and libstdc++ for the default bridge: for one without them (Alpine, ' +
      'distroless, scratch) write bridge: { agentgateway: { image } } with the musl image of docs/bridges.md',
  );
}

function decideImage(server: Server): void {
  if (!server.hasSourceOption('port') && !server.isOpen('source.image.port', 'port')) {
    server.decide('source.image.port', 'port', 'the port on which the server speaks MCP, 1024 to 65535', true);
  }
  if (!server.hasSourceOption('sessions')) {
    server.sourceOption('sessions', 'in-memory');
    server.decide(
      'source.image.sessions',
      'sessions',
      'in-memory means one replica: set none or shared if the server keeps no sessions or shares them',
    );
  }
}

/** A version and a digest of an image that are missing. */
export function decideImagePin(server: Decider, at: string, { name, tag, digest, text }: ImageReference): void {
  const hasVersion = tag !== undefined && tag !== 'latest';
  if (digest === undefined) {
    const image = hasVersion ? text : `${name}:VERSION`;
    const how = `append @sha256:… of the image that you reviewed: crane digest ${image}`;
    server.decide(at, 'digest', hasVersion ? how : `name the version and ${how}`, true);
  } else if (!hasVersion) {
    server.decide(at, 'version', 'name the version before the digest: repository:1.2.3@sha256:…', true);
  }
}

/** Adds a form of storage, and gives its position. Of two at one path the first counts. */
export function placeStorage(decider: Decider, storage: Json[], form: Json): number {
  const path = pathOf(form);
  const before = storage.findIndex(other => pathOf(other) === path);
  if (before === -1) {
    return storage.push(form) - 1;
  }
  decider.decide(`storage[${before}]`, 'storage', `${String(path)} is mounted twice: the first one counts`);
  return before;
}

function pathOf(form: Json): unknown {
  // each form is a map with the name of a factory
  const [{ path }] = Object.values(form) as [{ readonly path: unknown }];
  return path;
}
