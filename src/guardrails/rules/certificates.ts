import { isOfGateway } from '../gateway-pods';
import { asInteger, getPath } from '../json';
import { Finding, ObjectRule, findingUnless } from '../rule';
import { Subject } from '../subject';

const MIN_RSA_BITS = 2048;

export const CERTIFICATE_RULES: readonly ObjectRule[] = [
  {
    id: 'gateway-certificate',
    title: 'Certificates of gateways are for their hosts, with a new key for each',
    why:
      'With a key that is kept, a copy of it reads calls after the renewal; a certificate that may sign others lets ' +
      'whoever has its key pose as any host.',
    fix: 'Change GatewayTls.certManager, not the Certificate.',
    severity: 'error',
    references: ['NSA/CISA: Encryption', 'MCP 2026-07-28: Transports'],
    scanners: [],
    kinds: ['Certificate'],
    check: subject => (isOfGateway(subject) ? certificateFindings(subject) : []),
  },
];

function certificateFindings({ manifest: { spec } }: Subject): Finding[] {
  const key = getPath(spec, 'privateKey');
  const size = asInteger(getPath(key, 'size'));
  return [
    ...findingUnless(
      getPath(key, 'rotationPolicy') === 'Always',
      'spec.privateKey.rotationPolicy',
      'must be Always: the key would outlive its certificates',
    ),
    ...findingUnless(
      getPath(key, 'algorithm') !== 'RSA' || size === undefined || size >= MIN_RSA_BITS,
      'spec.privateKey.size',
      `must be at least ${MIN_RSA_BITS}`,
    ),
    ...findingUnless(getPath(spec, 'isCA') !== true, 'spec.isCA', 'must not be true: it could sign for any host'),
  ];
}
