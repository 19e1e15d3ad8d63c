import { idOf, isOpen, wayText } from './markdown';
import {
  GatewayPosture,
  PoolPosture,
  Posture,
  SecretPosture,
  ServerPosture,
  Connection,
  WorkloadPosture,
} from './posture';
import { compare } from '../foundation/reader';

/** What a change means for who can do what. */
export type Weight = 'widened' | 'changed' | 'narrowed';

/** One difference between two sets of manifests, in words. */
export interface Change {
  readonly weight: Weight;
  /** What it is about, such as `server mcp-tools/notes`. */
  readonly subject: string;
  /** A stable word for programs, such as `egress-added`. */
  readonly kind: string;
  readonly text: string;
}

type Both<T> = readonly [before: T, after: T];

/** The differences of meaning: order and formatting are none. */
export function changesBetween(before: Posture, after: Posture): Change[] {
  return [
    ...pairs('server', before.servers, after.servers, idWithKind, serverChanges),
    ...pairs('gateway', before.gateways, after.gateways, idWithKind, gatewayChanges),
    ...pairs('pool', before.pools, after.pools, ({ namespace }) => namespace, poolChanges),
    ...findingChanges(before, after),
  ];
}

function idWithKind(of: WorkloadPosture): string {
  return `${of.kind === undefined ? '' : `${of.kind} `}${idOf(of)}`;
}

/** Those that are new, those that are gone, and the changes of those that stay. */
function pairs<T>(
  what: string,
  before: readonly T[],
  after: readonly T[],
  id: (item: T) => string,
  compareTwo: (pair: Both<T>, subject: string) => Change[],
): Change[] {
  const [old, now] = [before, after].map(items => new Map(items.map(item => [id(item), item])));
  return [...new Set([...old.keys(), ...now.keys()])].sort(compare).flatMap((key): Change[] => {
    const [was, is] = [old.get(key), now.get(key)];
    const subject = `${what} ${key}`;
    if (was === undefined) {
      return [{ weight: 'widened', subject, kind: `${what}-added`, text: 'is new' }];
    }
    // without its pool a namespace has no bounds
    const weight = what === 'pool' ? 'widened' : 'narrowed';
    return is === undefined
      ? [{ weight, subject, kind: `${what}-removed`, text: 'is gone; a plain apply leaves its objects' }]
      : compareTwo([was, is], subject);
  });
}

/** Members of two lists, by their words. */
function members<T>(
  [before, after]: Both<readonly T[]>,
  subject: string,
  name: string,
  text: (item: T) => string,
  weigh: (item: T) => Weight = () => 'widened',
): Change[] {
  const [old, now] = [before, after].map(items => new Map(items.map(item => [text(item), item])));
  return [
    ...[...now]
      .filter(([key]) => !old.has(key))
      .map(([key, item]): Change => ({
        weight: weigh(item),
        subject,
        kind: `${name}-added`,
        text: `${name} added: ${key}`,
      })),
    ...[...old]
      .filter(([key]) => !now.has(key))
      .map(([key]): Change => ({
        weight: 'narrowed',
        subject,
        kind: `${name}-removed`,
        text: `${name} removed: ${key}`,
      })),
  ];
}

function value(
  [before, after]: Both<string | undefined>,
  subject: string,
  name: string,
  weight: Weight = 'changed',
): Change[] {
  return before === after
    ? []
    : [{ weight, subject, kind: `${name}-changed`, text: `${name}: ${before ?? 'none'} → ${after ?? 'none'}` }];
}

function workloadChanges([before, after]: Both<WorkloadPosture>, subject: string): Change[] {
  const both = <T>(of: (workload: WorkloadPosture) => T): Both<T> => [of(before), of(after)];
  return [
    ...imageChanges([before, after], subject),
    ...members(
      both(({ callers }) => callers),
      subject,
      'caller',
      openText,
    ),
    ...members(
      both(({ egress }) => egress),
      subject,
      'egress',
      openText,
    ),
    ...members(
      both(({ secrets }) => secrets),
      subject,
      'secret',
      secretText,
    ),
    ...members(
      both(({ access }) => access.flatMap(accessTexts)),
      subject,
      'access',
      rule => rule,
    ),
    ...members(
      both(({ relaxations }) => relaxations),
      subject,
      'relaxation',
      ({ name, reason }) => `${name} (${reason})`,
    ),
    ...scalingChanges([before, after], subject),
    ...sandboxChanges(
      both(({ sandbox }) => sandbox),
      subject,
    ),
    ...value(
      both(({ pool }) => pool),
      subject,
      'pool',
    ),
    ...value(
      both(({ owner }) => owner),
      subject,
      'owner',
    ),
  ];
}

/** A role that is elsewhere may grant anything. */
function accessTexts({ role, namespace, rules }: WorkloadPosture['access'][number]): string[] {
  const where = `${role} in ${namespace ?? 'every namespace'}`;
  return rules.length === 0 ? [`${where}: what it grants is not here`] : rules.map(rule => `${where}: ${rule}`);
}

function openText(way: Connection): string {
  return `${isOpen(way) ? 'OPEN ' : ''}${wayText(way)}`;
}

function secretText({ secret, key = 'every key', as, target, source }: SecretPosture): string {
  return `${secret}/${key} as ${as}${target === undefined ? '' : ` ${target}`}${source === undefined ? '' : ` from ${source}`}`;
}

/** An image that moves is neither more nor less: somebody must look at what is new in it. One without a digest may be anything. */
function imageChanges([before, after]: Both<WorkloadPosture>, subject: string): Change[] {
  const textOf = ({ name, tag, digest }: WorkloadPosture['images'][number]): string =>
    `${name}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
  const [old, now] = [before, after].map(({ images }) => new Map(images.map(image => [image.container, image])));
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((container): Change[] => {
    const [was, is] = [old.get(container), now.get(container)];
    if (was === undefined || is === undefined) {
      const [kind, weight] = was === undefined ? (['added', 'widened'] as const) : (['removed', 'narrowed'] as const);
      return [
        {
          weight,
          subject,
          kind: `container-${kind}`,
          text: `container ${kind}: ${container} ${[was ?? is].flatMap(image => (image === undefined ? [] : [textOf(image)])).join('')}`,
        },
      ];
    }
    const lost = was.digest !== undefined && is.digest === undefined;
    return value([textOf(was), textOf(is)], subject, `image of ${container}`, lost ? 'widened' : 'changed').map(
      change => ({ ...change, kind: 'image-changed' }),
    );
  });
}

function scalingChanges([before, after]: Both<WorkloadPosture>, subject: string): Change[] {
  const textOf = ({ scaling: { min, max, by } }: WorkloadPosture): string =>
    `${min === max ? max : `${min} to ${max}`}${by === undefined ? '' : ` by ${by}`}`;
  return value([textOf(before), textOf(after)], subject, 'replicas');
}

function sandboxChanges([before, after]: Both<string | undefined>, subject: string): Change[] {
  return value(
    [before, after],
    subject,
    'sandbox',
    after === undefined ? 'widened' : before === undefined ? 'narrowed' : 'changed',
  );
}

function serverChanges([before, after]: Both<ServerPosture>, subject: string): Change[] {
  const both = <T>(of: (server: ServerPosture) => T): Both<T> => [of(before), of(after)];
  const [was, is] = both(({ quarantine }) => quarantine);
  return [
    ...value(
      [was, is],
      subject,
      'quarantine',
      is === undefined ? 'widened' : was === undefined ? 'narrowed' : 'changed',
    ),
    ...value(
      both(server => server.package),
      subject,
      'package',
    ),
    ...value(
      both(({ bridge }) => bridge),
      subject,
      'bridge',
    ),
    ...value(
      both(({ transport }) => transport),
      subject,
      'transport',
    ),
    ...value(
      both(({ sessions }) => sessions),
      subject,
      'sessions',
    ),
    ...value(
      both(({ port }) => port?.toString()),
      subject,
      'port',
    ),
    ...value(
      both(({ serverAuth }) => serverAuth),
      subject,
      'asks callers for',
      after.serverAuth === undefined ? 'widened' : 'changed',
    ).map(change => ({ ...change, kind: 'server-auth-changed' })),
    ...toolChanges(
      both(({ tools }) => tools),
      subject,
    ),
    ...value(
      both(({ tools }) => tools?.hash),
      subject,
      'reviewed tools',
    ).map(change => ({ ...change, kind: 'tools-hash-changed' })),
    ...workloadChanges([before, after], subject),
  ];
}

/** No list lets every tool through. */
function toolChanges([before, after]: Both<ServerPosture['tools']>, subject: string): Change[] {
  const [allowed, denied] = [
    [before?.allowed, after?.allowed],
    [before?.denied, after?.denied],
  ] as const;
  const listed: Change[] =
    allowed[0] === undefined || allowed[1] === undefined
      ? value(
          [allowed[0]?.join(' '), allowed[1]?.join(' ')],
          subject,
          'allowed tools',
          allowed[1] === undefined ? 'widened' : 'narrowed',
        ).map(change => ({ ...change, kind: 'tools-allowed-changed' }))
      : members([allowed[0], allowed[1]], subject, 'allowed tool', tool => tool).map(change => ({
          ...change,
          kind: change.kind.replace(' ', '-'),
        }));
  const refused = members(
    [denied[0] ?? [], denied[1] ?? []],
    subject,
    'denied tool',
    tool => tool,
    () => 'narrowed',
  ).map((change): Change => ({
    ...change,
    kind: change.kind.replace(' ', '-'),
    weight: change.kind.endsWith('removed') ? 'widened' : 'narrowed',
  }));
  return [...listed, ...refused];
}

function gatewayChanges([before, after]: Both<GatewayPosture>, subject: string): Change[] {
  const both = <T>(of: (gateway: GatewayPosture) => T): Both<T> => [of(before), of(after)];
  return [
    ...value(
      both(({ auth }) => auth),
      subject,
      'auth',
      'widened',
    ),
    // which of two rules lets more through is not decided here: somebody must look
    ...members(
      both(({ policies }) => policies),
      subject,
      'policy',
      policy => policy,
    ).map(change => ({ ...change, weight: 'widened' as const })),
    ...value(
      both(({ engine }) => engine),
      subject,
      'engine',
    ),
    ...members(
      both(({ servers }) => servers),
      subject,
      'server',
      idOf,
    ),
    ...members(
      both(({ remote }) => remote),
      subject,
      'remote server',
      host => host,
    ).map(change => ({ ...change, kind: change.kind.replace(' ', '-') })),
    ...members(
      both(({ hosts }) => hosts),
      subject,
      'host',
      host => host,
    ),
    ...workloadChanges([before, after], subject),
  ];
}

function poolChanges([before, after]: Both<PoolPosture>, subject: string): Change[] {
  const keys = [...new Set([before, after].flatMap(({ quota }) => Object.keys(quota)))].sort(compare);
  return [
    ...keys.flatMap(key =>
      value(
        [before.quota[key], after.quota[key]],
        subject,
        `quota ${key}`,
        quotaWeight(before.quota[key], after.quota[key]),
      ).map(change => ({ ...change, kind: 'quota-changed' })),
    ),
    ...value(
      [before.podSecurity, after.podSecurity],
      subject,
      'Pod Security',
      after.podSecurity === 'restricted' ? 'narrowed' : 'widened',
    ).map(change => ({ ...change, kind: 'pod-security-changed' })),
  ];
}

/** A quota that a server more needs is larger too: it is told, and weighs nothing by itself unless a bound goes. */
function quotaWeight(before: string | undefined, after: string | undefined): Weight {
  if (after === undefined) {
    return 'widened';
  }
  return before === undefined ? 'narrowed' : 'changed';
}

/** Rules that are newly broken, and reasons that are newly given. */
function findingChanges(before: Posture, after: Posture): Change[] {
  const textOf = ({ rule, object, field, problem }: Posture['findings'][number]): string =>
    `${rule}: ${object}: ${field} ${problem}`;
  const split = ({ findings }: Posture, acknowledged: boolean): Posture['findings'] =>
    findings.filter(finding => (finding.acknowledged !== undefined) === acknowledged);
  return [
    ...members([split(before, false), split(after, false)], 'rules', 'finding', textOf, ({ severity }) =>
      severity === 'error' ? 'widened' : 'changed',
    ),
    ...members(
      [split(before, true), split(after, true)],
      'rules',
      'acknowledgement',
      finding => `${textOf(finding)} (${finding.acknowledged ?? ''})`,
    ),
  ];
}
