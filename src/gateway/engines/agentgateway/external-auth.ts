import { celText } from '../../../foundation/cel';
import { Issues } from '../../../foundation/issues';
import { hostProblem, isServiceHost } from '../../../foundation/net/addresses';
import { EgressRule } from '../../../network/egress';
import { PlatformSpec } from '../../../platform/resolve';
import { GatewayAuthKind } from '../../settings/auth-options';
import { ExternalRule, GatewayAuthRule } from '../../settings/auth-rules';
import { ExternalAuthProtocol } from '../../settings/external-auth-options';
import { checkEgressPort } from '../egress';

/** A service that hangs counts as one that does not answer. */
const TIMEOUT = '2s';

/** The egress rule that leads to the authorization service; undefined when there is none. */
export function resolveExternalAuth(
  issues: Issues,
  auth: GatewayAuthRule,
  platform: PlatformSpec,
): EgressRule | undefined {
  if (auth.kind !== GatewayAuthKind.EXTERNAL) {
    return undefined;
  }
  const host = auth.host.replace(/:\d+$/, '');
  if (!isServiceHost(host, platform.clusterDomain)) {
    issues.check(
      auth.secure,
      'auth.service',
      `https outside the cluster (hosts that end in .svc or .svc.${platform.clusterDomain} are inside): credentials ` +
        'could be read, and answers changed, in transit',
      `http://${auth.host}`,
    );
    const problem = hostProblem(host);
    if (problem !== undefined) {
      issues.add('auth.service', `is at ${host}, which ${problem}`);
    }
  }
  const { _rule: rule } = auth.egress;
  checkEgressPort(issues, { prop: 'auth.egress', rule, port: auth.port }, platform);
  return rule;
}

/** The policy that asks the service. */
export function renderExternalAuth({
  host,
  secure,
  path,
  protocol,
  headers,
  failOpenReason,
}: ExternalRule): Readonly<Record<string, unknown>> {
  const http = { path: path === undefined ? undefined : celText(path) };
  return {
    host,
    protocol: protocol === ExternalAuthProtocol.GRPC ? { grpc: {} } : { http },
    failureMode: failOpenReason === undefined ? 'deny' : 'allow',
    includeRequestHeaders: [...headers],
    policies: { http: { requestTimeout: TIMEOUT }, backendTLS: secure ? {} : undefined },
  };
}
