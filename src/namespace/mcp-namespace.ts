import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { McpNamespaceProps } from './mcp-namespace-props';
import { emitDefaultDeny, emitNamespace } from './objects';
import { resolveNamespace } from './resolve';
import { namespaceDefaults } from '../foundation/scopes';
import { McpPlatform } from '../platform/mcp-platform';
import { poolScopes } from '../server/pool-membership';

/**
 * A namespace that enforces Pod Security *restricted* and denies traffic by default. What is created in its scope lives
 * in it.
 */
export class McpNamespace extends Construct {
  /** The name of the namespace. */
  public readonly name: string;

  /** The Namespace object. */
  public readonly namespaceObject: ApiObject;

  /** The policy that closes the namespace; undefined with `defaultDeny: false`. */
  public readonly defaultDenyPolicy?: ApiObject;

  public constructor(scope: Construct, id: string, props: McpNamespaceProps) {
    super(scope, id);
    McpPlatform._read(this);
    const [pool] = poolScopes.upwards(this);
    if (pool !== undefined) {
      throw new Error(
        `${this.node.path}: is in the pool ${pool.path}, which is a namespace (create it outside the pool)`,
      );
    }
    const spec = resolveNamespace(this.node.path, props);
    this.name = spec.name;
    namespaceDefaults.set(this, { namespace: spec.name, owner: spec.owner });
    this.namespaceObject = emitNamespace(this, spec);
    if (spec.defaultDeny) {
      this.defaultDenyPolicy = emitDefaultDeny(this, spec);
    }
  }
}
