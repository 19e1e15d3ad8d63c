import { importArgs } from './arguments';
import { setHealthPath, setPort, setReplicas } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { V2DY_SPEC_FIELDS } from './fields/v2dy';
import { importEnvVars, importPlacement, importResources, importSecurityContext } from './kubernetes';
import { ServerDraft } from './server-draft';
import { spokenByServer } from './transport';

export function isV2dy(resource: Field): boolean {
  return isOf(
    resource,
    'MCPServer',
    'mcp.v2dy.io',
    'mcp.v2dy.org',
    'mcp.v2dy.github.io',
    'mcp-gen.io.github.v2dy',
    'mcp.my.domain',
  );
}

/** v2dY's MCPServer in the shape with an image. */
export function readV2dy(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  const image = spec.at('image');
  if (image.text === undefined) {
    refuseWithoutImage(spec, image);
    return undefined;
  }
  const server = draft.server(name, nameField);
  server.setSource(spec.at('protocol').text === 'stdio' ? 'stdioImage' : 'image', image.text, image);
  const protocol = spokenByServer(server, spec.at('protocol'));
  if (protocol === 'sse') {
    server.sourceOption('transport', 'sse');
  }
  if (spec.at('port').isGiven) {
    setPort(server, spec.at('port').text ?? '', spec.at('port'));
  }
  if (spec.at('replicas').isGiven) {
    setReplicas(server, spec.at('replicas'));
  }
  importArgs(server, spec.at('args').words);
  importEnvVars(server, spec.at('env'));
  importResources(server, spec.at('resources'));
  importTemplate(server, spec.at('podTemplate'));
  settle(spec, V2DY_SPEC_FIELDS, server);
  return server;
}

function refuseWithoutImage(spec: Field, image: Field): void {
  image.refuse(
    spec.at('url').isGiven
      ? 'is missing: its operator generates a server from an OpenAPI document, without an image'
      : 'must be the image of the server',
    'build an image of the generated server and name it',
  );
}

function importTemplate(server: ServerDraft, template: Field): void {
  importResources(server, template.at('resources'));
  importSecurityContext(server, template.at('security'));
  importPlacement(server, template.at('scheduling'));
  const health = template.at('health', 'path');
  if (health.isGiven) {
    setHealthPath(server, health, health.text);
  }
}
