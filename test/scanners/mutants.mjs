/** One weakness each, made by an edit of final JSON. */

const RBAC = 'rbac.authorization.k8s.io';
/** Of a token that nobody has. */
const CREDENTIAL = `ghp_${'0123456789abcdefghijklmnopqrstuvwxyz'}`;

const find = (objects, kind, name) =>
  objects.find(object => object.kind === kind && (name === undefined || object.metadata.name.startsWith(name)));
const drop = (objects, kind) => {
  objects.splice(0, objects.length, ...objects.filter(object => object.kind !== kind));
};

const inObject = kind => (title, edit, variant) => ({
  title,
  variant,
  break: objects => edit(find(objects, kind), objects),
});
const inDeployment = inObject('Deployment');
const inPod = (title, edit, variant) =>
  inDeployment(title, ({ spec }) => edit(spec.template.spec, spec.template.metadata), variant);
const inContainer = (title, edit, variant) => inPod(title, pod => edit(pod.containers[0], pod), variant);
const inContext = (title, edit) => inContainer(title, ({ securityContext }) => edit(securityContext));
/** In the contexts of container and pod, of which the one fills in for the other. */
const inBoth = (title, edit) =>
  inContainer(title, ({ securityContext }, pod) => {
    edit(securityContext);
    edit(pod.securityContext);
  });
const inService = inObject('Service');
const inPolicy = inObject('NetworkPolicy');
/** In that of the server, beside that of the namespace. */
const inOwnPolicy = (title, edit) => ({
  title,
  break: (objects, name) => edit(find(objects, 'NetworkPolicy', name).spec),
});
const inBudget = inObject('PodDisruptionBudget');
const inAutoscaler = inObject('HorizontalPodAutoscaler');
const inRole = (title, ...rules) => inObject('Role')(title, role => role.rules.unshift(...rules), 'access');
const rule = (resources, verbs, apiGroups = ['']) => ({ apiGroups, resources, verbs });

const POD = [
  inPod('the network of the node', pod => {
    pod.hostNetwork = true;
  }),
  inPod('the processes of the node', pod => {
    pod.hostPID = true;
  }),
  inPod('the IPC of the node', pod => {
    pod.hostIPC = true;
  }),
  inPod('host aliases', pod => {
    pod.hostAliases = [{ ip: '192.0.2.1', hostnames: ['api.example.com'] }];
  }),
  inPod('a shared process namespace', pod => {
    pod.shareProcessNamespace = true;
  }),
  inContainer('a terminal', container => {
    container.tty = true;
  }),
  inContext('a host process', context => {
    context.windowsOptions = { hostProcess: true };
  }),
  inContext('a privileged container', context => {
    context.privileged = true;
    context.allowPrivilegeEscalation = true;
  }),
  inContext('capabilities that are kept', context => {
    delete context.capabilities;
  }),
  inContext('an added capability', context => {
    context.capabilities.add = ['SYS_ADMIN'];
  }),
  inContext('NET_BIND_SERVICE', context => {
    context.capabilities.add = ['NET_BIND_SERVICE'];
  }),
  inContainer('a path of the node', (container, pod) => {
    pod.volumes.push({ name: 'node', hostPath: { path: '/var/run' } });
    container.volumeMounts.push({ name: 'node', mountPath: '/node', readOnly: true });
  }),
  inContainer('the socket of the runtime', (container, pod) => {
    pod.volumes.push({ name: 'node', hostPath: { path: '/var/run/docker.sock' } });
    container.volumeMounts.push({ name: 'node', mountPath: '/var/run/docker.sock' });
  }),
  inContainer('a port of the node', ({ ports }) => {
    ports[0].hostPort = 8080;
  }),
  inContext('an unconfined AppArmor', context => {
    context.appArmorProfile = { type: 'Unconfined' };
  }),
  inPod('an unconfined AppArmor by annotation', ({ containers: [{ name }] }, { annotations }) => {
    annotations[`container.apparmor.security.beta.kubernetes.io/${name}`] = 'unconfined';
  }),
  inContext('another type of SELinux', context => {
    context.seLinuxOptions = { type: 'spc_t' };
  }),
  inContext('an unmasked /proc', context => {
    context.procMount = 'Unmasked';
  }),
  inBoth('system calls without filter', context => {
    delete context.seccompProfile;
  }),
  inContext('an unconfined seccomp', context => {
    context.seccompProfile = { type: 'Unconfined' };
  }),
  inPod('a sysctl of the node', pod => {
    pod.securityContext.sysctls = [{ name: 'kernel.msgmax', value: '65536' }];
  }),
  inContext('privileges that may be gained', context => {
    context.allowPrivilegeEscalation = true;
  }),
  inContext('privileges that nobody forbids', context => {
    delete context.allowPrivilegeEscalation;
  }),
  inBoth('a user that may be root', context => {
    delete context.runAsNonRoot;
  }),
  inContext('root', context => {
    context.runAsUser = 0;
    context.runAsNonRoot = false;
  }),
  inContext('the group of root', context => {
    context.runAsGroup = 0;
  }),
  inContext('a low gid', context => {
    context.runAsGroup = 1000;
  }),
  inContext('a low uid', context => {
    context.runAsUser = 1000;
  }),
  inBoth('no uid', context => {
    delete context.runAsUser;
  }),
  inContainer('a probe of another host', container => {
    container.readinessProbe.httpGet.host = '192.0.2.1';
  }),
];

const CONTAINER = [
  inContext('a writable root', context => {
    context.readOnlyRootFilesystem = false;
  }),
  inContext('a root that nobody protects', context => {
    delete context.readOnlyRootFilesystem;
  }),
  inContainer('the tag latest', container => {
    container.image = 'registry.example.com/acme/tool:latest';
  }),
  inContainer('a tag without digest', container => {
    container.image = 'registry.example.com/acme/tool:1.2.3';
  }),
  inContainer('an image without tag', container => {
    container.image = 'registry.example.com/acme/tool';
  }),
  inContainer('an image that may be on the node', container => {
    container.imagePullPolicy = 'IfNotPresent';
  }),
  inContainer('no request for cpu', ({ resources }) => {
    delete resources.requests.cpu;
  }),
  inContainer('no request for memory', ({ resources }) => {
    delete resources.requests.memory;
  }),
  inContainer('no limit for memory', ({ resources }) => {
    delete resources.limits.memory;
  }),
  inContainer('no limit for storage', ({ resources }) => {
    delete resources.limits['ephemeral-storage'];
  }),
  inContainer('no resources', container => {
    delete container.resources;
  }),
  inContainer('no readiness', container => {
    delete container.readinessProbe;
  }),
  inContainer('no liveness', container => {
    delete container.livenessProbe;
  }),
  inContainer('no startup probe', container => {
    delete container.startupProbe;
  }),
  inContainer('liveness like readiness', container => {
    container.livenessProbe = structuredClone(container.readinessProbe);
  }),
  ...['startup', 'readiness', 'liveness'].map(probe =>
    inContainer(`a ${probe} probe of a port that is not declared`, container => {
      container[`${probe}Probe`] = { ...container[`${probe}Probe`], httpGet: undefined, tcpSocket: { port: 9999 } };
    }),
  ),
  inContainer('a probe of the MCP endpoint', container => {
    container.readinessProbe.httpGet.path = '/mcp';
  }),
  inPod(
    'scratch without size',
    ({ volumes }) => {
      for (const { emptyDir = {} } of volumes) {
        delete emptyDir.sizeLimit;
      }
    },
    'scratch',
  ),
  inContainer('a credential among the variables', ({ env }) => {
    env.push({ name: 'API_TOKEN', value: CREDENTIAL });
  }),
];

const IDENTITY = [
  inPod('a token that is mounted', pod => {
    pod.automountServiceAccountToken = true;
  }),
  inObject('ServiceAccount')('an account whose token is mounted', account => {
    delete account.automountServiceAccountToken;
  }),
  inPod('the default account', pod => {
    pod.serviceAccountName = 'default';
  }),
  inContainer('a secret in a variable', ({ env }) => {
    env.push({ name: 'CREDENTIAL', valueFrom: { secretKeyRef: { name: 'own', key: 'value' } } });
  }),
  inPod(
    'a token that lives long',
    ({ volumes }) => {
      const sources = volumes.flatMap(({ projected }) => projected?.sources ?? []);
      for (const { serviceAccountToken = {} } of sources) {
        serviceAccountToken.expirationSeconds = 604800;
      }
    },
    'access',
  ),
  inPod('addresses of every Service', pod => {
    pod.enableServiceLinks = true;
  }),
  inPod('a grace that is shorter than the drain', pod => {
    pod.terminationGracePeriodSeconds = 5;
  }),
  inRole('every verb of configmaps', rule(['configmaps'], ['*'])),
  inRole('every resource', rule(['*'], ['get'])),
  inRole('every group', rule(['configmaps'], ['get'], ['*'])),
  inRole('every right', rule(['*'], ['*'], ['*'])),
  inRole('writing secrets', rule(['secrets'], ['create', 'update', 'delete'])),
  inRole('writing configmaps', rule(['configmaps'], ['update', 'patch'])),
  inRole('deleting logs', rule(['pods/log'], ['delete', 'deletecollection'])),
  inRole('attaching to pods', rule(['pods/attach'], ['create'])),
  inRole('the proxy of nodes', rule(['nodes/proxy'], ['get', 'create'])),
  inRole('role bindings', rule(['rolebindings'], ['create'], [RBAC])),
  inRole('ways of the network', rule(['networkpolicies', 'ingresses'], ['create', 'update'], ['networking.k8s.io'])),
  inRole('services', rule(['services', 'endpoints'], ['create', 'update'])),
  inRole('webhooks', rule(['mutatingwebhookconfigurations'], ['create', 'update'], ['admissionregistration.k8s.io'])),
  inRole('tokens of others', rule(['serviceaccounts/token'], ['create'])),
  inRole('approving certificates', rule(['certificatesigningrequests/approval'], ['update'], ['certificates.k8s.io'])),
  inRole('secrets', rule(['secrets'], ['get', 'list'])),
  inRole('commands in pods', rule(['pods/exec'], ['create'])),
  inRole('new pods', rule(['pods'], ['create'])),
  inRole('new deployments', rule(['deployments'], ['create', 'update'], ['apps'])),
  inRole('roles', rule(['roles'], ['create', 'update'], [RBAC])),
  inRole('rights of others', rule(['users'], ['impersonate'])),
  inRole('roles of others', rule(['clusterroles'], ['bind', 'escalate'], [RBAC])),
  inObject('RoleBinding')(
    'the administrator',
    binding => {
      binding.roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: 'cluster-admin' };
    },
    'access',
  ),
  inObject('RoleBinding')(
    'rights for the default account',
    binding => {
      binding.subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: binding.metadata.namespace }];
    },
    'access',
  ),
  inObject('RoleBinding')(
    'rights for everyone',
    binding => {
      binding.subjects = [{ apiGroup: RBAC, kind: 'Group', name: 'system:authenticated' }];
    },
    'access',
  ),
  inObject('Namespace')('a namespace without Pod Security', ({ metadata: { labels } }) => {
    for (const label of Object.keys(labels).filter(name => name.startsWith('pod-security'))) {
      delete labels[label];
    }
  }),
  {
    title: 'the namespace default',
    break: objects => {
      for (const { metadata } of objects) {
        if (metadata.namespace !== undefined) {
          metadata.namespace = 'default';
        }
      }
    },
  },
];

const NETWORK = [
  inService('a NodePort', ({ spec }) => {
    spec.type = 'NodePort';
  }),
  inService('a load balancer', ({ spec }) => {
    spec.type = 'LoadBalancer';
  }),
  inService('an external address', ({ spec }) => {
    spec.externalIPs = ['203.0.113.7'];
  }),
  inService('a Service that selects nothing', ({ spec }) => {
    spec.selector = { app: 'other' };
  }),
  inService('a Service on a port that nobody declares', ({ spec }) => {
    spec.ports[0].targetPort = 9999;
  }),
  { title: 'no network policy', break: objects => drop(objects, 'NetworkPolicy') },
  inPolicy('a policy for one direction', (_, objects) => {
    for (const { kind, spec } of objects) {
      if (kind === 'NetworkPolicy') {
        spec.policyTypes = ['Ingress'];
        delete spec.egress;
      }
    }
  }),
  inOwnPolicy('ingress from everywhere', ({ ingress }) => {
    ingress[0].from = [];
  }),
  inOwnPolicy('egress to everywhere', spec => {
    spec.egress = [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }];
  }),
  inOwnPolicy('ingress from every address', ({ ingress }) => {
    ingress[0].from = [{ ipBlock: { cidr: '0.0.0.0/0' } }];
  }),
  ...['configuration', 'server', 'auth'].map(part =>
    inObject('Ingress')(
      `a ${part} snippet`,
      ({ metadata }) => {
        (metadata.annotations ??= {})[`nginx.ingress.kubernetes.io/${part}-snippet`] =
          'lua_package_path x; alias /etc;';
      },
      'gateway',
    ),
  ),
  inObject('Ingress')(
    'an Ingress without TLS',
    ({ spec }) => {
      delete spec.tls;
    },
    'gateway',
  ),
  inObject('Ingress')(
    'an Ingress for every host',
    ({ spec }) => {
      delete spec.rules[0].host;
    },
    'gateway',
  ),
];

const AVAILABILITY = [
  inBudget('a budget that blocks every drain', ({ spec }) => {
    spec.maxUnavailable = 0;
  }),
  inBudget('a budget that lets all go', ({ spec }) => {
    spec.maxUnavailable = '100%';
  }),
  inBudget('a budget of as many as there are', ({ spec }) => {
    delete spec.maxUnavailable;
    spec.minAvailable = 3;
  }),
  inBudget('a budget that selects nothing', ({ spec }) => {
    spec.selector = { matchLabels: { app: 'other' } };
  }),
  inBudget('a budget without bound', ({ spec }) => {
    delete spec.maxUnavailable;
  }),
  inAutoscaler('an autoscaler without room', ({ spec }) => {
    spec.maxReplicas = spec.minReplicas;
  }),
  inAutoscaler('an autoscaler of nothing', ({ spec }) => {
    spec.scaleTargetRef.name = 'other';
  }),
  inDeployment('replicas beside an autoscaler', ({ spec }) => {
    spec.replicas = 3;
  }),
  inDeployment('a selector that misses the pods', ({ spec }) => {
    spec.selector.matchLabels = { app: 'other' };
  }),
];

/** What the library does and no rule asks for. */
const MANNERS = [
  inContainer('no limit for cpu', ({ resources }) => {
    delete resources.limits.cpu;
  }),
  inContainer('a port below 1024', container => {
    container.ports[0].containerPort = 80;
  }),
  inPod('pods that may share a node', pod => {
    delete pod.affinity.podAntiAffinity;
  }),
  inPod('pods on any node', pod => {
    delete pod.affinity;
  }),
  inPod('names asked with every domain', pod => {
    delete pod.dnsConfig;
  }),
  inDeployment('no owner', ({ metadata }) => {
    delete metadata.labels.owner;
  }),
  inDeployment('another instance', ({ metadata }) => {
    metadata.labels['app.kubernetes.io/instance'] = 'other';
  }),
  inDeployment('all pods at once', ({ spec }) => {
    spec.strategy = { type: 'Recreate' };
  }),
  { title: 'no budget', break: objects => drop(objects, 'PodDisruptionBudget') },
  { title: 'no autoscaler', break: objects => drop(objects, 'HorizontalPodAutoscaler') },
  inDeployment(
    'one replica',
    ({ spec }) => {
      spec.replicas = 1;
    },
    'fixed',
  ),
  inBudget('a budget that counts broken pods', ({ spec }) => {
    delete spec.unhealthyPodEvictionPolicy;
  }),
  inAutoscaler('an autoscaler down to one', ({ spec }) => {
    spec.minReplicas = 1;
  }),
];

const SHAPE = [
  inObject('ConfigMap')(
    'a credential in a ConfigMap',
    ({ data }) => {
      data.password = CREDENTIAL;
    },
    'gateway',
  ),
  inDeployment('a field that is none', ({ spec }) => {
    spec.template.spec.hostnetwork = true;
  }),
  inObject('ServiceAccount')('a null', account => {
    account.imagePullSecrets = null;
  }),
  inDeployment('a label that is none', ({ metadata }) => {
    metadata.labels.team = 'a b';
  }),
  inService('a name that is none', ({ metadata }) => {
    metadata.name = `${metadata.name}_x`;
  }),
];

export const MUTANTS = [...POD, ...CONTAINER, ...IDENTITY, ...NETWORK, ...AVAILABILITY, ...MANNERS, ...SHAPE];
