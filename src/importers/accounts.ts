import { objectName } from './cluster-objects';
import { isOf } from './custom-resources';
import { Field } from './field';
import { importPullSecrets } from './kubernetes';
import { accessOf } from './role-access';
import { ServerDraft } from './server-draft';
import { credentialShape } from '../foundation/credentials/credentials';

const RBAC = 'rbac.authorization.k8s.io';
/** Annotations with which an account stands for one of a cloud, and what gives its pods the tokens. */
const CLOUDS: readonly (readonly [key: string, tokens: string])[] = [
  ['eks.amazonaws.com/role-arn', 'sts.REGION.amazonaws.com'],
  ['iam.gke.io/gcp-service-account', 'the metadata server of the nodes'],
  ['azure.workload.identity/client-id', 'login.microsoftonline.com'],
];
/** The label without which Azure gives no tokens to pods. */
const AZURE_LABEL = 'azure.workload.identity/use';
const NEEDS_API =
  'it also needs platform.networkPolicyEngine: cilium, or platform.apiServer with the addresses of the API server';

/** What pods of a server have in the input. */
export interface PodAccount {
  /** The name of the account. */
  readonly field: Field;
  readonly namespace: string | undefined;
  /** Has the settings of a pod; left out: there are none. */
  readonly pod?: Field;
  readonly labels?: Field;
}

/** The accounts of an input, and the roles that are bound to them. */
export class Accounts {
  private readonly accounts: readonly Field[];
  private readonly bindings: readonly Field[];
  private readonly roles: readonly Field[];
  private readonly kept = new Set<Field>();

  public constructor(resources: readonly Field[]) {
    this.accounts = resources.filter(resource => isOf(resource, 'ServiceAccount', ''));
    this.bindings = resources.filter(
      resource => isOf(resource, 'RoleBinding', RBAC) || isOf(resource, 'ClusterRoleBinding', RBAC),
    );
    this.roles = resources.filter(resource => isOf(resource, 'Role', RBAC) || isOf(resource, 'ClusterRole', RBAC));
  }

  /** The account of a server, if the input has it or binds roles to it. */
  public importAccount(server: ServerDraft, from: PodAccount): void {
    const { field, namespace, pod } = from;
    const own = { name: field.text ?? '', namespace };
    const found = this.accounts.find(each => isSame(each.at('metadata'), own));
    const account = found?.readBy(field);
    const bindings = this.bindings.filter(binding => subjectsOf(binding).some(each => isSame(each, own)));
    if (found !== undefined && account !== undefined) {
      if (importCloud(server, account, from)) {
        this.kept.add(found);
      }
      importPullSecretsOf(server, pod, account);
    }
    if (bindings.length > 0) {
      this.propose(
        server,
        field,
        bindings.map(binding => binding.readBy(field)),
      );
    } else if (account !== undefined) {
      withoutRoles(server, field, tokenOf(pod, account));
    }
  }

  /** Whether a server runs with an account of the input, and with none of its own. */
  public isKept(account: Field): boolean {
    return this.kept.has(account);
  }

  private propose(server: ServerDraft, field: Field, bindings: readonly Field[]): void {
    const granted = bindings.map(binding => {
      const ref = binding.at('roleRef');
      const role = this.roles.find(
        each => each.at('kind').text === ref.at('kind').text && isSame(each.at('metadata'), nameIn(ref, binding)),
      );
      role?.open('see the decisions');
      binding.open('see the decisions');
      return {
        name: `${ref.at('kind').text ?? ''} ${shown(ref.at('name'))}`,
        rules: role?.readBy(field).at('rules').items,
        isCluster: binding.at('kind').text === 'ClusterRoleBinding',
      };
    });
    server.decide(
      'kubernetesAccess',
      'permissions',
      `${field.path} names an account with ${granted.map(({ name }) => name).join(', ')}: ` +
        `${accessOf(granted)}, or none if it does not use the Kubernetes API; ${NEEDS_API}`,
      true,
    );
    field.open('the server has an account of its own');
  }
}

interface Named {
  readonly name: string;
  /** What `helm template` leaves out. */
  readonly namespace: string | undefined;
}

/** Those of a binding that is not for anybody here need not be a list. */
function subjectsOf(binding: Field): readonly Field[] {
  return binding.at('subjects').isList ? binding.at('subjects').items : [];
}

function nameIn(ref: Field, binding: Field): Named {
  const isCluster = ref.at('kind').text === 'ClusterRole';
  return {
    name: ref.at('name').text ?? '',
    namespace: isCluster ? undefined : binding.at('metadata', 'namespace').text,
  };
}

function isSame(field: Field, { name, namespace }: Named): boolean {
  const other = field.at('namespace').text;
  return (
    name !== '' &&
    field.at('name').text === name &&
    (field.at('kind').text ?? 'ServiceAccount') === 'ServiceAccount' &&
    (other === undefined || namespace === undefined || other === namespace)
  );
}

function shown({ text }: Field): string {
  return text !== undefined && credentialShape(text) === undefined ? text : 'another';
}

/** Whether pods get a token: what the pod says wins. */
function tokenOf(pod: Field | undefined, account: Field): boolean {
  const key = 'automountServiceAccountToken';
  return (pod?.at(key).value ?? account.at(key).value) !== false;
}

function withoutRoles(server: ServerDraft, field: Field, hasToken: boolean): void {
  if (!hasToken) {
    field.use('the server has an account of its own, without a token as this one');
    return;
  }
  server.decide(
    'kubernetesAccess',
    'permissions',
    `${field.path} names an account to which no role of the input is bound: kubernetesAccess is none; if roles are ` +
      `bound elsewhere, say what it may do, such as { readOnly: { resources: [pods] } }; ${NEEDS_API}`,
  );
  field.open('the server has an account of its own');
}

/** Clouds know an account by its name and namespace: the server keeps it. */
function importCloud(server: ServerDraft, account: Field, { field, labels }: PodAccount): boolean {
  const annotations = account.at('metadata', 'annotations');
  const name = objectName(field);
  const found = CLOUDS.filter(([key]) => annotations.at(key).isGiven);
  if (found.length === 0 || name === undefined || name === 'default') {
    found.forEach(([key]) => {
      decideUnnamed(server, annotations.at(key));
    });
    return false;
  }
  const at = server.set('serviceAccount', name);
  annotations.use(at);
  account.at('metadata', 'name').use(at);
  field.use(at);
  for (const [key, tokens] of found) {
    server.decide(
      'serviceAccount',
      'account',
      `${annotations.at(key).path} gives its account rights in a cloud, which knows it by its name and namespace: ` +
        `keep both, and allow egress to what gives it tokens (${tokens}) and to what the server calls there`,
    );
  }
  importAzureLabel(server, annotations, labels);
  return true;
}

/** No server runs with the account that every pod has. */
function decideUnnamed(server: ServerDraft, annotation: Field): void {
  server.decide(
    'serviceAccount',
    'account',
    `${annotation.path} gives rights in a cloud to an account that no server may have: make another with them, and ` +
      'name it',
    true,
  );
  annotation.open('see the decisions');
}

function importAzureLabel(server: ServerDraft, annotations: Field, labels: Field | undefined): void {
  if (!annotations.at('azure.workload.identity/client-id').isGiven) {
    return;
  }
  server.decide(
    'labels',
    'account',
    `Azure gives tokens to pods with a label alone: add { ${AZURE_LABEL}: "true" }, and ` +
      'azure.workload.identity to platform.annotationDomains',
    true,
  );
  labels?.at(AZURE_LABEL).open('see the decisions');
}

function importPullSecretsOf(server: ServerDraft, pod: Field | undefined, account: Field): void {
  if (pod === undefined || pod.at('imagePullSecrets').items.length === 0) {
    importPullSecrets(server, account.at('imagePullSecrets'));
  }
}
