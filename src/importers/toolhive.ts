import { importArgs } from './arguments';
import { CommandLine, importPackageInImage } from './command-line';
import { refuseHost, setPort } from './container';
import { isOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import {
  importEnvVars,
  importPlacement,
  importResources,
  importSecurityContext,
  importServiceAccount,
} from './kubernetes';
import { ServerDraft } from './server-draft';

/** Settings of ToolHive's proxy, whose work is done by a gateway here. */
const PROXY_KEYS = [
  'proxyMode',
  'proxyPort',
  'port',
  'targetPort',
  'oidcConfig',
  'oidcConfigRef',
  'authzConfig',
  'authzConfigRef',
  'audit',
  'toolConfigRef',
  'toolsFilter',
  'externalAuthConfigRef',
  'telemetry',
  'telemetryConfigRef',
  'sessionAffinity',
  'sessionStorage',
  'rateLimiting',
  'groupRef',
  'resourceOverrides',
  'endpointPrefix',
  'trustProxyHeaders',
  'authServerRef',
  'webhookConfigRef',
];

export function isToolHive(resource: Field): boolean {
  return (
    isOf(resource, 'MCPServer', 'toolhive.stacklok.dev') || isOf(resource, 'MCPRemoteProxy', 'toolhive.stacklok.dev')
  );
}

/** ToolHive's MCPServer, v1alpha1 and v1beta1. */
export function readToolHive(draft: Draft, name: string, spec: Field, nameField: Field): ServerDraft | undefined {
  if (spec.either('remoteUrl', 'remoteURL').isGiven) {
    importRemote(draft, name, spec, nameField);
    return undefined;
  }
  const image = spec.at('image');
  if (image.text === undefined) {
    image.refuse('must be the image of the server');
    return undefined;
  }
  const transport = spec.at('transport').use('the transport').text ?? 'stdio';
  const server = serverOf(draft, { name, nameField, words: spec.at('args').words, transport }, image);
  importPort(server, spec, transport);
  importEnvVars(server, spec.at('env'));
  for (const secret of spec.at('secrets').items) {
    importSecret(server, secret);
  }
  importPod(server, spec);
  spec.dropEach(PROXY_KEYS, 'a gateway replaces its proxy: auth, authorization, rateLimit');
  server.decide(
    'callers',
    'authentication',
    'without oidcConfigRef its proxy admitted all callers: set auth of the gateway',
  );
  return server;
}

interface Program extends Pick<CommandLine, 'name' | 'nameField' | 'words'> {
  readonly transport: string;
}

/** The server of an image, or of the package that its arguments start. */
function serverOf(draft: Draft, { transport, ...program }: Program, image: Field): ServerDraft {
  const line = { ...program, env: () => undefined, options: {} };
  const ofPackage = transport === 'stdio' ? importPackageInImage(draft, line, image) : undefined;
  if (ofPackage !== undefined) {
    return ofPackage;
  }
  const server = draft.server(program.name, program.nameField);
  server.setSource(transport === 'stdio' ? 'stdioImage' : 'image', image.text ?? '', image);
  importArgs(server, program.words);
  return server;
}

function importRemote(draft: Draft, name: string, spec: Field, nameField: Field): void {
  const url = spec.either('remoteUrl', 'remoteURL');
  const id = draft.remote(name, url);
  url.use(`remoteServers.${id}.url`);
  nameField.use(`remoteServers.${id}`);
  for (const [, field] of spec.entries) {
    field.drop('a gateway replaces its proxy');
  }
}

function importSecret(server: ServerDraft, secret: Field): void {
  const key = secret.at('key').text ?? '';
  secret.use(server.secretRef(secret.at('targetEnvName').text ?? key, secret.at('name').text ?? '', key));
}

function importPod(server: ServerDraft, spec: Field): void {
  for (const volume of spec.at('volumes').items) {
    refuseHost(volume, 'a folder of the host', 'take it out, and give the server storage or files instead');
  }
  importResources(server, spec.at('resources'));
  importProfile(server, spec.at('permissionProfile'));
  importTemplate(server, spec.at('podTemplateSpec'));
  importServiceAccount(server, spec.at('serviceAccount'));
  importReplicas(server, spec);
}

/** Its proxy listens on `port`; the server itself on `mcpPort`, called `targetPort` before. */
function importPort(server: ServerDraft, spec: Field, transport: string): void {
  const port = spec.either('mcpPort', 'targetPort');
  if (port.isGiven) {
    setPort(server, port.text ?? '', port);
  }
  if (transport === 'sse') {
    server.sourceOption('transport', 'sse');
  }
}

function importProfile(server: ServerDraft, profile: Field): void {
  if (profile.at('type').text === 'builtin' && profile.at('name').text === 'none') {
    server.denyEgress();
    profile.use('a server reaches nothing that it is not given');
  } else if (profile.at('type').text === 'builtin') {
    server.allowInternet([]);
    profile.use(`${server.at}.egress`);
  } else if (profile.isGiven) {
    server.decide('egress', 'egress', `${profile.path} names a ConfigMap: its allowed hosts belong to egress`);
    profile.open('it is in a ConfigMap');
  }
}

function importTemplate(server: ServerDraft, template: Field): void {
  const pod = template.at('spec');
  importSecurityContext(server, pod);
  importSecurityContext(server, pod.at('securityContext'));
  importPlacement(server, pod);
  importServiceAccount(server, pod.at('serviceAccountName'));
  for (const container of pod.at('containers').items) {
    if (container.at('name').text !== 'mcp') {
      container.drop('a container of its own: give it a Deployment');
      continue;
    }
    container.at('name').use('the server');
    importSecurityContext(server, container.at('securityContext'));
    importResources(server, container.at('resources'));
    importEnvVars(server, container.at('env'));
  }
  for (const volume of pod.at('volumes').items) {
    if (volume.at('hostPath').isGiven) {
      refuseHost(volume.at('hostPath'), 'a folder of the host');
    }
  }
  template.drop('patches of a pod: see docs/escape-hatches.md');
}

function importReplicas(server: ServerDraft, spec: Field): void {
  const [replicas, backend] = [spec.at('replicas'), spec.at('backendReplicas')];
  replicas.drop('the replicas of its proxy');
  if (backend.value === 1) {
    backend.use(server.set('scaling', { fixed: 1 }));
    return;
  }
  if (backend.isGiven) {
    server.decide('scaling', 'scaling', 'more than one replica needs sessions that replicas share');
  }
  backend.open('see the decisions');
}
