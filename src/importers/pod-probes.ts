import { setHealthPath } from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { withoutUndefined } from './texts';

/* Probes of a container. */

const KINDS = ['readinessProbe', 'startupProbe', 'livenessProbe'] as const;
const DEFAULT_STARTUP = 120;
const MAX_STARTUP = 3600;
const HTTP_PATH = /^\/[A-Za-z0-9._~/-]*$/;

/** The path that says whether the server works, and how long it may take to start. */
export function importProbes(server: ServerDraft, container: Field, port: string | undefined): void {
  const asked = KINDS.map(kind => container.at(kind, 'httpGet')).find(({ isGiven }) => isGiven);
  const seconds = startupOf(container);
  const other = asked === undefined ? undefined : otherPort(asked.at('port').text, port);
  if (asked !== undefined) {
    importPath(server, asked, { other, seconds });
  } else if (seconds !== undefined) {
    server.set('probes', { tcp: { startupTimeout: `${seconds}s` } });
  }
  for (const kind of KINDS) {
    markStart(container.at(kind), seconds === undefined ? undefined : `${server.at}.probes`);
    container.at(kind).drop('a probe of the library takes its place');
  }
}

interface Extras {
  readonly other?: number;
  readonly seconds?: number;
}

function importPath(server: ServerDraft, asked: Field, { other, seconds }: Extras): void {
  const path = asked.at('path');
  const isUsable = HTTP_PATH.test(path.text ?? '') && !/\/\.{1,2}(?:\/|$)/.test(path.text ?? '');
  if (!isUsable || (other === undefined && seconds === undefined) || server.sourceKind !== 'image') {
    setHealthPath(server, path, path.text);
    if (other === undefined) {
      asked.at('port').use('the port of the server');
    }
    if (seconds !== undefined) {
      server.set('probes', { tcp: { startupTimeout: `${seconds}s` } });
    }
    return;
  }
  const isMcpPath = other === undefined && path.text === (server.sourcePath ?? '/mcp');
  const startupTimeout = seconds === undefined ? undefined : `${seconds}s`;
  if (isMcpPath) {
    server.set('probes', { tcp: { startupTimeout } });
    path.drop('readiness is a TCP connection');
    return;
  }
  const http = withoutUndefined({ path: path.text, port: other, startupTimeout });
  const at = server.set('probes', { http });
  path.use(at);
  asked.at('port').use(at);
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
  const started = startup.isGiven
    ? wait(startup, 'initialDelaySeconds', 0) +
      wait(startup, 'failureThreshold', 3) * wait(startup, 'periodSeconds', 10)
    : 0;
  const live = wait(container.at('livenessProbe'), 'initialDelaySeconds', 0);
  const seconds = Math.min(Math.max(started, live), MAX_STARTUP);
  return seconds > DEFAULT_STARTUP ? seconds : undefined;
}

function markStart(probe: Field, at: string | undefined): void {
  if (at !== undefined) {
    probe.useEach(['initialDelaySeconds', 'failureThreshold', 'periodSeconds'], at);
  }
}
