// What people may do in a pool, and what becomes of containers without bounds.
import { EDITOR, VIEWER } from './apps.mjs';
import { MIXED } from './mixed.mjs';
import { call, check, kubectl, paths } from '../api.mjs';

/** Who, verb, resource, and whether. */
const RIGHTS = [
  [VIEWER, 'get', 'pods', true],
  [VIEWER, 'get', 'pods/log', true],
  [VIEWER, 'list', 'deployments.apps', true],
  [VIEWER, 'get', 'resourcequotas', true],
  [VIEWER, 'get', 'secrets', false],
  [VIEWER, 'list', 'secrets', false],
  [VIEWER, 'patch', 'deployments.apps', false],
  [VIEWER, 'delete', 'pods', false],
  [EDITOR, 'patch', 'deployments.apps', true],
  [EDITOR, 'patch', 'deployments.apps/scale', true],
  [EDITOR, 'delete', 'pods', true],
  [EDITOR, 'list', 'pods', true],
  [EDITOR, 'get', 'secrets', false],
  [EDITOR, 'list', 'secrets', false],
  [EDITOR, 'create', 'pods/exec', false],
  [EDITOR, 'get', 'pods/exec', false],
  [EDITOR, 'create', 'pods/attach', false],
  [EDITOR, 'create', 'pods', false],
  [EDITOR, 'create', 'deployments.apps', false],
  [EDITOR, 'patch', 'pods/ephemeralcontainers', false],
  [EDITOR, 'create', 'serviceaccounts/token', false],
  [EDITOR, 'patch', 'networkpolicies.networking.k8s.io', false],
  [EDITOR, 'delete', 'networkpolicies.networking.k8s.io', false],
  [EDITOR, 'patch', 'resourcequotas', false],
  [EDITOR, 'patch', 'limitranges', false],
  [EDITOR, 'patch', 'namespaces', false],
  [EDITOR, 'patch', 'roles.rbac.authorization.k8s.io', false],
  [EDITOR, 'create', 'rolebindings.rbac.authorization.k8s.io', false],
];

async function canI(group, verb, resource, namespace) {
  const [kind, subresource] = resource.split('/');
  const args = ['auth', 'can-i', verb, kind, '--as=jane@example.com', `--as-group=${group}`, '-n', namespace];
  if (subresource !== undefined) {
    args.push(`--subresource=${subresource}`);
  }
  return (await kubectl(args)).stdout.trim();
}

export async function rights() {
  for (const [group, verb, resource, expected] of RIGHTS) {
    const answer = await canI(group, verb, resource, MIXED);
    check(
      `${group} ${expected ? 'may' : 'must not'} ${verb} ${resource}`,
      answer === (expected ? 'yes' : 'no'),
      answer,
    );
  }
  const elsewhere = await canI(EDITOR, 'patch', 'deployments.apps', 'default');
  check('editors have no rights in other namespaces', elsewhere === 'no', elsewhere);
  console.log(
    `people: ${RIGHTS.length + 1} questions asked of the API server, ` +
      `${RIGHTS.filter(([, , , allowed]) => !allowed).length + 1} to be answered with no`,
  );
}

const securityContext = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  runAsUser: 10001,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};
const bare = resources => ({
  metadata: { name: 'bare' },
  spec: { containers: [{ name: 'bare', image: 'registry.example.com/bare:1', securityContext, resources }] },
});
const trial = resources => call('POST', `${paths(MIXED).pods}?dryRun=All`, bare(resources));

export async function bounds() {
  const { status, body } = await trial();
  const defaults = body.spec?.containers[0].resources;
  check('a container without resources is admitted', status === 201, body.message);
  check(
    'with the bounds of the pool',
    defaults?.requests.cpu === '100m' &&
      defaults.requests.memory === '256Mi' &&
      defaults.limits.cpu === '1' &&
      defaults.limits.memory === '256Mi',
    defaults,
  );
  const refused = [
    [{ limits: { memory: '100Gi' } }, 'maximum memory usage per Container is'],
    [{ limits: { cpu: '64' } }, 'maximum cpu usage per Container is'],
    [{ requests: { memory: '1Mi' }, limits: { memory: '128Mi' } }, 'minimum memory usage per Container is'],
  ];
  for (const [resources, words] of refused) {
    const answer = await trial(resources);
    check(
      `a container with ${JSON.stringify(resources)} is refused`,
      answer.status === 403 && answer.body.message.includes(words),
      `${answer.status} ${answer.body.message}`,
    );
  }
  const {
    body: { message },
  } = await call('POST', `${paths(MIXED).pods}?dryRun=All`, { ...bare(), spec: { ...bare().spec, hostNetwork: true } });
  check('Pod Security holds for whoever applies by hand', /violates PodSecurity "restricted/.test(message), message);
  console.log(
    `bounds: a bare container got ${defaults?.requests.cpu} to ${defaults?.limits.cpu} CPU ` +
      `and ${defaults?.limits.memory}, ${refused.length} outside the bounds refused`,
  );
}
