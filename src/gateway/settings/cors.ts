import { Duration } from 'cdk8s';
import { Issues } from '../../foundation/issues';
import { Reader } from '../../foundation/reader';
import { seconds } from '../../foundation/sizes';

/** Options of `Cors.origins`. */
export interface CorsOptions {
  /**
   * Lets browsers send cookies. The gateway itself uses none.
   *
   * @default false
   */
  readonly allowCredentials?: boolean;

  /**
   * How long a browser may remember the answer, up to 24 hours.
   *
   * @default Duration.minutes(10)
   */
  readonly maxAge?: Duration;
}

/** Which web pages may call a gateway from a browser. Methods and headers are those of MCP. */
export class Cors {
  /**
   * The pages of these origins.
   *
   * @param origins For example `https://chat.example.com`; `http://localhost:<port>` for developers. Never `*`.
   * @param options What else.
   */
  public static origins(origins: string[], options: CorsOptions = {}): Cors {
    const issues = new Issues('Cors.origins');
    const reader = new Reader(issues);
    const list = reader.textList(origins, 'origins');
    if (list.length === 0) {
      issues.add('origins', 'must have at least one origin');
    }
    list.forEach((origin, i) =>
      issues.check(
        /^(https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?|http:\/\/(localhost|127\.0\.0\.1))(:[0-9]{1,5})?$/.test(origin),
        `origins[${i}]`,
        { allowed: 'an https origin such as https://chat.example.com', fix: 'no path, no wildcard' },
        origin,
      ),
    );
    const { allowCredentials = false, maxAge } = reader.struct(options, { allowCredentials: true, maxAge: true });
    issues.check(typeof allowCredentials === 'boolean', 'allowCredentials', 'true or false', allowCredentials);
    const age = maxAge === undefined ? 600 : seconds(issues, 'maxAge', maxAge, { min: 0, max: 86_400 });
    issues.throwIfAny();
    return new Cors([...new Set(list)].sort(), allowCredentials, age);
  }

  private constructor(
    /** @internal */ public readonly _origins: readonly string[],
    /** @internal */ public readonly _allowCredentials: boolean,
    /** @internal */ public readonly _maxAge: number,
  ) {}

  /** The origins of the pages, in the order of names. */
  public get allowedOrigins(): string[] {
    return [...this._origins];
  }

  /** Whether browsers send cookies. */
  public get allowCredentials(): boolean {
    return this._allowCredentials;
  }

  /** How long a browser may remember the answer. */
  public get maxAge(): Duration {
    return Duration.seconds(this._maxAge);
  }
}
