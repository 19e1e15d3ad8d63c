import { sizeOf } from './amounts';
import { cleanPath, objectName } from './cluster-objects';
import { setPort, setReplicas } from './container';
import { isOf, itemsOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { settle } from './field-table';
import { WORKLOAD } from './fields/workloads';
import { Reader } from './format';
import { importMetricsPort, importScraping } from './metrics';
import { importContainerProgram, importPodTemplate } from './pod-template';
import { ServerDraft } from './server-draft';
import { Surroundings } from './surroundings';
import { withoutUndefined } from './texts';
import { ListMap } from '../foundation/list-map';
import { isSystemPath } from '../server/resolve/storage';

const PORT_KEYS = ['name', 'containerPort', 'protocol'];
/** Names of ports and containers under which a server is usually found. */
const USUAL_PORTS = ['mcp', 'http', 'http-mcp', 'mcp-http', 'web', 'https', 'api', 'main'];

/** Deployments and StatefulSets with what is beside them, as `helm template` and `kubectl get -o yaml` write them. */
export const WORKLOAD_READER: Reader = {
  matches: documents => documents.flatMap(itemsOf).some(isWorkload),
  read: (draft, documents) => {
    const resources = documents.flatMap(itemsOf);
    const surroundings = new Surroundings(resources.filter(resource => !isWorkload(resource)));
    for (const resource of resources.filter(isWorkload)) {
      draft.entry(resource.at('metadata', 'name').text ?? '', resource, entry => {
        importWorkload(draft, entry, surroundings);
      });
    }
    surroundings.settle(draft);
  },
};

function isWorkload(resource: Field): boolean {
  return isOf(resource, 'Deployment', 'apps') || isOf(resource, 'StatefulSet', 'apps');
}

function importWorkload(draft: Draft, resource: Field, surroundings: Surroundings): void {
  const name = resource.at('metadata', 'name');
  const main = mainOf(name.text ?? '', resource.at('spec', 'template', 'spec', 'containers').items);
  if (name.text === undefined) {
    name.refuse('must be the name of the resource');
    return;
  }
  if (main === undefined) {
    resource.at('spec').refuse('has no container', 'a Deployment runs at least one');
    return;
  }
  resource.useEach(['apiVersion', 'kind'], 'the kind of the resource');
  draft.inNamespace(resource.at('metadata', 'namespace'));
  const server = draft.server(name.text, name);
  server.setSource('image', main.at('image').text ?? '', main.at('image'));
  importContainerProgram(server, { command: main.at('command').words, args: main.at('args').words });
  choosePort(server, main.at('ports'), surroundings.targetPorts(server, resource));
  importClaims(server, resource.at('spec', 'volumeClaimTemplates'), main);
  importBeside(server, resource, main, surroundings);
  if (!surroundings.importScaling(server, resource) && resource.at('spec', 'replicas').isGiven) {
    setReplicas(server, resource.at('spec', 'replicas'));
  }
  settle(resource, WORKLOAD, server);
}

/** The pod, with what is beside it. */
function importBeside(server: ServerDraft, resource: Field, main: Field, surroundings: Surroundings): void {
  const [template, namespace] = [resource.at('spec', 'template'), resource.at('metadata', 'namespace').text];
  const beside = { namespace, entry: resource };
  const [pod, labels] = [template.at('spec'), template.at('metadata', 'labels')];
  const field = pod.either('serviceAccountName', 'serviceAccount');
  importScraping(server, template.at('metadata', 'annotations'));
  surroundings.importVariables(server, beside, main);
  surroundings.importAccount(server, { field, namespace, pod, labels });
  importPodTemplate(server, template, main, surroundings.keysFor(beside));
}

/** The container of the server: named like the workload, or the one with ports, or the first. */
function mainOf(name: string, containers: readonly Field[]): Field | undefined {
  const withPorts = containers.filter(container => container.at('ports').items.length > 0);
  return (
    containers.find(container => container.at('name').text === name) ??
    (withPorts.length === 1 ? withPorts[0] : containers.at(0))
  );
}

/** Of several ports that of the Service, or one with a usual name. */
function choosePort(server: ServerDraft, ports: Field, ofServices: readonly string[]): void {
  const named = (wanted: readonly string[]): readonly Field[] =>
    ports.items.filter(port => wanted.includes(port.at('name').text ?? '') || wanted.includes(numberOf(port)));
  const led = named(ofServices);
  const usual = named(USUAL_PORTS);
  const chosen =
    onlyOf(ports.items) ??
    onlyOf(led) ??
    usual.find(port => led.length === 0 || led.some(({ path }) => path === port.path));
  if (chosen !== undefined) {
    setPort(server, numberOf(chosen), chosen.at('containerPort'));
    chosen.useEach(['name', 'protocol'], `${server.sourceAt}.port`);
    importMetricsPort(server, ports, numberOf(chosen));
    for (const port of ports.items) {
      port.dropEach(PORT_KEYS, 'a server has one port: further ones are not opened');
    }
  } else if (ports.items.length > 0) {
    const numbers = ports.items.map(numberOf).join(', ');
    server.decide('source.image.port', 'port', `${ports.path} lists ${numbers}: the one on which it speaks MCP`, true);
    for (const port of ports.items) {
      PORT_KEYS.forEach(key => port.at(key).open('see the decisions'));
    }
  } else {
    const numbers = [...new Set(ofServices)].filter(port => /^\d{4,5}$/.test(port) && Number(port) >= 1024);
    const number = Number(onlyOf(numbers));
    if (number <= 65535) {
      server.sourceOption('port', number);
    }
  }
}

function onlyOf<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function numberOf(port: Field): string {
  return port.at('containerPort').text ?? '';
}

/** Volumes that a StatefulSet makes for each pod. */
function importClaims(server: ServerDraft, claims: Field, main: Field): void {
  const mounts = new ListMap<string, Field>();
  for (const mount of main.at('volumeMounts').items) {
    mounts.add(mount.at('name').text ?? '', mount);
  }
  for (const claim of claims.items) {
    const found = mounts.get(claim.at('metadata', 'name').text ?? '') ?? [];
    if (found.length === 0) {
      claim.drop('nothing mounts it');
    } else {
      importClaim(server, claim, found);
    }
  }
}

/** One mount of a whole volume is carried over; other mounts are decisions of those who read mounts. */
function importClaim(server: ServerDraft, claim: Field, mounts: readonly Field[]): void {
  const [mount, ...others] = mounts;
  const path = cleanPath(mount.at('mountPath').text);
  const isWhole =
    others.length === 0 && !['subPath', 'subPathExpr', 'mountPropagation'].some(key => mount.at(key).isGiven);
  if (path === undefined || isSystemPath(path) || !isWhole) {
    claim.open('see the decisions');
    return;
  }
  const [size, storageClass] = [
    claim.at('spec', 'resources', 'requests', 'storage'),
    claim.at('spec', 'storageClassName'),
  ];
  const amount = sizeOf(size.text);
  const storageClassName = objectName(storageClass);
  const at = server.addStorage({
    persistent: withoutUndefined({ path, size: amount ?? '1Gi', storageClass: storageClassName }),
  });
  if (amount !== undefined) {
    size.use(at);
  }
  if (storageClassName !== undefined) {
    storageClass.use(at);
  }
  for (const field of [claim.at('metadata', 'name'), mount.at('name'), mount.at('mountPath')]) {
    field.use(at);
  }
  mount.at('readOnly').drop('it starts empty: the server writes to it');
  server.draft.decide(at, 'size', 'a volume of its own, which is empty: copy what the old one holds, if it must stay');
}
