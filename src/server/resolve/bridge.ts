import { checkBlocked } from './source-parts';
import { Issues } from '../../foundation/issues';
import { BRIDGE_DIRECTORY, INSTALL_PATH } from '../../foundation/labels';
import { isPlainText } from '../../foundation/names';
import { isPort } from '../../foundation/net/ports';
import { parseNpmPin } from '../../foundation/packages/package-pins';
import { Reader, isInstance } from '../../foundation/reader';
import { sizeBytes } from '../../foundation/sizes';
import { checkMember } from '../../platform/checks';
import { PlatformSpec } from '../../platform/resolve';
import { ProtocolRevision } from '../../protocol/protocol-revision';
import { Bridge } from '../../source/bridge';
import { BridgeCommand, BridgeImage, IBridge } from '../../source/bridge-contract';
import { Isolation } from '../../source/isolation';
import { isHttpPath } from '../../workload/probes';

const PROPS = [
  'name',
  'npmPackage',
  'image',
  'healthPath',
  'healthPort',
  'processPerSession',
  'protocol',
  'note',
] as const;
const PROP = 'source.bridge';

type BridgeValues = Pick<IBridge, (typeof PROPS)[number]>;

export const PORT = 8080;
export const PATH = '/mcp';

/** A bridge that fits the isolation. */
export interface ResolvedBridge {
  readonly name: string;
  readonly bridge: IBridge;
  readonly npmPackage?: string;
  /** Its name alone, after npm:. */
  readonly packageName?: string;
  readonly image?: BridgeImage;
  readonly healthPath: string;
  readonly healthPort?: number;
  readonly perSession: boolean;
  readonly isolation: string;
  readonly memory: number;
  readonly protocol?: ProtocolRevision;
  readonly note?: string;
}

/**
 * The bridge of the source, else the one that fits the isolation. Bridges may be classes of users: each value is read
 * once and checked.
 */
export function resolveBridge(
  issues: Issues,
  input: IBridge | undefined,
  isolationInput: Isolation | undefined,
  platform: PlatformSpec,
): ResolvedBridge {
  const isolation = isolationOf(issues, isolationInput);
  const sessions = isolation._maxSessions;
  const bridge = input ?? (sessions === undefined ? Bridge.mcpProxy() : Bridge.supergateway());
  if (!isBridge(bridge)) {
    issues.check(false, PROP, 'a bridge, such as Bridge.mcpProxy()', bridge);
    return resolveBridge(new Issues(''), undefined, isolation, platform);
  }
  const reader = new Reader(issues);
  // unlike struct, this reads what a class inherits, and lets it have more
  const values = reader.picked(bridge, PROPS, PROP);
  const { name, npmPackage, image, healthPath, healthPort, processPerSession, protocol, note } = values;
  checkIsolation(issues, values, sessions !== undefined);
  checkValues(issues, values);
  checkMember(issues, `${PROP}.protocol`, ProtocolRevision, protocol);
  const args = image === undefined || image === null ? [] : reader.textList(image.args, `${PROP}.image.args`);
  return {
    name,
    bridge,
    npmPackage,
    packageName: resolvePackageName(issues, npmPackage, platform),
    image: image && { reference: image.reference, args },
    healthPath,
    healthPort,
    perSession: processPerSession,
    isolation: sessions === undefined ? 'shared' : `session, at most ${sessions}`,
    memory: memoryOf(issues, bridge, sessions ?? 1),
    protocol,
    note,
  };
}

function checkIsolation(issues: Issues, { name, processPerSession }: BridgeValues, hasSessions: boolean): void {
  if (processPerSession === hasSessions) {
    return;
  }
  if (processPerSession) {
    issues.add(
      PROP,
      `${name} starts one process for each session, but the isolation is shared: a second replica would not know ` +
        'the session',
      'isolation: Isolation.session({ maxSessions }), or Bridge.mcpProxy()',
    );
  } else {
    issues.add(PROP, `${name} has one process for all sessions`, 'Bridge.supergateway(), or Isolation.shared()');
  }
}

function checkValues(issues: Issues, { name, npmPackage, image, healthPath, healthPort, note }: BridgeValues): void {
  issues.check(isPlainText(name) && /^[\x21-\x7e]{1,128}$/.test(name), `${PROP}.name`, 'a name without spaces', name);
  issues.check(
    isPlainText(healthPath) && isHttpPath(healthPath) && healthPath !== PATH,
    `${PROP}.healthPath`,
    `a path other than ${PATH}`,
    healthPath,
  );
  issues.check(
    healthPort === undefined || (isPort(healthPort) && healthPort >= 1024),
    `${PROP}.healthPort`,
    'an integer in 1024-65535',
    healthPort,
  );
  if ((npmPackage === undefined) === (image === undefined)) {
    issues.add(PROP, 'must have either npmPackage or image');
  }
  issues.check(
    note === undefined || (isPlainText(note) && /^[^\n\r]{1,256}$/.test(note)),
    `${PROP}.note`,
    'one line of at most 256 characters',
    note,
  );
}

/** The name of the bridge's package after `npm:`; undefined for a bridge from an image. */
function resolvePackageName(issues: Issues, npmPackage: unknown, platform: PlatformSpec): string | undefined {
  if (npmPackage === undefined) {
    return undefined;
  }
  const prop = `${PROP}.npmPackage`;
  const pin = isPlainText(npmPackage) ? parseNpmPin(npmPackage) : 'is not a string';
  if (typeof pin === 'string') {
    issues.check(false, prop, `a package at one version, such as name@1.2.3; ${pin}`, npmPackage);
    return undefined;
  }
  const name = `npm:${pin.name}`;
  checkBlocked(issues, platform, { prop, name });
  return name;
}

/** How the container starts the bridge. A bridge throws when it cannot start the program. */
export function bridgeCommand(
  issues: Issues,
  { bridge, npmPackage }: ResolvedBridge,
  program: readonly string[],
  node: string,
): BridgeCommand {
  try {
    const directory = npmPackage === undefined ? INSTALL_PATH : BRIDGE_DIRECTORY;
    const command = bridge.command({ words: [...program], port: PORT, path: PATH, node, directory });
    const words = new Reader(issues).textList(command.words, 'source.bridge.command');
    if (words.length === 0) {
      issues.add('source.bridge.command', 'has no words');
    }
    return { words, files: Object.fromEntries(new Reader(issues).texts(command.files, 'source.bridge.command.files')) };
  } catch (error) {
    issues.add('source.bridge', error instanceof Error ? error.message : 'cannot start the program');
    return { words: [] };
  }
}

function memoryOf(issues: Issues, bridge: IBridge, sessions: number): number {
  try {
    return sizeBytes(issues, 'source.bridge.memory', bridge.memory(sessions));
  } catch (error) {
    issues.add('source.bridge.memory', error instanceof Error ? error.message : 'cannot be told');
    return 0;
  }
}

function isolationOf(issues: Issues, input: Isolation | undefined): Isolation {
  if (input === undefined) {
    return Isolation.shared();
  }
  const isValid = issues.check(isInstance(input, Isolation), 'source.isolation', 'made by Isolation', input);
  return isValid ? input : Isolation.shared();
}

function isBridge(bridge: unknown): bridge is IBridge {
  try {
    return (
      typeof bridge === 'object' &&
      bridge !== null &&
      ['command', 'memory'].every(method => typeof (bridge as Record<string, unknown>)[method] === 'function')
    );
  } catch {
    return false;
  }
}
