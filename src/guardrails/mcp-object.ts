import { ApiObject, ApiObjectProps, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { Guard } from './guard';
import { compare } from '../private/reading';

// kinds without a namespace; cdk8s would give them the chart's
const CLUSTER_KINDS = ['Namespace', 'ClusterRole', 'ClusterRoleBinding'];

/** An object that the library makes: guarded from its creation on. */
export class McpObject extends ApiObject {
  private readonly addedPatches: JsonPatch[] = [];

  /** @param revision Counts the changes to what the object renders from, so that unchanged objects are judged once. */
  public constructor(scope: Construct, id: string, props: ApiObjectProps, private readonly revision: () => number = () => 0) {
    super(scope, id, props);
    Guard.of(this).watch(this);
  }

  public addJsonPatch(...ops: JsonPatch[]): void {
    this.addedPatches.push(...ops);
    super.addJsonPatch(...ops);
  }

  public toJson(): ReturnType<ApiObject['toJson']> {
    const judged = Guard.of(this).handOut(this);
    if (judged !== undefined) { return judged; }
    const json: { metadata: { namespace?: string } } = super.toJson();
    if (CLUSTER_KINDS.includes(this.kind)) { delete json.metadata.namespace; }
    // cdk8s writes metadata before what sorts before it
    return Object.fromEntries(Object.entries(json).sort(([a], [b]) => compare(a, b)));
  }

  /** Differs whenever the object may render differently. */
  public get stamp(): string {
    // the metadata as it stands, without rendering it unless it has something lazy; its way back to the object would be a circle
    const metadata = JSON.stringify({ ...this.metadata, apiObject: undefined });
    // the values of patches are read when they are applied, so their owner may still change them
    return `${this.revision()} ${JSON.stringify(this.addedPatches)} ${metadata.includes('"producer":') ? JSON.stringify(this.metadata.toJson()) : metadata}`;
  }
}
