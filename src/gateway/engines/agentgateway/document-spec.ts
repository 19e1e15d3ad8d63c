import { Collector } from './collector';
import { GatewayAuthRule } from '../../settings/auth-rules';
import { Cors } from '../../settings/cors';
import { RateLimitRule } from '../../settings/rate-limit';
import { ToolRule } from '../../settings/tool-rule';
import { GatewayTarget, GatewayTimings } from '../engine';

/** What agentgateway is told, before it is put into the words of its configuration. */
export interface GatewayDocument {
  readonly name: string;
  readonly port: number;
  readonly tls?: { readonly certificate: string; readonly privateKey: string };
  readonly auth: GatewayAuthRule;
  /** A file, a URL or the keys themselves. */
  readonly jwks?: { readonly file: string } | { readonly url: string } | string;
  readonly routes: readonly DocumentRoute[];
  readonly rules: readonly ToolRule[];
  readonly limits: readonly RateLimitRule[];
  readonly timings: GatewayTimings;
  readonly cors?: Cors;
  /** The gateway keeps sessions. */
  readonly stateful: boolean;
  readonly logLevel: string;
  /** Claims that are in the access log. */
  readonly loggedClaims: readonly string[];
  /** Where the access log is sent besides standard output. */
  readonly logCollector?: Collector;
  readonly tracing?: Collector & { readonly sampling: number; readonly clientSampling: boolean };
}

export interface DocumentRoute {
  readonly name: string;
  readonly hostname?: string;
  readonly path: string;
  /** The URL that clients know. */
  readonly url: string;
  readonly federated: boolean;
  /** Clients begin with `initialize`, because not every server is known to answer `server/discover`. */
  readonly initializeOnly: boolean;
  readonly targets: readonly DocumentTarget[];
}

export interface DocumentTarget extends GatewayTarget {
  readonly credentials: readonly { readonly header: string; readonly prefix: string; readonly file: string }[];
  /** A file with authorities. */
  readonly authorities?: string;
}
