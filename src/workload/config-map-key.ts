/** One key of a ConfigMap that exists in the namespace of whoever reads it. */
export interface ConfigMapKey {
  /** The name of the ConfigMap. */
  readonly name: string;

  /** The key in its data: letters, digits, `-`, `_` and `.`. */
  readonly key: string;
}
