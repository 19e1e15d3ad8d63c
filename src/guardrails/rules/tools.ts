import { AppIndex } from '../app-index';
import { getPath, asArray, describe, asString } from '../json';
import { referredKind } from '../references';
import { Finding, RelationRule, WORKLOADS } from '../rule';
import { Subject, notesOf } from '../subject';

const ALLOWED = 'cdk8s-mcp/tools-allowed';
const DENIED = 'cdk8s-mcp/tools-denied';

/** Words in names of tools, and the verbs of the Kubernetes API for them. */
const WRITING: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    create: ['create'],
    add: ['create'],
    install: ['create'],
    run: ['create'],
    apply: ['create', 'update', 'patch'],
    write: ['create', 'update', 'patch'],
    update: ['update', 'patch'],
    edit: ['update', 'patch'],
    set: ['update', 'patch'],
    patch: ['patch'],
    scale: ['update', 'patch'],
    restart: ['update', 'patch', 'delete'],
    rollout: ['update', 'patch'],
    delete: ['delete', 'deletecollection'],
    remove: ['delete', 'deletecollection'],
    uninstall: ['delete', 'deletecollection'],
    exec: ['create'],
  }),
);
const READING = new Set([
  'get',
  'list',
  'read',
  'describe',
  'search',
  'find',
  'fetch',
  'show',
  'view',
  'query',
  'count',
  'watch',
  'log',
  'logs',
  'top',
  'explain',
  'status',
  'events',
]);
const EVERY_WRITE = ['create', 'update', 'patch', 'delete', 'deletecollection'];

export const TOOL_RULES: readonly RelationRule[] = [
  {
    id: 'tools-access',
    title: 'A server has no more Kubernetes permissions than its tools need',
    why:
      'The gateway denies tools by name; a vulnerability in another tool, or another connection to the server, ' +
      'still has all permissions of the account.',
    fix:
      'Use KubernetesAccess.readOnly for a server whose tools only read, ' +
      'or take the verbs of the tools that are denied out of KubernetesAccess.rules.',
    severity: 'warning',
    references: ['OWASP MCP02:2025 Privilege Escalation via Scope Creep', 'CIS 5.1.4'],
    scanners: [],
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => {
      const notes = notesOf(subject);
      const [allowed, denied] = [ALLOWED, DENIED].map(name => asString(notes[name])?.split(' '));
      if (allowed === undefined && denied === undefined) {
        return [];
      }
      const granted = grantsOf(subject, app);
      const onlyReads = allowed !== undefined && allowed.every(isReading);
      const refused = new Set((denied ?? []).flatMap(name => wordsOf(name).flatMap(word => WRITING.get(word) ?? [])));
      return granted.flatMap(({ role, verbs }) => [
        ...findings(ALLOWED, role, onlyReads ? verbs : [], 'names tools that only read'),
        ...findings(DENIED, role, onlyReads ? [] : verbs.filter(verb => refused.has(verb)), 'denies tools that write'),
      ]);
    },
  },
];

function findings(annotation: string, role: string, verbs: readonly string[], what: string): Finding[] {
  return verbs.length === 0
    ? []
    : [{ field: `metadata.annotations.${annotation}`, problem: `${what}, and ${role} grants ${verbs.join(', ')}` }];
}

/** The verbs that write which roles grant to the account of a pod. */
function grantsOf(subject: Subject, app: AppIndex): { readonly role: string; readonly verbs: readonly string[] }[] {
  return app.bindingsOf(subject).flatMap(({ manifest, namespace }) => {
    const [kind, name] = [referredKind(manifest.roleRef), describe(getPath(manifest, 'roleRef', 'name'))];
    const role = app.find(kind === 'Role' ? namespace : undefined, kind, name);
    const verbs = asArray(role?.manifest.rules).flatMap(rule => asArray(getPath(rule, 'verbs')).map(describe));
    return [
      { role: `${kind} ${name}`, verbs: EVERY_WRITE.filter(verb => verbs.includes(verb) || verbs.includes('*')) },
    ];
  });
}

/** Whether the words of a name only mean reading. */
function isReading(name: string): boolean {
  const words = wordsOf(name);
  return words.some(word => READING.has(word)) && !words.some(word => WRITING.has(word));
}

/** The words of a name: pods_delete, pods-delete and podsDelete have the same. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(word => word !== '');
}
