import { Construct } from 'constructs';
import { resolveServerExposure } from './resolve';
import { McpServerExposureProps } from './server-exposure-props';
import { references } from '../foundation/inventory';
import { emitCertificate } from '../gateway/engines/certificate-objects';
import { GatewayRoute } from '../gateway/engines/engine';
import { ExposedBinding, ExposureObjects } from '../gateway/engines/exposure-objects';
import { GatewayAuthKind } from '../gateway/settings/auth-options';
import { IngressExposure } from '../gateway/settings/exposure';
import { mayRun } from '../gateway/targets';
import { McpServer } from '../server/mcp-server';
import { objectMetadata } from '../server/render/metadata';

/**
 * The way from outside to one server without a gateway, for servers that run OAuth themselves or check a credential of
 * their callers in another way: an HTTPRoute or an Ingress for named paths. The server's network policy admits the data
 * plane.
 *
 * Nothing stands in between: no tool policy, no rate limit, no access log. Tell the server under which URL it is known
 * with a variable of its own.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { Callers, Exposure, McpServer, McpServerExposure, ServerAuth, ServerSource, Sessions } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp', { namespace: 'mcp-tools' });
 * const workspace = new McpServer(chart, 'workspace', {
 *   source: ServerSource.image(`ghcr.io/acme/workspace:1.2.3@sha256:${'0'.repeat(64)}`, {
 *     port: 8080,
 *     sessions: Sessions.NONE,
 *   }),
 *   serverAuth: ServerAuth.ownOAuth(),
 *   env: { PUBLIC_URL: 'https://workspace.example.com' },
 * });
 * new McpServerExposure(chart, 'workspace-exposure', {
 *   server: workspace,
 *   exposure: Exposure.httpRoute({
 *     hostname: 'workspace.example.com',
 *     parentName: 'public',
 *     parentNamespace: 'gateways',
 *     sectionName: 'https',
 *     from: [Callers.pods({ namespace: 'gateways', labels: { app: 'envoy' } })],
 *   }),
 *   paths: [
 *     '/.well-known/oauth-protected-resource/mcp',
 *     '/.well-known/oauth-authorization-server',
 *     '/authorize',
 *     '/token',
 *     '/register',
 *   ],
 * });
 */
export class McpServerExposure extends Construct {
  /** The URL of the MCP endpoint that clients call. */
  public readonly url: string;

  public constructor(scope: Construct, id: string, props: McpServerExposureProps) {
    super(scope, id);
    const { server, exposure, rule, paths } = resolveServerExposure(this.node.path, props);
    this.url = `https://${rule.hostname}${server.endpoint.path}`;
    if (!mayRun(server)) {
      return;
    }
    exposure.from.forEach(callers => server.allowFrom(callers));
    const routes = paths.map(path => routeTo(server, path));
    const binding: ExposedBinding = {
      name: server.name,
      namespace: server.namespace,
      labels: { ...objectMetadata(server._asked.spec).labels },
      exposure,
      // who calls is checked by the server: no path is added for it
      auth: { kind: GatewayAuthKind.ANONYMOUS },
      routes,
      ownRoute: () => routes[0],
    };
    new ExposureObjects(this, binding, server.endpoint.port, () => 0).add(server.name);
    if (rule.kind === 'ingress') {
      this.emitCertificate(rule, binding);
    }
  }

  private emitCertificate({ tls, tlsSecretName, hostname }: IngressExposure, binding: ExposedBinding): void {
    references.of(this).add(binding.namespace, () => ({ secrets: [tlsSecretName] }));
    if (tls?._issued !== undefined) {
      emitCertificate(this, binding, tls._issued, { hosts: () => [hostname], revision: () => 0 });
    }
  }
}

function routeTo(endpoint: McpServer, path: string): GatewayRoute {
  const target = { prefix: endpoint.name, endpoint, address: endpoint.endpoint, tools: [] };
  return { name: path, path, federated: false, targets: [target] };
}
