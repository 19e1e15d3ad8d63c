import {
  ApiObject,
  App,
  ApiObjectMetadata,
  ApiObjectMetadataDefinition,
  ApiObjectProps,
  Chart,
  JsonPatch,
} from 'cdk8s';
import { Construct } from 'constructs';
import { Guard, Rendering } from './guard';
import { Json, asObject } from './json';
import { applyPatches, valueProblem } from './patches/operations';
import { NOT_PLAIN, hasOwnResolversOnly, jsonByCdk8s, plainJson } from './plain-json';
import { Metadata, WatchedMetadata, isEmptyMap } from './watched-metadata';
import { redacted } from '../foundation/credentials/redacted';
import { compare } from '../foundation/reader';
import { pathOf } from '../foundation/scopes';

// kinds without a namespace; cdk8s would give them the chart's
const CLUSTER_KINDS = new Set([
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ClusterPolicy',
]);

/** Props of an object. Metadata is required: cdk8s generates no names. */
export interface McpObjectProps extends ApiObjectProps {
  readonly metadata: ApiObjectMetadata;
}

/** The JSON of an object. */
interface Rendered {
  readonly [key: string]: unknown;
  readonly metadata: Metadata;
}

/** An object that the library makes: guarded from its creation on. */
export class GuardedApiObject extends ApiObject {
  public readonly metadata: ApiObjectMetadataDefinition;
  private readonly watched: WatchedMetadata;
  private readonly guard: Guard;
  private readonly addedPatches: JsonPatch[] = [];
  /** The props without metadata. */
  private readonly value: object;

  /** @param revision Counts the changes of the object's input, so that an unchanged object is checked once. */
  public constructor(
    scope: Construct,
    id: string,
    props: McpObjectProps,
    private readonly revision: () => number = () => 0,
  ) {
    const { metadata, ...value } = props;
    // the rest of the metadata is in the watched one
    super(scope, id, { ...value, metadata: { name: metadata.name, namespace: metadata.namespace } });
    this.value = value;
    const { labels, namespace } = Chart.of(this);
    this.watched = new WatchedMetadata({
      namespace,
      ...metadata,
      labels: { ...labels, ...metadata.labels },
      apiObject: this,
    });
    this.metadata = this.watched;
    this.guard = Guard.of(this);
    this.guard.watch(this);
  }

  public addJsonPatch(...ops: JsonPatch[]): void {
    for (const patch of ops) {
      const problem = valueProblem(patch);
      if (problem !== undefined) {
        throw new Error(redacted(`${pathOf(this)}: ${this.kind} ${this.name}: ${problem}`));
      }
    }
    this.addedPatches.push(...ops);
  }

  public toJson(): ReturnType<ApiObject['toJson']> {
    return this.guard.manifestOf(this);
  }

  /** What is written, as it is now, and what the library made, without what others changed. */
  public render(): Rendering {
    if (this.isTouched) {
      return { manifest: this.changedJson(), declared: this.ownJson() };
    }
    const json = this.ownJson();
    return { manifest: json, declared: json };
  }

  /** Sets an annotation of the library. */
  public annotate(key: string, value: string): void {
    this.watched.annotate(key, value);
  }

  /** Differs whenever the object may render differently. */
  public get stamp(): string {
    // the values of patches are read when they are applied, so their owner may still change them
    const patches = this.addedPatches.length === 0 ? '' : JSON.stringify(this.addedPatches);
    return `${this.revision()} ${this.watched.stamp} ${patches}`;
  }

  /** Whether others may have changed what is written. */
  private get isTouched(): boolean {
    return this.addedPatches.length > 0 || this.watched.isTouched || !hasOwnResolversOnly(App.of(this));
  }

  private ownJson(): Json {
    const json = plainJson({ ...this.value, metadata: this.watched.own });
    return json === NOT_PLAIN
      ? this.finished(jsonByCdk8s(this.value, this.watched.rendered()))
      : // a map, since props are
        withWrittenMetadata(this.kind, json as Json);
  }

  private changedJson(): Json {
    const json = this.quickJson() ?? (super.toJson() as Rendered);
    try {
      return this.finished(withReasons(applyPatches(json, this.addedPatches), this.watched.reasons()));
    } catch (error) {
      const message = error instanceof Error ? error.message : '';
      throw new Error(redacted(`${pathOf(this)}: ${this.kind} ${this.name}: ${message}`));
    }
  }

  /** The same JSON as from cdk8s; undefined if resolvers or other values are involved. */
  private quickJson(): Rendered | undefined {
    const metadata = hasOwnResolversOnly(App.of(this)) ? this.watched.quickJson() : undefined;
    const json = metadata === undefined ? NOT_PLAIN : plainJson(this.value);
    return metadata === undefined || json === NOT_PLAIN ? undefined : { ...(json as object), metadata };
  }

  /** cdk8s gives a namespace to every kind, and writes metadata before what sorts before it. */
  private finished(json: Json): Json {
    const made: Record<string, unknown> = {};
    for (const key of Object.keys(json).sort(compare)) {
      made[key] = json[key];
    }
    return withWrittenMetadata(this.kind, made);
  }
}

/** cdk8s leaves out maps without entries, and gives every object the namespace of its chart. */
function withWrittenMetadata(kind: string, json: Json): Json {
  const entries = Object.entries(asObject(json.metadata));
  const written = entries.filter(
    ([key, value]) => !isEmptyMap(value) && !(key === 'namespace' && CLUSTER_KINDS.has(kind)),
  );
  return written.length === entries.length ? json : { ...json, metadata: Object.fromEntries(written) };
}

/** The reasons of the library stay, whatever a patch does with annotations. */
function withReasons(json: Json, reasons: Readonly<Record<string, string>>): Json {
  if (Object.keys(reasons).length === 0) {
    return json;
  }
  const metadata = asObject(json.metadata);
  return { ...json, metadata: { ...metadata, annotations: { ...asObject(metadata.annotations), ...reasons } } };
}
