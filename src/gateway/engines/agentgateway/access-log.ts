import { Collector, portOf, resolveCollector } from './collector';
import { Issues } from '../../../foundation/issues';
import { isServiceHost } from '../../../foundation/net/addresses';
import { EgressRule } from '../../../network/egress';
import { PlatformSpec } from '../../../platform/resolve';
import { GatewayAccessLog } from '../../settings/observation';
import { checkEgressPort } from '../egress';

/** Where the access log is sent, and the rule that leads there. */
export interface LogCollector {
  readonly collector?: Collector;
  readonly egress?: EgressRule;
}

/** Nothing where the access log goes to standard output alone. */
export function resolveLogCollector(
  issues: Issues,
  accessLog: GatewayAccessLog | undefined,
  platform: PlatformSpec,
): LogCollector {
  const otlp = accessLog?.otlp;
  const collector = otlp && resolveCollector(issues, otlp, { prop: 'accessLog.otlp', path: '/v1/logs' });
  if (otlp === undefined || collector === undefined) {
    return {};
  }
  const { host, secure } = collector;
  issues.check(
    secure || isServiceHost(host.replace(/:\d+$/, ''), platform.clusterDomain),
    'accessLog.otlp.endpoint',
    'https, or http to a Service, <name>.<namespace>.svc: who called which tool could be read and changed in transit',
    otlp.endpoint,
  );
  const { _rule: egress } = otlp.egress;
  checkEgressPort(issues, { prop: 'accessLog.otlp.egress', rule: egress, port: portOf(host) }, platform);
  return { collector, egress };
}
