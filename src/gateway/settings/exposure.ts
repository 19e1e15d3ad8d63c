import { GatewayTls } from './tls';
import { Issues } from '../../foundation/issues';
import { isDnsLabel, isDnsSubdomain, isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { Callers } from '../../network/callers';

/** The software behind an Ingress class: it decides which annotations keep streams alive. */
export enum IngressController {
  /** ingress-nginx (community), archived since March 2026: move to `Exposure.httpRoute`. */
  NGINX = 'nginx',
  /** HAProxy Technologies' controller. */
  HAPROXY = 'haproxy',
  /** Traefik: it does not buffer; its timeouts are set on the entry point. */
  TRAEFIK = 'traefik',
  /** AWS Load Balancer Controller. */
  AWS_ALB = 'aws-alb',
  /** Another one. No annotation is written: see to it that it does not buffer and waits for long reads. */
  OTHER = 'other',
}

/** How a gateway is reached. */
export enum ExposureKind {
  /** Only inside the cluster. */
  CLUSTER_IP = 'cluster-ip',
  /** By an HTTPRoute. */
  HTTP_ROUTE = 'http-route',
  /** By an Ingress. */
  INGRESS = 'ingress',
}

/** Options of a Gateway API route. */
export interface HttpRouteExposureOptions {
  /** The host name under which clients reach the gateway. No wildcard. */
  readonly hostname: string;

  /** The name of the Gateway object. Its listener ends TLS. */
  readonly parentName: string;

  /**
   * The namespace of the Gateway object. Its listener must admit routes from the gateway's namespace:
   * `allowedRoutes.namespaces`.
   *
   * @default - the gateway's own
   */
  readonly parentNamespace?: string;

  /**
   * The listener. It must speak HTTPS. Without it the route attaches to every listener whose host name fits, one for
   * plain HTTP on port 80 too, and credentials then pass in the clear.
   *
   * @default - every listener whose host name fits
   */
  readonly sectionName?: string;

  /** The pods of the data plane, which connect to the gateway. Without this hole nobody gets in. */
  readonly from: Callers[];
}

/** Options of an Ingress. */
export interface IngressExposureOptions {
  /** The host name under which clients reach the gateway. No wildcard. */
  readonly hostname: string;

  /** The IngressClass. */
  readonly className: string;

  /**
   * The Secret with the certificate, in the gateway's namespace.
   *
   * @default - that of `tls`; one of the two is required
   */
  readonly tlsSecretName?: string;

  /**
   * The certificate, for example `GatewayTls.certManager(…)`, instead of `tlsSecretName`. Its keys must be the usual
   * ones.
   *
   * @default - `tlsSecretName`
   */
  readonly tls?: GatewayTls;

  /** The software behind the class. */
  readonly controller: IngressController;

  /** The pods of the controller, which connect to the gateway. Without this hole nobody gets in. */
  readonly from: Callers[];
}

/** @internal */
export type ExposureRule = { readonly kind: 'clusterIp' } | HttpRouteExposure | IngressExposure;

/** @internal */
export interface HttpRouteExposure {
  readonly kind: 'httpRoute';
  readonly hostname: string;
  readonly parentName: string;
  readonly parentNamespace?: string;
  readonly sectionName?: string;
  readonly from: readonly Callers[];
}

/** @internal */
export interface IngressExposure {
  readonly kind: 'ingress';
  readonly hostname: string;
  readonly className: string;
  readonly tlsSecretName: string;
  readonly tls?: GatewayTls;
  readonly controller: IngressController;
  readonly from: readonly Callers[];
}

/** How a gateway is reached from outside. */
export class Exposure {
  /** Only inside the cluster, through its Service. */
  public static clusterIp(): Exposure {
    return new Exposure({ kind: 'clusterIp' });
  }

  /**
   * By an HTTPRoute of the Gateway API, attached to a Gateway that exists.
   *
   * @param options The host and the Gateway.
   */
  public static httpRoute(options: HttpRouteExposureOptions): Exposure {
    const issues = new Issues('Exposure.httpRoute');
    const reader = new Reader(issues);
    const known: PropNames<HttpRouteExposureOptions> = {
      hostname: true,
      parentName: true,
      parentNamespace: true,
      sectionName: true,
      from: true,
    };
    const { hostname, parentName, parentNamespace, sectionName, from: value } = reader.struct(options, known);
    checkHostname(issues, hostname);
    issues.check(
      isPlainText(parentName) && isDnsSubdomain(parentName),
      'parentName',
      'the name of a Gateway',
      parentName,
    );
    issues.check(
      parentNamespace === undefined || (isPlainText(parentNamespace) && isDnsLabel(parentNamespace)),
      'parentNamespace',
      'the name of a namespace',
      parentNamespace,
    );
    issues.check(
      sectionName === undefined || (isPlainText(sectionName) && isDnsSubdomain(sectionName)),
      'sectionName',
      'the name of a listener',
      sectionName,
    );
    const from = checkFrom(issues, reader, value);
    issues.throwIfAny();
    return new Exposure({ kind: 'httpRoute', hostname, parentName, parentNamespace, sectionName, from });
  }

  /**
   * By an Ingress.
   *
   * @param options The host, the class and the certificate.
   */
  public static ingress(options: IngressExposureOptions): Exposure {
    const issues = new Issues('Exposure.ingress');
    const reader = new Reader(issues);
    const known: PropNames<IngressExposureOptions> = {
      hostname: true,
      className: true,
      tlsSecretName: true,
      tls: true,
      controller: true,
      from: true,
    };
    const { hostname, className, tlsSecretName: named, tls, controller, from: value } = reader.struct(options, known);
    checkHostname(issues, hostname);
    issues.check(
      isPlainText(className) && isDnsSubdomain(className),
      'className',
      'the name of an IngressClass',
      className,
    );
    const tlsSecretName = checkIngressTls(issues, named, tls);
    issues.check(
      Object.values<unknown>(IngressController).includes(controller),
      'controller',
      `one of ${Object.values(IngressController).join(', ')}`,
      controller,
    );
    const from = checkFrom(issues, reader, value);
    issues.throwIfAny();
    return new Exposure({ kind: 'ingress', hostname, className, tlsSecretName, tls, controller, from });
  }

  private constructor(/** @internal */ public readonly _rule: ExposureRule) {}

  /** How the gateway is reached. */
  public get kind(): ExposureKind {
    return KINDS[this._rule.kind];
  }

  /** The host name under which clients reach it; undefined inside the cluster. */
  public get hostname(): string | undefined {
    return 'hostname' in this._rule ? this._rule.hostname : undefined;
  }

  /** The pods that connect to the gateway from outside. */
  public get from(): Callers[] {
    return 'from' in this._rule ? [...this._rule.from] : [];
  }

  /** The name of the Gateway object; undefined without an HTTPRoute. */
  public get parentName(): string | undefined {
    return 'parentName' in this._rule ? this._rule.parentName : undefined;
  }

  /** The namespace of the Gateway object; undefined for the gateway's own and without an HTTPRoute. */
  public get parentNamespace(): string | undefined {
    return 'parentName' in this._rule ? this._rule.parentNamespace : undefined;
  }

  /** The listener; undefined for every one whose host name fits and without an HTTPRoute. */
  public get sectionName(): string | undefined {
    return 'parentName' in this._rule ? this._rule.sectionName : undefined;
  }

  /** The IngressClass; undefined without an Ingress. */
  public get className(): string | undefined {
    return 'className' in this._rule ? this._rule.className : undefined;
  }

  /** The Secret with the certificate; undefined without an Ingress. */
  public get tlsSecretName(): string | undefined {
    return 'className' in this._rule ? this._rule.tlsSecretName : undefined;
  }

  /** The software behind the IngressClass; undefined without an Ingress. */
  public get controller(): IngressController | undefined {
    return 'className' in this._rule ? this._rule.controller : undefined;
  }
}

const KINDS: { readonly [K in ExposureRule['kind']]: ExposureKind } = {
  clusterIp: ExposureKind.CLUSTER_IP,
  httpRoute: ExposureKind.HTTP_ROUTE,
  ingress: ExposureKind.INGRESS,
};

/** @internal A host name that a certificate can be for. */
export function checkHostname(issues: Issues, hostname: unknown): void {
  const ok =
    isPlainText(hostname) && isDnsSubdomain(hostname) && hostname.includes('.') && !/(^|\.)\d+$/.test(hostname);
  issues.check(
    ok,
    'hostname',
    {
      allowed: 'a host name of at least two labels in lower case, such as mcp.example.com',
      fix: 'no wildcard, no address, no port',
    },
    hostname,
  );
}

function checkIngressTls(issues: Issues, name: string | undefined, tls: GatewayTls | undefined): string {
  if (tls === undefined) {
    issues.check(isPlainText(name) && isDnsSubdomain(name), 'tlsSecretName', 'the name of a Secret', name);
    return name ?? '';
  }
  if (!isInstance(tls, GatewayTls)) {
    issues.check(false, 'tls', 'made by GatewayTls', tls);
    return '';
  }
  if (name !== undefined) {
    issues.add('tlsSecretName', 'must not be set beside tls', 'leave out one of them');
  }
  if (tls.certificateKey !== 'tls.crt' || tls.privateKeyKey !== 'tls.key') {
    issues.add('tls', 'must have the keys tls.crt and tls.key', 'an Ingress reads no others');
  }
  return tls.secretName;
}

function checkFrom(issues: Issues, reader: Reader, input: Callers[]): Callers[] {
  const from = reader.instances(input, Callers, 'from');
  if (from.length === 0) {
    issues.add(
      'from',
      'must name the pods of the data plane, otherwise all traffic is denied',
      'for example Callers.pods({ namespace, labels }), or Callers.ciliumIngress()',
    );
  }
  return from;
}
