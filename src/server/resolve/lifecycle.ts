import { Issues } from '../../foundation/issues';
import { Reader } from '../../foundation/reader';
import { seconds } from '../../foundation/sizes';
import { ServerProbes } from '../../workload/probes';
import { Shutdown } from '../../workload/shutdown';
import { ProbesSpec, ServerSpec } from '../spec';
import { ResolvedSource } from './resolved-source';

export const LIFECYCLE_PROPS = { probes: true, shutdown: true } as const;
export const LIFECYCLE_CLASSES = { probes: ServerProbes };

/** Readiness as the prop says, else by the health path of the source, else by TCP. */
export function resolveProbes(issues: Issues, input: ServerProbes | undefined, source: ResolvedSource): ProbesSpec {
  const { port: mcpPort, path: mcpPath } = source.container;
  const rule = input?._rule;
  const { path, port = mcpPort }: HealthEndpoint = rule ?? source.health ?? {};
  checkProbePort(issues, rule?.port, mcpPort);
  if (path === mcpPath && port === mcpPort) {
    issues.add('probes', `must not ask the MCP path ${path}`, 'use a health path, or ServerProbes.tcp()');
  }
  return {
    health: path === undefined ? undefined : { path, port },
    startup: (rule ?? ServerProbes.tcp()._rule).startup,
  };
}

function checkProbePort(issues: Issues, port: number | undefined, mcpPort: number): void {
  if (port !== undefined && port < 1024 && port !== mcpPort) {
    issues.check(false, 'probes', 'on a port in 1024-65535 or on the MCP port', port);
  }
}

interface HealthEndpoint {
  readonly path?: string;
  readonly port?: number;
}

/** How pods end. */
export function resolveShutdown(issues: Issues, input: Shutdown | undefined): ServerSpec['shutdown'] {
  const props = new Reader(issues).struct(input ?? {}, { drain: true, grace: true }, 'shutdown.');
  const drain = props.drain === undefined ? 10 : seconds(issues, 'shutdown.drain', props.drain, { min: 0, max: 3600 });
  const grace = props.grace === undefined ? 45 : seconds(issues, 'shutdown.grace', props.grace, { min: 1, max: 7200 });
  if (grace <= drain) {
    issues.add(
      'shutdown.grace',
      `must be longer than the drain, got ${grace} s and ${drain} s`,
      'the server would be killed before it gets SIGTERM',
    );
  }
  return { drain, grace };
}

/** Installing comes before the start, and both must end before the rollout is reported as failed. */
export function checkInstallDeadline(issues: Issues, deadline: number | undefined, startup: number): void {
  if (deadline !== undefined && deadline <= startup) {
    issues.add(
      'source.install.deadline',
      `must be longer than the server may take to start, got ${deadline} s and ${startup} s`,
      'the installation runs first',
    );
  }
}
