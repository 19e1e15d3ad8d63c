import { ApiObjectMetadataDefinition, ApiObjectMetadataDefinitionOptions, OwnerReference } from 'cdk8s';
import { asObject, stringEntries } from './json';
import { NOT_PLAIN, plainJson } from './plain-json';
import { ACKNOWLEDGED, RELAXED } from './relaxations';

/** The keys that nearly all metadata has. */
const COMMON_KEYS = ['annotations', 'labels', 'name', 'namespace'];

const REASONS = [ACKNOWLEDGED, RELAXED];

/** An object's metadata as it is written. */
export interface Metadata {
  readonly [key: string]: unknown;
  namespace?: string;
}

/** The metadata of an object of the library: what users change is told from what the library sets. */
export class WatchedMetadata extends ApiObjectMetadataDefinition {
  private changes = 0;
  private notes = 0;
  private mayChangeByItself = false;
  private readonly others: Readonly<Record<string, unknown>>;
  private readonly ownMaps: Readonly<Record<'annotations' | 'labels', Record<string, string>>>;
  private readonly added: Readonly<Record<'annotations' | 'labels', Record<string, string>>>;

  public constructor(options: ApiObjectMetadataDefinitionOptions) {
    super(options);
    // cdk8s has taken the object itself out of the options
    this.others = Object.fromEntries(Object.entries(options).filter(([key]) => !COMMON_KEYS.includes(key)));
    this.ownMaps = { annotations: { ...options.annotations }, labels: { ...options.labels } };
    this.added = { annotations: {}, labels: {} };
  }

  /** Whether anybody but the library changed it. */
  public get isTouched(): boolean {
    return this.changes > 0;
  }

  public addLabel(key: string, value: string): void {
    this.changed(value);
    this.added.labels[key] = value;
    super.addLabel(key, value);
  }

  public addAnnotation(key: string, value: string): void {
    this.changed(value);
    this.added.annotations[key] = value;
    super.addAnnotation(key, value);
  }

  public addFinalizers(...finalizers: string[]): void {
    this.changed(finalizers);
    super.addFinalizers(...finalizers);
  }

  public addOwnerReference(owner: OwnerReference): void {
    this.changed(owner);
    super.addOwnerReference(owner);
  }

  public add(key: string, value: unknown): void {
    this.changed({ [key]: value });
    super.add(key, value);
  }

  /** Sets an annotation of the library. */
  public annotate(key: string, value: string): void {
    if (this.ownMaps.annotations[key] !== value) {
      this.notes += 1;
      this.ownMaps.annotations[key] = value;
      super.addAnnotation(key, value);
    }
  }

  /** The annotations of the library that are reasons for reviewers. */
  public reasons(): Record<string, string> {
    return Object.fromEntries(
      stringEntries(this.rendered().annotations).filter(([key]) => REASONS.some(prefix => key.startsWith(prefix))),
    );
  }

  /** What the library set. */
  public get own(): Metadata {
    return { ...this.others, ...this.ownMaps, name: this.name, namespace: this.namespace };
  }

  /** What the library set, as it is written. */
  public rendered(): Metadata {
    return this.metadataOf(this.ownMaps.annotations, this.ownMaps.labels) ?? this.own;
  }

  /** The same as `toJson` without other resolvers than those of cdk8s; undefined if it holds more than texts. */
  public quickJson(): Metadata | undefined {
    if (this.mayChangeByItself) {
      return undefined;
    }
    return this.isTouched
      ? this.metadataOf(
          { ...this.ownMaps.annotations, ...this.added.annotations },
          { ...this.ownMaps.labels, ...this.added.labels },
        )
      : this.rendered();
  }

  private metadataOf(ofAnnotations: object, ofLabels: object): Metadata | undefined {
    const [annotations, labels, others] = [plainJson(ofAnnotations), plainJson(ofLabels), plainJson(this.others)];
    if (annotations === NOT_PLAIN || labels === NOT_PLAIN || others === NOT_PLAIN) {
      return undefined;
    }
    const { name, namespace } = this;
    const metadata: Record<string, unknown> = {};
    for (const [key, value] of Object.entries({ ...asObject(others), annotations, labels, name, namespace })) {
      if (value !== undefined && !isEmptyMap(value)) {
        metadata[key] = value;
      }
    }
    return metadata;
  }

  /** Differs whenever the metadata may render differently. */
  public get stamp(): string {
    const counts = `${this.changes} ${this.notes}`;
    return this.mayChangeByItself ? `${counts} ${JSON.stringify(this.toJson())}` : counts;
  }

  /** Values other than texts may be lazy, or be changed later by their owner. */
  private changed(value: unknown): void {
    this.changes += 1;
    this.mayChangeByItself ||= typeof value !== 'string';
  }
}

export function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
