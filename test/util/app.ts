import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct } from 'constructs';
import { ImageSourceOptions, McpServer, McpServerProps, ProtocolRevision, ServerSource, Sessions } from '../../src';

export const DIGEST = `sha256:${'a'.repeat(64)}`;
export const IMAGE = `registry.example.com/acme/tool-server:1.2.3@${DIGEST}`;

/** JSON of a Kubernetes object; tests read it at any depth. */
export type Manifest = ReturnType<ApiObject['toJson']>;

/** A chart with a namespace, in an app of its own. */
export function chart(namespace: string | undefined = 'mcp-tools'): Chart {
  return new Chart(Testing.app(), 'test', namespace === undefined ? {} : { namespace });
}

/** A source that speaks HTTP on port 8080 without sessions, and MCP 2026-07-28 unless it has another transport. */
export function source(options: Partial<ImageSourceOptions> = {}, reference = IMAGE): ServerSource {
  const protocol = options.transport === undefined ? ProtocolRevision.V2026_07_28 : undefined;
  return ServerSource.image(reference, { port: 8080, sessions: Sessions.NONE, protocol, ...options });
}

/** A server with the fewest props. */
export function server(scope: Construct, props: Partial<McpServerProps> = {}, id = 'tool'): McpServer {
  return new McpServer(scope, id, { source: source(), ...props });
}

/** The final objects of a chart, validation included. */
export function synth(of: Construct): Manifest[] {
  return Testing.synth(Chart.of(of));
}

/** The only object of a kind (and name). */
export function find(manifests: Manifest[], kind: string, name?: string): Manifest {
  const found = manifests.filter(
    manifest => manifest.kind === kind && (name === undefined || manifest.metadata.name === name),
  );
  expect(found.map(manifest => manifest.metadata.name)).toHaveLength(1);
  return found[0];
}

/** The objects of one server in a chart of its own. */
export function objectsOf(props: Partial<McpServerProps> = {}): Manifest[] {
  const scope = chart();
  server(scope, props);
  return synth(scope);
}

/** The container that runs the server. */
export function containerOf(manifests: Manifest[]): Manifest {
  return find(manifests, 'Deployment').spec.template.spec.containers[0];
}

/** The whole app as YAML. */
export function yamlOf(of: Construct): string {
  return App.of(of).synthYaml();
}
