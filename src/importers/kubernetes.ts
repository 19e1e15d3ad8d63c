import { addCapability, addMount, addScratch, refuseHost, setReadOnlyRoot, setResource, setUser } from './container';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { importEnv } from './values';
import { actingKey } from '../foundation/acting-metadata';

/* Parts that custom resources share with pods: variables, security contexts, resources, volumes, nodes. */

const BOUNDS = [
  ['limits', 'limit'],
  ['requests', 'request'],
] as const;
const AMOUNTS: Readonly<Record<string, 'cpu' | 'memory' | 'ephemeralStorage'>> = {
  'cpu': 'cpu',
  'memory': 'memory',
  'ephemeral-storage': 'ephemeralStorage',
};

export function importResources(server: ServerDraft, resources: Field): void {
  for (const [key, bound] of BOUNDS) {
    for (const [name, amount] of resources.at(key).entries) {
      const resource = Object.hasOwn(AMOUNTS, name) ? AMOUNTS[name] : undefined;
      if (resource === undefined) {
        amount.drop('only cpu, memory and ephemeral storage are limited');
      } else {
        setResource(server, { resource, bound }, amount.text, amount);
      }
    }
  }
}

/** A list of EnvVar. */
export function importEnvVars(server: ServerDraft, env: Field): void {
  for (const item of env.items) {
    const name = item.at('name').text ?? '';
    const [ref, literal] = [item.at('valueFrom', 'secretKeyRef'), item.at('value')];
    item.at('name').use('the name of the variable');
    if (ref.isGiven) {
      ref.at('optional').drop('a server does not start without its secrets');
      ref.use(server.secretRef(name, ref.at('name').text ?? '', ref.at('key').text ?? ''));
    } else if (item.at('valueFrom').isGiven) {
      item.at('valueFrom').open('it comes from a ConfigMap or a field');
      server.decide(`env.${name}`, 'value', `${item.path} comes from a ConfigMap or a field: give its value`, true);
    } else {
      importEnv(server, { name, field: literal, text: literal.text ?? '' });
    }
  }
}

/** Whole Secrets and ConfigMaps as variables: the input does not list their keys. */
export function openEnvFrom(server: ServerDraft, list: Field): void {
  for (const item of list.items) {
    const secret = item.at('secretRef', 'name').text ?? item.at('name').text;
    item.open('its keys are not listed');
    server.decide(
      'secrets',
      'secret keys',
      `${item.path} brings in all keys of ${secret ?? 'an object'}: ` +
        'name each as { fromSecretName: { name, key } } in secrets, or as a literal in env',
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
  context.at('capabilities', 'drop').use('all capabilities are dropped');
  for (const profile of ['seccompProfile', 'appArmorProfile']) {
    if (context.at(profile, 'type').text === 'Unconfined') {
      refuseHost(context.at(profile, 'type'), 'less confinement');
    }
    context.at(profile).use('the default profile of the runtime is always set');
  }
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
  context.dropEach(['runAsGroup', 'fsGroup', 'fsGroupChangePolicy', 'supplementalGroups'], 'groups follow the user');
}

/** Volumes of a pod with the mounts of its container. */
export function importVolumes(server: ServerDraft, volumes: Field, mounts: Field): void {
  const byName = new Map(volumes.items.map(volume => [volume.at('name').text, volume]));
  for (const mount of mounts.items) {
    const volume = byName.get(mount.at('name').text);
    const path = mount.at('mountPath');
    if (volume === undefined) {
      mount.drop('it mounts no volume of the resource');
      continue;
    }
    if (volume.at('hostPath').isGiven) {
      refuseHost(
        volume.at('hostPath'),
        'a folder of the host',
        'take it out, and give the server storage or files instead',
      );
    }
    importVolume(server, volume, path);
    for (const field of [mount, volume]) {
      field.drop('its other fields have no equivalent here');
    }
  }
  for (const volume of volumes.items) {
    if (volume.at('hostPath').isGiven) {
      refuseHost(volume.at('hostPath'), 'a folder of the host');
    }
    volume.drop('nothing mounts it');
  }
}

function importVolume(server: ServerDraft, volume: Field, path: Field): void {
  const claim = volume.at('persistentVolumeClaim', 'claimName');
  if (volume.at('emptyDir').value !== undefined) {
    addScratch(server, path.text ?? '', path);
    volume.at('emptyDir').use('a scratch directory');
    volume.at('name').use('a scratch directory');
  } else if (claim.text !== undefined) {
    const at = server.addStorage({ persistent: { path: path.text ?? '', size: '1Gi', existingClaim: claim.text } });
    for (const field of [claim, path, volume.at('name')]) {
      field.use(at);
    }
    server.draft.decide(at, 'size', 'the size of the claim that exists');
  } else if (volume.at('secret').isGiven || volume.at('configMap').isGiven) {
    for (const field of [volume, path]) {
      field.open('its keys are in the cluster');
    }
    server.decide(
      volume.at('secret').isGiven ? 'secretFiles' : 'files',
      'files',
      `${volume.path} mounts an object of the cluster: name its files`,
    );
  } else {
    addMount(server, { type: 'volume', target: path.text ?? '' }, path);
  }
}

/** On which nodes pods run. */
export function importPlacement(server: ServerDraft, from: Field): void {
  const [selector, tolerations] = [from.at('nodeSelector'), from.at('tolerations')];
  const placement: Record<string, unknown> = {};
  if (selector.isGiven) {
    placement.nodeSelector = Object.fromEntries(selector.entries.map(([key, value]) => [key, value.text ?? '']));
    selector.use(`${server.at}.placement.nodeSelector`);
  }
  const kept = tolerations.items.filter(item => item.at('key').text !== undefined);
  if (kept.length > 0) {
    placement.tolerations = kept.map(item =>
      Object.fromEntries(
        ['key', 'value', 'effect'].flatMap(key => (item.at(key).text === undefined ? [] : [[key, item.at(key).text]])),
      ),
    );
    for (const item of kept) {
      item.useEach(['key', 'value', 'effect', 'operator'], `${server.at}.placement.tolerations`);
    }
  }
  tolerations.drop('it tolerates every taint');
  if (Object.keys(placement).length > 0) {
    server.set('placement', placement);
  }
  from.at('affinity').drop('pods are spread over zones and hosts');
  from.at('topologySpreadConstraints').drop('pods are spread over zones and hosts');
}

/** Labels and annotations that the user's own tools read. */
export function importExtra(server: ServerDraft, labels: Field, annotations: Field): void {
  for (const [name, field] of labels.entries) {
    if (/^(?:app\.kubernetes\.io|cdk8s-mcp|owner$|environment$)/.test(name)) {
      field.drop('the library sets it');
      continue;
    }
    if (actingKey(name, field.text ?? '') !== undefined) {
      field.drop('a controller may act on it: McpPlatform.annotationDomains names domains of your own');
      continue;
    }
    server.set('labels', { ...(server.get('labels') as object | undefined), [name]: field.text ?? '' });
    field.use(`${server.at}.labels`);
  }
  annotations.drop('annotations of another controller mean nothing here');
}

export function importServiceAccount(server: ServerDraft, field: Field): void {
  if (!field.isGiven) {
    return;
  }
  server.decide(
    'kubernetesAccess',
    'permissions',
    `${field.path} names an account that exists: say what the server may read, ` +
      'such as { readOnly: { resources: [pods] } }, or leave it out',
  );
  field.open('the server has an account of its own');
}

export function importPullSecrets(server: ServerDraft, list: Field): void {
  const names = list.items.flatMap(item => item.at('name').text ?? item.text ?? []);
  if (names.length > 0) {
    list.use(server.set('imagePullSecrets', names));
  }
}
