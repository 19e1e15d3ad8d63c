import { isDuration, sentFindings } from './agentgateway-fields';
import { Json, asArray, describe, getPath } from './json';
import { Finding, findingUnless } from './rule';
import { isAlwaysCounted } from '../foundation/cel-key';

const UNCOUNTED = 'requests would pass without asking the rate limit service, even with failClosed';

/** Descriptors that agentgateway leaves out: with none left it lets the request pass, even with `failClosed`. */
export function remoteLimitFindings(field: string, policies: Json): Finding[] {
  const { remoteRateLimit: limit } = policies;
  const descriptors = asArray(getPath(limit, 'descriptors'));
  return [
    ...findingUnless(limit === undefined || descriptors.length > 0, field, `is empty: ${UNCOUNTED}`),
    ...findingUnless(
      limit === undefined || isDuration(getPath(limit, 'policies', 'http', 'requestTimeout')),
      field.replace(/descriptors$/, 'policies.http.requestTimeout'),
      'must be whole seconds above zero: every request would wait for a service that hangs',
    ),
    ...descriptors.flatMap((descriptor, i) => descriptorFindings(`${field}[${i}]`, descriptor, policies)),
  ];
}

function descriptorFindings(field: string, descriptor: unknown, policies: Json): Finding[] {
  const entries = asArray(getPath(descriptor, 'entries'));
  const type = getPath(descriptor, 'type');
  return [
    ...findingUnless(type === undefined || type === 'requests', `${field}.type`, `must be requests: ${UNCOUNTED}`),
    ...findingUnless(entries.length > 0, `${field}.entries`, `is empty: ${UNCOUNTED}`),
    ...entries.flatMap((entry, j) => valueFindings(`${field}.entries[${j}].value`, getPath(entry, 'value'), policies)),
  ];
}

function valueFindings(field: string, value: unknown, policies: Json): Finding[] {
  const found = sentFindings(field, value);
  return found.length > 0
    ? found
    : findingUnless(
        isCallerOf(policies, value) || isAlwaysCounted(describe(value)),
        field,
        `may have no value, so it must be default(…, "…"): ${UNCOUNTED}`,
      );
}

/** Whether it is the name that every caller has whom a policy lets in. */
function isCallerOf({ apiKey, mcpAuthentication, jwtAuth }: Json, value: unknown): boolean {
  const claims = asArray(getPath(mcpAuthentication ?? jwtAuth, 'jwtValidationOptions', 'requiredClaims'));
  const ofKeys = value === 'apiKey.client' || value === '"client/" + apiKey.client';
  return ofKeys ? apiKey !== undefined : value === 'jwt.sub' && claims.includes('sub');
}
