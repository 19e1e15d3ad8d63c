import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { CertificateBody } from './crds-cert-manager';
import { IGatewayBinding } from './engine';
import { compare } from '../../foundation/reader';
import { GuardedApiObject } from '../../guardrails/guarded-api-object';
import { CertificateKeyAlgorithm, CertificateRule } from '../settings/certificate';

const SIZES: Readonly<Record<CertificateKeyAlgorithm, number>> = {
  [CertificateKeyAlgorithm.ECDSA]: 256,
  [CertificateKeyAlgorithm.RSA]: 3072,
};

/** The Certificate with which cert-manager makes the Secret of a gateway. Its hosts are read when it renders. */
export function emitCertificate(
  scope: Construct,
  binding: Pick<IGatewayBinding, 'name' | 'namespace' | 'labels'>,
  certificate: CertificateRule,
  { hosts, revision }: { readonly hosts: () => readonly string[]; readonly revision: () => number },
): void {
  const { name, namespace, labels } = binding;
  new GuardedApiObject(
    scope,
    'Certificate',
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name, namespace, labels: { ...labels } },
      spec: Lazy.any({ produce: () => renderCertificate(certificate, hosts()) }),
    },
    revision,
  );
}

export function renderCertificate(certificate: CertificateRule, hosts: readonly string[]): CertificateBody {
  const { issuer, secretName, duration, renewBefore, algorithm } = certificate;
  const isRsa = algorithm === CertificateKeyAlgorithm.RSA;
  return {
    secretName,
    dnsNames: [...new Set([...hosts, ...certificate.dnsNames])].sort(compare),
    issuerRef: { group: 'cert-manager.io', kind: issuer._kind, name: issuer._name },
    duration: goDuration(duration),
    renewBefore: goDuration(renewBefore),
    // a key that was copied is of no use after the renewal
    privateKey: { algorithm, size: SIZES[algorithm], rotationPolicy: 'Always' },
    usages: isRsa ? ['digital signature', 'key encipherment', 'server auth'] : ['digital signature', 'server auth'],
    revisionHistoryLimit: 1,
  };
}

/** As the API server writes durations, so that nothing differs after it was applied. */
function goDuration(seconds: number): string {
  return `${Math.floor(seconds / 3600)}h${Math.floor((seconds % 3600) / 60)}m${seconds % 60}s`;
}
