import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { Reader, isInstance } from '../foundation/reader';
import { Egress } from '../network/egress';
import { OtlpExport, OtlpProtocol } from '../workload/telemetry';

const OTLP_URL = /^https?:\/\/[A-Za-z0-9.-]+(?::(\d{1,5}))?(?:\/[A-Za-z0-9/._-]*)?$/;

/** Checks where telemetry is sent; undefined when its egress cannot be used. */
export function checkOtlp(issues: Issues, prefix: string, input: OtlpExport): OtlpExport | undefined {
  const otlp = new Reader(issues).struct(input, { endpoint: true, egress: true, protocol: true }, prefix);
  const parts = isPlainText(otlp.endpoint) ? OTLP_URL.exec(otlp.endpoint) : null;
  issues.check(
    parts !== null && (parts[1] === undefined || isPort(Number(parts[1]))),
    `${prefix}endpoint`,
    'an http or https URL without credentials',
    otlp.endpoint,
  );
  checkMember(issues, `${prefix}protocol`, OtlpProtocol, otlp.protocol);
  const hasEgress = issues.check(
    isInstance(otlp.egress, Egress),
    `${prefix}egress`,
    'the egress to the collector, such as Egress.toPods(…)',
    otlp.egress,
  );
  return hasEgress ? otlp : undefined;
}

/** Records an issue unless the value is a member of the enum or left out. */
export function checkMember(
  issues: Issues,
  prop: string,
  members: Readonly<Record<string, string>>,
  value: unknown,
): void {
  const allowed = Object.values(members);
  issues.check(
    value === undefined || (isPlainText(value) && allowed.includes(value)),
    prop,
    `one of ${allowed.join(', ')}`,
    value,
  );
}
