import { isDuration } from './agentgateway-fields';
import { asArray, asObject, asString, describe, getPath } from './json';
import { Finding, findingUnless } from './rule';
import { isServiceHost } from '../foundation/net/addresses';

const HOST = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?:\d{1,5}$/;
const HEADER = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** A path as text in CEL, nothing that is computed. */
const PATH = /^"\/[A-Za-z0-9/._~-]*"$/;

/** Whether an authorization service decides about every request, also about those that it does not answer. */
export function isDecidedOutside(policy: unknown): boolean {
  return policy !== undefined && getPath(policy, 'failureMode') === 'deny';
}

/** What is wrong with the way to an authorization service, and with what it is told. */
export function externalFindings(field: string, policies: unknown, clusterDomain: string): Finding[] {
  const policy = getPath(policies, 'extAuthz');
  if (policy === undefined) {
    return [];
  }
  const host = asString(getPath(policy, 'host')) ?? '';
  const headers = asArray(getPath(policy, 'includeRequestHeaders')).map(describe);
  const removed = asArray(getPath(policies, 'requestHeaderModifier', 'remove')).map(describe);
  const [[protocol, how] = [], ...more] = Object.entries(asObject(getPath(policy, 'protocol')));
  const path = getPath(how, 'path');
  return [
    ...findingUnless(HOST.test(host), `${field}.host`, 'must be a host name and a port'),
    ...findingUnless(
      getPath(policy, 'policies', 'backendTLS') !== undefined ||
        isServiceHost(host.replace(/:\d+$/, ''), clusterDomain),
      `${field}.policies.backendTLS`,
      'must be set outside the cluster: credentials could be read, and answers changed, in transit',
    ),
    ...findingUnless(
      isDuration(getPath(policy, 'policies', 'http', 'requestTimeout')),
      `${field}.policies.http.requestTimeout`,
      'must be whole seconds above zero: a service that hangs would hold every request',
    ),
    ...findingUnless(
      more.length === 0 && (protocol === 'grpc' || protocol === 'http'),
      `${field}.protocol`,
      'must be grpc or http',
    ),
    ...findingUnless(
      path === undefined || PATH.test(describe(path)),
      `${field}.protocol.http.path`,
      'must be a path as text',
    ),
    ...findingUnless(
      ['deny', 'allow'].includes(describe(getPath(policy, 'failureMode'))),
      `${field}.failureMode`,
      'must be deny, or allow with a reason',
    ),
    ...findingUnless(
      headers.length > 0,
      `${field}.includeRequestHeaders`,
      'is empty: the service would get every header of a request',
    ),
    ...headers.flatMap((header, i) =>
      findingUnless(HEADER.test(header), `${field}.includeRequestHeaders[${i}]`, 'must be the name of a header'),
    ),
    ...['authorization', ...headers.filter(header => header !== 'authorization' && !header.startsWith('mcp-'))].flatMap(
      header =>
        findingUnless(
          removed.includes(header),
          `${field.replace(/\.extAuthz$/, '')}.requestHeaderModifier.remove`,
          `must have ${header}: servers would get it from callers`,
        ),
    ),
  ];
}
