import { GatewayAuthKind } from './settings/auth-options';
import { GatewayAccessLog, GatewayTracing } from './settings/observation';
import { Issues } from '../foundation/issues';
import { Reader, compare } from '../foundation/reader';
import { checkOtlp } from '../platform/checks';

const CLAIM = /^(?!(?:false|in|null|true)$)[A-Za-z][A-Za-z0-9_]{0,63}$/;
const CREDENTIAL = /token|secret|password|cookie|authorization|unredacted/i;
const MAX_CLAIMS = 20;
const WITH_TOKENS = [GatewayAuthKind.OAUTH, GatewayAuthKind.SERVICE_ACCOUNTS, GatewayAuthKind.ANY_OF];

/** How much is traced; undefined when the prop is left out. */
export function resolveSampling(
  issues: Issues,
  reader: Reader,
  input: GatewayTracing | undefined,
): GatewayTracing | undefined {
  if (input === undefined) {
    return undefined;
  }
  const tracing = reader.struct(input, { sampling: true, clientSampling: true }, 'tracing.');
  const { sampling, clientSampling } = tracing;
  issues.check(
    sampling === undefined || isFraction(sampling),
    'tracing.sampling',
    'a fraction from 0 to 1 with at most 4 decimals, such as 0.1 for every tenth request',
    sampling,
  );
  issues.check(
    clientSampling === undefined || typeof clientSampling === 'boolean',
    'tracing.clientSampling',
    'true or false',
    clientSampling,
  );
  return tracing;
}

function isFraction(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1 && Number(value.toFixed(4)) === value;
}

/** What is logged of each request; undefined when the prop is left out. */
export function resolveAccessLog(
  issues: Issues,
  reader: Reader,
  input: GatewayAccessLog | undefined,
  auth: GatewayAuthKind,
): GatewayAccessLog | undefined {
  if (input === undefined) {
    return undefined;
  }
  const { claims: names, otlp } = reader.struct(input, { claims: true, otlp: true }, 'accessLog.');
  const claims = reader.textList(names, 'accessLog.claims');
  claims.forEach((claim, i) =>
    issues.check(
      CLAIM.test(claim) && !CREDENTIAL.test(claim),
      `accessLog.claims[${i}]`,
      'the name of a claim such as client_id: letters, digits and _, and no credential',
      claim,
    ),
  );
  issues.check(claims.length <= MAX_CLAIMS, 'accessLog.claims', `at most ${MAX_CLAIMS} claims`, claims.length);
  if (claims.length > 0 && !WITH_TOKENS.includes(auth)) {
    issues.add(
      'accessLog.claims',
      `have no effect: callers have no token with auth ${auth}`,
      'leave them out; the access log has the caller already',
    );
  }
  return {
    claims: [...new Set(claims)].sort(compare),
    otlp: otlp === undefined ? undefined : checkOtlp(issues, 'accessLog.otlp.', otlp),
  };
}
