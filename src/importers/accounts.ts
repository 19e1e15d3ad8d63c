import { isOf } from './custom-resources';
import { Field } from './field';
import { importPullSecrets } from './kubernetes';
import { accessOf } from './role-access';
import { ServerDraft } from './server-draft';
import { credentialShape } from '../foundation/credentials/credentials';

const RBAC = 'rbac.authorization.k8s.io';
/** Annotations with which an account stands for one of a cloud. */
const CLOUDS = ['eks.amazonaws.com/role-arn', 'iam.gke.io/gcp-service-account', 'azure.workload.identity/client-id'];
const NEEDS_API =
  'it also needs platform.networkPolicyEngine: cilium, or platform.apiServer with the addresses of the API server';

/** The accounts of an input, and the roles that are bound to them. */
export class Accounts {
  private readonly accounts: readonly Field[];
  private readonly bindings: readonly Field[];
  private readonly roles: readonly Field[];

  public constructor(resources: readonly Field[]) {
    this.accounts = resources.filter(resource => isOf(resource, 'ServiceAccount', ''));
    this.bindings = resources.filter(
      resource => isOf(resource, 'RoleBinding', RBAC) || isOf(resource, 'ClusterRoleBinding', RBAC),
    );
    this.roles = resources.filter(resource => isOf(resource, 'Role', RBAC) || isOf(resource, 'ClusterRole', RBAC));
  }

  /** The account of a workload, if the input has it or binds roles to it. */
  public importAccount(server: ServerDraft, workload: Field): void {
    const pod = workload.at('spec', 'template', 'spec');
    const field = pod.either('serviceAccountName', 'serviceAccount');
    const own = { name: field.text ?? '', namespace: workload.at('metadata', 'namespace').text };
    const account = this.accounts.find(each => isSame(each.at('metadata'), own))?.readBy(workload);
    const bindings = this.bindings.filter(binding => subjectsOf(binding).some(each => isSame(each, own)));
    if (account !== undefined) {
      importCloud(server, account);
      importPullSecretsOf(server, pod, account);
    }
    if (bindings.length > 0) {
      this.propose(
        server,
        field,
        bindings.map(binding => binding.readBy(workload)),
      );
    } else if (account !== undefined) {
      withoutRoles(server, field, tokenOf(pod, account));
    }
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
function tokenOf(pod: Field, account: Field): boolean {
  const key = 'automountServiceAccountToken';
  return (pod.at(key).value ?? account.at(key).value) !== false;
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

/** Clouds know the account by its name, and a server has another one. */
function importCloud(server: ServerDraft, account: Field): void {
  for (const key of CLOUDS) {
    const field = account.at('metadata', 'annotations', key);
    if (field.isGiven) {
      server.decide(
        'kubernetesAccess',
        'account',
        `${field.path} gives its account rights in a cloud, which the account of a server does not have: give it a ` +
          'credential in secrets, or write the server in TypeScript with serviceAccount; then keep kubernetesAccess',
        true,
      );
      field.open('see the decisions');
    }
  }
}

function importPullSecretsOf(server: ServerDraft, pod: Field, account: Field): void {
  if (pod.at('imagePullSecrets').items.length === 0) {
    importPullSecrets(server, account.at('imagePullSecrets'));
  }
}
