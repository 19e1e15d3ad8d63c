import { fileFindings } from './agentgateway-fields';
import { Json, getPath, asArray, asObject, describe } from './json';
import { Finding, findingUnless } from './rule';
import { isServiceHost } from '../foundation/net/addresses';

const TARGET_NAME = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const UPSTREAM = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?\/[^\s?#]*$|^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/;

export function backendFindings(field: string, backend: Json, clusterDomain: string): Finding[] {
  const targets = asArray(backend.targets);
  const names = targets.map(target => describe(getPath(target, 'name')));
  return [
    ...findingUnless(targets.length > 0, `${field}.targets`, 'is empty: every request is answered with 503'),
    ...findingUnless(
      targets.length < 2 || backend.prefixMode === 'always',
      `${field}.prefixMode`,
      'must be always for federated servers',
    ),
    ...findingUnless(
      backend.prefixMode !== 'never',
      `${field}.prefixMode`,
      'must not be never: calls of current clients would fail',
    ),
    ...targets.flatMap((target, i) => [
      ...findingUnless(
        TARGET_NAME.test(names[i]),
        `${field}.targets[${i}].name`,
        'must be lower-case letters, digits and -',
      ),
      ...findingUnless(
        names.indexOf(names[i]) === i,
        `${field}.targets[${i}].name`,
        'is already used by another server, whose tools would be lost',
      ),
      ...targetFindings(`${field}.targets[${i}]`, asObject(target), clusterDomain),
    ]),
  ];
}

function targetFindings(field: string, target: Json, clusterDomain: string): Finding[] {
  const { mcp, sse } = target;
  const [, plainHost] = /^http:\/\/([^/:]*)/.exec(describe(getPath(mcp ?? sse, 'host'))) ?? [];
  return [
    ...findingUnless((mcp === undefined) !== (sse === undefined), field, 'must have mcp or sse'),
    ...findingUnless(
      UPSTREAM.test(describe(getPath(mcp ?? sse, 'host'))) && Object.keys(asObject(mcp ?? sse)).length === 1,
      `${field}.${mcp === undefined ? 'sse' : 'mcp'}`,
      'must be { host: URL } alone',
    ),
    ...findingUnless(
      plainHost === undefined || isServiceHost(plainHost, clusterDomain),
      `${field}.${mcp === undefined ? 'sse' : 'mcp'}.host`,
      'must be https, or a Service of the cluster: calls and credentials could be read and changed in transit',
    ),
    ...fileFindings(`${field}.policies`, target.policies),
  ];
}
