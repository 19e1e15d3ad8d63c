import { checkProtocol } from './protocol';
import { Issues } from '../../foundation/issues';
import { isPlainText, isServiceName, toKebabCase } from '../../foundation/names';
import { hostProblem } from '../../foundation/net/addresses';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { CaBundle } from '../../network/ca-bundle';
import { Egress } from '../../network/egress';
import { checkMember } from '../../platform/checks';
import { EndpointAddress } from '../../protocol/endpoint-address';
import { HttpTransport } from '../../protocol/http-transport';
import { Sessions } from '../../protocol/sessions';
import { SecretSource } from '../../secrets/secret-source';
import { ServerAuth } from '../../secrets/server-auth';
import { ToolPolicy } from '../../workload/tool-policy';
import { McpRemoteServerProps } from '../mcp-remote-server-props';

const PROPS: PropNames<McpRemoteServerProps> = {
  url: true,
  name: true,
  headers: true,
  serverAuth: true,
  tools: true,
  caBundle: true,
  egress: true,
  transport: true,
  sessions: true,
  protocol: true,
};
const CLASSES = { serverAuth: ServerAuth, tools: ToolPolicy, caBundle: CaBundle, egress: Egress };
const URL_SHAPE = /^(https?):\/\/([a-z0-9.-]+)(?::(\d{1,5}))?(\/[A-Za-z0-9._~!&'()*+,;=:@%/-]*)?$/;
/** Headers that the transport sets itself. */
const TRANSPORT_HEADERS = [
  'accept',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
  'origin',
  'te',
  'transfer-encoding',
  'upgrade',
];

export interface RemoteServerSpec {
  readonly name: string;
  readonly endpoint: EndpointAddress;
  readonly headers: Readonly<Record<string, SecretSource>>;
  readonly serverAuth?: ServerAuth;
  readonly tools?: ToolPolicy;
  readonly caBundle?: CaBundle;
  readonly egress?: Egress;
}

export function resolveRemoteServer(
  path: string,
  id: string,
  input: McpRemoteServerProps,
  clusterDomain: string,
): RemoteServerSpec {
  const issues = new Issues(path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  const name = props.name ?? toKebabCase(id);
  issues.check(
    isPlainText(name) && isServiceName(name) && name.length <= 40,
    props.name === undefined ? 'id' : 'name',
    'lower-case letters, digits and -, starting with a letter, at most 40 characters',
    props.name ?? id,
  );
  for (const [prop, type] of Object.entries(CLASSES)) {
    // the keys are props
    const value: unknown = props[prop as 'tools'];
    issues.check(value === undefined || isInstance(value, type), prop, `made by ${type.name}`, value);
  }
  checkMember(issues, 'transport', { streamable: HttpTransport.STREAMABLE, sse: HttpTransport.SSE }, props.transport);
  checkMember(issues, 'sessions', Sessions, props.sessions);
  checkProtocol(issues, '', props);
  const endpoint = resolveUrl(issues, props, clusterDomain);
  const headers = reader
    .entries(props.headers, 'headers')
    .filter(([header, source]) => checkHeader(issues, header, source));
  issues.throwIfAny();
  return {
    name,
    endpoint,
    serverAuth: props.serverAuth,
    tools: props.tools,
    caBundle: props.caBundle,
    egress: props.egress,
    // those that are none were issues
    headers: Object.fromEntries(headers.map(([header, source]) => [header, source as SecretSource])),
  };
}

interface UrlParts {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function resolveUrl(issues: Issues, props: McpRemoteServerProps, clusterDomain: string): EndpointAddress {
  const { url, transport = HttpTransport.STREAMABLE, sessions = Sessions.SHARED, protocol } = props;
  const parts = parseUrl(url);
  if (parts === undefined) {
    reportUrl(issues, url);
    return { host: '', port: 443, path: '/', url, transport, sessions, protocol };
  }
  const { host, port, path } = parts;
  checkUrlParts(issues, props, parts, clusterDomain);
  issues.check(isRemoteUrl(url), 'url', 'with a port in 1-65535', port);
  return { host, port, path, url, transport, sessions, protocol };
}

function parseUrl(url: unknown): UrlParts | undefined {
  const [, scheme, host, port, path = '/'] = isPlainText(url) ? (URL_SHAPE.exec(url) ?? []) : [];
  if (scheme === undefined) {
    return undefined;
  }
  const defaultPort = scheme === 'http' ? 80 : 443;
  return { scheme, host, port: port === undefined ? defaultPort : Number(port), path };
}

/** Whether a text has the form of the URL of a remote server; its host is another question. */
export function isRemoteUrl(url: string): boolean {
  const port = parseUrl(url)?.port ?? 0;
  return port >= 1 && port <= 65535;
}

function reportUrl(issues: Issues, url: unknown): void {
  const text = isPlainText(url) ? url : '';
  issues.check(
    false,
    'url',
    {
      allowed: 'an https URL in lower case, without credentials, query and fragment',
      fix: text.includes('?') ? 'the part after ? may be a credential: use headers' : undefined,
    },
    /[@?#]/.test(text) ? '(hidden)' : url,
  );
}

function checkUrlParts(
  issues: Issues,
  { egress, caBundle }: McpRemoteServerProps,
  { scheme, host }: UrlParts,
  clusterDomain: string,
): void {
  const inCluster = host.endsWith('.svc') || host.endsWith(`.svc.${clusterDomain}`);
  if (scheme === 'http' && !inCluster) {
    issues.add('url', 'must be https: the gateway sends credentials, and responses could be changed in transit');
  }
  const problem = inCluster ? undefined : hostProblem(host);
  if (problem !== undefined) {
    issues.check(false, 'url', `the URL of a host: its host ${problem}`, host);
  }
  if (inCluster && egress === undefined) {
    issues.add(
      'egress',
      'is missing: a Service is reached by the labels of its pods',
      'Egress.toPods({ namespace, labels, port })',
    );
  }
  if (caBundle !== undefined && scheme === 'http') {
    issues.add('caBundle', 'has no use for an http URL');
  }
}

/** Token characters of RFC 9110, section 5.6.2, in the one spelling that all proxies keep. */
export function isRemoteHeader(header: string): boolean {
  return /^[a-z0-9!#%&'*+.^_`|~-]{1,128}$/.test(header);
}

/** Whether a header, in lower case, is one that the transport sets itself. */
export function isTransportHeader(header: string): boolean {
  return TRANSPORT_HEADERS.includes(header);
}

function checkHeader(issues: Issues, header: string, source: unknown): boolean {
  const prop = `headers.${header}`;
  issues.check(isRemoteHeader(header), prop, 'an HTTP header name in lower case', header);
  if (isTransportHeader(header)) {
    issues.add(prop, 'is set by the transport');
  }
  if (typeof source === 'string') {
    issues.add(
      prop,
      'must be a SecretSource, got a literal (hidden)',
      'secrets must not be literals in a manifest: SecretSource.fromStore(…) or SecretSource.fromSecretName(…)',
    );
    return false;
  }
  return issues.check(isInstance(source, SecretSource), prop, 'a SecretSource', source);
}
