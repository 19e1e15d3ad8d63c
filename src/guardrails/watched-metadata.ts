import { ApiObjectMetadataDefinition, ApiObjectMetadataDefinitionOptions, OwnerReference } from 'cdk8s';
import { NOT_PLAIN, plainJson } from './plain-json';

/** What nearly all metadata is made of. */
const COMMON_KEYS = ['annotations', 'labels', 'name', 'namespace'];

/** What an object's metadata is once it is written. */
export interface Metadata {
  readonly [key: string]: unknown;
  namespace?: string;
}

/** Metadata that counts its changes, so that an unchanged object needs to be judged once only. */
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

  /** What `toJson` makes with the resolvers of cdk8s alone; undefined where it takes more than texts. */
  public quickJson(): Metadata | undefined {
    if (!this.hasCommonKeysOnly || this.mayChangeByItself) {
      return undefined;
    }
    const [annotations, labels] = [plainJson(this.texts.annotations), plainJson(this.texts.labels)];
    if (annotations === NOT_PLAIN || labels === NOT_PLAIN) {
      return undefined;
    }
    const { name, namespace } = this;
    // maps, as what they are made from
    return {
      ...(isEmpty(annotations as object) ? {} : { annotations }),
      ...(isEmpty(labels as object) ? {} : { labels }),
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
    };
  }

  /** Differs whenever the metadata may render differently. */
  public get stamp(): string {
    return this.mayChangeByItself ? `${this.changes} ${JSON.stringify(this.toJson())}` : String(this.changes);
  }

  /** Values that are no text may be lazy, or changed by whoever still holds them. */
  private changed(...values: unknown[]): void {
    this.changes += 1;
    this.mayChangeByItself ||= values.some(value => typeof value !== 'string');
  }
}

function isEmpty(map: object): boolean {
  return Object.keys(map).length === 0;
}
