import { posix } from 'path';
import { PRIMARY_PORT } from '../../foundation/labels';
import { AppIndex } from '../app-index';
import { Json, getPath, asInteger, asArray, asObject, asString, parseArray } from '../json';
import { Finding, ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { scalerOf } from '../scalers';
import { Subject, firstOf, notesOf } from '../subject';

const SESSIONS = 'cdk8s-mcp/sessions';
const IN_MEMORY = 'in-memory';

/** The default endpoints of servers, and the arguments of bridges that name another one. */
const ENDPOINTS = ['/mcp', '/sse'];
const ENDPOINT_FLAGS = ['--streamEndpoint', '--streamableHttpPath', '--ssePath', '--sseEndpoint'];
const PROBES = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** Arguments and variables with the host names that a server answers to. */
const LIST_FLAG = /^--?(?:[a-z]+-)*allowed-(?:hosts?|origins?)$/i;
const LIST_VARIABLE = /ALLOWED_(?:HOSTS?|ORIGINS?)$/i;
/**
 * Arguments and variables that disable the check: of the Python SDK, of servers on the Go SDK, and of server-everything
 * and kubernetes from npm.
 */
const OFF_FLAG = /^--?(?:dangerously-)?disable-(?:dns-rebinding|host|origin)[a-z-]*(?:=true)?$/i;
const OFF_VARIABLES: ReadonlyMap<string, RegExp> = new Map([
  ['DNS_REBINDING_PROTECTION', /^(?:false|0|off|no)$/i],
  ['MCP_CORS_MODE', /^disabled$/i],
  ['MCPGODEBUG', /disablelocalhostprotection=1/],
]);

export const PROTOCOL_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'sessions-replicas',
    title: 'Servers with sessions in memory have one replica and client affinity',
    why: 'A second replica does not know the sessions of the first and answers 404 to its clients.',
    fix: 'Leave one replica and the affinity of the Service, or use a server without sessions or with a shared store.',
    severity: 'error',
    references: ['MCP 2026-07-28: Transports'],
    scanners: [],
    kinds: [WORKLOADS, 'Service'],
    checkInApp: (subject, app) =>
      subject.pod === undefined ? affinityFindings(subject, app) : replicaFindings(subject, app),
  },
  {
    id: 'probe-endpoint',
    title: 'No probe uses the MCP endpoint',
    why:
      'A GET there is answered with 400, 405 or a stream that never ends: the pod is restarted, ' +
      'or opens a stream with each probe.',
    fix: 'Use the health path, or the port with tcpSocket.',
    severity: 'error',
    references: ['MCP 2026-07-28: Transports', 'Kubernetes: Configure probes'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) => (pod?.containers ?? []).flatMap(({ path, json }) => probeFindings(path, json)),
  },
  {
    id: 'host-check',
    title: 'Servers that check Host and Origin have a list of names without wildcards',
    why:
      'Without the check a web page can make a browser call the server through a name that it controls (DNS ' +
      'rebinding).',
    fix: 'Use AllowedHosts and AllowedOrigins, which fill in the names of the Service.',
    severity: 'error',
    references: ['MCP 2026-07-28: Transports', 'OWASP MCP07:2025 Insufficient Authentication & Authorization'],
    scanners: [],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.containers ?? []).flatMap(({ path, json }) => [
        ...flagFindings(path, json),
        ...variableFindings(path, json),
      ]),
  },
];

function probeFindings(path: string, json: Json): Finding[] {
  const asked = PROBES.flatMap(probe => {
    const asks = asString(getPath(json, probe, 'httpGet', 'path'));
    return asks === undefined || !isPrimary(json, getPath(json, probe, 'httpGet', 'port')) ? [] : [{ probe, asks }];
  });
  if (asked.length === 0) {
    return [];
  }
  const endpoints = [
    ...ENDPOINTS,
    ...argumentsAfter(json, word => ENDPOINT_FLAGS.includes(word)).map(({ value }) => value),
  ].map(plain);
  return asked.flatMap(({ probe, asks }) =>
    findingUnless(!endpoints.includes(plain(asks)), `${path}.${probe}.httpGet.path`, `is the MCP endpoint ${asks}`),
  );
}

/** Where a port is named for MCP, another port may answer on the same path. */
function isPrimary(json: Json, port: unknown): boolean {
  const primary = asArray(json.ports).find(one => getPath(one, 'name') === PRIMARY_PORT);
  return primary === undefined || port === PRIMARY_PORT || port === getPath(primary, 'containerPort');
}

function replicaFindings(subject: Subject, app: AppIndex): Finding[] {
  if (!keepsSessions(subject)) {
    return [];
  }
  const replicas = asInteger(getPath(subject.manifest, 'spec', 'replicas')) ?? 1;
  const scalers = app.scalersOf(subject).filter(scaler => (scalerOf(scaler)?.max ?? 0) > 1);
  return [
    ...findingUnless(replicas <= 1, 'spec.replicas', `must be 1 with sessions in memory, got ${replicas}`),
    ...findingUnless(
      scalers.length === 0,
      'spec.replicas',
      `are managed by the autoscaler ${firstOf(scalers)}, and sessions are in memory`,
    ),
  ];
}

function affinityFindings({ manifest, namespace }: Subject, app: AppIndex): Finding[] {
  const servers = app
    .selectedBy(namespace, { matchLabels: getPath(manifest, 'spec', 'selector') })
    .filter(keepsSessions);
  return findingUnless(
    servers.length === 0 || getPath(manifest, 'spec', 'sessionAffinity') === 'ClientIP',
    'spec.sessionAffinity',
    `must be ClientIP: ${firstOf(servers)} ${servers.length > 1 ? 'keep' : 'keeps'} sessions in memory`,
  );
}

function keepsSessions(subject: Subject): boolean {
  return notesOf(subject)[SESSIONS] === IN_MEMORY;
}

function plain(path: string): string {
  return posix.normalize(path.replace(/[?#].*$/s, '')).replace(/(?!^)\/$/, '');
}

interface Argument {
  readonly index: number;
  readonly value: string;
}

/** The values of arguments, as the next word or behind a `=`. */
function argumentsAfter(json: Json, isMeant: (word: string) => boolean): Argument[] {
  const words = asArray(json.args).map(word => asString(word) ?? '');
  return words.flatMap((word, index) => {
    const [, name, value] = /^(--?[^=]+)=(.*)$/s.exec(word) ?? [];
    if (isMeant(word)) {
      return [{ index, value: /^-/.test(words[index + 1] ?? '-') ? '' : words[index + 1] }];
    }
    return name !== undefined && isMeant(name) ? [{ index, value }] : [];
  });
}

function flagFindings(path: string, json: Json): Finding[] {
  const off = asArray(json.args).flatMap((word, i) =>
    findingUnless(!OFF_FLAG.test(asString(word) ?? ''), `${path}.args[${i}]`, 'disables the check of Host and Origin'),
  );
  return [
    ...off,
    ...argumentsAfter(json, word => LIST_FLAG.test(word)).flatMap(({ index, value }) =>
      listFindings(`${path}.args[${index}]`, value),
    ),
  ];
}

function variableFindings(path: string, json: Json): Finding[] {
  return asArray(json.env).flatMap((variable, i) => {
    const { name, value } = asObject(variable);
    const [field, input] = [`${path}.env[${i}].value`, asString(value)];
    // a value from elsewhere is not known here
    if (typeof name !== 'string' || input === undefined) {
      return [];
    }
    return LIST_VARIABLE.test(name)
      ? listFindings(field, input)
      : findingUnless(OFF_VARIABLES.get(name)?.test(input) !== true, field, 'disables the check of Host and Origin');
  });
}

function listFindings(field: string, input: string): Finding[] {
  const names = namesIn(input);
  return [
    ...findingUnless(names.length > 0, field, 'is an empty list of names'),
    // any port of one name is still one name
    ...names
      .filter(name => name.replace(/:\*$/, '').includes('*'))
      .map(name => ({ field, problem: `allows every name: ${name}` })),
  ];
}

/** The names of a list, with separators or as JSON. */
function namesIn(input: string): string[] {
  const names = parseArray(input)?.map(name => asString(name) ?? '') ?? input.split(/[,;|\s]+/);
  return names.filter(name => name !== '');
}
