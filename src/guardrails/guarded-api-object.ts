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

/** What an object is made from: metadata of its own is required, nothing is named by cdk8s. */
export interface McpObjectProps extends ApiObjectProps {
  readonly metadata: ApiObjectMetadata;
}

/** What is known of every object that is written. */
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
  /** All but the metadata. */
  private readonly value: object;

  /** @param revision Counts the changes to what the object renders from, so that unchanged objects are judged once. */
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

  /** The same as cdk8s makes, where nothing but this library says what it is. */
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
      // cdk8s meets the same error, and says where
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
