import { JsonPatch } from 'cdk8s';
import { Mutant, Mutants, editPod, inEveryRole } from './mutant';
import { DIGEST, Manifest } from '../../util/app';

const FIRST = '/spec/template/spec/containers/0';

function inServer(title: string, field: string, change: (container: Manifest) => void): Mutant {
  return {
    title,
    field: `spec.template.spec.containers[0].${field}`,
    breaks: subject => editPod(subject, pod => change(pod.containers[0])),
  };
}

function inVolumes(title: string, field: string, change: (volumes: Manifest[], pod: Manifest) => void): Mutant {
  return {
    title,
    field: `spec.template.spec.volumes${field}`,
    breaks: subject => editPod(subject, pod => change(pod.volumes, pod)),
  };
}

function image(title: string, reference: unknown): Mutant[] {
  return inEveryRole(title, 'image', container => {
    container.image = reference;
  });
}

const REGISTRIES = { allowedRegistries: ['registry.example.com/acme'] };

export const CONTAINERS: Mutants = {
  'read-only-root': [
    ...inEveryRole('a writable root', 'securityContext.readOnlyRootFilesystem', ({ securityContext }) => {
      securityContext.readOnlyRootFilesystem = false;
    }),
    ...inEveryRole(
      'a root that is writable by default',
      'securityContext.readOnlyRootFilesystem',
      ({ securityContext }) => {
        delete securityContext.readOnlyRootFilesystem;
      },
    ),
  ],

  'user-range': [
    {
      title: 'a low uid for the pod',
      field: 'spec.template.spec.securityContext.runAsUser',
      breaks: subject =>
        editPod(subject, pod => {
          pod.securityContext.runAsUser = 1000;
        }),
    },
    ...inEveryRole('a low uid', 'securityContext.runAsUser', ({ securityContext }) => {
      securityContext.runAsUser = 10000;
    }),
    {
      title: 'no uid at all, so that the image decides',
      field: 'spec.template.spec.containers[0].securityContext.runAsUser',
      breaks: subject =>
        editPod(subject, pod => {
          delete pod.securityContext.runAsUser;
          delete pod.containers[0].securityContext.runAsUser;
        }),
    },
  ],

  'image-pin': [
    ...image('an image by tag alone', 'registry.example.com/acme/tool-server:1.2.3'),
    ...image('an image by digest alone', `registry.example.com/acme/tool-server@${DIGEST}`),
    ...image('the tag latest', `registry.example.com/acme/tool-server:latest@${DIGEST}`),
    ...image('an image without anything', 'nginx'),
    ...image('no image', undefined),
    inServer('a short digest', 'image', container => {
      container.image = 'registry.example.com/acme/tool-server:1.2.3@sha256:abc';
    }),
  ],

  'image-registry': [
    ...image('an image of another registry', `evil.example.net/acme/tool-server:1.2.3@${DIGEST}`),
    ...image(
      'an image whose path only starts like an allowed one',
      `registry.example.com/acme-evil/tool-server:1.2.3@${DIGEST}`,
    ),
  ].map(mutant => ({ ...mutant, platform: REGISTRIES })),

  'image-pull-policy': [
    ...inEveryRole('imagePullPolicy: IfNotPresent', 'imagePullPolicy', container => {
      container.imagePullPolicy = 'IfNotPresent';
    }),
    ...inEveryRole('imagePullPolicy left out', 'imagePullPolicy', container => {
      delete container.imagePullPolicy;
    }),
  ],

  'resources': [
    {
      title: 'a patch that removes the limits',
      field: 'spec.template.spec.containers[0].resources.limits.memory',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.remove(`${FIRST}/resources/limits`)),
    },
    {
      title: 'a patch that removes the disk limit',
      field: 'spec.template.spec.containers[0].resources.limits.ephemeral-storage',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.remove(`${FIRST}/resources/limits/ephemeral-storage`)),
    },
    {
      title: 'a patch that removes the requests',
      field: 'spec.template.spec.containers[0].resources.requests.cpu',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.remove(`${FIRST}/resources/requests`)),
    },
    inServer('no request of memory', 'resources.requests.memory', ({ resources }) => {
      delete resources.requests.memory;
    }),
    inServer('a limit that is no quantity', 'resources.limits.memory', ({ resources }) => {
      resources.limits.memory = '1Gii';
    }),
    inServer('a request below one byte', 'resources.requests.memory', ({ resources }) => {
      resources.requests.memory = '128m';
    }),
    inServer('a request above its limit', 'resources.requests.memory', ({ resources }) => {
      resources.requests.memory = '1Gi';
    }),
    inServer('a limit of zero, which means none', 'resources.limits.memory', ({ resources }) => {
      resources.limits.memory = '0';
      resources.requests.memory = '0';
    }),
    inServer('a request of no CPU', 'resources.requests.cpu', ({ resources }) => {
      resources.requests.cpu = '0m';
    }),
    inServer('a negative request', 'resources.requests.cpu', ({ resources }) => {
      resources.requests.cpu = '-1';
    }),
    inServer('a number as limit below the request', 'resources.requests.memory', ({ resources }) => {
      resources.limits.memory = 1024;
    }),
    inServer('a limit that is a list', 'resources.limits.memory', ({ resources }) => {
      resources.limits.memory = ['256Mi'];
    }),
    {
      title: 'an init container without limits',
      field: 'spec.template.spec.initContainers[0].resources.limits.memory',
      breaks: subject =>
        editPod(subject, pod => {
          const { name, image: reference, imagePullPolicy, securityContext } = pod.containers[0];
          pod.initContainers = [{ name: `${name}-init`, image: reference, imagePullPolicy, securityContext }];
        }),
    },
  ],

  'probes': [
    ...(['startupProbe', 'readinessProbe', 'livenessProbe'] as const).flatMap(name => [
      inServer(`a removed ${name}`, name, container => {
        delete container[name];
      }),
      inServer(`a ${name} that asks nothing`, name, container => {
        container[name] = { periodSeconds: 10 };
      }),
      inServer(`a ${name} of an unknown port`, `${name}.tcpSocket.port`, container => {
        container[name].tcpSocket.port = 'metrics';
      }),
    ]),
    inServer('a liveness probe that is the readiness probe', 'livenessProbe', container => {
      container.livenessProbe = container.readinessProbe;
    }),
    inServer('probes that differ in a header only', 'livenessProbe', container => {
      container.readinessProbe = { httpGet: { path: '/healthz', port: 8080 } };
      container.livenessProbe = {
        httpGet: { path: '/healthz', port: 8080, httpHeaders: [{ name: 'Host', value: 'x' }] },
      };
    }),
  ],

  'scratch-size': [
    inVolumes('a scratch volume without size', '[0].emptyDir.sizeLimit', ([scratch]) => {
      delete scratch.emptyDir.sizeLimit;
    }),
    inVolumes('a scratch volume of size zero, which means any', '[0].emptyDir.sizeLimit', ([scratch]) => {
      scratch.emptyDir.sizeLimit = '0';
    }),
    inVolumes('a scratch volume of a size that is none', '[0].emptyDir.sizeLimit', ([scratch]) => {
      scratch.emptyDir.sizeLimit = true;
    }),
    inVolumes('volumes larger than the disk limits', '', volumes => {
      volumes.push({ name: 'big', emptyDir: { sizeLimit: '10Gi' } });
    }),
    inVolumes('volumes that fit only the limits of init containers and containers together', '', (volumes, pod) => {
      const { name, image: reference, imagePullPolicy, securityContext, resources } = pod.containers[0];
      pod.initContainers = [{ name: `${name}-init`, image: reference, imagePullPolicy, securityContext, resources }];
      volumes.push({ name: 'big', emptyDir: { sizeLimit: '400Mi' } });
    }),
    inVolumes('a volume in memory above the memory limit', '', volumes => {
      volumes.push({ name: 'big', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } });
    }),
  ],
};
