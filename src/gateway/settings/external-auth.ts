import { GatewayAuthKind } from './auth-options';
import { ExternalRule } from './auth-rules';
import { ExternalAuthOptions, ExternalAuthProtocol } from './external-auth-options';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { checkReason } from '../../foundation/reasons';
import { Egress } from '../../network/egress';

const OPTIONS: PropNames<ExternalAuthOptions> = {
  service: true,
  egress: true,
  headers: true,
  protocol: true,
  failOpenReason: true,
};
const SERVICE = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?):(\d{1,5})(\/[A-Za-z0-9/._~-]*)?$/;
const HEADER = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;
/** Headers without which servers do not understand a request, and those of the connection. */
const OF_REQUESTS = [
  'accept',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'last-event-id',
  'te',
  'transfer-encoding',
  'upgrade',
];

/** @internal An authorization service, or issues. */
export function externalRule(issues: Issues, options: ExternalAuthOptions): ExternalRule {
  const reader = new Reader(issues);
  const given = reader.struct(options, OPTIONS);
  const { service, egress, protocol = ExternalAuthProtocol.GRPC, failOpenReason } = given;
  issues.check(
    Object.values(ExternalAuthProtocol).includes(protocol),
    'protocol',
    `one of ${Object.values(ExternalAuthProtocol).join(', ')}`,
    protocol,
  );
  issues.check(isInstance(egress, Egress), 'egress', 'the egress to the service, such as Egress.toPods(…)', egress);
  if (failOpenReason !== undefined) {
    checkReason(issues, failOpenReason, 'failOpenReason');
  }
  return {
    kind: GatewayAuthKind.EXTERNAL,
    ...checkService(issues, service, protocol),
    protocol,
    egress,
    headers: checkHeaders(issues, reader, given.headers),
    failOpenReason,
  };
}

function checkService(
  issues: Issues,
  service: unknown,
  protocol: ExternalAuthProtocol,
): Pick<ExternalRule, 'host' | 'port' | 'secure' | 'path'> {
  const [, scheme, host, digits, path = ''] = isPlainText(service) ? (SERVICE.exec(service) ?? []) : [];
  const port = Number(digits);
  issues.check(
    port >= 1 && port <= 65535,
    'service',
    'an https URL with a port, or an http URL of a Service of the cluster, such as http://opa.auth.svc:9191',
    isPlainText(service) && service.includes('@') ? '(hidden)' : service,
  );
  if (path.length > 1 && protocol === ExternalAuthProtocol.GRPC) {
    issues.add('service', `has the path ${path}, which gRPC does not have`, 'ExternalAuthProtocol.HTTP, or no path');
  }
  return {
    host: `${host}:${port}`,
    port,
    secure: scheme === 'https',
    path: path.length > 1 ? path : undefined,
  };
}

function checkHeaders(issues: Issues, reader: Reader, input: string[]): string[] {
  const headers = reader.textList(input, 'headers');
  if (headers.length === 0) {
    issues.add('headers', 'must have at least one header', "['authorization'] sends the token of the caller");
  }
  headers.forEach((header, i) => {
    issues.check(HEADER.test(header), `headers[${i}]`, 'the name of a header in lower case', header);
    if (OF_REQUESTS.includes(header)) {
      issues.add(
        `headers[${i}]`,
        `must not be ${header}: what is sent to the service is removed before servers are asked, and they need it`,
        'headers with credentials, and those that begin with mcp-',
      );
    }
  });
  return [...new Set(headers)].sort();
}
