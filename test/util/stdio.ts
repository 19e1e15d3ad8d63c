import { Construct } from 'constructs';
import { DIGEST, Manifest, chart, containerOf, find, server, synth } from './app';
import {
  McpPlatform,
  McpPlatformProps,
  McpServerProps,
  NetworkPolicyEngine,
  NpmSourceOptions,
  PypiSourceOptions,
  ServerSource,
  StdioImageSourceOptions,
} from '../../src';

/** An engine that knows names, so that the public registries are ways out. */
export const CILIUM: McpPlatformProps = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };

export function npm(
  options: NpmSourceOptions = {},
  reference = '@modelcontextprotocol/server-everything@2026.8.31',
): ServerSource {
  return ServerSource.npm(reference, options);
}

export function pypi(options: PypiSourceOptions = {}, reference = 'mcp-server-time==2026.10.19'): ServerSource {
  return ServerSource.pypi(reference, options);
}

export function stdioImage(options: Partial<StdioImageSourceOptions> = {}): ServerSource {
  return ServerSource.stdioImage(`ghcr.io/acme/stdio:1.2.3@${DIGEST}`, { command: ['/app/server'], ...options });
}

/** A server under what the platform says. */
export function serverUnder(scope: Construct, platform: McpPlatformProps, props: Partial<McpServerProps>): void {
  McpPlatform.configure(scope, platform);
  server(scope, props);
}

/** The objects of one server under what the platform says. */
export function objectsUnder(platform: McpPlatformProps, props: Partial<McpServerProps>): Manifest[] {
  const scope = chart();
  serverUnder(scope, platform, props);
  return synth(scope);
}

/** The pod of a server from a source. */
export function podFrom(source: ServerSource, platform: McpPlatformProps = CILIUM): Manifest {
  return podOf(objectsUnder(platform, { source }));
}

export function podOf(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment').spec.template.spec;
}

export function annotationsOf(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment').metadata.annotations;
}

/** The bridge with its arguments: what the container is started with. */
export function wordsOf(manifests: Manifest[]): string[] {
  const { command, args } = containerOf(manifests);
  return [...command, ...args];
}

/** The variables of a container; those that are read from elsewhere are objects. */
export function envOf(container: Manifest): Record<string, unknown> {
  const variables: Manifest[] = container.env ?? [];
  return Object.fromEntries(variables.map(({ name, value, valueFrom }) => [name, value ?? valueFrom]));
}

/** An init container by its name. */
export function initOf(pod: Manifest, name: string): Manifest {
  return pod.initContainers.find((container: Manifest) => container.name === name);
}
