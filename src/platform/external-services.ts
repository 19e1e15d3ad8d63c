import { HttpProxy } from './http-proxy';
import { Issues } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { isPort } from '../foundation/net/ports';
import { npmScopeProblem } from '../foundation/packages/package-pins';
import { Reader, compare, isInstance } from '../foundation/reader';
import { CaBundle } from '../network/ca-bundle';
import { Egress } from '../network/egress';
import { SecretSource } from '../secrets/secret-source';
import { NpmScope } from '../source/npm-scope';
import { PackageRegistry } from '../source/package-registry';

// no user, no password, no query: what else a URL may carry is not for a manifest
const URL_TEXT = /^(https?):\/\/([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?(\/[A-Za-z0-9/._~@+-]*)?$/;

/** Checks a registry and returns a copy of it. */
export function checkRegistry(
  issues: Issues,
  prop: string,
  input: PackageRegistry,
  kind: 'npm' | 'pypi',
): PackageRegistry {
  const registry = new Reader(issues).struct(
    input,
    { url: true, egress: true, credentials: true, username: true, caBundle: true },
    `${prop}.`,
  );
  const { url, egress, credentials, username, caBundle } = registry;
  issues.check(
    parseUrl(url) !== undefined,
    `${prop}.url`,
    'a URL in lower case without user, password and query',
    redacted(url),
  );
  issues.check(
    isInstance(egress, Egress),
    `${prop}.egress`,
    'the egress to the registry, such as Egress.toPods(…)',
    egress,
  );
  issues.check(
    credentials === undefined || isInstance(credentials, SecretSource),
    `${prop}.credentials`,
    'a SecretSource',
    credentials,
  );
  issues.check(
    username === undefined || (isPlainText(username) && /^[A-Za-z0-9._@-]{1,128}$/.test(username)),
    `${prop}.username`,
    'letters, digits and . _ @ -',
    typeof username === 'string' ? 'a text (hidden)' : username,
  );
  if (kind === 'npm' && username !== undefined) {
    issues.add(`${prop}.username`, 'is for PyPI indexes: npm takes a token', 'leave it out');
  }
  if (kind === 'pypi' && username !== undefined && credentials === undefined) {
    issues.add(`${prop}.username`, 'has no password', 'give credentials, or leave it out');
  }
  issues.check(
    caBundle === undefined || isInstance(caBundle, CaBundle),
    `${prop}.caBundle`,
    'made by CaBundle',
    caBundle,
  );
  return registry;
}

/** Checks the registries of scopes and returns a copy of them, in the order of the scopes. */
export function checkNpmScopes(issues: Issues, prop: string, input: readonly NpmScope[]): NpmScope[] {
  const reader = new Reader(issues);
  const entries = reader.list(input, prop);
  issues.check(!Array.isArray(input) || input.length > 0, prop, 'at least one scope, or left out', input);
  const seen = new Map<string, number>();
  const scopes = entries.map((entry, i): NpmScope => {
    const at = `${prop}[${i}]`;
    const { scope, registry } = reader.struct(entry as NpmScope, { scope: true, registry: true }, `${at}.`);
    const problem = isPlainText(scope) ? npmScopeProblem(scope) : 'is not a text';
    issues.check(problem === undefined, `${at}.scope`, `a scope such as @acme; ${problem ?? ''}`, scope);
    const before = seen.get(scope);
    if (before !== undefined) {
      issues.add(`${at}.scope`, `${scope} is that of ${prop}[${before}] too`, 'give each scope one registry');
    }
    seen.set(scope, i);
    return { scope, registry: checkRegistry(issues, `${at}.registry`, registry, 'npm') };
  });
  return scopes.sort((a, b) => compare(a.scope, b.scope));
}

/** Checks the proxy and returns a copy of it. */
export function checkProxy(issues: Issues, prop: string, input: HttpProxy): HttpProxy {
  const reader = new Reader(issues);
  const proxy = reader.struct(input, { url: true, egress: true, noProxy: true }, `${prop}.`);
  const parts = parseUrl(proxy.url);
  issues.check(
    parts?.port !== undefined && parts.path.length <= 1,
    `${prop}.url`,
    'a URL with port and without credentials, such as http://proxy.example.com:3128',
    redacted(proxy.url),
  );
  issues.check(
    isInstance(proxy.egress, Egress),
    `${prop}.egress`,
    'the egress to the proxy, such as Egress.toCidrs(…).onPorts(3128)',
    proxy.egress,
  );
  const noProxy = reader.textList(proxy.noProxy, `${prop}.noProxy`);
  noProxy.forEach((entry, i) =>
    issues.check(
      /^[A-Za-z0-9.:/_-]{1,253}$/.test(entry),
      `${prop}.noProxy[${i}]`,
      'a name, a domain with a leading dot, an address or a range',
      entry,
    ),
  );
  return { ...proxy, noProxy };
}

/** The parts of a URL; undefined unless it has a valid host and, where it names one, a valid port. */
function parseUrl(url: unknown): { readonly port?: string; readonly path: string } | undefined {
  const [text, , host, port, path = ''] = (isPlainText(url) ? URL_TEXT.exec(url) : undefined) ?? [];
  return text === undefined || !isDnsSubdomain(host) || (port !== undefined && !isPort(Number(port)))
    ? undefined
    : { port, path };
}

/** A URL without what may be a credential: what is before @ or after ?. */
function redacted(url: unknown): unknown {
  return isPlainText(url) && /[@?#]/.test(url)
    ? `${url.replace(/[@?#].*$/s, '').replace(/\/\/.*$/s, '')}//… (hidden)`
    : url;
}

/** Whether nobody on the way can change what is downloaded: https, or a Service of the cluster. */
export function isSecure(url: string, clusterDomain: string): boolean {
  const host = hostOf(url);
  return url.startsWith('https:') || host.endsWith('.svc') || host.endsWith(`.svc.${clusterDomain}`);
}

/** The host of a URL that was checked; any text for other values. */
export function hostOf(url: unknown): string {
  return (isPlainText(url) ? url : '').replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/s, '');
}
