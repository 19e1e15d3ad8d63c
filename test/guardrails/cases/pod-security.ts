import { JsonPatch } from 'cdk8s';
import { Mutant, Mutants, editPod, inEveryRole } from './mutant';
import { Manifest } from '../../util/app';

const POD = '/spec/template/spec';

function inPod(title: string, field: string, change: (pod: Manifest) => void): Mutant {
  return { title, field: `spec.template.spec.${field}`, breaks: subject => editPod(subject, change) };
}

function volume(type: string, source: Manifest): Mutant {
  return {
    title: `a patch that adds a volume of type ${type}`,
    field: `spec.template.spec.volumes[1].${type}`,
    breaks: ({ deployment }) =>
      deployment.addJsonPatch(JsonPatch.add(`${POD}/volumes/-`, { name: 'more', [type]: source })),
  };
}

/** Pod Security Standards, profile restricted: each control in the pod and in containers of every role it is for. */
export const POD_SECURITY: Mutants = {
  'host-namespaces': ['hostNetwork', 'hostPID', 'hostIPC'].map(name => ({
    title: `a patch that sets ${name}`,
    field: `spec.template.spec.${name}`,
    breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add(`${POD}/${name}`, true)),
  })),

  'host-aliases': [
    inPod('a patch that adds a host alias', 'hostAliases', pod => {
      pod.hostAliases = [{ ip: '203.0.113.7', hostnames: ['api.github.com'] }];
    }),
    inPod('a patch that shares the process namespace', 'shareProcessNamespace', pod => {
      pod.shareProcessNamespace = true;
    }),
  ],

  'system-priority': [
    ...['system-node-critical', 'system-cluster-critical', 'system-own'].map(name =>
      inPod(`a patch that sets the class ${name}`, 'priorityClassName', pod => {
        pod.priorityClassName = name;
      }),
    ),
    inPod('a patch that sets the priority of the system', 'priority', pod => {
      pod.priority = 2_000_001_000;
    }),
  ],

  'terminal': [
    ...inEveryRole('a terminal', 'tty', container => {
      container.tty = true;
    }),
    ...inEveryRole('an open standard input', 'stdin', container => {
      container.stdin = true;
    }),
  ],

  'host-process': [
    inPod('a Windows host process in the pod', 'securityContext.windowsOptions.hostProcess', pod => {
      pod.securityContext.windowsOptions = { hostProcess: true };
    }),
    ...inEveryRole('a Windows host process', 'securityContext.windowsOptions.hostProcess', ({ securityContext }) => {
      securityContext.windowsOptions = { hostProcess: true };
    }),
  ],

  'privileged': inEveryRole('privileged: true', 'securityContext.privileged', ({ securityContext }) => {
    securityContext.privileged = true;
  }),

  'capabilities': [
    ...inEveryRole('an added capability', 'securityContext.capabilities.add', ({ securityContext }) => {
      securityContext.capabilities.add = ['NET_ADMIN'];
    }),
    ...inEveryRole('NET_RAW that is dropped alone', 'securityContext.capabilities.drop', ({ securityContext }) => {
      securityContext.capabilities.drop = ['NET_RAW'];
    }),
    ...inEveryRole('a removed drop', 'securityContext.capabilities.drop', ({ securityContext }) => {
      delete securityContext.capabilities;
    }),
    ...inEveryRole('a drop of all in small letters', 'securityContext.capabilities.drop', ({ securityContext }) => {
      securityContext.capabilities.drop = ['all'];
    }),
    ...inEveryRole('a removed security context', 'securityContext.capabilities.drop', container => {
      delete container.securityContext;
    }),
  ],

  'net-bind-service': inEveryRole('NET_BIND_SERVICE', 'securityContext.capabilities.add', ({ securityContext }) => {
    securityContext.capabilities.add = ['NET_BIND_SERVICE'];
  }),

  'volume-types': [
    volume('hostPath', { path: '/var/run/docker.sock' }),
    volume('nfs', { server: 'nfs.example.com', path: '/' }),
    volume('awsElasticBlockStore', { volumeID: 'vol-1' }),
    volume('gitRepo', { repository: 'https://example.com/x.git' }),
    volume('iscsi', { targetPortal: '203.0.113.7', iqn: 'iqn.2001-04.com.example', lun: 0 }),
    volume('flexVolume', { driver: 'example.com/x' }),
    volume('image', { reference: 'registry.example.com/acme/models:1' }),
    inPod('a volume that names no type', 'volumes[1]', pod => {
      pod.volumes.push({ name: 'more' });
    }),
  ],

  'host-ports': [
    ...inEveryRole('a host port', 'ports[0].hostPort', container => {
      container.ports = [{ name: 'http', containerPort: 8080, hostPort: 8080 }];
    }),
    ...inEveryRole('a host address', 'ports[0].hostIP', container => {
      container.ports = [{ name: 'http', containerPort: 8080, hostIP: '0.0.0.0' }];
    }),
  ],

  'app-armor': [
    inPod('AppArmor switched off for the pod', 'securityContext.appArmorProfile.type', pod => {
      pod.securityContext.appArmorProfile = { type: 'Unconfined' };
    }),
    ...inEveryRole('AppArmor switched off', 'securityContext.appArmorProfile.type', ({ securityContext }) => {
      securityContext.appArmorProfile = { type: 'Unconfined' };
    }),
    {
      title: 'AppArmor switched off by the annotation of older clusters',
      field: 'spec.template.metadata.annotations.container.apparmor.security.beta.kubernetes.io/server',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(
          JsonPatch.add(
            '/spec/template/metadata/annotations/container.apparmor.security.beta.kubernetes.io~1server',
            'unconfined',
          ),
        ),
    },
  ],

  'se-linux': ['type', 'user', 'role'].flatMap(part => {
    const field = `securityContext.seLinuxOptions${part === 'type' ? '.type' : ''}`;
    return [
      inPod(`a SELinux ${part} for the pod`, field, pod => {
        pod.securityContext.seLinuxOptions = { [part]: 'spc_t' };
      }),
      ...inEveryRole(`a SELinux ${part}`, field, ({ securityContext }) => {
        securityContext.seLinuxOptions = { [part]: 'spc_t' };
      }),
    ];
  }),

  'proc-mount': inEveryRole('an unmasked /proc', 'securityContext.procMount', ({ securityContext }) => {
    securityContext.procMount = 'Unmasked';
  }),

  'seccomp': [
    inPod('seccomp switched off for the pod', 'securityContext.seccompProfile.type', pod => {
      pod.securityContext.seccompProfile.type = 'Unconfined';
    }),
    ...inEveryRole('seccomp switched off', 'securityContext.seccompProfile.type', ({ securityContext }) => {
      securityContext.seccompProfile = { type: 'Unconfined' };
    }),
    inPod('seccomp removed from pod and container', 'containers[0].securityContext.seccompProfile.type', pod => {
      delete pod.securityContext.seccompProfile;
      delete pod.containers[0].securityContext.seccompProfile;
    }),
  ],

  'sysctls': ['kernel.msgmax', 'net.core.somaxconn', 'fs.mqueue.msg_max'].map(name =>
    inPod(`the sysctl ${name}`, 'securityContext.sysctls[0].name', pod => {
      pod.securityContext.sysctls = [{ name, value: '1' }];
    }),
  ),

  'privilege-escalation': [
    ...inEveryRole(
      'allowPrivilegeEscalation: true',
      'securityContext.allowPrivilegeEscalation',
      ({ securityContext }) => {
        securityContext.allowPrivilegeEscalation = true;
      },
    ),
    ...inEveryRole(
      'allowPrivilegeEscalation left out',
      'securityContext.allowPrivilegeEscalation',
      ({ securityContext }) => {
        delete securityContext.allowPrivilegeEscalation;
      },
    ),
  ],

  'run-as-non-root': [
    inPod('runAsNonRoot: false in the pod alone', 'securityContext.runAsNonRoot', pod => {
      pod.securityContext.runAsNonRoot = false;
    }),
    ...inEveryRole('runAsNonRoot: false', 'securityContext.runAsNonRoot', ({ securityContext }) => {
      securityContext.runAsNonRoot = false;
    }),
    inPod('runAsNonRoot removed everywhere', 'containers[0].securityContext.runAsNonRoot', pod => {
      delete pod.securityContext.runAsNonRoot;
      delete pod.containers[0].securityContext.runAsNonRoot;
    }),
    inPod('uid 0 for the pod', 'securityContext.runAsUser', pod => {
      pod.securityContext.runAsUser = 0;
    }),
    ...inEveryRole('uid 0', 'securityContext.runAsUser', ({ securityContext }) => {
      securityContext.runAsUser = 0;
    }),
    inPod('gid 0 for the pod', 'securityContext.runAsGroup', pod => {
      pod.securityContext.runAsGroup = 0;
    }),
    ...inEveryRole('gid 0', 'securityContext.runAsGroup', ({ securityContext }) => {
      securityContext.runAsGroup = 0;
    }),
    inPod('the root group for volumes', 'securityContext.fsGroup', pod => {
      pod.securityContext.fsGroup = 0;
    }),
    inPod('the root group as a further group', 'securityContext.supplementalGroups', pod => {
      pod.securityContext.supplementalGroups = [10001, 0];
    }),
  ],

  'probe-host': [
    ...(['startupProbe', 'readinessProbe', 'livenessProbe'] as const).map(name =>
      inPod(`a ${name} of another host`, `containers[0].${name}.tcpSocket.host`, pod => {
        pod.containers[0][name].tcpSocket.host = '169.254.169.254';
      }),
    ),
    ...inEveryRole('an HTTP probe of another host', 'readinessProbe.httpGet.host', container => {
      container.readinessProbe = { httpGet: { path: '/', port: 8080, host: '10.0.0.1' } };
    }),
    ...inEveryRole('a preStop hook that asks another host', 'lifecycle.preStop.httpGet.host', container => {
      container.lifecycle = { preStop: { httpGet: { path: '/', port: 8080, host: '10.0.0.1' } } };
    }),
    ...inEveryRole('a postStart hook that asks another host', 'lifecycle.postStart.tcpSocket.host', container => {
      container.lifecycle = { postStart: { tcpSocket: { port: 8080, host: '10.0.0.1' } } };
    }),
  ],
};
