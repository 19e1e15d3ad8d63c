#!/usr/bin/env node
/**
 * Stands in for kubectl where the documentation is tried without a cluster: what a command names must be in the
 * manifests of a folder, `MANIFESTS`. What it cannot judge is an error.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';

const KINDS = {
  deployment: 'Deployment',
  replicaset: 'ReplicaSet',
  pod: 'Pod',
  pods: 'Pod',
  networkpolicy: 'NetworkPolicy',
  externalsecret: 'ExternalSecret',
};
const folder = process.env.MANIFESTS;
const texts = readdirSync(folder).map(file => readFileSync(join(folder, file), 'utf8'));
const written = texts.flatMap(text => parseAllDocuments(text).map(document => document.toJS()));
const derived = written
  .filter(({ kind }) => kind === 'Deployment')
  .flatMap(({ metadata, spec: { template } }) =>
    ['ReplicaSet', 'Pod'].map(kind => ({ kind, metadata: { ...metadata, ...template.metadata }, spec: template.spec })),
  );
const objects = [...written, ...derived];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    'namespace': { type: 'string', short: 'n' },
    'selector': { type: 'string', short: 'l' },
    'output': { type: 'string', short: 'o' },
    'container': { type: 'string', short: 'c' },
    'sort-by': { type: 'string' },
    'as': { type: 'string' },
    'raw': { type: 'string' },
    'from-file': { type: 'string' },
  },
});
const fail = message => {
  console.error(`kubectl: ${message}`);
  process.exit(1);
};

const containersOf = ({ containers, initContainers = [] }) => [...containers, ...initContainers];

function found(kind, name, { namespace, selector, container }) {
  if (kind === undefined) {
    return fail(`${positionals.join(' ')}: not known here`);
  }
  const [label, value] = selector?.split('=') ?? [];
  const matching = objects.filter(
    ({ kind: other, metadata, spec }) =>
      other === kind &&
      (namespace === undefined || metadata.namespace === namespace) &&
      (name === undefined || metadata.name === name) &&
      (label === undefined || metadata.labels?.[label] === value) &&
      (container === undefined || containersOf(spec.template.spec).some(one => one.name === container)),
  );
  return matching.length > 0 ? matching : fail(`no ${kind} ${name ?? ''} ${JSON.stringify(values)} in the manifests`);
}

const [verb, ...rest] = positionals[0] === 'rollout' ? positionals.slice(1) : positionals;
if (verb === 'get' && values.raw === '/openid/v1/jwks') {
  console.log('{"keys":[]}');
} else if (verb === 'create' && rest[0] === 'configmap') {
  const known = texts.some(text => text.includes(rest[1]) && text.includes(values['from-file']));
  if (!known || !existsSync(values['from-file'])) {
    fail(`nothing mounts ${values['from-file']} of ${rest[1]}, or the file is not there`);
  }
} else if (verb === 'auth' && rest[0] === 'can-i') {
  const [, , namespace, name] = values.as.split(':');
  found('ServiceAccount', name, { namespace });
} else if (['get', 'describe', 'logs', 'restart'].includes(verb)) {
  const [resources, slashed] = rest[0].split('/');
  for (const resource of resources.split(',').filter(one => one !== 'events')) {
    console.log(JSON.stringify(found(KINDS[resource], slashed ?? rest[1], values)));
  }
} else {
  fail(`${positionals.join(' ')}: not known here`);
}
