import { cell, code, table } from './markdown-text';
import {
  AccessPosture,
  FindingPosture,
  GatewayPosture,
  ImagePosture,
  PoolPosture,
  Posture,
  ScalingPosture,
  SecretPosture,
  ServerPosture,
  Connection,
} from './posture';

/** The report as Markdown: a summary to read, tables to look things up in. */
export function renderMarkdown({ servers, gateways, pools, findings, prune }: Posture): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const errors = open.filter(({ severity }) => severity === 'error').length;
  return lines(
    '# MCP posture',
    `${count(servers.length, 'server')}, ${count(gateways.length, 'gateway')}, ${count(pools.length, 'pool')}. ` +
      `${count(errors, 'error')}, ${count(open.length - errors, 'warning')}, ${count(findings.length - open.length, 'acknowledged finding')}.`,
    servers.length === 0 ? [] : ['## Servers', overview(servers)],
    gateways.length === 0
      ? []
      : [
          '## Gateways',
          table(
            ['gateway', 'engine', 'auth', 'servers', 'reached as'],
            gateways.map(gateway => [
              code(idOf(gateway)),
              gateway.engine,
              cell(gateway.auth),
              [...gateway.servers.map(server => code(idOf(server))), ...gateway.remote.map(code)].join('<br>'),
              gateway.hosts.map(code).join('<br>') || 'inside the cluster',
            ]),
          ),
        ],
    [...servers, ...gateways].map(detail),
    pools.length === 0
      ? []
      : [
          '## Pools',
          table(['namespace', 'owner', 'Pod Security', 'servers', 'pods', 'CPU', 'memory'], pools.map(poolRow)),
        ],
    findings.length === 0
      ? []
      : ['## Findings', table(['', 'rule', 'object', 'what', 'why it may be so'], findings.map(findingRow))],
    prune.length === 0
      ? []
      : [
          '## To prune',
          'A plain `kubectl apply` leaves these in the cluster. Argo CD and Flux prune them by themselves.',
          prune
            .map(
              ({ namespace, name, why, command }) =>
                `- ${code(`${namespace}/${name}`)}: ${cell(why)}\n\n  ${code(command)}`,
            )
            .join('\n'),
        ],
  );
}

type Lines = string | readonly Lines[];

function lines(...parts: readonly Lines[]): string {
  return `${parts.flat(4).join('\n\n')}\n`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

export function idOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function overview(servers: readonly ServerPosture[]): string {
  return table(
    ['server', 'runs', 'who may call', 'where it may connect', 'secrets', 'replicas', 'relaxed'],
    servers.map(server => [
      `${code(idOf(server))}${server.quarantine === undefined ? '' : '<br>**quarantine**'}`,
      code(server.package ?? shortImage(server.images[0])),
      ways(server.callers, 'nobody'),
      ways(server.egress, 'nowhere'),
      String(server.secrets.filter(({ as }) => as !== 'pull secret').length || ''),
      replicas(server.scaling),
      server.relaxations.map(({ name }) => cell(name)).join('<br>'),
    ]),
  );
}

function shortImage(image: ImagePosture | undefined): string {
  return image === undefined ? '' : `${image.name}${image.tag === undefined ? '' : `:${image.tag}`}`;
}

function ways(list: readonly Connection[], none: string): string {
  return list.length === 0
    ? none
    : list.map(way => (isOpen(way) ? `**${cell(wayText(way))}**` : cell(wayText(way)))).join('<br>');
}

/** Whether a way leads to or from more than somebody has named. */
export function isOpen({ kind }: Connection): boolean {
  return kind === 'everyone' || kind === 'internet';
}

export function wayText({ to, ports, purpose }: Connection): string {
  return `${to} port ${ports.join(', ')}${purpose === undefined ? '' : ` (${purpose})`}`;
}

function replicas({ min, max, by }: ScalingPosture): string {
  return min === max ? String(max) : cell(`${min}–${max}${by === undefined ? '' : ` by ${by}`}`);
}

/** Everything that is known of one server or gateway. */
function detail(workload: ServerPosture | GatewayPosture): Lines {
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['construct', workload.path && code(workload.path)],
    ['owner', workload.owner && cell(workload.owner)],
    ['environment', workload.environment && cell(workload.environment)],
    ['pool', workload.pool && code(workload.pool)],
    [
      'images',
      workload.images
        .map(
          image =>
            `${cell(image.container)}: ${code(`${shortImage(image)}${image.digest === undefined ? '' : `@${image.digest}`}`)}`,
        )
        .join('<br>'),
    ],
    ...('engine' in workload ? gatewayFacts(workload) : serverFacts(workload)),
    ['callers', ways(workload.callers, 'nobody')],
    ['egress', ways(workload.egress, 'nowhere')],
    ['secrets', workload.secrets.map(secretText).join('<br>')],
    ['Kubernetes API', workload.access.map(accessText).join('<br>')],
    ['replicas', replicas(workload.scaling)],
    ['sandbox', workload.sandbox && cell(workload.sandbox)],
    ['relaxed', workload.relaxations.map(({ name, reason }) => `${cell(name)}: ${cell(reason)}`).join('<br>')],
  ];
  const known = facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
  return [`<details><summary>${code(idOf(workload))}</summary>`, table(['', ''], known), '</details>'];
}

function serverFacts(server: ServerPosture): (readonly [string, string | undefined])[] {
  const { tools } = server;
  return [
    ['quarantine', server.quarantine && cell(server.quarantine)],
    ['package', server.package && code(server.package)],
    ['bridge', server.bridge && cell(server.bridge)],
    ['installed', server.install && cell(server.install)],
    [
      'protocol',
      `${cell(server.transport)}, sessions: ${cell(server.sessions)}${server.port === undefined ? '' : `, port ${server.port}`}`,
    ],
    ['asks callers for', server.serverAuth && code(server.serverAuth)],
    ['tools allowed', tools?.allowed?.map(code).join(' ')],
    ['tools denied', tools?.denied?.map(code).join(' ')],
    ['tools reviewed', tools?.hash && code(tools.hash)],
    ['capabilities', server.capabilities && cell(server.capabilities.join(', '))],
  ];
}

function gatewayFacts({
  engine,
  auth,
  policies,
  listener,
  remote,
}: GatewayPosture): (readonly [string, string | undefined])[] {
  return [
    ['engine', engine],
    ['auth', cell(auth)],
    ['policies', policies.map(cell).join('<br>')],
    ['leads outside to', remote.map(code).join('<br>')],
    ['listener', listener && cell(listener)],
  ];
}

function secretText({ secret, key, as, target, source }: SecretPosture): string {
  return `${as}${target === undefined ? '' : ` ${code(target)}`} from ${code(`${secret}${key === undefined ? '' : `/${key}`}`)}${source === undefined ? '' : ` (${cell(source)})`}`;
}

function accessText({ role, namespace, rules }: AccessPosture): string {
  return `${cell(role)}${namespace === undefined ? ', everywhere' : ` in ${cell(namespace)}`}: ${rules.length === 0 ? 'rules unknown' : cell(rules.join('; '))}`;
}

function poolRow({ namespace, owner = '', podSecurity = 'elsewhere', servers, quota }: PoolPosture): string[] {
  const cpu = `${quota['requests.cpu'] ?? ''} / ${quota['limits.cpu'] ?? 'no limit'}`;
  return [
    code(namespace),
    ...[owner, podSecurity, String(servers.length), quota.pods ?? '', cpu, quota['limits.memory'] ?? ''].map(cell),
  ];
}

function findingRow({ severity, rule, object, path, field, problem, acknowledged }: FindingPosture): string[] {
  return [
    acknowledged === undefined ? `**${severity}**` : 'acknowledged',
    code(rule),
    `${code(object)}${path === undefined ? '' : `<br>${code(path)}`}`,
    `${code(field)} ${cell(problem)}`,
    cell(acknowledged ?? ''),
  ];
}
