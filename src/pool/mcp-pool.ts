import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { McpPoolProps } from './mcp-pool-props';
import { neededObjects } from './needed';
import { SubjectRule } from './pool-subject';
import { poolProblems } from './problems';
import { renderLimits, renderQuota } from './render';
import { MemberRequirements, requirementsOf } from './requirements';
import { PoolSpec, resolvePool } from './resolve';
import { editorRules, viewerRules } from './rights';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Inventory, ObjectCounts, namespaceInventories } from '../foundation/inventory';
import { Issues } from '../foundation/issues';
import { isPlainText, isServiceName } from '../foundation/names';
import { Reader } from '../foundation/reader';
import { AppWide, namespaceDefaults } from '../foundation/scopes';
import { McpGateway } from '../gateway/mcp-gateway';
import { GatewayPoolOptions } from '../gateway/mcp-gateway-props';
import { GuardedApiObject } from '../guardrails/guarded-api-object';
import { Guardrails } from '../guardrails/guardrails';
import { emitDefaultDeny, emitNamespace } from '../namespace/objects';
import { McpPlatform } from '../platform/mcp-platform';
import { McpServer } from '../server/mcp-server';
import { McpServerProps } from '../server/mcp-server-props';
import { PoolMember, nonMembers, poolScopes } from '../server/pool-membership';

interface PoolMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
}

/** The pool of each namespace, for each app. */
const pools = new AppWide(() => new Map<string, string>());

/**
 * The servers of one team as a unit: a namespace of their own with Pod Security, default deny, a quota and bounds
 * computed from the members, and rights for people.
 *
 * What is created in its scope belongs to it: `new McpServer(pool, …)`, `new McpGateway(pool, …)`.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { McpPool, McpServer, PoolSubject, ServerSource, Sessions } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp');
 * const pool = new McpPool(chart, 'tools', {
 *   namespace: 'mcp-tools',
 *   owner: 'platform-team',
 *   viewers: [PoolSubject.group('developers')],
 * });
 * new McpServer(pool, 'notes', {
 *   source: ServerSource.image(`ghcr.io/acme/notes:1.2.3@sha256:${'0'.repeat(64)}`, {
 *     port: 8080,
 *     sessions: Sessions.NONE,
 *   }),
 * });
 */
export class McpPool extends Construct {
  /** The namespace of the pool. */
  public readonly namespace: string;

  /** The Namespace object; undefined with `createNamespace: false`. */
  public readonly namespaceObject?: ApiObject;

  /** The policy that closes the namespace; undefined with `defaultDeny: false`. */
  public readonly defaultDenyPolicy?: ApiObject;

  /** The ResourceQuota. */
  public readonly quota: ApiObject;

  /** The LimitRange. */
  public readonly limits: ApiObject;

  private readonly spec: PoolSpec;
  private readonly members: PoolMember[] = [];
  /** What gateways can have: servers, and those that run elsewhere. */
  private readonly endpoints: IMcpEndpoint[] = [];
  private readonly placements: ((endpoint: IMcpEndpoint) => void)[] = [];
  private requirements: MemberRequirements[] = [];

  public constructor(scope: Construct, id: string, props: McpPoolProps) {
    super(scope, id);
    this.spec = resolvePool(this.node.path, props, poolScopes.upwards(this)[0], McpPlatform._read(this));
    const { name, owner, environment, defaults, labels, createNamespace, defaultDeny, viewers, editors } = this.spec;
    this.namespace = name;
    this.claimNamespace();
    namespaceDefaults.set(this, { namespace: name, owner, environment });
    poolScopes.set(this, {
      name,
      path: this.node.path,
      defaults,
      join: member => this.join(member),
      joinRemote: endpoint => this.addEndpoint(endpoint),
    });
    if (createNamespace) {
      this.namespaceObject = emitNamespace(this, this.spec);
    }
    if (defaultDeny) {
      this.defaultDenyPolicy = emitDefaultDeny(this, { name, labels });
    }
    const metadata = (suffix: string): PoolMetadata => ({
      name: `pool${suffix}`,
      namespace: name,
      labels: { ...labels },
    });
    const createObject = (child: string, kind: string, render: () => unknown): ApiObject =>
      new GuardedApiObject(
        this,
        child,
        { apiVersion: 'v1', kind, metadata: metadata(''), spec: Lazy.any({ produce: render }) },
        () => this.members.length,
      );
    this.quota = createObject('Quota', 'ResourceQuota', () =>
      renderQuota(this.spec, this.memberRequirements(), this.objectCounts(this.inventory())),
    );
    this.limits = createObject('Limits', 'LimitRange', () => renderLimits(this.spec, this.memberRequirements()));
    this.emitRights('Viewers', metadata('-viewers'), viewerRules(), viewers);
    const editing = this.emitRights('Editors', metadata('-editors'), editorRules(), editors);
    if (editing !== undefined) {
      Guardrails.of(editing)._relax('rbac-sensitive', 'people whom the pool names as editors change its workloads');
    }
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** The servers of the pool, in the order of the construct tree, without those of McpRemoteServer. */
  public get servers(): McpServer[] {
    return this.node.findAll().filter((construct): construct is McpServer => construct instanceof McpServer);
  }

  /**
   * Creates a server in the pool, as `new McpServer(pool, id, props)` does.
   *
   * @param id The id of the construct.
   * @param props What it is.
   */
  public addServer(id: string, props: McpServerProps): McpServer {
    return new McpServer(this, id, props);
  }

  /**
   * Puts every server of the pool behind a gateway, those that come later and those of McpRemoteServer too. Servers
   * that are behind it already stay as they are.
   *
   * @param gateway The gateway, in any namespace.
   * @param options How its servers stand behind the gateway.
   */
  public addTo(gateway: McpGateway, options: GatewayPoolOptions = {}): void {
    const issues = new Issues(`${this.node.path}: addTo`);
    // plain JavaScript may pass anything
    issues.check(
      typeof (gateway as Partial<McpGateway> | undefined)?.addServer === 'function',
      'gateway',
      'an McpGateway',
      gateway,
    );
    const { prefix } = new Reader(issues).struct(options, { prefix: true });
    issues.check(
      prefix === undefined || (isPlainText(prefix) && isServiceName(prefix)),
      'prefix',
      'lower-case letters, digits and -, starting with a letter',
      prefix,
    );
    issues.throwIfAny();
    const place = (endpoint: IMcpEndpoint): void => {
      if (!gateway._has(endpoint)) {
        gateway.addServer(endpoint, prefix === undefined ? {} : { prefix: `${prefix}-${endpoint.name}` });
      }
    };
    this.endpoints.forEach(place);
    this.placements.push(place);
  }

  private join(member: PoolMember): void {
    this.members.push(member);
    if (member.endpoint !== undefined) {
      this.addEndpoint(member.endpoint);
    }
  }

  private addEndpoint(endpoint: IMcpEndpoint): void {
    this.endpoints.push(endpoint);
    this.placements.forEach(place => place(endpoint));
  }

  private claimNamespace(): void {
    const taken = pools.of(this);
    const other = taken.get(this.namespace);
    if (other !== undefined) {
      throw new Error(
        `${this.node.path}: namespace "${this.namespace}" is already used by the pool ${other} (one pool for each ` +
          'namespace)',
      );
    }
    taken.set(this.namespace, this.node.path);
  }

  private problems(): string[] {
    const inventory = this.inventory();
    return poolProblems(this.node.path, this.spec, this.memberRequirements(), {
      nonMembers: nonMembers.of(this).get(this.namespace) ?? [],
      unmanagedWorkloads: inventory.unmanagedWorkloads,
      objects: this.objectCounts(inventory),
    });
  }

  // instanceof is true for every ApiObject: cdk8s compares symbols, not classes
  private inventory(): Inventory {
    return namespaceInventories.of(this).get(this.namespace, object => object.constructor === GuardedApiObject);
  }

  private objectCounts(inventory: Inventory): ObjectCounts {
    return neededObjects(this.members, this.memberRequirements(), inventory);
  }

  /** Members do not change once they have joined. */
  private memberRequirements(): MemberRequirements[] {
    this.requirements = [...this.requirements, ...this.members.slice(this.requirements.length).map(requirementsOf)];
    return this.requirements;
  }

  private emitRights(
    id: string,
    metadata: PoolMetadata,
    rules: unknown,
    subjects: readonly SubjectRule[],
  ): ApiObject | undefined {
    if (subjects.length === 0) {
      return undefined;
    }
    const apiVersion = 'rbac.authorization.k8s.io/v1';
    const role = new GuardedApiObject(this, id, { apiVersion, kind: 'Role', metadata, rules });
    new GuardedApiObject(this, `${id}Binding`, {
      apiVersion,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: metadata.name },
      subjects: subjects.map(({ kind, name, namespace }) =>
        kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name, apiGroup: 'rbac.authorization.k8s.io' },
      ),
    });
    return role;
  }
}
