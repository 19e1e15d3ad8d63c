import { DocumentTarget } from './document-spec';
import { resolveTokenEndpoints } from './token-endpoints';
import { Issues } from '../../../foundation/issues';
import { CaBundleContent } from '../../../network/ca-bundle';
import { EgressRule } from '../../../network/egress';
import { PlatformSpec } from '../../../platform/resolve';
import { Sessions } from '../../../protocol/sessions';
import { MountSpec, Texts } from '../../../server/spec';
import { GatewayCredentials } from '../credentials';
import { egressTo } from '../egress';
import { GatewayTarget, IGatewayBinding } from '../engine';

/** Where the configuration and the files beside it are mounted. */
export const CONFIG_FOLDER = '/etc/mcp-gateway';
const AUTHORITIES_FOLDER = '/etc/mcp-gateway-ca';

interface StandaloneTargetsInput {
  readonly binding: IGatewayBinding;
  readonly platform: PlatformSpec;
  readonly credentials: GatewayCredentials;
  /** The gateway keeps sessions. */
  readonly hasSessions: boolean;
}

type TargetFiles = Pick<DocumentTarget, 'credentials' | 'authorities'>;

/** What a gateway in pods of its own needs for each of its servers: credentials and certificates. */
export class StandaloneTargets {
  private readonly byPrefix = new Map<string, TargetFiles>();
  private readonly fileTexts: Record<string, string> = {};
  private readonly authorityMounts: MountSpec[] = [];

  public constructor(private readonly input: StandaloneTargetsInput) {}

  /** Files with certificates beside the configuration, by name. */
  public get files(): Texts {
    return this.fileTexts;
  }

  /** ConfigMaps with certificates. */
  public get mounts(): readonly MountSpec[] {
    return this.authorityMounts;
  }

  public find(prefix: string): TargetFiles | undefined {
    return this.byPrefix.get(prefix);
  }

  /** Adds a server and returns the egress rules that lead to it and to what it needs, or throws and keeps nothing. */
  public add(issues: Issues, target: GatewayTarget): EgressRule[] {
    const { prefix, endpoint, address } = target;
    this.check(issues, target);
    const { binding, platform } = this.input;
    const egress = [
      egressTo(issues, endpoint, address, platform),
      ...resolveTokenEndpoints(issues, target, binding, platform),
    ];
    const credentials = this.input.credentials.present(issues, prefix, endpoint);
    const bundle = endpoint.caBundle?._bundle;
    this.byPrefix.set(prefix, { credentials, authorities: bundle && this.addAuthorities(prefix, bundle) });
    return egress;
  }

  private check(issues: Issues, { prefix, address }: GatewayTarget): void {
    const { binding, hasSessions } = this.input;
    if (binding.exposure._rule.kind === 'clusterIp' && binding.ownRoute(prefix)?.hostname !== undefined) {
      issues.add(
        'routes',
        'GatewayRoutes.hostPerServer() needs an exposure: these host names do not resolve inside the cluster',
        'Exposure.httpRoute(…), Exposure.ingress(…), or GatewayRoutes.pathPerServer()',
      );
    }
    if (address.sessions === Sessions.IN_MEMORY && !hasSessions) {
      issues.add(
        'server',
        'keeps its sessions in memory, but the gateway keeps none: each call would start a new session',
        'set sessionKey of the gateway',
      );
    }
  }

  /** Returns the path of the certificates in the pod. */
  private addAuthorities(prefix: string, { text, configMap }: CaBundleContent): string {
    if (configMap !== undefined) {
      this.authorityMounts.push({
        name: `authorities-${prefix}`,
        path: `${AUTHORITIES_FOLDER}/${prefix}`,
        source: { configMap: configMap.name },
        items: [{ key: configMap.key, path: 'ca.crt' }],
      });
    }
    if (text === undefined) {
      return `${AUTHORITIES_FOLDER}/${prefix}/ca.crt`;
    }
    this.fileTexts[`${prefix}.crt`] = text;
    return `${CONFIG_FOLDER}/${prefix}.crt`;
  }
}
