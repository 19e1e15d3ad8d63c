import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Mutant, Mutants, byHand, edit, editPod, inEveryRole } from './mutant';
import { Guardrails, HttpTransport, Sessions } from '../../../src';
import { Manifest, source } from '../../util/app';

export const TOKEN = `ghp_${'aB3dE5fG7h'.repeat(4)}`;

function config(title: string, field: string, parts: Manifest): Mutant {
  return {
    title,
    field,
    path: 'test/by-hand',
    breaks: subject =>
      byHand(subject, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-hand' }, ...parts }),
  };
}

function inServer(title: string, field: string, change: (container: Manifest) => void): Mutant {
  return {
    title,
    field: `spec.template.spec.containers[0].${field}`,
    breaks: subject => editPod(subject, pod => change(pod.containers[0])),
  };
}

function service(title: string, field: string, change: (json: Manifest) => void): Mutant {
  return { title, field, path: 'test/tool/Service', breaks: subject => edit(subject.service, change) };
}

function nested(depth: number): Manifest {
  return { a: depth === 1 ? TOKEN : nested(depth - 1) };
}

export const OBJECTS: Mutants = {
  'namespace': [
    service('a removed namespace', 'metadata.namespace', json => {
      delete json.metadata.namespace;
    }),
    ...['default', 'kube-system', 'Not_A_Name'].map(namespace =>
      service(`the namespace ${namespace}`, 'metadata.namespace', json => {
        json.metadata.namespace = namespace;
      }),
    ),
    {
      title: 'an object by hand without namespace',
      field: 'metadata.namespace',
      path: 'bare/by-hand',
      breaks: subject => {
        const bare = new Chart(App.of(subject), 'bare');
        Guardrails.enforce(bare);
        new ApiObject(bare, 'by-hand', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'by-hand' } });
      },
    },
  ],

  'names': [
    service('a Service name that starts with a digit', 'metadata.name', json => {
      json.metadata.name = '1tool';
    }),
    service('a removed name', 'metadata.name', json => {
      delete json.metadata.name;
    }),
    service('a port name of 16 characters', 'spec.ports[0].name', json => {
      json.spec.ports[0].name = 'a'.repeat(16);
    }),
    {
      title: 'a Deployment name in capitals',
      field: 'metadata.name',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.replace('/metadata/name', 'Tool')),
    },
    config('a ConfigMap name with _', 'metadata.name', { metadata: { name: 'my_config' } }),
    ...inEveryRole('a container name with _', 'name', container => {
      container.name = 'my_server';
    }),
    inServer('a container port name in capitals', 'ports[0].name', container => {
      container.ports[0].name = 'HTTP';
    }),
    inServer('a variable name with =', 'env[0].name', container => {
      container.env = [{ name: 'A=B', value: '1' }];
    }),
    inServer('a variable that is set twice', 'env', container => {
      container.env = [
        { name: 'A', value: '1' },
        { name: 'A', value: '2' },
      ];
    }),
    inServer('a path that is mounted twice', 'volumeMounts', container => {
      container.volumeMounts.push(container.volumeMounts[0]);
    }),
    {
      title: 'a volume that is there twice',
      field: 'spec.template.spec.volumes',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(
          JsonPatch.add('/spec/template/spec/volumes/-', { name: 'tmp', emptyDir: { sizeLimit: '1Mi' } }),
        ),
    },
    ...['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'].map((kind): Mutant => ({
      title: `a ${kind} with / in its name`,
      field: 'metadata.name',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name: 'a/b' } }),
    })),
    {
      title: 'a Namespace with a dot',
      field: 'metadata.name',
      path: 'test/by-hand',
      breaks: subject => byHand(subject, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } }),
    },
  ],

  'labels': [
    {
      title: 'annotations of more than 256 KiB together',
      field: 'metadata.annotations',
      breaks: ({ deployment }) => {
        deployment.metadata.addAnnotation('a', 'x'.repeat(200_000));
        deployment.metadata.addAnnotation('b', 'x'.repeat(65_000));
      },
    },
    {
      title: 'annotations of pods of more than 256 KiB together',
      field: 'spec.template.metadata.annotations',
      breaks: subject =>
        edit(subject.deployment, json => {
          json.spec.template.metadata.annotations = { a: 'x'.repeat(262_144) };
        }),
    },
    {
      title: 'a label value of 64 characters',
      field: 'metadata.labels.team',
      breaks: ({ deployment }) => deployment.metadata.addLabel('team', 'a'.repeat(64)),
    },
    {
      title: 'a label name with a blank',
      field: 'metadata.labels.my team',
      breaks: ({ deployment }) => deployment.metadata.addLabel('my team', 'a'),
    },
    {
      title: 'an annotation name with two slashes',
      field: 'metadata.annotations.a/b/c',
      breaks: ({ deployment }) => deployment.metadata.addAnnotation('a/b/c', 'x'),
    },
    {
      title: 'a label of the pods that is not a string',
      field: 'spec.template.metadata.labels.team',
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add('/spec/template/metadata/labels/team', 7)),
    },
    {
      title: 'an annotation of the pods that is not a string',
      field: 'spec.template.metadata.annotations.team',
      breaks: ({ deployment }) =>
        deployment.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations/team', true)),
    },
  ],

  'secret-literal': [
    ...Object.entries<readonly [field: string, spec: Manifest]>({
      'the header of a route': [
        'spec.rules[0].filters[0].requestHeaderModifier.set[0].value',
        {
          rules: [
            { filters: [{ requestHeaderModifier: { set: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }] } }] },
          ],
        },
      ],
      'a password in a header of a route': [
        'spec.set[0].value',
        { set: [{ name: 'X-Api-Key', value: 'hunter2-hunter2' }] },
      ],
      'the field of a password': ['spec.db.password', { db: { password: 'hunter2hunter2' } }],
      'a value of a chart': ['spec.values.auth.password', { values: { auth: { password: 'hunter2hunter2' } } }],
      'the field of a token': ['spec.a[0].token', { a: [{ token: 'q7Xz0Lk2Vb9mT4sJw1Rp8YcNq7Xz0Lk2' }] }],
      'the field of an API key': ['spec.apiKey', { apiKey: '9f3a7c1e5b2d8f406a1c3e5d7b9f0a2c' }],
      'a field of any name': ['spec.anything', { anything: TOKEN }],
      'a text that is base64': ['spec.anything', { anything: Buffer.from(TOKEN).toString('base64') }],
      'base64 in a text': ['spec.anything', { anything: `x: ${Buffer.from(`t=${TOKEN}`).toString('base64url')}; y` }],
      'a list in a list': ['spec.a[0][1]', { a: [['b', TOKEN]] }],
      'a key': ['spec.map', { map: { [TOKEN]: 'x' } }],
      'a field 60 levels down': [`spec${'.a'.repeat(60)}`, nested(60)],
    }).map(([title, [field, spec]]): Mutant => ({
      title: `a credential in ${title} of a kind that nobody knows`,
      field,
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, { apiVersion: 'example.com/v1', kind: 'Other', metadata: { name: 'by-hand' }, spec }),
    })),
    ...inEveryRole('a credential as the name of a variable', 'env[0].name', container => {
      container.env = [{ name: TOKEN, value: 'x' }];
    }),
    ...inEveryRole('a credential in the working directory', 'workingDir', container => {
      container.workingDir = `/${TOKEN}`;
    }),
    {
      title: 'a credential in the attributes of a CSI volume',
      field: 'spec.template.spec.volumes[0].csi.volumeAttributes.password',
      breaks: subject =>
        editPod(subject, pod => {
          pod.volumes = [{ name: 'a', csi: { driver: 'd', volumeAttributes: { password: 'hunter2-hunter2' } } }];
        }),
    },
    config('a credential as a key of a ConfigMap', 'data', { data: { [TOKEN]: 'x' } }),
    ...Object.entries({
      '.npmrc': '//registry.npmjs.org/:_authToken=a1B2c3D4e5F6g7H8',
      '.netrc': 'machine x login y password hunter2hunter',
      '.docker.json': JSON.stringify({ auths: { x: { auth: Buffer.from('u:hunter2hunter').toString('base64') } } }),
      'script': 'curl -s -u admin:hunter2hunter https://x\n',
      'quoted.yaml': 'password: "hunter2hunter"\n',
      'flow.yaml': '{ password: hunter2hunter }\n',
      'words.yaml': 'passphrase: correct horse battery staple\n',
    }).map(([name, text]) =>
      config(`a credential in ${name} of a ConfigMap`, `data.${name}`, { data: { [name]: text } }),
    ),
    ...inEveryRole('a credential in a variable', 'env[0].value', container => {
      container.env = [{ name: 'GITHUB_TOKEN', value: TOKEN }];
    }),
    ...inEveryRole('a password in a variable', 'env[0].value', container => {
      container.env = [{ name: 'DB_PASSWORD', value: 'hunter2-hunter2' }];
    }),
    ...inEveryRole('a credential in an argument', 'args[0]', container => {
      container.args = [`--token=${TOKEN}`];
    }),
    ...inEveryRole('a credential after a flag', 'args[1]', container => {
      container.args = ['--api-key', 'hunter2-hunter2'];
    }),
    ...inEveryRole('a credential in the command', 'command[1]', container => {
      container.command = ['server', TOKEN];
    }),
    inServer('a credential in a header of a probe', 'readinessProbe.httpGet.httpHeaders[0].value', container => {
      container.readinessProbe = {
        httpGet: { path: '/healthz', port: 8080, httpHeaders: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }] },
      };
    }),
    inServer('a credential in the command of a probe', 'livenessProbe.exec.command[2]', container => {
      container.livenessProbe = { exec: { command: ['check', '--token', TOKEN] } };
    }),
    inServer('a credential in a hook', 'lifecycle.postStart.exec.command[1]', container => {
      container.lifecycle = { postStart: { exec: { command: ['login', TOKEN] } } };
    }),
    {
      title: 'a credential in an annotation',
      field: 'metadata.annotations.note',
      breaks: ({ deployment }) => deployment.metadata.addAnnotation('note', TOKEN),
    },
    {
      title: 'a password in an annotation',
      field: 'metadata.annotations.example.com/db-password',
      breaks: ({ deployment }) => deployment.metadata.addAnnotation('example.com/db-password', 'hunter2-hunter2'),
    },
    {
      title: 'a credential in a label',
      field: 'metadata.labels.note',
      breaks: ({ deployment }) => deployment.metadata.addLabel('note', TOKEN),
    },
    ...['annotations', 'labels'].map((part): Mutant => ({
      title: `a credential in the ${part} of the pods`,
      field: `spec.template.metadata.${part}.note`,
      breaks: ({ deployment }) => deployment.addJsonPatch(JsonPatch.add(`/spec/template/metadata/${part}/note`, TOKEN)),
    })),
    config('a credential in a ConfigMap', 'data.config.yaml', {
      data: { 'config.yaml': `github:\n  token: ${TOKEN}\n` },
    }),
    config('a password in a ConfigMap under its own name', 'data.DB_PASSWORD', {
      data: { DB_PASSWORD: 'hunter2-hunter2' },
    }),
    config('a credential in binary data of a ConfigMap', 'binaryData.config', {
      binaryData: { config: Buffer.from(`token: ${TOKEN}`).toString('base64') },
    }),
    ...['data', 'stringData'].map((part): Mutant => ({
      title: `a Secret with ${part}`,
      field: part,
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'by-hand' }, [part]: { a: 'b' } }),
    })),
    {
      title: 'a credential in the template of an ExternalSecret',
      field: 'spec.target.template.data.token',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'external-secrets.io/v1',
          kind: 'ExternalSecret',
          metadata: { name: 'by-hand' },
          spec: { secretStoreRef: { name: 'vault' }, target: { template: { data: { token: TOKEN } } }, data: [] },
        }),
    },
  ],

  'whole-objects': [
    ...['List', 'PodList', 'ConfigMap'].map((kind): Mutant => ({
      title: `a ${kind} with items, which nobody judges`,
      field: 'items',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'v1',
          kind,
          metadata: { name: 'by-hand' },
          items: [{ apiVersion: 'v1', kind: 'Pod' }],
        }),
    })),
    service('items that a patch adds', 'items', json => {
      json.items = [{ apiVersion: 'v1', kind: 'Pod' }];
    }),
  ],

  'legacy-transport': [
    {
      title: 'a server that speaks SSE',
      field: 'metadata.annotations.cdk8s-mcp/legacy-transport',
      props: { source: source({ transport: HttpTransport.SSE, sessions: Sessions.IN_MEMORY }) },
      breaks: () => undefined,
    },
  ],

  'duplicate-object': [
    {
      title: 'a Service by hand of the same name',
      field: 'metadata.name',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'tool' },
          spec: { selector: subject.selectorLabels, ports: [{ name: 'http', port: 8080 }] },
        }),
    },
    {
      title: 'a ServiceAccount of another chart, not held to the rules',
      field: 'metadata.name',
      path: 'other/account',
      breaks: subject => {
        new ApiObject(new Chart(App.of(subject), 'other'), 'account', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata: { name: 'tool', namespace: 'mcp-tools' },
        });
      },
    },
    {
      title: 'a name that a patch gives',
      field: 'metadata.name',
      path: 'test/later',
      breaks: subject => {
        byHand(subject, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'one' } });
        byHand(subject, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'two' } }, 'later').addJsonPatch(
          JsonPatch.replace('/metadata/name', 'one'),
        );
      },
    },
  ],
};
