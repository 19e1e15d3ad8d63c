import { Duration, Size } from 'cdk8s';
import { Asked, askedBy } from './resolve-asked';
import { SmokeTestCall, SmokeTestProps } from './smoke-test-props';
import { definedEntries } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { CREDENTIALS_PATH, SMOKE_TEST_LABEL } from '../foundation/labels';
import { isPlainText } from '../foundation/names';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { seconds as durationSeconds } from '../foundation/sizes';
import { McpGateway } from '../gateway/mcp-gateway';
import { Egress } from '../network/egress';
import { isEndpoint } from '../network/peers';
import { DEFAULT_IMAGES, PlatformSpec } from '../platform/resolve';
import { HttpTransport } from '../protocol/http-transport';
import { Sessions } from '../protocol/sessions';
import { ServerAuth } from '../secrets/server-auth';
import { McpServerProps } from '../server/mcp-server-props';
import { withPodDefaults } from '../server/pool-membership';
import { ServerContext } from '../server/resolve/resolution';
import { resolveServer } from '../server/resolve/server';
import { ServerSpec } from '../server/spec';
import { ServerSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';
import { ServerResources } from '../workload/resources';
import { Scaling } from '../workload/scaling';

const PROPS: PropNames<SmokeTestProps> = {
  server: true,
  gateway: true,
  publicEgress: true,
  auth: true,
  expectTools: true,
  call: true,
  timeout: true,
  image: true,
  name: true,
  namespace: true,
  owner: true,
  labels: true,
  annotations: true,
  podAnnotations: true,
};
const PROGRAM_FOLDER = '/opt/smoke-test';
const CREDENTIAL = 'credential';
const TIMEOUT_SECONDS = 120;
/** Enough for a program that sends a few requests. */
const RESOURCES: ServerResources = { memory: { request: Size.mebibytes(128), limit: Size.mebibytes(128) } };

export interface SmokeTestSpec {
  /** The pod, as that of a server without callers. */
  readonly workload: ServerSpec;
  /** How long it retries. */
  readonly seconds: number;
}

/** The files of the program, by name. */
export type SmokeTestProgram = Readonly<Record<'mcp-client.cjs' | 'smoke-test.cjs', string>>;

/** Applies every default and checks every value; throws one error with all problems. */
export function resolveSmokeTest(
  input: SmokeTestProps,
  context: ServerContext,
  program: SmokeTestProgram,
): SmokeTestSpec {
  const issues = new Issues(context.path);
  const reader = new Reader(issues);
  const props = reader.struct(input, PROPS);
  checkClasses(issues, props);
  const tools = reader.textList(props.expectTools, 'expectTools');
  checkPublicEgress(issues, reader, props);
  const call = props.call && checkCall(issues, reader.struct(props.call, { tool: true, argumentsJson: true }, 'call.'));
  const { timeout } = props;
  const seconds =
    timeout === undefined ? TIMEOUT_SECONDS : durationSeconds(issues, 'timeout', timeout, { min: 1, max: 3600 });
  issues.throwIfAny();
  if (props.gateway === undefined) {
    checkServer(issues, props.server, props.auth);
  } else {
    checkGateway(issues, props.gateway, props);
    checkAuthorities(issues, props.gateway, props, context.platform);
  }
  issues.throwIfAny();
  const workload = resolveWorkload(props, context, program, { tools, call, seconds });
  return { workload, seconds };
}

function checkClasses(issues: Issues, { server, gateway, auth }: SmokeTestProps): void {
  issues.check(isEndpoint(server), 'server', 'a server', server);
  const isAuth = issues.check(auth === undefined || isInstance(auth, ServerAuth), 'auth', 'made by ServerAuth', auth);
  if (isAuth && auth !== undefined && auth._secret === undefined) {
    issues.add('auth', 'must be one secret: the test acts for no user', 'ServerAuth.bearer(…)');
  }
  // plain JavaScript may pass anything
  issues.check(
    gateway === undefined || typeof (gateway as Partial<SmokeTestProps['gateway']>)?.urlOf === 'function',
    'gateway',
    'an McpGateway',
    gateway,
  );
}

/** What the program checks. */
interface Expectations {
  readonly tools: readonly string[];
  readonly call?: ToolCall;
  readonly seconds: number;
}

/** It listens to nobody: the Job leaves the port out. */
const PORT = 8080;

/** The pod is that of a server whose program ends. */
function resolveWorkload(
  props: SmokeTestProps,
  context: ServerContext,
  program: SmokeTestProgram,
  expectations: Expectations,
): ServerSpec {
  const { server, gateway, image = context.platform.images.node } = props;
  const auth = props.auth ?? (gateway === undefined ? server.serverAuth : undefined);
  const asked = askedBy(props);
  return resolveServer(
    {
      ...placeOf(props, context),
      source: ServerSource.image(image, {
        port: PORT,
        sessions: Sessions.NONE,
        command: ['node', `${PROGRAM_FOLDER}/smoke-test.cjs`],
      }),
      env: environmentOf(asked, auth, expectations),
      secretFiles: auth?._secret && { [CREDENTIAL]: auth._secret },
      files: Object.fromEntries(Object.entries(program).map(([name, text]) => [`${PROGRAM_FOLDER}/${name}`, text])),
      egress: asked.egress,
      resources: RESOURCES,
      scaling: Scaling.fixed(1),
      shutdown: { drain: Duration.seconds(0), grace: Duration.seconds(5) },
    },
    {
      ...context,
      pool: context.pool && withPodDefaults(context.pool),
      // the program is the library's, and it connects to nothing else
      platform: { ...context.platform, allowedSources: Object.values(SourceKind), otlp: undefined, proxy: undefined },
      role: { component: 'mcp-smoke-test', container: 'smoke-test', selector: SMOKE_TEST_LABEL },
    },
  );
}

function environmentOf(
  { url, hostname }: Asked,
  auth: ServerAuth | undefined,
  { tools, call, seconds }: Expectations,
): Record<string, string> {
  const file = `${CREDENTIALS_PATH}/${CREDENTIAL}`;
  const header = auth && { header: auth._header, prefix: auth._prefix, file };
  return definedEntries({
    MCP_URL: url,
    MCP_HOST: hostname,
    MCP_SECONDS: String(seconds),
    MCP_EXPECT_TOOLS: tools.length === 0 ? undefined : JSON.stringify(tools),
    MCP_CALL: call && JSON.stringify(call),
    MCP_HEADER: header && JSON.stringify(header),
  });
}

function placeOf(
  { server, name, namespace, owner, labels, annotations, podAnnotations }: SmokeTestProps,
  { defaults, chartNamespace }: ServerContext,
): Partial<McpServerProps> {
  return {
    name,
    namespace: namespace ?? defaults?.namespace ?? chartNamespace ?? server.pods?.namespace,
    owner,
    labels,
    annotations,
    podAnnotations,
  };
}

function checkPublicEgress(issues: Issues, reader: Reader, { gateway, publicEgress }: SmokeTestProps): void {
  if (publicEgress === undefined) {
    return;
  }
  if (gateway === undefined) {
    issues.add('publicEgress', 'needs gateway: a server has no public address', 'gateway, or leave it out');
  }
  if (reader.instances(publicEgress, Egress, 'publicEgress').length === 0) {
    issues.add('publicEgress', 'must name the way to the public address, got none', 'Egress.toPods, Egress.toCidrs');
  }
}

/** A gateway that is asked at its Service, or at its public address. */
function checkGateway(issues: Issues, gateway: McpGateway, { server, publicEgress }: SmokeTestProps): void {
  const url = gateway.urlOf(server);
  if (publicEgress === undefined && gateway._serviceAddressOf(server) === undefined) {
    issues.add(
      'gateway',
      `${gateway.node.path} has no Service: its engine has no pods, and clients call ${url}`,
      'name the way to that address: publicEgress',
    );
  }
}

/** Top-level domains of names for which no public authority issues certificates (CA/Browser Forum, section 4.2.2). */
const PRIVATE_NAME = /\.(?:svc|local|internal)$/;

/** A gateway that ends TLS at its Service. An image of one's own may have further authorities. */
function checkAuthorities(
  issues: Issues,
  gateway: McpGateway,
  { server, publicEgress, image }: SmokeTestProps,
  { caBundle, images }: PlatformSpec,
): void {
  const address = publicEgress === undefined ? gateway._serviceAddressOf(server)?.url : undefined;
  const { protocol, hostname } = new URL(address ?? gateway.urlOf(server));
  const trusts = caBundle !== undefined || (image ?? images.node) !== DEFAULT_IMAGES.node;
  if (address !== undefined && protocol === 'https:' && PRIVATE_NAME.test(hostname) && !trusts) {
    issues.add(
      'gateway',
      `${gateway.node.path} has a certificate for ${hostname}, which no public authority signs, and the test trusts ` +
        'only those',
      "name the authority that signs it for the test's scope: " +
        'McpPlatform.configure(chart, { caBundle: CaBundle.fromConfigMap(…) })',
    );
  }
}

/** A server that is called without a gateway. */
function checkServer(
  issues: Issues,
  { node, endpoint, pods, headers = {}, serverAuth }: SmokeTestProps['server'],
  auth: SmokeTestProps['auth'],
): void {
  if (auth === undefined && serverAuth !== undefined && serverAuth._secret === undefined) {
    issues.add(
      'server',
      `${node.path} asks for a token of a user, and the test acts for none`,
      'auth: ServerAuth.bearer(…) with a token of a test user',
    );
  }
  if (pods === undefined) {
    issues.add('server', `${node.path} does not run in this cluster`, 'test it through a gateway: gateway');
  }
  if (endpoint.transport !== HttpTransport.STREAMABLE) {
    issues.add(
      'server',
      `${node.path} speaks ${endpoint.transport}, the test speaks ${HttpTransport.STREAMABLE}`,
      'test it through a gateway: gateway',
    );
  }
  if (Object.keys(headers).length > 0) {
    issues.add('server', `${node.path} asks for headers with secrets`, 'test it through a gateway: gateway');
  }
}

/** A call as the program reads it. */
interface ToolCall {
  readonly name: string;
  readonly arguments: unknown;
}

function checkCall(issues: Issues, { tool, argumentsJson = '{}' }: SmokeTestCall): ToolCall {
  issues.check(isPlainText(tool) && tool !== '', 'call.tool', 'the name of a tool', tool);
  const input = isPlainText(argumentsJson) ? parseJson(argumentsJson) : undefined;
  issues.check(
    typeof input === 'object' && input !== null && !Array.isArray(input),
    'call.argumentsJson',
    'a JSON object',
    argumentsJson,
  );
  return { name: tool, arguments: input };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
