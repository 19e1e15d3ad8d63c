import { Json, nonEmptyMap, withoutUndefined } from './texts';
import { nonEmpty } from '../foundation/non-empty';

export type SourceName = 'image' | 'stdioImage' | 'npm' | 'pypi';

/** What an app file says of one server, part by part. */
export class ServerParts {
  public kind: SourceName = 'image';
  /** A server of the catalogue, in place of the source. */
  public preset?: string;
  public readonly source = new Map<string, unknown>();
  public readonly args: string[] = [];
  public readonly env = new Map<string, string>();
  public readonly secrets = new Map<string, Json>();
  public readonly annotations = new Map<string, string>();
  public readonly props = new Map<string, unknown>();
  public readonly egress: Json[] = [];
  public readonly storage: Json[] = [];

  public toJson(): Json {
    const source = { ...Object.fromEntries(this.source), args: nonEmpty(this.args) };
    return withoutUndefined({
      preset: this.preset,
      source: this.preset === undefined ? { [this.kind]: withoutUndefined(source) } : undefined,
      egress: nonEmpty(this.egress),
      env: nonEmptyMap(this.env),
      secrets: nonEmptyMap(this.secrets),
      annotations: nonEmptyMap(this.annotations),
      storage: nonEmpty(this.storage),
      ...Object.fromEntries(this.props),
    });
  }
}
