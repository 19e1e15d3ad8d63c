/** What a policy does with an object that breaks a rule. */
export enum AdmissionMode {
  /** Refuses it. */
  DENY = 'deny',
  /**
   * Lets it in with a warning to whoever applies it and an entry in the audit log. It never refuses anything, not even
   * when its parameters are missing.
   */
  WARN = 'warn',
}
