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
import { Guard } from './guard';
import { NOT_PLAIN, hasOwnResolversOnly, plainJson } from './plain-json';
import { Metadata, WatchedMetadata } from './watched-metadata';
import { compare } from '../foundation/reader';

// kinds without a namespace; cdk8s would give them the chart's
const CLUSTER_KINDS = [
  'Namespace',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ClusterPolicy',
];

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
    this.addedPatches.push(...ops);
    super.addJsonPatch(...ops);
  }

  public toJson(): ReturnType<ApiObject['toJson']> {
    const judged = this.guard.takeManifest(this);
    if (judged !== undefined) {
      return judged;
    }
    const json = this.quickJson() ?? (super.toJson() as Rendered);
    if (CLUSTER_KINDS.includes(this.kind)) {
      delete json.metadata.namespace;
    }
    // cdk8s writes metadata before what sorts before it
    return Object.fromEntries(Object.entries(json).sort(([a], [b]) => compare(a, b)));
  }

  /** The same JSON as from cdk8s; undefined if patches, resolvers or other values are involved. */
  private quickJson(): Rendered | undefined {
    try {
      if (this.addedPatches.length > 0 || !hasOwnResolversOnly(App.of(this))) {
        return undefined;
      }
      const metadata = this.watched.quickJson();
      if (metadata === undefined) {
        return undefined;
      }
      const json = plainJson(this.value);
      // a map, since props are
      return json === NOT_PLAIN ? undefined : { ...(json as object), metadata };
    } catch {
      // cdk8s throws the same error with the place
      return undefined;
    }
  }

  /** Differs whenever the object may render differently. */
  public get stamp(): string {
    // the values of patches are read when they are applied, so their owner may still change them
    const patches = this.addedPatches.length === 0 ? '' : JSON.stringify(this.addedPatches);
    return `${this.revision()} ${this.watched.stamp} ${patches}`;
  }
}
