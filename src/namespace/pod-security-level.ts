/** A profile of the Pod Security Standards. `privileged` is not offered. */
export enum PodSecurityLevel {
  /** What every server of this library satisfies. */
  RESTRICTED = 'restricted',
  /** Known escalations are stopped, hardening is not asked for. Needs an acknowledgement of `pod-security-labels`. */
  BASELINE = 'baseline',
}
