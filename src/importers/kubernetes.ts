import { setResource } from './amounts';
import { objectName } from './cluster-objects';
import { addCapability, refuseHost, setReadOnlyRoot, setUser } from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { withMember } from './texts';
import { actingKey } from '../foundation/acting-metadata';
import { credentialNamed } from '../foundation/credentials/credentials';
import { isLabelValue, isQualifiedName, isWritableKey } from '../foundation/names';

/* Parts that custom resources share with pods: variables, security contexts, resources, volumes, nodes. */

export { importPlacement } from './pod-placement';
export { importProbes } from './pod-probes';
export { importEnvVars, openEnvFrom } from './pod-variables';
export { importVolumes } from './pod-volumes';

const BOUNDS = [
  ['limits', 'limit'],
  ['requests', 'request'],
] as const;
const AMOUNTS: Readonly<Record<string, 'cpu' | 'memory' | 'ephemeralStorage'>> = {
  'cpu': 'cpu',
  'memory': 'memory',
  'ephemeral-storage': 'ephemeralStorage',
};

/** How a decision about hardware of nodes is made. */
export const DEVICES =
  'name the nodes that have it, as { nodeSelector: { LABEL: VALUE } }, and add the request with a JSON patch';

export function importResources(server: ServerDraft, resources: Field): void {
  for (const [key, bound] of BOUNDS) {
    for (const [name, amount] of resources.at(key).entries) {
      const resource = Object.hasOwn(AMOUNTS, name) ? AMOUNTS[name] : undefined;
      if (resource === undefined) {
        amount.open('see the decisions');
        server.decide(
          'placement',
          'devices',
          `${resources.path} asks for more than CPU, memory and disk: ${DEVICES}`,
          true,
        );
      } else {
        setResource(server, { resource, bound }, amount.text, amount);
      }
    }
  }
  const [limit, request] = BOUNDS.map(([key]) => resources.at(key, 'memory').text);
  if (limit !== undefined && request !== undefined && limit !== request) {
    server.decide(
      'resources.memory.request',
      'memory',
      `${resources.path} requests ${request} of ${limit}: pods above the request are evicted first, and scanners ` +
        'flag it; without a request it is the limit',
    );
  }
}

/** The security context of a pod or container. Settings that the library has too are used, weaker ones are refused. */
export function importSecurityContext(server: ServerDraft, context: Field): void {
  for (const key of ['privileged', 'allowPrivilegeEscalation', 'hostNetwork', 'hostPID', 'hostIPC']) {
    if (context.at(key).flag) {
      refuseHost(context.at(key), key);
    }
    context.at(key).use('never allowed');
  }
  for (const capability of context.at('capabilities', 'add').items) {
    addCapability(capability);
  }
  context.at('capabilities', 'add').use('none is added');
  context.at('capabilities', 'drop').use('all capabilities are dropped');
  importConfinement(context);
  if (context.at('runAsUser').isGiven) {
    setUser(server, context.at('runAsUser'));
  }
  if (context.at('readOnlyRootFilesystem').isGiven) {
    setReadOnlyRoot(server, context.at('readOnlyRootFilesystem'));
  }
  if (context.at('runAsNonRoot').value === false) {
    refuseHost(context.at('runAsNonRoot'), 'root', 'take it out: no server runs as root');
  }
  context.at('runAsNonRoot').use('always applied');
  importGroups(server, context);
}

/** What holds the container beside its user. */
function importConfinement(context: Field): void {
  for (const profile of ['seccompProfile', 'appArmorProfile']) {
    importProfile(context.at(profile));
  }
  if (context.at('procMount').text === 'Unmasked' || /^(?:spc_t|unconfined)/.test(seLinuxType(context))) {
    refuseHost(
      context.at('procMount').isGiven ? context.at('procMount') : context.at('seLinuxOptions'),
      'less confinement',
    );
  }
  if (context.at('windowsOptions', 'hostProcess').flag) {
    refuseHost(context.at('windowsOptions', 'hostProcess'), 'a process of the host');
  }
}

function seLinuxType(context: Field): string {
  return context.at('seLinuxOptions', 'type').text ?? '';
}

/** Another profile may allow more, and is on nodes that nobody knows here. */
function importProfile(profile: Field): void {
  const type = profile.at('type');
  if (type.text === 'Unconfined') {
    refuseHost(type, 'less confinement');
  } else if (type.text === 'RuntimeDefault') {
    type.use('the default profile of the runtime is always set');
  }
  profile.drop('the default profile of the runtime is always set');
}

function importGroups(server: ServerDraft, context: Field): void {
  const groups = context.at('supplementalGroups');
  if (groups.items.length > 0) {
    groups.open('groups follow the user');
    server.decide(
      'hardening',
      'groups',
      `${groups.path}: files that only these groups may read must be readable by the user of the server`,
    );
  }
  context.dropEach(
    ['runAsGroup', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroupsPolicy'],
    'groups follow the user',
  );
  if (context.at('procMount').text === 'Default') {
    context.at('procMount').use('the default');
  }
}

/** Labels and annotations that the user's own tools read. */
export function importExtra(server: ServerDraft, labels: Field, annotations: Field): void {
  for (const [name, field] of labels.entries) {
    if (/^(?:app\.kubernetes\.io|cdk8s-mcp|owner$|environment$|helm\.sh\/|pod-template-hash$)/.test(name)) {
      field.drop('the library sets it');
      continue;
    }
    if (actingKey(name, field.text ?? '') !== undefined) {
      field.drop('a controller may act on it: McpPlatform.annotationDomains names domains of your own');
      continue;
    }
    if (
      !isQualifiedName(name) ||
      !isWritableKey(name) ||
      !isLabelValue(field.text ?? '') ||
      credentialNamed(name, field.text ?? '') !== undefined
    ) {
      field.drop('it is no label, or looks like a credential');
      continue;
    }
    server.set('labels', withMember(server.get('labels'), name, field.text ?? ''));
    field.use(`${server.at}.labels`);
  }
  annotations.drop('annotations of another controller mean nothing here');
}

/** An account gives rights that the input does not show. */
export function importServiceAccount(server: ServerDraft, field: Field): void {
  if (!field.isGiven || field.isMarked) {
    return;
  }
  if (field.text === 'default' || field.text === '') {
    field.drop('the server has an account of its own');
    return;
  }
  server.decide(
    'kubernetesAccess',
    'permissions',
    `${field.path} names an account that exists: say what the server may do, ` +
      'such as { readOnly: { resources: [pods] } }, or none if it does not use the Kubernetes API; if a cloud knows ' +
      'the account, name it in serviceAccount',
    true,
  );
  field.open('the server has an account of its own');
}

export function importPullSecrets(server: ServerDraft, list: Field): void {
  const names: string[] = [];
  for (const item of list.items) {
    const field = item.isMap ? item.at('name') : item;
    const name = objectName(field);
    if (name === undefined) {
      field.refuse('must be the name of a Secret');
    } else {
      names.push(name);
    }
  }
  if (names.length > 0) {
    list.use(server.set('imagePullSecrets', names));
  }
}
