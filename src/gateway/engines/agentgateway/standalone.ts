import { ApiObject, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { gatewayText } from './document-text';
import { renderGatewayDocument } from './render-document';
import { CONFIG_FILE, StandaloneSpec, resolveStandalone } from './resolve-standalone';
import { sessionIdProblems } from './standalone-size';
import { AgentgatewayVersion } from './version';
import { references } from '../../../foundation/inventory';
import { Issues } from '../../../foundation/issues';
import { AUTH_ANNOTATION, GATEWAY_LABEL } from '../../../foundation/labels';
import { Reader } from '../../../foundation/reader';
import { GuardedApiObject } from '../../../guardrails/guarded-api-object';
import { POLICIES_ANNOTATION, documentDigest } from '../../../guardrails/policy-digest';
import { CallerRule, Callers } from '../../../network/callers';
import { EgressRule } from '../../../network/egress';
import { checkMember } from '../../../platform/checks';
import { McpPlatform } from '../../../platform/mcp-platform';
import { ServerObjects, emitServer, lazyText, memoizedText } from '../../../server/objects';
import { joinPool, poolScopes } from '../../../server/pool-membership';
import { relaxRules } from '../../../server/relax-rules';
import { objectMetadata } from '../../../server/render/metadata';
import { checkCaller } from '../../../server/resolve/network-checks';
import { relaxSharedSuffixes } from '../../../server/shared-suffixes';
import { emitCertificate } from '../certificate-objects';
import { GatewayTarget, IBoundGateway, IGatewayBinding, IGatewayEngine } from '../engine';
import { ExposureObjects } from '../exposure-objects';
import { emitMissingSecrets } from '../missing-secrets';
import { ExposedAddresses } from '../render-exposure';

/** Options of `AgentgatewayEngine.standalone()`. */
export interface AgentgatewayStandaloneOptions {
  /**
   * The version, when the image's tag does not say it, or to have the library's image of another version.
   *
   * @default AgentgatewayVersion.V1_4
   */
  readonly version?: AgentgatewayVersion;

  /**
   * The image, with tag and digest.
   *
   * @default - `McpPlatform.images.agentgateway`, else that of the version by digest
   */
  readonly image?: string;
}

/** The API server takes no more in one ConfigMap. */
const MAX_CONFIG_BYTES = 1_048_576;

/** @internal agentgateway in pods of its own, configured by a file. */
export class AgentgatewayStandalone implements IGatewayEngine {
  private readonly options: AgentgatewayStandaloneOptions;

  public constructor(options: AgentgatewayStandaloneOptions) {
    const issues = new Issues('AgentgatewayEngine.standalone');
    this.options = new Reader(issues).struct(options, { version: true, image: true });
    checkMember(issues, 'version', AgentgatewayVersion, this.options.version);
    issues.throwIfAny();
  }

  public bind(scope: Construct, binding: IGatewayBinding): IBoundGateway {
    return new StandaloneGateway(scope, binding, this.options);
  }
}

/** @internal Whether a gateway has pods of its own, which may admit more callers and be patched. */
export function hasOwnPods(
  bound: IBoundGateway,
): bound is IBoundGateway & Pick<StandaloneGateway, 'allowFrom' | 'objects'> {
  return bound instanceof StandaloneGateway;
}

class StandaloneGateway implements IBoundGateway {
  public readonly url: string;
  public readonly serviceUrl: string;
  public readonly dataPlane: Callers;
  public readonly objects: ServerObjects;
  private readonly spec: StandaloneSpec;
  private readonly egressRules: EgressRule[] = [];
  private readonly addedCallers: CallerRule[] = [];
  private readonly externalSecrets = new Map<string, ApiObject>();
  private readonly exposed: ExposureObjects;
  private additions = 0;

  public constructor(
    private readonly scope: Construct,
    private readonly binding: IGatewayBinding,
    options: AgentgatewayStandaloneOptions,
  ) {
    const [pool] = poolScopes.upwards(scope);
    this.spec = resolveStandalone(binding, {
      path: scope.node.path,
      platform: McpPlatform._read(scope),
      pool,
      options,
    });
    const { workload, url, serviceUrl } = this.spec;
    this.url = url;
    this.serviceUrl = serviceUrl;
    this.dataPlane = Callers.pods({ namespace: binding.namespace, labels: { [GATEWAY_LABEL]: binding.name } });
    const revision = (): number => this.additions;
    this.objects = emitServer(scope, workload, {
      callers: () => [...workload.network.callers, ...this.addedCallers],
      egress: () => [...workload.network.egress, ...this.egressRules],
      revision,
      annotations: {
        [AUTH_ANNOTATION]: binding.auth.kind,
        'cdk8s-mcp/servers': lazyText(() => binding.targets.map(({ prefix }) => prefix).join(' ')),
      },
    });
    relaxRules(scope, workload.identity.relaxations);
    relaxSharedSuffixes(scope, workload.network.egress);
    new GuardedApiObject(
      scope,
      'Config',
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: objectMetadata(workload, {
          name: this.spec.configName,
          annotations: { [POLICIES_ANNOTATION]: memoizedText(() => documentDigest(this.configuration()), revision) },
        }),
        data: Lazy.any({ produce: () => this.configData() }),
      },
      revision,
    );
    this.exposed = new ExposureObjects(scope, binding, workload.container.port, revision);
    joinPool(scope, { path: scope.node.path, spec: workload });
    this.emitCertificate();
    const { _rule: exposure } = binding.exposure;
    if (exposure.kind === 'ingress') {
      references.of(scope).add(binding.namespace, () => ({ secrets: [exposure.tlsSecretName] }));
    }
    scope.node.addValidation({
      validate: () => [...this.sizeProblems(), ...sessionIdProblems(scope.node.path, binding.routes)],
    });
    this.emitExternalSecrets();
  }

  public addTarget(target: GatewayTarget): void {
    const egress = this.spec.addTarget(
      new Issues(`${this.scope.node.path}: addServer ${target.endpoint.node.path}`),
      target,
    );
    this.egressRules.push(...egress);
    relaxSharedSuffixes(this.scope, egress);
    this.additions += 1;
    this.exposed.add(target.prefix);
    this.emitExternalSecrets();
  }

  public allowFrom(callers: Callers): void {
    const issues = new Issues(`${this.scope.node.path}: allowFrom`);
    checkCaller(issues, 'callers', callers._rule, this.spec.workload.network.engine);
    issues.throwIfAny();
    this.addedCallers.push(callers._rule);
    this.additions += 1;
  }

  public configuration(): string {
    return gatewayText(renderGatewayDocument(this.spec.document()));
  }

  private configData(): { readonly [file: string]: string } {
    return { ...this.spec.files, [CONFIG_FILE]: this.configuration() };
  }

  /** What exposes the gateway has its hosts, and its own pods are called by the names of the Service. */
  private emitCertificate(): void {
    const { binding, scope } = this;
    const { _rule: exposure } = binding.exposure;
    const tls = exposure.kind === 'ingress' ? exposure.tls : binding.workload.tls;
    if (tls?._issued === undefined) {
      return;
    }
    const { name, namespace, clusterDomain } = this.spec.workload;
    const service = `${name}.${namespace}.svc`;
    emitCertificate(scope, binding, tls._issued, {
      hosts: () =>
        exposure.kind === 'ingress'
          ? new ExposedAddresses(exposure.hostname, binding.auth, binding.routes).hosts
          : [service, `${service}.${clusterDomain}`, ...binding.routes.flatMap(({ hostname }) => hostname ?? [])],
      revision: () => this.additions,
    });
  }

  private emitExternalSecrets(): void {
    const { workload, credentials } = this.spec;
    emitMissingSecrets(this.scope, workload, {
      credentials,
      emitted: this.externalSecrets,
      revision: () => this.additions,
    });
  }

  private sizeProblems(): string[] {
    const bytes = Object.values(this.configData()).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    if (bytes <= MAX_CONFIG_BYTES) {
      return [];
    }
    const { targets, routes } = this.binding;
    return [
      `${this.scope.node.path}: servers make a configuration of ${bytes} bytes,` +
        ` a ConfigMap holds ${MAX_CONFIG_BYTES}: ${targets.length} servers, ${routes.length} routes.` +
        ' Fix: several gateways, or fewer tools by name in ToolPolicy and ToolRule',
    ];
  }
}
