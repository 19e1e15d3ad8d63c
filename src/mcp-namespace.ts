import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { McpObject } from './guardrails/mcp-object';
import { McpNamespaceProps } from './mcp-namespace-props';
import { McpPlatform } from './mcp-platform';
import { renderDefaultDeny, renderNamespaceLabels } from './private/render/namespace';
import { resolveNamespace } from './private/resolve/mcp-namespace';
import { namespaceDefaults } from './private/scopes';

/** A namespace that enforces Pod Security *restricted* and denies traffic by default. What is created in its scope lives in it. */
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
    const spec = resolveNamespace(this.node.path, props);
    this.name = spec.name;
    namespaceDefaults.set(this, { namespace: spec.name, owner: spec.owner });
    this.namespaceObject = new McpObject(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: spec.name, labels: renderNamespaceLabels(spec) },
    });
    if (spec.defaultDeny) {
      this.defaultDenyPolicy = new McpObject(this, 'DefaultDeny', {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: 'default-deny', namespace: spec.name, labels: spec.labels },
        spec: renderDefaultDeny(),
      });
    }
  }
}
