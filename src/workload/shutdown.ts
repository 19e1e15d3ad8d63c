import { Duration } from 'cdk8s';

/** How a pod ends without cutting off calls. */
export interface Shutdown {
  /**
   * How long the server goes on after it is taken out of the Service, before it gets SIGTERM. Zero leaves the pause
   * out, and calls in flight are then cut off during a rollout.
   *
   * @default Duration.seconds(10)
   */
  readonly drain?: Duration;

  /**
   * How long the pod may take to end in all, the drain included.
   *
   * @default Duration.seconds(45)
   */
  readonly grace?: Duration;
}
