import {
  PINNED_IMAGE,
  TAGGED_IMAGE,
  imageProblem,
  isFromRegistry,
  parseImageReference,
} from '../../foundation/packages/image-reference';
import { celPattern } from '../admission-form';
import { asString } from '../json';
import { ObjectRule, WORKLOADS, findingUnless } from '../rule';
import { containersOf } from '../subject';

export const IMAGE_RULES: readonly ObjectRule[] = [
  {
    id: 'image-pin',
    title: 'Images are pinned by tag and digest',
    why: 'A tag can be moved to another image at any time; the digest cannot.',
    fix: 'Write repository:tag@sha256:digest, never latest.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Building secure container images',
    ],
    scanners: ['kube-score:container-image-tag', 'trivy:KSV013', 'checkov:CKV_K8S_14', 'checkov:CKV_K8S_43'],
    admission: {
      of: 'Pods',
      container:
        `c.image.matches(variables.digests ? ${celPattern(PINNED_IMAGE)} : ${celPattern(TAGGED_IMAGE)})` +
        ` && !c.image.matches(${celPattern('(?i):latest(?:@|$)')})`,
      problem: 'must have an image with registry, tag (not latest) and digest',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) => {
        const image = parseImageReference(asString(json.image) ?? '');
        const problem =
          typeof image === 'string' ? image : imageProblem(image, { requireDigest: subject.facts.requireDigests });
        return findingUnless(problem === undefined, `${path}.image`, problem ?? '');
      }),
  },
  {
    id: 'image-registry',
    title: 'Images come from an allowed registry',
    why: 'Anyone can publish images with similar names to a public registry.',
    fix: 'Use an image of McpPlatform.allowedRegistries.',
    severity: 'error',
    references: [
      'OWASP MCP04:2025 Software Supply Chain Attacks & Dependency Tampering',
      'NSA/CISA: Building secure container images',
    ],
    scanners: [],
    admission: {
      of: 'Pods',
      container: [
        "variables.registries.exists(r, c.image.startsWith(r + '/')" +
          " || r.contains('/') && [':', '@'].exists(end, c.image.startsWith(r + end)))",
        // docker.io/node is docker.io/library/node: lists of packages compare one spelling
        "!c.image.matches(r'^docker[.]io/[^/]+$')",
      ].join(' && '),
      problem: 'must have an image of an allowed registry, written with its full name',
    },
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) => {
        const { allowedRegistries } = subject.facts;
        if (allowedRegistries === undefined) {
          return [];
        }
        const image = parseImageReference(asString(json.image) ?? '');
        return findingUnless(
          typeof image !== 'string' && isFromRegistry(image, allowedRegistries),
          `${path}.image`,
          `is not from ${allowedRegistries.join(', ')}`,
        );
      }),
  },
  {
    id: 'image-pull-policy',
    title: "Images are pulled with the pod's own credentials",
    why: 'With another policy a pod may run an image that another tenant pulled to the node.',
    fix: 'Set imagePullPolicy: Always.',
    severity: 'error',
    references: ['Kubernetes: AlwaysPullImages'],
    scanners: ['kube-score:container-image-pull-policy'],
    kinds: [WORKLOADS],
    check: subject =>
      containersOf(subject).flatMap(({ path, json }) =>
        findingUnless(json.imagePullPolicy === 'Always', `${path}.imagePullPolicy`, 'must be Always'),
      ),
  },
];
