/** Hostile changes to what the library writes, each with the rule that has to answer. */
const DIGEST = 'a'.repeat(64);

/** A container as sound as the server's, beside it. */
function beside(pod, change = () => {}) {
  const { image, imagePullPolicy, resources, securityContext } = structuredClone(pod.containers[0]);
  const extra = { name: 'extra', image, imagePullPolicy, resources, securityContext };
  change(extra);
  return extra;
}

const pod = (rule, title, change, as = 'Deployment') => ({ rule, title, as, change });
const main = (rule, title, change, as) => pod(rule, title, spec => change(spec.containers[0], spec), as);
const env = (name, value) => container => {
  container.env = [...(container.env ?? []), { name, value }];
};
const runs =
  (...args) =>
  container => {
    container.args = args;
  };

/**
 * Changes to the pods of a server, in the kind of object that is named. Pod Security answers first for pods, so what it
 * sees too stands in workloads.
 */
export const POD_MUTANTS = [
  main('privileged', 'privileged', ({ securityContext }) => {
    securityContext.privileged = true;
    securityContext.allowPrivilegeEscalation = true;
  }),
  main('privilege-escalation', 'privilege escalation', ({ securityContext }) => {
    securityContext.allowPrivilegeEscalation = true;
  }),
  main(
    'privilege-escalation',
    'privilege escalation left to the default',
    ({ securityContext }) => {
      delete securityContext.allowPrivilegeEscalation;
    },
    'CronJob',
  ),
  pod('system-priority', 'priority of the system', spec => {
    spec.priorityClassName = 'system-cluster-critical';
  }),
  main('capabilities', 'added capability', ({ securityContext }) => {
    securityContext.capabilities.add = ['NET_ADMIN'];
  }),
  main(
    'capabilities',
    'capabilities kept',
    ({ securityContext }) => {
      delete securityContext.capabilities;
    },
    'StatefulSet',
  ),
  main('run-as-non-root', 'uid 0', ({ securityContext }) => {
    securityContext.runAsUser = 0;
  }),
  main(
    'run-as-non-root',
    'gid 0',
    ({ securityContext }) => {
      securityContext.runAsGroup = 0;
    },
    'ReplicaSet',
  ),
  main(
    'run-as-non-root',
    'runAsNonRoot: false',
    ({ securityContext }) => {
      securityContext.runAsNonRoot = false;
    },
    'Job',
  ),
  main('user-range', 'uid 1000', ({ securityContext }) => {
    securityContext.runAsUser = 1000;
  }),
  main(
    'user-range',
    'uid 1000 in a bare pod',
    ({ securityContext }) => {
      securityContext.runAsUser = 1000;
    },
    'Pod',
  ),
  main('seccomp', 'unconfined system calls', ({ securityContext }) => {
    securityContext.seccompProfile = { type: 'Unconfined' };
  }),
  pod('host-namespaces', 'network of the node', spec => {
    spec.hostNetwork = true;
  }),
  pod(
    'host-namespaces',
    'processes of the node',
    spec => {
      spec.hostPID = true;
    },
    'DaemonSet',
  ),
  main('host-ports', 'port of the node', ({ ports }) => {
    ports[0].hostPort = ports[0].containerPort;
  }),
  pod('volume-types', 'hostPath', spec => {
    spec.volumes = [...(spec.volumes ?? []), { name: 'node', hostPath: { path: '/' } }];
  }),
  pod(
    'volume-types',
    'volume of an NFS server',
    spec => {
      spec.volumes = [...(spec.volumes ?? []), { name: 'nfs', nfs: { server: 'a.example', path: '/' } }];
    },
    'StatefulSet',
  ),
  main('read-only-root', 'writable root', ({ securityContext }) => {
    securityContext.readOnlyRootFilesystem = false;
  }),
  main(
    'read-only-root',
    'writable root in a bare pod',
    ({ securityContext }) => {
      delete securityContext.readOnlyRootFilesystem;
    },
    'Pod',
  ),
  pod('token-mount', 'token mounted', spec => {
    spec.automountServiceAccountToken = true;
  }),
  pod(
    'token-mount',
    'token left to the default',
    spec => {
      delete spec.automountServiceAccountToken;
    },
    'CronJob',
  ),
  pod('token-grant', 'projected token for the API server', spec => {
    spec.volumes = [
      ...(spec.volumes ?? []),
      { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
    ];
  }),
  ...['https://kubernetes.default.svc.cluster.local', 'api', 'kubernetes.default', 'https://api.cluster.local'].map(
    audience =>
      pod('token-grant', `projected token for ${audience}`, spec => {
        spec.volumes = [
          ...(spec.volumes ?? []),
          { name: 'token', projected: { sources: [{ serviceAccountToken: { path: 'token', audience } }] } },
        ];
      }),
  ),
  pod('service-account', 'default account', spec => {
    spec.serviceAccountName = 'default';
    spec.serviceAccount = 'default';
  }),
  pod(
    'service-account',
    'no account in a bare pod',
    spec => {
      delete spec.serviceAccountName;
      delete spec.serviceAccount;
    },
    'Pod',
  ),
  main('resources', 'no limits', ({ resources }) => {
    delete resources.limits;
  }),
  main(
    'resources',
    'no memory limit in a bare pod',
    ({ resources }) => {
      delete resources.limits.memory;
    },
    'Pod',
  ),
  main(
    'resources',
    'no requests',
    ({ resources }) => {
      delete resources.requests;
    },
    'Job',
  ),
  main('resources', 'a memory limit of 0', ({ resources }) => {
    resources.limits.memory = '0';
    delete resources.requests.memory;
    resources.requests.memory = '0';
  }),
  main('image-pin', 'tag without digest', container => {
    container.image = 'ghcr.io/acme/mcp-memory:1.2.3';
  }),
  main(
    'image-pin',
    'digest without tag',
    container => {
      container.image = `ghcr.io/acme/mcp-memory@sha256:${DIGEST}`;
    },
    'ReplicaSet',
  ),
  main(
    'image-pin',
    'tag latest',
    container => {
      container.image = `ghcr.io/acme/mcp-memory:latest@sha256:${DIGEST}`;
    },
    'Pod',
  ),
  main(
    'image-pin',
    'short digest',
    container => {
      container.image = 'ghcr.io/acme/mcp-memory:1.2.3@sha256:abc';
    },
    'CronJob',
  ),
  main('image-registry', 'foreign registry', container => {
    container.image = `quay.io/evil/tool:1@sha256:${DIGEST}`;
  }),
  main('image-registry', 'path that begins like an allowed one', container => {
    container.image = `ghcr.io/acme-evil/tool:1@sha256:${DIGEST}`;
  }),
  main(
    'image-registry',
    'host that begins like an allowed one',
    container => {
      container.image = `ghcr.io.evil.example/acme/tool:1@sha256:${DIGEST}`;
    },
    'Pod',
  ),
  main(
    'image-registry',
    'short name of Docker Hub',
    container => {
      container.image = `evil/tool:1@sha256:${DIGEST}`;
    },
    'Job',
  ),
  main('image-registry', 'another registry on an allowed host', container => {
    container.image = `cr.agentgateway.dev:9999/evil/tool:1@sha256:${DIGEST}`;
  }),
  main('image-registry', 'short name of an official image', container => {
    container.image = `docker.io/node:22@sha256:${DIGEST}`;
  }),
  main('package-list', 'blocked image', container => {
    container.image = `ghcr.io/acme/mcp-blocked:1@sha256:${DIGEST}`;
  }),
  main('package-list', 'image that is not among the allowed', container => {
    container.image = `docker.io/library/python:3.13@sha256:${DIGEST}`;
  }),
  main('package-list', 'blocked package', runs('npx', '-y', '@evil/tool@1.2.3')),
  main('secret-literal', 'GitHub token in a variable', env('GITHUB_TOKEN', `ghp_${'a1'.repeat(18)}`)),
  main('secret-literal', 'OpenAI key in a variable of a bare pod', env('KEY', `sk-${'a1b2'.repeat(8)}`), 'Pod'),
  main('secret-literal', 'token in an argument', runs(`--token=glpat-${'a1'.repeat(10)}`)),
  main(
    'secret-literal',
    'password in a URL',
    env('DATABASE', 'postgres://tool:hunter2@db.example/tool'),
    'StatefulSet',
  ),
  main('package-pin', 'npx without version', runs('npx', '-y', '@modelcontextprotocol/server-memory')),
  main('package-pin', 'uvx with a tag', runs('uvx', 'mcp-server-time@latest'), 'Pod'),
  ...[
    'uvx --with evil tool==1.2.3',
    'uvx --from tool==1.2.3 --with=evil tool',
    'pipx run --spec evil tool',
    'npx -p evil tool@1.2.3',
    'npm exec --package=evil -- tool',
    'npm exec tool@1.2.3 --package=evil',
    'npx a@1.2.3;npx evil',
  ].map(line => main('package-pin', line, runs('sh', '-c', line))),
  main('package-pin', 'npx in a shell', runs('sh', '-c', 'cd /tmp && npx some-tool')),
  main('package-pin', 'one of two pinned', runs('sh', '-c', 'bunx tool@1.2.3; pnpm dlx other@^1'), 'CronJob'),
  pod('run-as-non-root', 'init container without context', spec => {
    spec.securityContext = { ...spec.securityContext };
    delete spec.securityContext.runAsNonRoot;
    spec.initContainers = [
      ...(spec.initContainers ?? []),
      beside(spec, extra => {
        extra.securityContext = { ...extra.securityContext };
        delete extra.securityContext.runAsNonRoot;
      }),
    ];
  }),
  pod('capabilities', 'extra init container without any security', spec => {
    spec.initContainers = [
      ...(spec.initContainers ?? []),
      beside(spec, extra => {
        delete extra.securityContext;
      }),
    ];
  }),
  pod('capabilities', 'sidecar without context', spec => {
    spec.containers.push(
      beside(spec, extra => {
        delete extra.securityContext;
      }),
    );
  }),
  pod('resources', 'sidecar without limits', spec => {
    spec.containers.push(
      beside(spec, extra => {
        delete extra.resources;
      }),
    );
  }),
  pod(
    'image-registry',
    'init container that lives on, from elsewhere',
    spec => {
      spec.initContainers = [
        ...(spec.initContainers ?? []),
        beside(spec, extra => {
          Object.assign(extra, { restartPolicy: 'Always', image: `quay.io/evil/tool:1@sha256:${DIGEST}` });
        }),
      ];
    },
    'Pod',
  ),
];

const policy = spec => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  spec: { podSelector: { matchLabels: { 'cdk8s-mcp/server': 'memory' } }, ...spec },
});
const ports = [{ port: 443, protocol: 'TCP' }];
const egress = (...to) => policy({ policyTypes: ['Egress'], egress: [{ to, ports }] });
const ingress = (...from) => policy({ policyTypes: ['Ingress'], ingress: [{ from, ports }] });
const service = spec => ({ apiVersion: 'v1', kind: 'Service', spec: { ports: [{ name: 'mcp', port: 80 }], ...spec } });

const world = (...except) => egress({ ipBlock: { cidr: '0.0.0.0/0', except } });
const RESERVED = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const labelled = key => ({ namespaceSelector: {}, podSelector: { matchExpressions: [{ key, operator: 'Exists' }] } });

/** Commands whose packages all have their version. */
export const SOUND_COMMANDS = [
  'npx a@1.2.3;npx b@1.2.3',
  'npx -p tool@1.2.3 tool -p 8080',
  'uvx --from tool==1.2.3 --with extra==2.0 tool',
  'npm exec tool@1.2.3 -- -p 80',
  'pipx run --spec=tool==1.2.3 tool',
];

/** Policies that are as narrow as they look. */
export const SOUND_POLICIES = [
  ['the Internet', world(...RESERVED)],
  ['the Internet with larger exceptions', world(...RESERVED.filter(range => !/^2[24]/.test(range)), '224.0.0.0/3')],
  [
    'shared addresses without those of metadata',
    egress({ ipBlock: { cidr: '100.64.0.0/10', except: ['100.100.100.0/24'] } }),
  ],
  ['a range beside metadata', egress({ ipBlock: { cidr: '168.63.128.0/24' } })],
  ['private IPv6', egress({ ipBlock: { cidr: 'fd12:3456:789a::/48' } })],
  ['a public address by translation', egress({ ipBlock: { cidr: '64:ff9b::808:808/128' } })],
  [
    'five hundred IPv6 addresses',
    policy({
      policyTypes: ['Egress'],
      egress: Array.from({ length: 50 }, (_, i) => ({
        ports,
        to: Array.from({ length: 10 }, (_none, k) => ({ ipBlock: { cidr: `2600:${i + 1}::${k + 1}/128` } })),
      })),
    }),
  ],
  [
    'a thousand addresses',
    policy({
      policyTypes: ['Egress'],
      egress: Array.from({ length: 50 }, (_, i) => ({
        ports,
        to: Array.from({ length: 20 }, (_none, k) => ({ ipBlock: { cidr: `203.0.${i}.${k}/32` } })),
      })),
    }),
  ],
].map(([title, object]) => ({ title, object }));

/** Whole objects. */
export const OBJECT_MUTANTS = [
  ['network-policy-open', 'egress to 0.0.0.0/0', egress({ ipBlock: { cidr: '0.0.0.0/0' } })],
  ['network-policy-open', 'egress to ::/0', egress({ ipBlock: { cidr: '::/0' } })],
  ['network-policy-open', 'egress to half of all addresses', egress({ ipBlock: { cidr: '128.0.0.0/1' } })],
  ['network-policy-open', 'egress to instance metadata', egress({ ipBlock: { cidr: '169.254.169.254/32' } })],
  ...[
    '168.63.128.0/17',
    '100.64.0.0/10',
    '192.0.0.0/24',
    'fd00:ec2::/32',
    'fd00::/16',
    'fe80::/64',
    'fd20:ce::254/128',
  ].map(cidr => [
    'network-policy-open',
    `egress to ${cidr} with instance metadata in it`,
    egress({ ipBlock: { cidr } }),
  ]),
  [
    'network-policy-open',
    'egress to the Internet and what is reserved in it',
    world('10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'),
  ],
  [
    'network-policy-open',
    'egress to the IPv6 Internet and what is reserved in it',
    egress({ ipBlock: { cidr: '2000::/3' } }),
  ],
  [
    'network-policy-open',
    'every port in two entries',
    policy({
      policyTypes: ['Egress'],
      egress: [
        {
          to: [labelled('app')],
          ports: [
            { port: 1, endPort: 32766 },
            { port: 32767, endPort: 65535 },
          ],
        },
      ],
    }),
  ],
  ...[
    '64:ff9b::/96',
    '64:ff9b::a9fe:a9fe/128',
    '64:ff9b:1:a9fe:a9:fe00::/88',
    '2002:a9fe:a9fe::/48',
    '2001::5601:5601/128',
    '::a9fe:a9fe/128',
    '2600:1::5efe:a9fe:a9fe/128',
  ].map(cidr => ['network-policy-open', `egress to ${cidr}, which is translated`, egress({ ipBlock: { cidr } })]),
  [
    'network-policy-open',
    'egress to the world in pieces',
    policy({
      policyTypes: ['Egress'],
      egress: [{ ports, to: Array.from({ length: 100 }, (_, i) => ({ ipBlock: { cidr: `${i}.0.0.0/8` } })) }],
    }),
  ],
  [
    'network-policy-open',
    'every port in two rules',
    policy({
      policyTypes: ['Egress'],
      egress: [
        [1, 32768],
        [32769, 65535],
      ].map(([port, endPort]) => ({
        to: [{ podSelector: { matchLabels: { app: 'a' } } }],
        ports: [{ port, endPort }],
      })),
    }),
  ],
  [
    'network-policy-open',
    'ingress from pods of every namespace by a label',
    ingress({ namespaceSelector: {}, podSelector: { matchLabels: { app: 'agent' } } }),
  ],
  ['network-policy-open', 'ingress from every pod that has a usual label', ingress(labelled('app.kubernetes.io/name'))],
  ['network-policy-open', 'egress without destinations', policy({ policyTypes: ['Egress'], egress: [{ ports }] })],
  ['network-policy-open', 'ingress from everyone', policy({ policyTypes: ['Ingress'], ingress: [{}] })],
  [
    'network-policy-open',
    'ingress from 0.0.0.0/0 but for one range',
    ingress({ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }),
  ],
  ['network-policy-open', 'ingress from every namespace', ingress({ namespaceSelector: {} })],
  [
    'network-policy-open',
    'ingress from all but one namespace',
    ingress({ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] } }),
  ],
  [
    'network-policy-open',
    'every port',
    policy({
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { app: 'a' } } }],
          ports: [{ port: 1, endPort: 65535, protocol: 'TCP' }],
        },
      ],
    }),
  ],
  ['service-type', 'NodePort', service({ type: 'NodePort', selector: { app: 'memory' } })],
  ['service-type', 'LoadBalancer', service({ type: 'LoadBalancer', selector: { app: 'memory' } })],
  ['service-type', 'external address', service({ selector: { app: 'memory' }, externalIPs: ['203.0.113.1'] })],
  ['service-type', 'name of another host', service({ type: 'ExternalName', externalName: 'evil.example' })],
].map(([rule, title, object]) => ({ rule, title, object }));

/** Everything, in spellings that newer API servers do not take at all. */
export const SPELLINGS = ['::ffff:0.0.0.0/96', '::ffff:0:0/96', '0.0.0.0/00', '::/00'].flatMap(cidr =>
  [
    ['egress to', egress({ ipBlock: { cidr } })],
    ['ingress from', ingress({ ipBlock: { cidr } })],
  ].map(([title, object]) => ({ title: `${title} ${cidr}`, object })),
);

/** Objects with the pods of a server. */
export function workload(kind, template, metadata) {
  const labels = { app: metadata.name };
  const pods = { metadata: { labels }, spec: structuredClone(template.spec) };
  const running = { selector: { matchLabels: labels }, template: pods };
  const once = { ...pods, spec: { ...pods.spec, restartPolicy: 'Never' } };
  // a probe belongs to what keeps running
  const object = {
    Pod: () => ({ apiVersion: 'v1', ...pods, metadata: { ...metadata, labels } }),
    Deployment: () => ({ apiVersion: 'apps/v1', spec: running }),
    ReplicaSet: () => ({ apiVersion: 'apps/v1', spec: running }),
    DaemonSet: () => ({ apiVersion: 'apps/v1', spec: running }),
    StatefulSet: () => ({ apiVersion: 'apps/v1', spec: { ...running, serviceName: metadata.name } }),
    Job: () => ({ apiVersion: 'batch/v1', spec: { template: once } }),
    CronJob: () => ({
      apiVersion: 'batch/v1',
      spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: once } } },
    }),
  }[kind]();
  return { kind, metadata, ...object };
}
