/** The fields of a cert-manager.io/v1 Certificate that the library writes. */
export interface CertificateBody {
  readonly secretName: string;
  readonly dnsNames: readonly string[];
  readonly issuerRef: { readonly group: 'cert-manager.io'; readonly kind: string; readonly name: string };
  readonly duration: string;
  readonly renewBefore: string;
  readonly privateKey: { readonly algorithm: string; readonly size: number; readonly rotationPolicy: 'Always' };
  readonly usages: readonly string[];
  readonly revisionHistoryLimit: number;
}
