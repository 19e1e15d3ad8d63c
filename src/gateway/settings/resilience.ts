import { Duration } from 'cdk8s';

/**
 * How long a gateway waits for its servers, and what it does when one does not answer as it should. No bound cuts a
 * stream.
 */
export interface Resilience {
  /**
   * How long a server may take until it begins to answer, 5 seconds to 1 hour, at every address of the gateway. A list
   * of several servers waits this long for one that hangs; without `sessionKey` three times this long. Clients wait
   * 60 s.
   *
   * Not less than a server needs to begin a session: with a process for each session that is the start of the process.
   * A server that answers a call with JSON begins to answer when the tool is done.
   *
   * @default - 60 s; at an address of several servers 15 s, with sessionKey 57 s
   */
  readonly requestTimeout?: Duration;

  /**
   * How long a connection to a server may take, 1 second to 1 minute.
   *
   * @default Duration.seconds(5)
   */
  readonly connectTimeout?: Duration;

  /**
   * After how long without a request a session is forgotten, 1 minute to 24 hours. It frees memory; it is no expiry of
   * the session's id.
   *
   * @default Duration.minutes(30)
   */
  readonly sessionTimeout?: Duration;

  /**
   * Fails a federated list when one server fails. Exposes: a broken server takes all others down for new clients.
   *
   * @default false
   */
  readonly failClosed?: boolean;
}
