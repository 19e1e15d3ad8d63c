import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { HttpRouteBody } from './crds-gateway-api';
import { IGatewayBinding } from './engine';
import { ExposedAddresses, ingressAnnotations, listenerNote, renderHttpRoutes, renderIngress } from './render-exposure';
import { definedItems } from '../../foundation/defined';
import { PRIMARY_PORT } from '../../foundation/labels';
import { GuardedApiObject } from '../../guardrails/guarded-api-object';
import { HttpRouteExposure, IngressExposure } from '../settings/exposure';

/** What the routes of a gateway, or of a server without one, depend on. */
export interface ExposedBinding extends Pick<
  IGatewayBinding,
  'name' | 'namespace' | 'labels' | 'exposure' | 'routes' | 'ownRoute'
> {
  readonly auth: Pick<IGatewayBinding['auth'], 'kind'>;
}

/**
 * The HTTPRoutes or the Ingress that lead to the Service of a gateway. They come with its servers: what answers nothing
 * has no route, and many addresses need several routes.
 */
export class ExposureObjects {
  private readonly name: string;
  private readonly metadata: ApiObjectMetadata;
  private emitted = 0;
  private known: ExposedAddresses | undefined;
  private bodies: { readonly revision: number; readonly all: readonly HttpRouteBody[] } | undefined;

  public constructor(
    private readonly scope: Construct,
    private readonly binding: ExposedBinding,
    private readonly port: number,
    private readonly revision: () => number,
  ) {
    const { name, namespace, labels } = binding;
    this.name = name;
    this.metadata = { namespace, labels: { ...labels } };
  }

  /** Makes the objects that are missing after a server was added. */
  public add(prefix: string): void {
    const {
      exposure: { _rule: exposure },
    } = this.binding;
    if (exposure.kind === 'httpRoute') {
      this.known ??= this.addressesOf(exposure);
      definedItems([this.binding.ownRoute(prefix)]).forEach(route => this.known?.add(route));
      for (; this.emitted < this.known.routeCount; this.emitted += 1) {
        this.emitRoute(exposure, this.emitted);
      }
    }
    if (exposure.kind === 'ingress' && this.emitted === 0) {
      this.emitted = 1;
      this.emitIngress(exposure);
    }
  }

  private emitRoute(exposure: HttpRouteExposure, i: number): void {
    const suffix = i === 0 ? '' : `-${i + 1}`;
    const note = listenerNote(exposure, this.binding.namespace);
    new GuardedApiObject(
      this.scope,
      `HTTPRoute${suffix}`,
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'HTTPRoute',
        metadata: {
          name: `${this.name}${suffix}`,
          ...this.metadata,
          annotations: note === undefined ? undefined : { 'cdk8s-mcp/listener': note },
        },
        spec: Lazy.any({ produce: () => this.routesOf(exposure)[i] }),
      },
      this.revision,
    );
  }

  private emitIngress(exposure: IngressExposure): void {
    const { scope, name, metadata } = this;
    new GuardedApiObject(
      scope,
      'Ingress',
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { name, ...metadata, annotations: { ...ingressAnnotations(exposure) } },
        spec: Lazy.any({ produce: () => renderIngress(exposure, this.addressesOf(exposure), name, PRIMARY_PORT) }),
      },
      this.revision,
    );
  }

  /** Rendered once for all routes. */
  private routesOf(exposure: HttpRouteExposure): readonly HttpRouteBody[] {
    const revision = this.revision();
    if (this.bodies?.revision !== revision) {
      const { name, port } = this;
      this.bodies = { revision, all: renderHttpRoutes(exposure, this.addressesOf(exposure), { name, port }) };
    }
    return this.bodies.all;
  }

  private addressesOf({ hostname }: HttpRouteExposure | IngressExposure): ExposedAddresses {
    return new ExposedAddresses(hostname, this.binding.auth, this.binding.routes);
  }
}
