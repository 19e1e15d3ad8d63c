import { connectionsCell, imageAndTag, replicasCell } from './markdown-cells';
import { cell, code, table } from './markdown-text';
import { AccessPosture, GatewayPosture, ImagePosture, SecretPosture, ServerPosture } from './posture';
import { idOf } from './posture-text';

type Row = readonly [name: string, value: string | undefined];

/** Everything that is known of one server or gateway: a table that can be unfolded. */
export function detail(workload: ServerPosture | GatewayPosture): string[] {
  const special = isGateway(workload) ? gatewayRows(workload) : serverRows(workload);
  const rows: readonly Row[] = [
    ['construct', formatted(workload.path, code)],
    ['owner', formatted(workload.owner, cell)],
    ['environment', formatted(workload.environment, cell)],
    ['pool', formatted(workload.pool, code)],
    ['images', workload.images.map(imageText).join('<br>')],
    ...special,
    ['callers', connectionsCell(workload.callers, 'nobody')],
    ['egress', connectionsCell(workload.egress, 'nowhere')],
    ['secrets', workload.secrets.map(secretText).join('<br>')],
    ['Kubernetes API', workload.access.map(accessText).join('<br>')],
    ['replicas', replicasCell(workload.scaling)],
    ['sandbox', formatted(workload.sandbox, cell)],
    ['relaxed', workload.relaxations.map(({ name, reason }) => `${cell(name)}: ${cell(reason)}`).join('<br>')],
  ];
  const filled = rows.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]]));
  return [`<details><summary>${code(idOf(workload))}</summary>`, table(['', ''], filled), '</details>'];
}

function isGateway(workload: ServerPosture | GatewayPosture): workload is GatewayPosture {
  return 'engine' in workload;
}

function serverRows(server: ServerPosture): Row[] {
  const { tools } = server;
  return [
    ['quarantine', formatted(server.quarantine, cell)],
    ['package', formatted(server.package, code)],
    ['bridge', formatted(server.bridge, cell)],
    ['installed', formatted(server.install, cell)],
    ['protocol', protocolText(server)],
    ['asks callers for', formatted(server.serverAuth, code)],
    ['tools allowed', tools?.allowed?.map(code).join(' ')],
    ['tools denied', tools?.denied?.map(code).join(' ')],
    ['tools reviewed', formatted(tools?.hash, code)],
    ['capabilities', formatted(server.capabilities?.join(', '), cell)],
  ];
}

function gatewayRows({ engine, auth, policies, listener, remote, accessLog }: GatewayPosture): Row[] {
  return [
    ['engine', engine],
    ['auth', cell(auth)],
    ['policies', policies.map(cell).join('<br>')],
    ['leads outside to', remote.map(code).join('<br>')],
    ['access log to', formatted(accessLog, code)],
    ['listener', formatted(listener, cell)],
  ];
}

function formatted(value: string | undefined, format: (text: string) => string): string | undefined {
  return value === undefined || value === '' ? undefined : format(value);
}

function imageText(image: ImagePosture): string {
  const digest = image.digest === undefined ? '' : `@${image.digest}`;
  return `${cell(image.container)}: ${code(imageAndTag(image) + digest)}`;
}

function protocolText({ transport, sessions, port }: ServerPosture): string {
  return `${cell(transport)}, sessions: ${cell(sessions)}${port === undefined ? '' : `, port ${port}`}`;
}

function secretText({ secret, key, as, target, source }: SecretPosture): string {
  const place = target === undefined ? as : `${as} ${code(target)}`;
  const entry = code(key === undefined ? secret : `${secret}/${key}`);
  return `${place} from ${entry}${source === undefined ? '' : ` (${cell(source)})`}`;
}

function accessText({ role, namespace, rules }: AccessPosture): string {
  const where = namespace === undefined ? ', everywhere' : ` in ${cell(namespace)}`;
  return `${cell(role)}${where}: ${rules.length === 0 ? 'rules unknown' : cell(rules.join('; '))}`;
}
