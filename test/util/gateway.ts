import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv2020 from 'ajv/dist/2020';
import { Construct } from 'constructs';
import { DIGEST, Manifest, chart, find, synth } from './app';
import { ROOT } from './paths';
import { GatewayAuth, McpGateway, McpGatewayProps, McpServer, McpServerProps, ServerSource, Sessions } from '../../src';

export const HASH = 'c'.repeat(64);
export const API_KEYS = GatewayAuth.apiKeys({ ci: HASH });

/** A server behind a gateway. */
export function backend(scope: Construct, id: string, props: Partial<McpServerProps> = {}): McpServer {
  return new McpServer(scope, id, {
    source: ServerSource.image(`registry.example.com/acme/${id}:1.2.3@${DIGEST}`, {
      port: 8080,
      sessions: Sessions.NONE,
    }),
    ...props,
  });
}

/** A gateway with API keys. */
export function gateway(scope: Construct, props: Partial<McpGatewayProps> = {}, id = 'gateway'): McpGateway {
  return new McpGateway(scope, id, { auth: API_KEYS, ...props });
}

/** The objects of a gateway in front of one server. */
export function gatewayObjects(props: Partial<McpGatewayProps> = {}): Manifest[] {
  const scope = chart();
  gateway(scope, { servers: [backend(scope, 'notes')], ...props });
  return synth(scope);
}

/** The configuration as agentgateway reads it. */
export function documentOf(manifests: Manifest[], name = 'gateway'): Manifest {
  return JSON.parse(find(manifests, 'ConfigMap', `${name}-config`).data['config.json'].replaceAll('$$', '$'));
}

/** The policies of a route. */
export function policiesOf(manifests: Manifest[], route = 0): Manifest {
  return documentOf(manifests).routes[route].policies;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
['uint', 'uint8', 'uint16', 'uint32', 'uint64', 'int32', 'int64', 'double', 'const'].forEach(format =>
  ajv.addFormat(format, true),
);
const validate = ajv.compile(
  JSON.parse(readFileSync(join(ROOT, 'test', 'schemas', 'agentgateway-v1.4.1.json'), 'utf8')),
);

/** What the schema of agentgateway 1.4.1 says against a configuration. */
export function configProblems(document: unknown): string[] {
  return validate(document)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
