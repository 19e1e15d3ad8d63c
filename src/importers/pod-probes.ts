import { setHealthPath } from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { withoutUndefined } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';

/* Probes of a container. */

const KINDS = ['readinessProbe', 'startupProbe', 'livenessProbe'] as const;
const TIMES = ['initialDelaySeconds', 'failureThreshold', 'periodSeconds'];
const DEFAULT_STARTUP = 120;
const MAX_STARTUP = 3600;
const HTTP_PATH = /^\/[A-Za-z0-9._~/-]*$/;

/** The path that says whether the server works, and how long it may take to start. */
export function importProbes(server: ServerDraft, container: Field, port: string | undefined): void {
  const asked = KINDS.map(kind => container.at(kind, 'httpGet')).find(({ isGiven }) => isGiven);
  const seconds = startupOf(container);
  const startupTimeout = seconds === undefined ? undefined : `${seconds}s`;
  const other = asked && otherPort(numberOf(container, asked.at('port').text), port);
  if (asked === undefined || !isAsked(server, asked, other)) {
    setStart(server, startupTimeout);
  } else {
    importPath(server, asked, { port: other, startupTimeout });
  }
  decideTls(server, asked);
  const waited =
    startupTimeout === undefined ? `a server has ${DEFAULT_STARTUP} seconds to start` : `${server.at}.probes`;
  container.at('startupProbe').useEach(TIMES, waited);
  if (startupTimeout !== undefined) {
    container.at('livenessProbe').useEach(TIMES, waited);
  }
  for (const kind of KINDS) {
    container.at(kind).drop('a probe of the library takes its place');
  }
}

/** Servers speak plain HTTP to gateways and callers. */
function decideTls(server: ServerDraft, asked: Field | undefined): void {
  const scheme = asked?.at('scheme');
  if (scheme?.text?.toUpperCase() === 'HTTPS') {
    scheme.open('see the decisions');
    const how = `${scheme.path} says that the server speaks TLS: let it speak HTTP, which a gateway and probes expect`;
    server.decide('source', 'tls', how, true);
  }
}

function setStart(server: ServerDraft, startupTimeout: string | undefined): void {
  if (startupTimeout !== undefined) {
    server.set('probes', { tcp: { startupTimeout } });
  }
}

/** Whether a path can be asked: the MCP endpoint itself answers no GET. */
function isAsked(server: ServerDraft, asked: Field, other: number | undefined): boolean {
  const { text = '' } = asked.at('path');
  const isPath = HTTP_PATH.test(text) && !/\/\.{1,2}(?:\/|$)/.test(text) && credentialShape(text) === undefined;
  return isPath && server.sourceKind === 'image' && (other !== undefined || text !== (server.sourcePath ?? '/mcp'));
}

interface Extras {
  readonly port?: number;
  readonly startupTimeout?: string;
}

function importPath(server: ServerDraft, asked: Field, extras: Extras): void {
  const { port, startupTimeout } = extras;
  if (port === undefined) {
    asked.at('port').use('the port of the server');
  }
  if (port === undefined && startupTimeout === undefined) {
    setHealthPath(server, asked.at('path'), asked.at('path').text);
    return;
  }
  const at = server.set('probes', { http: withoutUndefined({ path: asked.at('path').text, port, startupTimeout }) });
  asked.useEach(['path', 'port'], at);
}

/** A port of the container, by its number or its name. */
function numberOf(container: Field, port: string | undefined): string | undefined {
  const named = container.at('ports').items.find(each => each.at('name').text === port);
  return named?.at('containerPort').text ?? port;
}

/** A port of its own for the probe. A name stands for the port of the server. */
function otherPort(text: string | undefined, port: string | undefined): number | undefined {
  const number = /^\d{4,5}$/.test(text ?? '') ? Number(text) : Number.NaN;
  return text === port || Number.isNaN(number) || number < 1024 || number > 65535 ? undefined : number;
}

/** How long it may take to start, if that is longer than the library waits. */
function startupOf(container: Field): number | undefined {
  const startup = container.at('startupProbe');
  const wait = (probe: Field, key: string, otherwise: number): number => {
    const value = Number(probe.at(key).text ?? otherwise);
    return Number.isInteger(value) && value >= 0 ? value : otherwise;
  };
  const failing = (probe: Field): number => wait(probe, 'failureThreshold', 3) * wait(probe, 'periodSeconds', 10);
  const live = container.at('livenessProbe');
  const started = startup.isGiven ? wait(startup, 'initialDelaySeconds', 0) + failing(startup) : 0;
  // without a startup probe, the liveness probe ends a container that takes too long
  const alive = startup.isGiven ? 0 : failing(live);
  const seconds = Math.min(Math.max(started, alive, wait(live, 'initialDelaySeconds', 0)), MAX_STARTUP);
  return seconds > DEFAULT_STARTUP ? seconds : undefined;
}
