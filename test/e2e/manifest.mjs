// Reads one server of a synthesized manifest as the kubelet would.
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import { Stop } from './commands.mjs';
import { expand } from './expansion.mjs';

/**
 * The pod of a Deployment.
 *
 * @returns its spec, and the data of the ConfigMaps and Secrets of the same file by `Kind/name`.
 */
export function readPod(file, deployment) {
  const documents = parseAllDocuments(readFileSync(file, 'utf8'));
  for (const { errors } of documents) {
    if (errors.length > 0) {
      throw new Stop(`${file}: ${errors[0].message}`);
    }
  }
  const objects = documents.map(document => document.toJS()).filter(object => object);
  const found = objects.filter(({ kind, metadata }) => kind === 'Deployment' && metadata.name === deployment);
  if (found.length !== 1) {
    throw new Stop(`${file}: ${found.length} Deployments are called ${deployment}`);
  }
  const data = new Map();
  for (const { kind, metadata, data: encoded = {}, stringData = {} } of objects) {
    if (kind === 'ConfigMap') {
      data.set(`${kind}/${metadata.name}`, encoded);
    }
    if (kind === 'Secret') {
      const decoded = Object.entries(encoded).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
      data.set(`${kind}/${metadata.name}`, { ...Object.fromEntries(decoded), ...stringData });
    }
  }
  return { name: deployment, spec: found[0].spec.template.spec, data };
}

/** The data of a ConfigMap or Secret that the manifest has to hold. */
export function dataOf(pod, kind, name) {
  const values = pod.data.get(`${kind}/${name}`);
  if (!values) {
    throw new Stop(`${pod.name}: the manifest has no ${kind} ${name}`);
  }
  return values;
}

const processorsOf = quantity => (String(quantity).endsWith('m') ? parseInt(quantity, 10) / 1000 : Number(quantity));

/** The variables that a container's manifest sets, in their order, with references replaced. */
export function variables(pod, container) {
  if (container.envFrom) {
    throw new Stop(`${container.name}: envFrom is not supported here`);
  }
  const known = {};
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    known[name] = valueFrom === undefined ? expand(value, known) : referredValue(pod, container, name, valueFrom);
  }
  return known;
}

function referredValue(pod, { name: container, resources }, name, { resourceFieldRef, secretKeyRef, configMapKeyRef }) {
  if (resourceFieldRef?.resource === 'limits.cpu') {
    // whole processors, as the kubelet rounds
    return String(Math.ceil(processorsOf(resources.limits.cpu)));
  }
  const reference = secretKeyRef ?? configMapKeyRef;
  if (reference === undefined) {
    throw new Stop(`${container}: ${name}: only secretKeyRef, configMapKeyRef and limits.cpu are supported here`);
  }
  const value = dataOf(pod, secretKeyRef ? 'Secret' : 'ConfigMap', reference.name)[reference.key];
  if (value === undefined) {
    throw new Stop(`${container}: ${name}: ${reference.name} has no key ${reference.key}`);
  }
  return value;
}

/**
 * The files that a volume of a ConfigMap or of Secrets holds: each has path, text and mode. Undefined for other
 * volumes.
 */
export function filesOf(pod, { configMap, secret, projected }) {
  const volume = projected ?? configMap ?? secret;
  if (!volume) {
    return undefined;
  }
  const sources = projected?.sources ?? [
    configMap ? { configMap } : { secret: { ...secret, name: secret.secretName } },
  ];
  return sources.flatMap(({ configMap: open, secret: hidden }) => {
    const source = open ?? hidden;
    if (!source) {
      throw new Stop(`${pod.name}: only ConfigMaps and Secrets are projected here`);
    }
    const values = dataOf(pod, open ? 'ConfigMap' : 'Secret', source.name);
    const items = source.items ?? Object.keys(values).map(key => ({ key, path: key }));
    return items.map(({ key, path }) => ({ path, text: values[key], mode: volume.defaultMode ?? 0o644 }));
  });
}

/**
 * The process that a container starts. The images' own entrypoints are not known here, so the command must be given.
 */
export function commandLine({ name, command = [], args = [] }, known) {
  if (command.length === 0) {
    throw new Stop(`${name}: needs a command`);
  }
  return [...command, ...args].map(word => expand(word, known));
}

/** Who a container's processes run as. */
export function identityOf({ securityContext: pod = {} }, { name, securityContext: container = {} }) {
  const uid = container.runAsUser ?? pod.runAsUser;
  const gid = container.runAsGroup ?? pod.runAsGroup ?? 0;
  if (uid === undefined) {
    throw new Stop(`${name}: needs runAsUser, because the user of the image is not known here`);
  }
  const groups = [...new Set([gid, pod.fsGroup ?? [], pod.supplementalGroups ?? []].flat())];
  return { uid, gid, groups, readOnlyRoot: container.readOnlyRootFilesystem === true };
}

/** The address that the kubelet asks whether a container is ready. */
export function readinessOf({ name, readinessProbe, ports = [] }) {
  if (!readinessProbe?.httpGet) {
    throw new Stop(`${name}: needs a readinessProbe with httpGet`);
  }
  const { path = '/', port: wanted } = readinessProbe.httpGet;
  const port = typeof wanted === 'number' ? wanted : ports.find(candidate => candidate.name === wanted)?.containerPort;
  if (port === undefined) {
    throw new Stop(`${name}: no port is called ${wanted}`);
  }
  return { path, port };
}

const UNITS = { '': 1, 'k': 1e3, 'M': 1e6, 'G': 1e9, 'Ki': 2 ** 10, 'Mi': 2 ** 20, 'Gi': 2 ** 30 };

/** A quantity of memory in bytes. */
export function bytesOf(quantity) {
  const [, number, unit] = /^([0-9.]+)([A-Za-z]*)$/.exec(String(quantity)) ?? [];
  if (UNITS[unit] === undefined) {
    throw new Stop(`not a quantity of memory: ${quantity}`);
  }
  return Number(number) * UNITS[unit];
}
