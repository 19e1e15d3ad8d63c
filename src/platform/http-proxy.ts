import { Egress } from '../network/egress';

/** The proxy through which pods reach the outside. */
export interface HttpProxy {
  /** Its URL, for example `http://proxy.example.com:3128`, without credentials. */
  readonly url: string;

  /** The way to it, which is opened for every server. */
  readonly egress: Egress;

  /**
   * Names and addresses that are reached without it, for example `.example.com`.
   *
   * @default - loopback, `.svc` and the cluster domain, which are always among them; the API server for servers with
   * `kubernetesAccess`
   */
  readonly noProxy?: string[];
}
