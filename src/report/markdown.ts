import { connectionsCell, imageAndTag, replicasCell } from './markdown-cells';
import { detail } from './markdown-detail';
import { cell, code, table } from './markdown-text';
import { FindingPosture, GatewayPosture, PoolPosture, Posture, Prune, ServerPosture } from './posture';
import { idOf } from './posture-text';

const PRUNE = 'A plain `kubectl apply` keeps these in the cluster. Argo CD and Flux prune them automatically.';

/** The report as Markdown: a summary, and tables with the details. */
export function renderMarkdown({ servers, gateways, pools, findings, prune }: Posture): string {
  const counts = [count(servers.length, 'server'), count(gateways.length, 'gateway'), count(pools.length, 'pool')];
  const paragraphs = [
    '# MCP posture',
    `${counts.join(', ')}. ${findingCounts(findings)}.`,
    ...section('## Servers', servers, serverTable),
    ...section('## Gateways', gateways, gatewayTable),
    ...[...servers, ...gateways].flatMap(detail),
    ...section('## Pools', pools, poolTable),
    ...section('## Findings', findings, findingTable),
    ...section(`## To prune\n\n${PRUNE}`, prune, items => items.map(pruneItem).join('\n')),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** A title and its content, or nothing where there are no items. */
function section<T>(title: string, items: readonly T[], render: (items: readonly T[]) => string): string[] {
  return items.length === 0 ? [] : [title, render(items)];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function findingCounts(findings: readonly FindingPosture[]): string {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const errors = open.filter(({ severity }) => severity === 'error').length;
  return [
    count(errors, 'error'),
    count(open.length - errors, 'warning'),
    count(findings.length - open.length, 'acknowledged finding'),
  ].join(', ');
}

function serverTable(servers: readonly ServerPosture[]): string {
  return table(
    ['server', 'runs', 'who may call', 'where it may connect', 'secrets', 'replicas', 'relaxed'],
    servers.map(server => [
      `${code(idOf(server))}${server.quarantine === undefined ? '' : '<br>**quarantine**'}`,
      code(server.package ?? server.images.slice(0, 1).map(imageAndTag).join('')),
      connectionsCell(server.callers, 'nobody'),
      connectionsCell(server.egress, 'nowhere'),
      String(server.secrets.filter(({ as }) => as !== 'pull secret').length || ''),
      replicasCell(server.scaling),
      server.relaxations.map(({ name }) => cell(name)).join('<br>'),
    ]),
  );
}

function gatewayTable(gateways: readonly GatewayPosture[]): string {
  return table(
    ['gateway', 'engine', 'auth', 'servers', 'reached as'],
    gateways.map(gateway => [
      code(idOf(gateway)),
      gateway.engine,
      cell(gateway.auth),
      [...gateway.servers.map(server => code(idOf(server))), ...gateway.remote.map(code)].join('<br>'),
      gateway.hosts.map(code).join('<br>') || 'inside the cluster',
    ]),
  );
}

function poolTable(pools: readonly PoolPosture[]): string {
  return table(['namespace', 'owner', 'Pod Security', 'servers', 'pods', 'CPU', 'memory'], pools.map(poolRow));
}

function poolRow({ namespace, owner = '', podSecurity = 'elsewhere', servers, quota }: PoolPosture): string[] {
  const cpu = `${quota['requests.cpu'] ?? ''} / ${quota['limits.cpu'] ?? 'no limit'}`;
  return [
    code(namespace),
    ...[owner, podSecurity, String(servers.length), quota.pods ?? '', cpu, quota['limits.memory'] ?? ''].map(cell),
  ];
}

function findingTable(findings: readonly FindingPosture[]): string {
  return table(['', 'rule', 'object', 'what', 'why it may be so'], findings.map(findingRow));
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

function pruneItem({ namespace, name, why, command }: Prune): string {
  return `- ${code(`${namespace}/${name}`)}: ${cell(why)}\n\n  ${code(command)}`;
}
