import { Duration } from 'cdk8s';
import { userCelProblem } from './user-cel';
import { keyProblem } from '../../foundation/cel-key';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { seconds } from '../../foundation/sizes';
import { Egress } from '../../network/egress';

const MOST_REQUESTS = 1_000_000;

/** Options of a limit that each replica of the gateway keeps for itself. */
export interface LocalRateLimitOptions {
  /** Requests in each period, 1 to 1,000,000, of all callers together. Each replica counts for itself. */
  readonly requests: number;

  /**
   * The period, 1 second to 1 hour.
   *
   * @default Duration.minutes(1)
   */
  readonly per?: Duration;

  /**
   * The most requests at once, at least `requests`.
   *
   * @default - `requests`
   */
  readonly burst?: number;
}

/** Options of a limit that a service of its own keeps. */
export interface RemoteRateLimitOptions {
  /** The service, which speaks Envoy's rate limit protocol over gRPC: `ratelimit.infra.svc.cluster.local:8081`. */
  readonly host: string;

  /** The way to it. */
  readonly egress: Egress;

  /**
   * The domain in the service's configuration.
   *
   * @default 'mcp-gateway'
   */
  readonly domain?: string;

  /**
   * A CEL expression for what is counted, sent as the descriptor `caller`: names of `jwt`, `apiKey`, `source` and
   * `request` such as `jwt.azp`, texts, `string(…)`, `+`, `default(…, …)` and `has(…) ? … : …`. Requests without a
   * value are counted together, as `unknown`. Anything else is an error, because agentgateway counts no request for
   * which an expression fails; so are claims that are lists, and credentials that callers do not have with the
   * gateway's `auth`.
   * Exposes: what callers choose themselves, such as a header, they can change.
   *
   * @default - the caller: the subject of the token or the name of the API key's client; with anonymous callers an
   * error
   */
  readonly key?: string;

  /**
   * Lets calls pass while the service does not answer. Exposes: who can stop the service lifts the limit.
   *
   * @default false
   */
  readonly failOpen?: boolean;
}

/** @internal */
export type RateLimitRule = LocalLimit | RemoteLimit;

/** @internal */
export interface LocalLimit {
  readonly kind: 'local';
  readonly requests: number;
  readonly seconds: number;
  readonly burst: number;
}

/** @internal */
export interface RemoteLimit {
  readonly kind: 'remote';
  readonly host: string;
  readonly egress: Egress;
  readonly domain: string;
  readonly key?: string;
  readonly failOpen: boolean;
}

/** How many requests a gateway lets through. More are answered with 429. */
export class RateLimit {
  /**
   * A limit that each replica of the gateway keeps for itself: against runaway agents, not a fair share for each of
   * them.
   *
   * @param options The rate.
   */
  public static local(options: LocalRateLimitOptions): RateLimit {
    const issues = new Issues('RateLimit.local');
    const { requests, per, burst } = new Reader(issues).struct(options, { requests: true, per: true, burst: true });
    const counted = issues.check(isCount(requests), 'requests', `an integer in 1-${MOST_REQUESTS}`, requests);
    const period = per === undefined ? 60 : seconds(issues, 'per', per, { min: 1, max: 3600 });
    if (counted && burst !== undefined) {
      issues.check(isCount(burst) && burst >= requests, 'burst', `an integer in ${requests}-${MOST_REQUESTS}`, burst);
    }
    issues.throwIfAny();
    return new RateLimit([{ kind: 'local', requests, seconds: period, burst: burst ?? requests }]);
  }

  /**
   * A limit for each caller over all replicas, kept by a rate limit service.
   *
   * @param options The service.
   */
  public static remote(options: RemoteRateLimitOptions): RateLimit {
    const issues = new Issues('RateLimit.remote');
    const known: PropNames<RemoteRateLimitOptions> = {
      host: true,
      egress: true,
      domain: true,
      key: true,
      failOpen: true,
    };
    const { host, egress, domain = 'mcp-gateway', key, failOpen = false } = new Reader(issues).struct(options, known);
    const [, port] = isPlainText(host) ? (/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?:(\d{1,5})$/.exec(host) ?? []) : [];
    issues.check(
      Number(port) >= 1 && Number(port) <= 65535,
      'host',
      'a host and port such as ratelimit.infra.svc.cluster.local:8081',
      host,
    );
    issues.check(isInstance(egress, Egress), 'egress', 'the egress to the service, such as Egress.toPods(…)', egress);
    issues.check(
      isPlainText(domain) && /^[A-Za-z0-9._-]{1,63}$/.test(domain),
      'domain',
      'a name: letters, digits, - _ .',
      domain,
    );
    checkKey(issues, key);
    issues.check(typeof failOpen === 'boolean', 'failOpen', 'true or false', failOpen);
    issues.throwIfAny();
    return new RateLimit([{ kind: 'remote', host, egress, domain, key, failOpen }]);
  }

  /**
   * Several limits, each of which must let a request through.
   *
   * @param limits At most one that a service keeps.
   */
  public static all(...limits: RateLimit[]): RateLimit {
    const issues = new Issues('RateLimit.all');
    const rules = new Reader(issues).instances(limits, RateLimit, 'limits').flatMap(({ _rules }) => _rules);
    issues.check(rules.length > 0, 'limits', 'at least one limit', limits);
    if (rules.filter(({ kind }) => kind === 'remote').length > 1) {
      issues.add('limits', 'must have at most one RateLimit.remote', 'one service can enforce several limits');
    }
    issues.throwIfAny();
    return new RateLimit(rules);
  }

  private constructor(/** @internal */ public readonly _rules: readonly RateLimitRule[]) {}

  /** The limits that each replica keeps for itself, with every default applied. */
  public get localLimits(): LocalRateLimitOptions[] {
    return this._rules.flatMap(rule =>
      rule.kind === 'local'
        ? [{ requests: rule.requests, per: Duration.seconds(rule.seconds), burst: rule.burst }]
        : [],
    );
  }

  /** The limit that a service keeps, with every default applied; undefined when there is none. */
  public get remoteLimit(): RemoteRateLimitOptions | undefined {
    const [limit] = this._rules.flatMap(rule => (rule.kind === 'remote' ? [rule] : []));
    if (limit === undefined) {
      return undefined;
    }
    const { host, egress, domain, key, failOpen } = limit;
    return { host, egress, domain, key, failOpen };
  }
}

function checkKey(issues: Issues, key: string | undefined): void {
  if (key === undefined) {
    return;
  }
  const problem = userCelProblem(key, 'any');
  if (problem !== undefined) {
    issues.check(false, 'key', `a CEL expression; it ${problem}`, key);
    return;
  }
  const uncounted = keyProblem(key);
  if (uncounted !== undefined) {
    issues.add(
      'key',
      `${uncounted}: requests would pass uncounted`,
      'use names such as jwt.azp, texts, string(…), +, default(…, …) and has(…) ? … : …',
    );
  }
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= MOST_REQUESTS;
}
