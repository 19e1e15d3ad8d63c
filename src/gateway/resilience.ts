import { Duration } from 'cdk8s';

/** What a gateway does when a server does not answer as it should. */
export interface Resilience {
  /**
   * How often a request that changes nothing is tried again after 502, 503 or 504: 0 to 5. Calls of tools are never repeated.
   *
   * @default 0
   */
  readonly retries?: number;

  /**
   * The pause before it is tried again, 1 to 60 seconds.
   *
   * @default Duration.seconds(1)
   */
  readonly backoff?: Duration;

  /**
   * Fails a federated list when one server fails. Exposes: a broken server takes all others down for new clients.
   *
   * @default false
   */
  readonly failClosed?: boolean;
}
