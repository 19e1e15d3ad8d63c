import { ApiObjectMetadataDefinition, OwnerReference } from 'cdk8s';

/** Metadata that counts its changes, so that an unchanged object needs to be judged once only. */
export class WatchedMetadata extends ApiObjectMetadataDefinition {
  private changes = 0;
  private mayChangeByItself = false;

  public addLabel(key: string, value: string): void {
    this.changed(value);
    super.addLabel(key, value);
  }

  public addAnnotation(key: string, value: string): void {
    this.changed(value);
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
