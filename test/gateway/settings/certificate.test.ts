import { Duration } from 'cdk8s';
import {
  Callers,
  CertManagerTlsOptions,
  CertificateIssuer,
  CertificateKeyAlgorithm,
  Exposure,
  GatewayRoutes,
  GatewayTls,
  IngressController,
} from '../../../src';
import { Manifest, find } from '../../util/app';
import { gatewayObjects } from '../../util/gateway';
import { wrong } from '../../util/refusal';
import { schemaProblems } from '../../util/schemas';

const BASE: CertManagerTlsOptions = { issuer: CertificateIssuer.clusterIssuer('public'), secretName: 'mcp-tls' };

function ingress(tls: GatewayTls, tlsSecretName?: string): Exposure {
  return Exposure.ingress({
    hostname: 'mcp.example.com',
    className: 'haproxy',
    tls,
    tlsSecretName,
    controller: IngressController.HAPROXY,
    from: [Callers.namespace('ingress')],
  });
}

test('a gateway that ends TLS has a Certificate for the names of its Service, and mounts its Secret', () => {
  const manifests = gatewayObjects({ tls: GatewayTls.certManager(BASE) });
  const certificate = find(manifests, 'Certificate');
  expect(certificate.spec).toEqual({
    secretName: 'mcp-tls',
    dnsNames: ['gateway.mcp-tools.svc', 'gateway.mcp-tools.svc.cluster.local'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'public' },
    duration: '2160h0m0s',
    renewBefore: '720h0m0s',
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    usages: ['digital signature', 'server auth'],
    revisionHistoryLimit: 1,
  });
  expect(schemaProblems('v1.36.0', [certificate])).toEqual([]);
  const { volumes } = find(manifests, 'Deployment', 'gateway').spec.template.spec;
  expect(volumes.find(({ name }: Manifest) => name === 'tls').secret.secretName).toBe('mcp-tls');
});

test('an Ingress has a Certificate for its hosts, and names its Secret', () => {
  const tls = GatewayTls.certManager({
    ...BASE,
    issuer: CertificateIssuer.issuer('team'),
    dnsNames: ['also.example.com'],
    duration: Duration.days(30),
    renewBefore: Duration.days(5),
    algorithm: CertificateKeyAlgorithm.RSA,
  });
  const manifests = gatewayObjects({ exposure: ingress(tls), routes: GatewayRoutes.hostPerServer('t.example.com') });
  expect(find(manifests, 'Ingress').spec.tls).toEqual([{ hosts: ['notes.t.example.com'], secretName: 'mcp-tls' }]);
  expect(find(manifests, 'Certificate').spec).toMatchObject({
    dnsNames: ['also.example.com', 'notes.t.example.com'],
    issuerRef: { kind: 'Issuer', name: 'team' },
    duration: '720h0m0s',
    renewBefore: '120h0m0s',
    privateKey: { algorithm: 'RSA', size: 3072 },
    usages: ['digital signature', 'key encipherment', 'server auth'],
  });
});

test.each<{ title: string; options: Partial<CertManagerTlsOptions>; expected: string }>([
  { title: 'the name of an issuer', options: { issuer: wrong('public') }, expected: 'issuer must be made by' },
  {
    title: 'a Secret that is none',
    options: { secretName: 'A b' },
    expected: 'secretName must be the name of a Secret',
  },
  { title: 'an upper-case host', options: { dnsNames: ['MCP.example.com'] }, expected: 'dnsNames[0] must be' },
  { title: 'minutes', options: { duration: Duration.minutes(30) }, expected: 'duration must be' },
  {
    title: 'a renewal before the start',
    options: { duration: Duration.days(1), renewBefore: Duration.days(1) },
    expected: 'renewBefore must be',
  },
  { title: 'another algorithm', options: { algorithm: wrong('DSA') }, expected: 'algorithm must be one of ECDSA, RSA' },
])('$title is refused', ({ options, expected }) => {
  expect(() => GatewayTls.certManager({ ...BASE, ...options })).toThrow(expected);
});

test('an Ingress has one Secret, with the usual keys', () => {
  expect(() => ingress(GatewayTls.certManager(BASE), 'other')).toThrow('tlsSecretName must not be set beside tls');
  expect(() => ingress(GatewayTls.fromSecretName('a', { certificateKey: 'chain.pem' }))).toThrow(
    'tls must have the keys tls.crt and tls.key',
  );
});
