import { Jwks } from './jwks';
import { Issues } from '../../foundation/issues';
import { isPlainText } from '../../foundation/names';
import { Reader, isInstance } from '../../foundation/reader';

/** An https URL without query. */
export const ISSUER = /^https:\/\/[A-Za-z0-9.-]+(:\d{1,5})?(\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?$/;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;

export function checkIssuer(issues: Issues, issuer: unknown): void {
  issues.check(
    isPlainText(issuer) && ISSUER.test(issuer),
    'issuer',
    'an https URL without query, exactly as in the claim iss',
    issuer,
  );
}

export function checkJwks(issues: Issues, jwks: unknown): void {
  issues.check(isInstance(jwks, Jwks), 'jwks', 'made by Jwks', jwks);
}

export function isAudience(audience: unknown): boolean {
  return isPlainText(audience) && /^[A-Za-z0-9._~:/?#[\]@!&'()*+,;=%-]{1,512}$/.test(audience);
}

export function checkScopes(issues: Issues, reader: Reader, prop: string, input: string[] | undefined): string[] {
  const scopes = reader.textList(input, prop);
  scopes.forEach((scope, i) =>
    issues.check(
      SCOPE.test(scope) && !scope.includes('$'),
      `${prop}[${i}]`,
      'a scope: printable ASCII without space, quote, backslash and $',
      scope,
    ),
  );
  return [...new Set(scopes)].sort();
}
