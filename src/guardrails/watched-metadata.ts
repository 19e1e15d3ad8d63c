import { ApiObjectMetadataDefinition, ApiObjectMetadataDefinitionOptions, OwnerReference } from 'cdk8s';
import { NOT_PLAIN, plainJson } from './plain-json';

/** The keys that nearly all metadata has. */
const COMMON_KEYS = ['annotations', 'labels', 'name', 'namespace'];

/** An object's metadata as it is written. */
export interface Metadata {
  readonly [key: string]: unknown;
  namespace?: string;
}

/** Metadata that counts its changes, so that an unchanged object is checked once. */
export class WatchedMetadata extends ApiObjectMetadataDefinition {
  private changes = 0;
  private mayChangeByItself = false;
  private readonly hasCommonKeysOnly: boolean;
  private readonly texts: Readonly<Record<'annotations' | 'labels', Record<string, string>>>;

  public constructor(options: ApiObjectMetadataDefinitionOptions) {
    super(options);
    // cdk8s has taken the object itself out of the options
    this.hasCommonKeysOnly = Object.keys(options).every(key => COMMON_KEYS.includes(key));
    this.texts = { annotations: { ...options.annotations }, labels: { ...options.labels } };
  }

  public addLabel(key: string, value: string): void {
    this.changed(value);
    this.texts.labels[key] = value;
    super.addLabel(key, value);
  }

  public addAnnotation(key: string, value: string): void {
    this.changed(value);
    this.texts.annotations[key] = value;
    super.addAnnotation(key, value);
  }

  public addFinalizers(...finalizers: string[]): void {
    this.changed(...finalizers);
    super.addFinalizers(...finalizers);
  }

  public addOwnerReference(owner: OwnerReference): void {
    this.changed(owner);
    super.addOwnerReference(owner);
  }

  public add(key: string, value: unknown): void {
    this.changed(value);
    super.add(key, value);
  }

  /** The same as `toJson` without other resolvers than those of cdk8s; undefined if it holds more than texts. */
  public quickJson(): Metadata | undefined {
    if (!this.hasCommonKeysOnly || this.mayChangeByItself) {
      return undefined;
    }
    const [annotations, labels] = [plainJson(this.texts.annotations), plainJson(this.texts.labels)];
    if (annotations === NOT_PLAIN || labels === NOT_PLAIN) {
      return undefined;
    }
    const { name, namespace } = this;
    const metadata: Record<string, unknown> = {};
    for (const [key, value] of Object.entries({ annotations, labels, name, namespace })) {
      if (value !== undefined && !isEmptyMap(value)) {
        metadata[key] = value;
      }
    }
    return metadata;
  }

  /** Differs whenever the metadata may render differently. */
  public get stamp(): string {
    return this.mayChangeByItself ? `${this.changes} ${JSON.stringify(this.toJson())}` : String(this.changes);
  }

  /** Values other than texts may be lazy, or be changed later by their owner. */
  private changed(...values: unknown[]): void {
    this.changes += 1;
    this.mayChangeByItself ||= values.some(value => typeof value !== 'string');
  }
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
