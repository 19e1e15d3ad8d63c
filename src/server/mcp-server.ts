import { ApiObject } from 'cdk8s';
import type * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { serverContextOf } from './context';
import { McpServerProps } from './mcp-server-props';
import { ServerAdditions, ServerObjects, emitServer } from './objects';
import { joinPool } from './pool-membership';
import { quarantinedServers } from './quarantine';
import { relaxRules } from './relax-rules';
import { relaxSharedSuffixes } from './shared-suffixes';
import { AskedServer, ServerSpec } from './spec';
import { IMcpEndpoint } from '../endpoint/endpoint';
import { Issues } from '../foundation/issues';
import { isInstance } from '../foundation/reader';
import { Guardrails } from '../guardrails/guardrails';
import { Callers } from '../network/callers';
import { Egress } from '../network/egress';
import { PodLabels } from '../network/mcp-peer';
import { EndpointAddress } from '../protocol/endpoint-address';
import { ToolPolicy } from '../workload/tool-policy';
import { renderMounts } from './render/volumes';
import { checkCaller, checkEgress } from './resolve/network-checks';
import { resolveServer } from './resolve/server';
import { ServerAuth } from '../secrets/server-auth';
import { Trust } from '../workload/trust';

/**
 * One MCP server: Deployment, Service, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget and NetworkPolicy,
 * and ConfigMap, ExternalSecret, PersistentVolumeClaim, Role, RoleBinding and CiliumNetworkPolicy where the props ask
 * for them.
 *
 * Hardened by default: Pod Security *restricted*, read-only root, no token, no caller and no destination that is not
 * named.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { Callers, McpServer, ServerSource, Sessions } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp');
 * new McpServer(chart, 'notes', {
 *   namespace: 'mcp-tools',
 *   source: ServerSource.image(`ghcr.io/acme/notes:1.2.3@sha256:${'0'.repeat(64)}`, {
 *     port: 8080,
 *     sessions: Sessions.NONE,
 *   }),
 *   callers: [Callers.namespace('agents')],
 * });
 */
export class McpServer extends Construct implements IMcpEndpoint, kplus.IPodSelector, kplus.INetworkPolicyPeer {
  /** The Kubernetes name of the server and its objects. */
  public readonly name: string;

  /** The namespace of the server. */
  public readonly namespace: string;

  /** Where the server answers. */
  public readonly endpoint: EndpointAddress;

  /** What the server itself asks of its callers; undefined when it asks nothing. */
  public readonly serverAuth?: ServerAuth;

  /** The Host header that gateways send to the server; undefined for the name of its Service. */
  public readonly hostHeader?: string;

  /** Whether the server may run; undefined: it may. */
  public readonly trust?: Trust;

  /** Which of its tools gateways let through; undefined for every tool. */
  public readonly tools?: ToolPolicy;

  /** The Deployment. */
  public readonly deployment: ApiObject;

  /** The Service. */
  public readonly service: ApiObject;

  /** The ServiceAccount; undefined when `serviceAccount` names one that exists. */
  public readonly serviceAccountObject?: ApiObject;

  /** The NetworkPolicy. Under Cilium a CiliumNetworkPolicy of the same name stands beside it. */
  public readonly networkPolicy: ApiObject;

  /** The HorizontalPodAutoscaler; undefined with a fixed number of replicas. */
  public readonly autoscaler?: ApiObject;

  /** The PodDisruptionBudget; undefined in quarantine. */
  public readonly disruptionBudget?: ApiObject;

  /** @internal What was asked for, for those who list the server. */
  public readonly _asked: AskedServer;

  private readonly spec: ServerSpec;
  private readonly objects: ServerObjects;
  private readonly addedCallers: Callers[] = [];
  private readonly addedEgress: Egress[] = [];

  public constructor(scope: Construct, id: string, props: McpServerProps) {
    super(scope, id);
    this.spec = resolveServer(props, serverContextOf(this, id));
    this.name = this.spec.name;
    this.namespace = this.spec.namespace;
    this.endpoint = endpointOf(this.spec);
    this.serverAuth = this.spec.serverAuth;
    this.hostHeader = this.spec.container.hostHeader;
    this.tools = this.spec.tools;
    this.trust = props.trust;
    this._asked = {
      source: props.source._source,
      env: { ...props.env },
      secrets: Object.keys(props.secrets ?? {}),
      spec: this.spec,
    };
    this.objects = emitServer(this, this.spec, this.additions());
    const { deployment, service, serviceAccount, networkPolicy, autoscaler, disruptionBudget } = this.objects;
    this.deployment = deployment;
    this.service = service;
    this.serviceAccountObject = serviceAccount;
    this.networkPolicy = networkPolicy;
    this.autoscaler = autoscaler;
    this.disruptionBudget = disruptionBudget;
    this.relaxByProps();
    joinPool(this, { path: this.node.path, endpoint: this, spec: this.spec });
  }

  /** The ExternalSecrets, one for each store. */
  public get externalSecrets(): ApiObject[] {
    return [...this.objects.externalSecrets];
  }

  /** The one label that selects the server's pods. */
  public get selectorLabels(): { [name: string]: string } {
    return { ...this.spec.selectorLabels };
  }

  /** The pods that answer. */
  public get pods(): PodLabels | undefined {
    return { namespace: this.namespace, labels: this.selectorLabels };
  }

  /**
   * Admits further callers. The order of calls does not matter.
   *
   * @param callers Who may call.
   */
  public allowFrom(callers: Callers): void {
    const issues = new Issues(`${this.node.path}: allowFrom`);
    if (issues.check(isInstance(callers, Callers), 'callers', 'made by Callers', callers)) {
      checkCaller(issues, 'callers', callers._rule, this.spec.network.engine);
    }
    issues.throwIfAny();
    this.addedCallers.push(callers);
  }

  /**
   * Opens the way to further destinations. The order of calls does not matter.
   *
   * @param egress Where the server may connect to.
   */
  public connectTo(egress: Egress): void {
    const issues = new Issues(`${this.node.path}: connectTo`);
    if (issues.check(isInstance(egress, Egress), 'egress', 'made by Egress', egress)) {
      checkEgress(issues, 'egress', egress._rule, {
        engine: this.spec.network.engine,
        clusterDomain: this.spec.clusterDomain,
      });
    }
    issues.throwIfAny();
    this.addedEgress.push(egress);
    relaxSharedSuffixes(this, [egress._rule]);
  }

  /**
   * The name of the pod's volume that is mounted at a path, for patches and for programs that ask for volumes by name.
   * A path at which nothing is mounted is an error that names those at which something is.
   *
   * @param mountPath The absolute path, as `storage`, `files` and other props have it.
   */
  public volumeName(mountPath: string): string {
    const mounts = renderMounts(this.spec);
    const mount = mounts.find(({ mountPath: path }) => path === mountPath);
    if (mount === undefined) {
      const known = mounts.map(({ mountPath: path }) => path).join(', ');
      const issues = new Issues(`${this.node.path}: volumeName`);
      issues.check(false, 'mountPath', `a path at which the server has a volume: ${known}`, mountPath);
      issues.throwIfAny();
      throw new Error(mountPath);
    }
    return mount.name;
  }

  /** For cdk8s-plus: the labels and the namespace of the pods. */
  public toPodSelectorConfig(): kplus.PodSelectorConfig {
    // loaded on demand: most apps never need it, and it doubles the time to load
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { LabelSelector } = require('cdk8s-plus-28') as typeof kplus;
    return {
      labelSelector: LabelSelector.of({ labels: this.selectorLabels }),
      namespaces: { names: [this.namespace] },
    };
  }

  /** For cdk8s-plus: the server's pods as the other side of a policy. */
  public toNetworkPolicyPeerConfig(): kplus.NetworkPolicyPeerConfig {
    return { podSelector: this.toPodSelectorConfig() };
  }

  /** For cdk8s-plus: the server itself. */
  public toPodSelector(): kplus.IPodSelector | undefined {
    return this;
  }

  /** Callers and destinations with those that are added later; none in quarantine. */
  private additions(): ServerAdditions {
    const { network, quarantine } = this.spec;
    return {
      callers: () =>
        quarantine === undefined ? [...network.callers, ...this.addedCallers.map(({ _rule }) => _rule)] : [],
      egress: () =>
        quarantine === undefined ? [...network.egress, ...this.addedEgress.map(({ _rule }) => _rule)] : [],
      revision: () => this.addedCallers.length + this.addedEgress.length,
    };
  }

  private relaxByProps(): void {
    const { identity, quarantine } = this.spec;
    relaxRules(this, identity.relaxations);
    relaxSharedSuffixes(this, this.spec.network.egress);
    if (quarantine !== undefined) {
      quarantinedServers.of(this).push({ namespace: this.namespace, name: this.name });
      const reason = 'in quarantine the server has no permissions, and nothing runs';
      Guardrails.of(this.deployment)._relax('token-grant', reason);
    }
  }
}

function endpointOf({ name, namespace, container, clusterDomain }: ServerSpec): EndpointAddress {
  const { port, path, transport, sessions, protocol } = container;
  const host = `${name}.${namespace}.svc.${clusterDomain}`;
  return { host, port, path, url: `http://${host}:${port}${path}`, transport, sessions, protocol };
}
