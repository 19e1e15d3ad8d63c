/** The fields of a kagent.dev/v1alpha2 RemoteMCPServer that the library writes. */
export interface RemoteMcpServerBody {
  readonly description: string;
  readonly protocol: 'STREAMABLE_HTTP';
  readonly url: string;
  readonly timeout: string;
  readonly headersFrom?: readonly {
    readonly name: string;
    readonly valueFrom: { readonly type: 'Secret'; readonly name: string; readonly key: string };
  }[];
}
