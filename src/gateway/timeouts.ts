import { Duration } from 'cdk8s';

/** How long a gateway waits. Neither bound cuts a stream: both end when a server begins to answer. */
export interface GatewayTimeouts {
  /**
   * How long a server may take until it begins to answer, 5 seconds to 1 hour. A federated list waits this long for a server that hangs.
   *
   * Not less than a server needs to begin a session: with a process for each session that is the start of the process.
   *
   * @default Duration.seconds(60)
   */
  readonly request?: Duration;

  /**
   * How long a connection to a server may take, 1 second to 1 minute.
   *
   * @default Duration.seconds(5)
   */
  readonly connect?: Duration;

  /**
   * After how long without a request a session is forgotten, 1 minute to 24 hours. It frees memory; it is no expiry of the session's id.
   *
   * @default Duration.minutes(30)
   */
  readonly session?: Duration;
}
