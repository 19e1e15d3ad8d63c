import { Duration, Size } from 'cdk8s';

/** What installing packages at the start of a pod may use. */
export interface InstallResources {
  /**
   * Memory, request and limit. npm took 249 MiB for two small packages.
   *
   * @default Size.mebibytes(512)
   */
  readonly memory?: Size;

  /**
   * The size of the volume that holds the installed packages and, while they are installed, the download cache. It
   * counts in the server's ephemeral storage.
   *
   * @default Size.mebibytes(512)
   */
  readonly storage?: Size;

  /**
   * After how long a rollout that does not get ready is reported as failed (`progressDeadlineSeconds`): 1 minute to 1
   * hour, and longer than the server may take to start. No probe runs while packages are installed.
   *
   * @default Duration.minutes(10)
   */
  readonly deadline?: Duration;
}
