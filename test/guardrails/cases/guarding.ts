import { ApiObject, Chart, Size } from 'cdk8s';
import { Mutant, Mutants, byHand, edit } from './mutant';
import {
  AgentgatewayEngine,
  GatewayAuth,
  ImageSignatures,
  McpAdmissionPolicy,
  McpGateway,
  McpNamespace,
  McpPool,
  McpServer,
  Storage,
} from '../../../src';
import { Manifest, server } from '../../util/app';

interface Change {
  readonly title: string;
  readonly field: string;
  /** The id of the object below what `make` creates. */
  readonly id: string;
  readonly change: (json: Manifest) => void;
}

type Make = (subject: McpServer) => { readonly node: McpServer['node'] };

/** Changes of an object that a construct beside the server makes. */
function mutants(make: Make, changes: readonly Change[]): Mutant[] {
  return changes.map(({ title, field, id, change }) => ({
    title,
    field,
    path: pathOf(make, id),
    breaks: subject => edit(ApiObject.of(make(subject).node.findChild(id)), change),
  }));
}

const PATHS = new Map<Make, string>();

function pathOf(make: Make, id: string): string {
  const owner = `test/${PATHS.get(make) ?? ''}`;
  return id === 'Default' ? owner : `${owner}/${id}`;
}

const admission: Make = subject =>
  new McpAdmissionPolicy(Chart.of(subject), 'admission', {
    parametersNamespace: 'mcp-admission',
    allowedRegistries: ['registry.example.com'],
    signatures: ImageSignatures.keyless({
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'https://github.com/acme/*',
    }),
  });
const pool: Make = subject => {
  const made = new McpPool(Chart.of(subject), 'pool', { namespace: 'pool' });
  server(made, {}, 'member');
  return made;
};
const namespace: Make = subject => new McpNamespace(Chart.of(subject), 'closed', { name: 'closed' });
const controller: Make = subject =>
  new McpGateway(Chart.of(subject), 'gateway', {
    servers: [subject],
    auth: GatewayAuth.apiKeys({ ci: 'a1'.repeat(32) }),
    engine: AgentgatewayEngine.controller({
      gatewayName: 'public',
      gatewayNamespace: 'gateways',
      hostname: 'mcp.example.com',
    }),
  });
PATHS.set(admission, 'admission').set(pool, 'pool').set(namespace, 'closed').set(controller, 'gateway');

const KEY = JSON.stringify({ keyHash: `sha256:${'b'.repeat(64)}` });
const GRANT = { apiVersion: 'gateway.networking.k8s.io/v1beta1', kind: 'ReferenceGrant', metadata: { name: 'grant' } };
const FROM = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'gateways' };

function grant(title: string, field: string, spec: Manifest): Mutant {
  return { title, field, path: 'test/by-hand', breaks: subject => byHand(subject, { ...GRANT, spec }) };
}

export const GUARDING: Mutants = {
  'admission-policy': [
    ...mutants(admission, [
      {
        title: 'a policy that ignores its failure',
        id: 'Workloads',
        field: 'spec.failurePolicy',
        change: ({ spec }) => {
          spec.failurePolicy = 'Ignore';
        },
      },
      {
        title: 'a validation that is always true',
        id: 'Workloads',
        field: 'spec.validations[0].expression',
        change: ({ spec }) => {
          spec.validations = [{ expression: ' ( true ) ' }];
        },
      },
      {
        title: 'no validation',
        id: 'Network',
        field: 'spec.validations',
        change: ({ spec }) => {
          spec.validations = [];
        },
      },
      {
        title: 'a condition that is never true',
        id: 'Quarantine',
        field: 'spec.matchConditions[0].expression',
        change: ({ spec }) => {
          spec.matchConditions = [{ name: 'never', expression: '!true' }];
        },
      },
      {
        title: 'a policy for no kind',
        id: 'Network',
        field: 'spec.matchConstraints.resourceRules',
        change: ({ spec }) => {
          spec.matchConstraints.resourceRules = [];
        },
      },
      {
        title: 'a binding that lets pass what has no parameters',
        id: 'WorkloadsBinding',
        field: 'spec.paramRef.parameterNotFoundAction',
        change: ({ spec }) => {
          spec.paramRef.parameterNotFoundAction = 'Allow';
        },
      },
      {
        title: 'a binding without an action',
        id: 'WorkloadsBinding',
        field: 'spec.validationActions',
        change: ({ spec }) => {
          spec.validationActions = [];
        },
      },
      {
        title: 'a binding of parameters that do not exist',
        id: 'NetworkBinding',
        field: 'spec.paramRef.name',
        change: ({ spec }) => {
          spec.paramRef.name = 'elsewhere';
        },
      },
      {
        title: 'a binding of another policy',
        id: 'NetworkBinding',
        field: 'spec.policyName',
        change: ({ spec }) => {
          spec.policyName = 'elsewhere';
        },
      },
    ]),
    {
      title: 'a policy that nothing binds',
      field: 'metadata.name',
      path: 'test/admission/Quarantine',
      breaks: subject => {
        admission(subject).node.tryRemoveChild('QuarantineBinding');
      },
    },
  ],

  'image-signatures': mutants(admission, [
    {
      title: 'no attestor',
      id: 'Signatures',
      field: 'spec.rules[0].verifyImages[0].attestors',
      change: ({ spec }) => {
        spec.rules[0].verifyImages[0].attestors = [{ count: 1, entries: [] }];
      },
    },
    {
      title: 'no image',
      id: 'Signatures',
      field: 'spec.rules[0].verifyImages[0].imageReferences',
      change: ({ spec }) => {
        spec.rules[0].verifyImages[0].imageReferences = [];
      },
    },
    {
      title: 'signatures that are not required',
      id: 'Signatures',
      field: 'spec.rules[0].verifyImages[0].required',
      change: ({ spec }) => {
        spec.rules[0].verifyImages[0].required = false;
      },
    },
    {
      title: 'a webhook whose failure lets images pass',
      id: 'Signatures',
      field: 'spec.webhookConfiguration.failurePolicy',
      change: ({ spec }) => {
        spec.webhookConfiguration.failurePolicy = 'Ignore';
      },
    },
  ]),

  'default-deny': mutants(namespace, [
    {
      title: 'one for some pods',
      id: 'DefaultDeny',
      field: 'spec.podSelector',
      change: ({ spec }) => {
        spec.podSelector = { matchLabels: { nobody: 'x' } };
      },
    },
    {
      title: 'one for one direction',
      id: 'DefaultDeny',
      field: 'spec.policyTypes',
      change: ({ spec }) => {
        spec.policyTypes = ['Ingress'];
      },
    },
    {
      title: 'one that allows something',
      id: 'DefaultDeny',
      field: 'spec.egress',
      change: ({ spec }) => {
        spec.egress = [{ to: [{ ipBlock: { cidr: '203.0.113.7/32' } }], ports: [{ port: 443 }] }];
      },
    },
  ]),

  'pool-bounds': [
    ...mutants(pool, [
      {
        title: 'a quota without a number of pods',
        id: 'Quota',
        field: 'spec.hard.pods',
        change: ({ spec }) => {
          delete spec.hard.pods;
        },
      },
      {
        title: 'a quota with ports of nodes',
        id: 'Quota',
        field: 'spec.hard.services.nodeports',
        change: ({ spec }) => {
          spec.hard['services.nodeports'] = '5';
        },
      },
      {
        title: 'limits for no container',
        id: 'Limits',
        field: 'spec.limits',
        change: ({ spec }) => {
          spec.limits[0].type = 'Pod';
        },
      },
    ]),
    {
      title: 'a removed quota',
      field: 'metadata.name',
      path: 'test/pool',
      breaks: subject => {
        pool(subject).node.tryRemoveChild('Quota');
      },
    },
  ],

  'claim': [
    ['a volume by its name', 'spec.volumeName', 'volumeName', 'of-others'],
    ['the data of others', 'spec.dataSourceRef', 'dataSourceRef', { kind: 'VolumeSnapshot', name: 'a' }],
    ['no size', 'spec.resources.requests.storage', 'resources', {}],
  ].map(([title, field, key, value]) => ({
    title: String(title),
    field: String(field),
    path: 'test/tool/Claim-storage-data',
    props: {
      storage: [Storage.persistent('/data', Size.gibibytes(1))],
    },
    breaks: subject =>
      edit(ApiObject.of(subject.node.findAll().find(isClaim) ?? subject), ({ spec }) => {
        spec[String(key)] = value;
      }),
  })),

  'reference-grant': [
    grant('every Service of a namespace', 'spec.to[0]', { from: [FROM], to: [{ group: '', kind: 'Service' }] }),
    grant('Secrets', 'spec.to[0]', { from: [FROM], to: [{ group: '', kind: 'Secret', name: 'tls' }] }),
    grant('an unknown kind', 'spec.from[0]', {
      from: [{ ...FROM, kind: 'Gateway' }],
      to: [{ group: '', kind: 'Service', name: 'a' }],
    }),
  ],

  'api-keys': [
    ...mutants(controller, [
      {
        title: 'a key that is no hash',
        id: 'ApiKeys',
        field: 'data.more',
        change: ({ data }) => {
          data.more = '{}';
        },
      },
    ]),
    {
      title: 'a second ConfigMap with the label',
      field: 'metadata.labels.cdk8s-mcp/api-keys',
      path: 'test/by-hand',
      breaks: subject => {
        controller(subject);
        byHand(subject, {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'more', labels: { 'cdk8s-mcp/api-keys': 'gateway' } },
          data: { more: KEY },
        });
      },
    },
  ],

  'agent-server': [
    {
      title: 'plain http to elsewhere',
      field: 'spec.url',
      path: 'test/by-hand',
      breaks: subject =>
        byHand(subject, {
          apiVersion: 'kagent.dev/v1alpha2',
          kind: 'RemoteMCPServer',
          metadata: { name: 'tools' },
          spec: { url: 'http://tools.example.com/mcp' },
        }),
    },
  ],
};

function isClaim(construct: unknown): boolean {
  return ApiObject.isApiObject(construct) && construct.kind === 'PersistentVolumeClaim';
}
