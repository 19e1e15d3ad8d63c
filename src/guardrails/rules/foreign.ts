import { getPath } from '../json';
import { ObjectRule, findingUnless } from '../rule';

/** Sources of a PersistentVolume that are files or programs of a node. */
const OF_NODES = ['hostPath', 'local', 'flexVolume'];

export const FOREIGN_RULES: readonly ObjectRule[] = [
  {
    id: 'unread-pods',
    title: 'All pods are in the manifests',
    why: 'A controller makes these pods from a chart, an image or a part of a pod, and no rule can judge them.',
    fix: 'Render it first, for example with helm template or kustomize build, and check what comes out.',
    severity: 'warning',
    references: ['NSA/CISA: Kubernetes Pod security'],
    scanners: [],
    check: ({ pods }) =>
      findingUnless(!pods.areElsewhere, 'kind', 'starts pods that are not in these manifests: render it first'),
  },
  {
    id: 'node-volumes',
    title: 'No PersistentVolume is a path of a node',
    why: 'A pod that claims it gets files, sockets or devices of the node, which its own volumes may not be.',
    fix: 'Use a StorageClass, or a PersistentVolume of a storage system.',
    severity: 'error',
    references: ['PSS restricted: Volume Types', 'CIS 5.2.11'],
    scanners: [],
    kinds: ['PersistentVolume'],
    check: ({ manifest }) =>
      OF_NODES.flatMap(source =>
        findingUnless(getPath(manifest, 'spec', source) === undefined, `spec.${source}`, 'is a path of the node'),
      ),
  },
];
