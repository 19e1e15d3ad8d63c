import { ApiObject } from 'cdk8s';
import { httpScaledObject, scaledObject } from './availability';
import { Mutant, Mutants, byHand, edit, editContainer, editPod } from './mutant';
import {
  AllowedHosts,
  Bridge,
  Isolation,
  KubernetesAccess,
  McpPlatformProps,
  McpServer,
  McpServerProps,
  NetworkPolicyEngine,
  ServerSource,
  Sessions,
  ToolPolicy,
} from '../../../src';
import { bridgeFilesSuffix } from '../../../src/foundation/mounted-files';
import { DIGEST, Manifest, source } from '../../util/app';

const SERVER = 'spec.template.spec.containers[0]';
const CILIUM: McpPlatformProps = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };
const SHARED = { source: ServerSource.npm('@scope/tool@1.2.3', { args: ['--readonly'] }) };
const SESSIONS = {
  source: ServerSource.npm('@scope/tool@1.2.3', { isolation: Isolation.session({ maxSessions: 2 }) }),
};
const COPIED = {
  source: ServerSource.npm('@scope/tool@1.2.3', {
    bridge: Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` }),
    isolation: Isolation.session({ maxSessions: 2 }),
  }),
};
export const IN_MEMORY = { source: source({ sessions: Sessions.IN_MEMORY }) };
const HOSTS = { source: source({ allowedHosts: AllowedHosts.argument('--allowed-hosts') }) };
const BY_VARIABLE = { source: source({ allowedHosts: AllowedHosts.variable('MCP_ALLOWED_HOSTS') }) };
const WRITER = KubernetesAccess.rules(
  [{ apiGroup: 'apps', resources: ['deployments/scale'], verbs: ['get', 'patch', 'delete'] }],
  'the server scales what agents ask for',
);

function inServer(
  title: string,
  field: string,
  change: (container: Manifest) => void,
  props: Partial<McpServerProps> = {},
): Mutant {
  return {
    title,
    field: `${SERVER}.${field}`,
    breaks: subject => editContainer(subject, 'containers', change),
    props,
    platform: CILIUM,
  };
}

/** A bridge whose words are changed. */
function started(
  title: string,
  field: string,
  change: (args: string[]) => void,
  props: Partial<McpServerProps> = SHARED,
): Mutant {
  return inServer(title, field, ({ args }) => change(args), props);
}

const POD = 'spec.template.spec';
const HOOKS_PATH = '/etc/mcp-bridge/mcp-proxy-hooks.mjs';
const HOOKS = 'etc.mcp-bridge.mcp-proxy-hooks.mjs';

const bridgeFilesOf = (subject: McpServer): ApiObject => ApiObject.of(subject.node.findChild('BridgeFiles'));
const bridgeOf = (volumes: Manifest[]): Manifest => volumes.find(({ name }) => name === 'bridge')!;

/** A change of the ConfigMap with the files of a bridge. */
function inFiles(
  title: string,
  field: string,
  change: (manifest: Manifest) => void,
  props: Partial<McpServerProps> = SHARED,
): Mutant {
  const breaks = (subject: McpServer): void => edit(bridgeFilesOf(subject), change);
  return { title, field, path: 'test/tool/BridgeFiles', breaks, props, platform: CILIUM };
}

/** A change of how a pod gets the files of its bridge. */
function filesOfPod(
  title: string,
  field: string,
  change: (pod: Manifest) => void,
  props: Partial<McpServerProps> = SHARED,
): Mutant {
  return { title, field: `${POD}.${field}`, breaks: subject => editPod(subject, change), props, platform: CILIUM };
}

function withArgs(title: string, field: string, ...args: string[]): Mutant {
  return inServer(title, field, container => {
    container.args = args;
  });
}

function withVariable(title: string, name: string, value: string): Mutant {
  return inServer(title, 'env[2].value', ({ env }) => {
    env.push({ name, value });
  });
}

function tools(title: string, policy: ToolPolicy): Mutant {
  return {
    title,
    field: 'metadata.annotations',
    props: { tools: policy, kubernetesAccess: WRITER },
    platform: CILIUM,
    breaks: () => undefined,
  };
}

const hosts = ({ args }: Manifest): number => args.indexOf('--allowed-hosts') + 1;

export const MCP: Mutants = {
  'sessions-replicas': [
    {
      title: 'two replicas',
      field: 'spec.replicas',
      props: IN_MEMORY,
      breaks: ({ deployment }) =>
        edit(deployment, ({ spec }) => {
          spec.replicas = 2;
        }),
    },
    {
      title: 'a Service without affinity',
      field: 'spec.sessionAffinity',
      path: 'test/tool/Service',
      props: IN_MEMORY,
      breaks: ({ service }) =>
        edit(service, ({ spec }) => {
          delete spec.sessionAffinity;
        }),
    },
    {
      title: 'an autoscaler',
      field: 'spec.replicas',
      props: IN_MEMORY,
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'autoscaling/v2',
          kind: 'HorizontalPodAutoscaler',
          metadata: { name: 'by-hand' },
          spec: {
            minReplicas: 1,
            maxReplicas: 3,
            scaleTargetRef: { kind: 'Deployment', name: 'tool' },
            metrics: [{ type: 'External' }],
          },
        }),
    },
    ...[
      ['a ScaledObject', scaledObject({})],
      ['a ScaledObject with a maximum', scaledObject({ maxReplicaCount: 2 })],
      ['a ScaledObject whose maximum is no number', scaledObject({ maxReplicaCount: '1' })],
      [
        'a ScaledObject that is paused with more than one',
        scaledObject({ maxReplicaCount: 1 }, { annotations: { 'autoscaling.keda.sh/paused-replicas': '3' } }),
      ],
      ['an HTTPScaledObject', httpScaledObject({})],
      ['an HTTPScaledObject with a maximum', httpScaledObject({ replicas: { max: 4 } })],
    ].map(([title, json]) => ({
      title: String(title),
      field: 'spec.replicas are managed by the autoscaler',
      props: IN_MEMORY,
      breaks: (subject: McpServer) => byHand(subject, json as Manifest),
    })),
  ],

  'probe-endpoint': [
    ...['/mcp', '/mcp/', '/mcp?x=1', '//mcp', '/sse'].map(path =>
      inServer(`a probe of ${path}`, 'readinessProbe.httpGet.path', container => {
        container.readinessProbe = { httpGet: { path, port: 'mcp' } };
      }),
    ),
    inServer('a probe of the port by number', 'livenessProbe.httpGet.path', container => {
      container.livenessProbe = { httpGet: { path: '/mcp', port: 8080 } };
    }),
    inServer(
      'a probe of the endpoint of a bridge',
      'startupProbe.httpGet.path',
      container => {
        container.args.splice(container.args.indexOf('--streamEndpoint') + 1, 1, '/tools');
        container.startupProbe = { httpGet: { path: '/tools', port: 'mcp' } };
      },
      SHARED,
    ),
  ],

  'host-check': [
    inServer(
      'a list that is every name',
      'args[0]',
      container => {
        container.args[hosts(container)] = '*';
      },
      HOSTS,
    ),
    inServer(
      'a list with every name',
      'args[0]',
      container => {
        container.args[hosts(container)] += ',*:8080';
      },
      HOSTS,
    ),
    inServer(
      'a list with a pattern',
      'args[0]',
      container => {
        container.args[hosts(container)] += ',*.example.com';
      },
      HOSTS,
    ),
    inServer(
      'an empty list',
      'args[0]',
      container => {
        container.args[hosts(container)] = '';
      },
      HOSTS,
    ),
    inServer(
      'a list that is not there',
      'args[0]',
      container => {
        container.args.length = 1;
      },
      HOSTS,
    ),
    inServer(
      'a variable that is every name',
      'env[1].value',
      ({ env }) => {
        env.find(({ name }: Manifest) => name === 'MCP_ALLOWED_HOSTS').value = '*';
      },
      BY_VARIABLE,
    ),
    withArgs('every name behind a =', 'args[0]', '--allowed-hosts=*'),
    withArgs('every web page', 'args[0]', '--allowed-origins', '*'),
    withArgs('a check that is switched off', 'args[0]', '--disable-dns-rebinding-protection'),
    withVariable('every name in a JSON array', 'ALLOWED_HOSTS', '["a", "*"]'),
    withVariable('an empty JSON array', 'ALLOWED_HOSTS', '[]'),
    withVariable('every web page by a variable', 'ALLOWED_ORIGINS', '*'),
    withVariable('a check that a variable switches off', 'DNS_REBINDING_PROTECTION', 'false'),
    withVariable('a check of an SDK that a variable switches off', 'MCPGODEBUG', 'disablelocalhostprotection=1'),
  ],

  'bridge-start': [
    ...(
      [
        ['NODE_OPTIONS', { value: '--import=data:text/javascript,0' }],
        ['NODE_OPTIONS', { valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } }],
        ['LD_PRELOAD', { value: '/tmp/x.so' }],
        ['OPENSSL_CONF', { value: '/tmp/openssl.cnf' }],
        ['REQUESTS_CA_BUNDLE', { value: '/tmp/ca.pem' }],
        ['CURL_CA_BUNDLE', { value: '/tmp/ca.pem' }],
      ] as const
    ).map(([name, given]) =>
      inServer(
        `the variable ${name} of ${Object.keys(given).join()}`,
        'env[7]',
        ({ env }) => {
          env[7] = { name, ...given };
        },
        SHARED,
      ),
    ),
    ...[
      ['PATH', '/usr/bin:/scratch/bin'],
      ['NODE_EXTRA_CA_CERTS', '/scratch/ca.pem'],
    ].map(([name, value]) =>
      inServer(
        `${name} with a folder that the server writes to`,
        'env[7]',
        container => {
          container.env[7] = { name, value };
          container.volumeMounts[3] = { name: 'tmp', mountPath: '/scratch' };
        },
        SHARED,
      ),
    ),
    inServer(
      'variables that nobody sees here',
      'envFrom[0]',
      container => {
        container.envFrom = [{ configMapRef: { name: 'extra' } }];
      },
      SHARED,
    ),
    ...[
      '/usr/local/lib/node_modules',
      '/etc/ld.so.preload',
      '/lib',
      '/node_modules',
      '/opt/node_modules',
      '/nodejs',
      '/etc/mcp-bridge',
      '/opt',
    ].map(mountPath =>
      inServer(
        `a volume at ${mountPath}`,
        'volumeMounts[3].mountPath',
        container => {
          container.volumeMounts[3] = { name: 'tmp', mountPath };
        },
        SHARED,
      ),
    ),
    started('a program that starts without the word that ends the bridge', 'args[0]', args => {
      args.splice(0, 2);
    }),
    started('another module in its place', 'args[1]', args => {
      args[1] = '/tmp/hooks.mjs';
    }),
    started('a program in its place', 'args[1]', args => {
      args[1] = 'data:text/javascript,0';
    }),
    started('a bridge with sessions', 'args[11]', args => {
      args.splice(args.indexOf('--stateless'), 1);
    }),
    started('a bridge that may open a tunnel', 'args[13]', args => {
      args.splice(args.indexOf('--no-tunnel'), 1, '--tunnel');
    }),
    started('a bridge without program', 'args[14]', args => {
      args.splice(args.indexOf('--'), 5);
    }),
    started('another bridge', 'args[2]', args => {
      args[2] = '/tmp/bridge.mjs';
    }),
    inServer(
      'a shell before the bridge',
      'command[0]',
      container => {
        container.command = ['sh', '-c', 'exec "$@"', 'node'];
      },
      SHARED,
    ),
    started(
      'a shell between supergateway and its program',
      'args[2]',
      args => {
        args[args.indexOf('--stdio') + 1] = '/opt/mcp/bin/server';
      },
      SESSIONS,
    ),
    started(
      'messages in the log of supergateway',
      'args[13]',
      args => {
        args[args.indexOf('--logLevel') + 1] = 'debug';
      },
      SESSIONS,
    ),
    started(
      'another configuration of agentgateway',
      'args[1]',
      args => {
        args[1] = '/tmp/config.json';
      },
      COPIED,
    ),
    started(
      'more words of agentgateway',
      'args[2]',
      args => {
        args.push('--validate-only');
      },
      COPIED,
    ),
  ],

  'bridge-files': [
    inFiles('a line more in the program', 'data is not', manifest => {
      manifest.data[HOOKS] += 'fetch("https://a.example");\n';
    }),
    inFiles('another program', 'data is not', manifest => {
      manifest.data = { [HOOKS]: '' };
    }),
    inFiles('a second file', 'data is not', manifest => {
      manifest.data.other = 'x';
    }),
    inFiles('no data', 'data is not', manifest => {
      delete manifest.data;
    }),
    inFiles('bytes beside the data', 'binaryData', manifest => {
      manifest.binaryData = { other: 'eA==' };
    }),
    inFiles('a ConfigMap that may change', 'immutable', manifest => {
      manifest.immutable = false;
    }),
    inFiles('a ConfigMap that says nothing of it', 'immutable', manifest => {
      delete manifest.immutable;
    }),
    inFiles(
      'another configuration of agentgateway',
      'data is not',
      manifest => {
        manifest.data['etc.mcp-bridge.config.json'] = '{"mcp":{}}';
      },
      COPIED,
    ),
    filesOfPod('another ConfigMap, which the app does not have', 'volumes[0].configMap.name', ({ volumes }) => {
      bridgeOf(volumes).configMap.name = 'other';
    }),
    {
      title: 'another ConfigMap, with a hash that fits another program',
      field: `${POD}.volumes[0].configMap.name must end with`,
      props: SHARED,
      platform: CILIUM,
      breaks: subject => {
        const name = `tool${bridgeFilesSuffix({ [HOOKS]: 'evil();' })}`;
        const metadata = { name, namespace: 'mcp-tools' };
        byHand(subject, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata,
          immutable: true,
          data: { [HOOKS]: 'evil();' },
        });
        editPod(subject, ({ volumes }) => {
          bridgeOf(volumes).configMap.name = name;
        });
      },
    },
    {
      title: 'a ConfigMap by another name',
      field: 'data is not',
      path: 'test/tool/BridgeFiles',
      props: COPIED,
      platform: CILIUM,
      breaks: subject => {
        edit(bridgeFilesOf(subject), ({ metadata }) => {
          metadata.name = 'other';
        });
        editPod(subject, ({ volumes }) => {
          bridgeOf(volumes).configMap.name = 'other';
        });
      },
    },
    filesOfPod('a key in the place of the file', 'volumes[0].configMap.items', ({ volumes }) => {
      bridgeOf(volumes).configMap.items = [{ key: HOOKS, path: HOOKS }];
    }),
    filesOfPod('a ConfigMap that may be missing', 'volumes[0].configMap.optional', ({ volumes }) => {
      bridgeOf(volumes).configMap.optional = true;
    }),
    filesOfPod('an empty directory in its place', 'volumes[0] must be a', ({ volumes }) => {
      delete bridgeOf(volumes).configMap;
      bridgeOf(volumes).emptyDir = {};
    }),
    filesOfPod('no volume', 'volumes must have the volume', pod => {
      pod.volumes = pod.volumes.filter(({ name }: Manifest) => name !== 'bridge');
      pod.containers[0].volumeMounts.shift();
    }),
    filesOfPod('no mount', 'containers[0].volumeMounts must have', ({ containers: [main] }) => {
      main.volumeMounts.shift();
    }),
    filesOfPod('another volume at its path', 'containers[0].volumeMounts[0].mountPath', ({ containers: [main] }) => {
      main.volumeMounts[0] = { name: 'tmp', mountPath: HOOKS_PATH, subPath: 'hooks.mjs' };
    }),
    filesOfPod(
      'another volume at another spelling of its path',
      'containers[0].volumeMounts[3].mountPath',
      ({ containers: [main] }) => {
        main.volumeMounts.push({ name: 'tmp', mountPath: '/etc//mcp-bridge/./mcp-proxy-hooks.mjs', subPath: 'x.mjs' });
      },
    ),
    filesOfPod('its file at another path', 'containers[0].volumeMounts must have', ({ containers: [main] }) => {
      main.volumeMounts[0].mountPath = '/etc/mcp-bridge/other.mjs';
    }),
    filesOfPod('another file at its path', 'containers[0].volumeMounts[0].subPath', ({ containers: [main] }) => {
      main.volumeMounts[0].subPath = 'other';
    }),
    filesOfPod('a path by variables', 'containers[0].volumeMounts[0].subPath', ({ containers: [main] }) => {
      delete main.volumeMounts[0].subPath;
      main.volumeMounts[0].subPathExpr = '$(HOME)';
    }),
    filesOfPod('a mount to write to', 'containers[0].volumeMounts[0].readOnly', ({ containers: [main] }) => {
      delete main.volumeMounts[0].readOnly;
    }),
    filesOfPod(
      'no configuration of agentgateway',
      'containers[0].volumeMounts must have the file etc.mcp-bridge.config.json',
      ({ containers: [main] }) => {
        main.volumeMounts.shift();
      },
      COPIED,
    ),
  ],

  'shell-start': [
    inServer('a shell', 'command', container => {
      container.command = ['/bin/sh', '-c', 'server --port 8080'];
    }),
    inServer('a shell behind another program', 'command', container => {
      container.command = ['tini'];
      container.args = ['--', 'bash', '-c', 'server'];
    }),
    inServer(
      'a shell behind a bridge',
      'args',
      ({ args }) => {
        args.splice(args.indexOf('--') + 1, 1, 'sh', '-c', 'server');
      },
      SHARED,
    ),
    inServer(
      'a shell behind supergateway',
      'args',
      ({ args }) => {
        args[args.indexOf('--stdio') + 1] = 'exec /bin/sh -c server';
      },
      SESSIONS,
    ),
  ],

  'package-advisory': [
    withArgs(
      'npx with a version that has an advisory',
      'args[2]',
      'npx',
      '-y',
      'mcp-remote@0.1.15',
      'https://a.example/mcp',
    ),
    withArgs('a line for a shell', 'args[1]', '-c', 'exec npx -y "@modelcontextprotocol/inspector@0.14.0"'),
    withArgs('an option that names the package', 'args[1]', 'npx', '--package=mcp-remote@0.1.15', 'mcp-remote'),
    withArgs('a package that is added', 'args[1]', 'uvx', '--with=a==1,mcp==1.22.0', 'good==1'),
    withArgs('uvx with a version that has an advisory', 'args[0]', 'mcp_atlassian==0.21.1'),
    withArgs('uvx with an extra', 'args[0]', 'mcp[cli]==1.22.0'),
    withArgs('uvx with the sign of npx', 'args[1]', '/usr/bin/uvx', 'fastmcp@3.1.9'),
    withArgs('what comes before the release that fixes it', 'args[0]', 'mcp-remote@0.1.16-beta.1'),
    withArgs('the second line of versions', 'args[0]', 'mcp==2.1.0'),
    withArgs('a version that is a date', 'args[0]', '@modelcontextprotocol/server-filesystem@2025.3.28'),
    {
      title: "a package of the library's own sources",
      field: 'metadata.annotations.cdk8s-mcp/package',
      props: { source: ServerSource.npm('mcp-server-kubernetes@3.8.0') },
      platform: CILIUM,
      breaks: () => undefined,
    },
    {
      title: 'a constraint of an installation',
      field: 'spec.template.spec.initContainers[1].args[4]',
      props: { source: ServerSource.pypi('tool==1.2.3', { constraints: ['mcp==1.9.0'] }) },
      platform: CILIUM,
      breaks: () => undefined,
    },
  ],

  'tools-access': [
    tools('reading tools and a role that writes', ToolPolicy.allow('pods_list', 'get_*', 'describeDeployment')),
    tools('a denied tool and a role for what it does', ToolPolicy.deny('resources_delete')),
    tools('a denied pattern', ToolPolicy.deny('scale_*')),
  ],

  'secret-variable': [
    inServer('a secret in a variable', 'env[2].valueFrom.secretKeyRef', ({ env }) => {
      env.push({ name: 'CREDENTIAL', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } });
    }),
    inServer('a Secret as variables', 'envFrom[0].secretRef', container => {
      container.envFrom = [{ secretRef: { name: 'a' } }];
    }),
  ],
};
