import { celFindings, loggedFindings } from './agentgateway-fields';
import { asObject, describe, getPath } from './json';
import { Finding, findingUnless } from './rule';
import { isServiceHost } from '../foundation/net/addresses';

const FIELD = 'frontendPolicies.accessLog';
const HOST = /^[A-Za-z0-9.-]+:\d{1,5}$/;
const PATH = /^\/[A-Za-z0-9/._-]*$/;

/** What is wrong with the access log: what is in it, and where it is sent. */
export function accessLogFindings(log: unknown, clusterDomain: string): Finding[] {
  return [
    ...celFindings(`${FIELD}.filter`, getPath(log, 'filter')),
    ...Object.entries(asObject(getPath(log, 'add'))).flatMap(([name, value]) =>
      loggedFindings(`${FIELD}.add.${name}`, value),
    ),
    ...collectorFindings(`${FIELD}.otlp`, getPath(log, 'otlp'), clusterDomain),
  ];
}

function collectorFindings(field: string, collector: unknown, clusterDomain: string): Finding[] {
  if (collector === undefined) {
    return [];
  }
  const { host, protocol, path, policies } = asObject(collector);
  const name = describe(host);
  const isSecure = getPath(policies, 'backendTLS') !== undefined;
  return [
    ...findingUnless(HOST.test(name), `${field}.host`, 'must be a host name and a port'),
    ...findingUnless(
      isSecure || isServiceHost(name.replace(/:\d+$/, ''), clusterDomain),
      `${field}.policies.backendTLS`,
      'must be set outside the cluster: who called which tool could be read and changed in transit',
    ),
    ...findingUnless(protocol === 'grpc' || protocol === 'http', `${field}.protocol`, 'must be grpc or http'),
    ...findingUnless(path === undefined || PATH.test(describe(path)), `${field}.path`, 'must be a path'),
  ];
}
