import { Mutant, Mutants, byHand } from './mutant';
import { Manifest } from '../../util/app';

function object(title: string, field: string, json: Manifest): Mutant {
  return {
    title,
    field,
    path: 'test/by-hand',
    breaks: subject => byHand(subject, { metadata: { name: 'by-hand' }, ...json }),
  };
}

/** Kinds whose controllers make pods that nobody has judged. */
const ELSEWHERE: readonly (readonly [title: string, apiVersion: string, kind: string, spec: Manifest])[] = [
  ['a chart', 'helm.toolkit.fluxcd.io/v2', 'HelmRelease', { values: { image: { tag: 'latest' } } }],
  ['an Application', 'argoproj.io/v1alpha1', 'Application', { source: { chart: 'notes' } }],
  ['the server of an operator', 'toolhive.stacklok.dev/v1beta1', 'MCPServer', { image: 'ghcr.io/acme/notes:1' }],
  ['an image of a kind that nobody knows', 'example.com/v1', 'Tool', { deployment: { image: 'acme/notes:1' } }],
  ['the values of a chart', 'example.com/v1', 'Tool', { image: { repository: 'acme/notes', tag: 'latest' } }],
  [
    'a part of a pod',
    'postgresql.cnpg.io/v1',
    'Pooler',
    { template: { spec: { containers: [{ name: 'pgbouncer', resources: {} }] } } },
  ],
  ['a task', 'tekton.dev/v1', 'Task', { steps: [{ name: 'build', image: 'acme/build:1' }] }],
];

export const FOREIGN: Mutants = {
  'unread-pods': ELSEWHERE.map(([title, apiVersion, kind, spec]) => object(title, 'kind', { apiVersion, kind, spec })),

  'node-volumes': [
    ['hostPath', { path: '/' }],
    ['local', { path: '/etc' }],
    ['flexVolume', { driver: 'example.com/any' }],
  ].map(([source, value]) =>
    object(`a PersistentVolume with ${String(source)}`, `spec.${String(source)}`, {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], [String(source)]: value },
    }),
  ),
};
