import { Duration, Size } from 'cdk8s';
import { SmokeTestCall, SmokeTestProps } from './smoke-test-props';
import { Issues } from '../foundation/issues';
import { CREDENTIALS_PATH, GATEWAY_LABEL, SMOKE_TEST_LABEL } from '../foundation/labels';
import { isPlainText } from '../foundation/names';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { seconds } from '../foundation/sizes';
import { Egress } from '../network/egress';
import { isEndpoint } from '../network/peers';
import { HttpTransport } from '../protocol/http-transport';
import { Sessions } from '../protocol/sessions';
import { SecretSource } from '../secrets/secret-source';
import { ServerAuth } from '../secrets/server-auth';
import { McpServerProps } from '../server/mcp-server-props';
import { withPodDefaults } from '../server/pool-membership';
import { ServerContext, resolveServer } from '../server/resolve/server';
import { ServerSpec } from '../server/spec';
import { ServerSource } from '../source/server-source';
import { SourceKind } from '../source/source-kind';
import { ServerResources } from '../workload/resources';
import { Scaling } from '../workload/scaling';

const PROPS: PropNames<SmokeTestProps> = {
  server: true,
  gateway: true,
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
};
const PROGRAM_FOLDER = '/opt/smoke-test';
const CREDENTIAL = 'credential';
const TIMEOUT_SECONDS = 120;
/** It sends a few requests. */
const RESOURCES: ServerResources = { memory: { request: Size.mebibytes(128), limit: Size.mebibytes(128) } };

export interface SmokeTestSpec {
  /** The pod, as that of a server which nobody calls. */
  readonly workload: ServerSpec;
  /** How long it tries. */
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
  const { server, gateway, auth, timeout, image = context.platform.images.node } = props;
  issues.check(isEndpoint(server), 'server', 'a server', server);
  issues.check(auth === undefined || isInstance(auth, ServerAuth), 'auth', 'made by ServerAuth', auth);
  // plain JavaScript may pass anything
  issues.check(
    gateway === undefined || typeof (gateway as Partial<SmokeTestProps['gateway']>)?.urlOf === 'function',
    'gateway',
    'an McpGateway',
    gateway,
  );
  const tools = reader.textList(props.expectTools, 'expectTools');
  const call = props.call && checkCall(issues, reader.struct(props.call, { tool: true, argumentsJson: true }, 'call.'));
  const tries = timeout === undefined ? TIMEOUT_SECONDS : seconds(issues, 'timeout', timeout, { min: 1, max: 3600 });
  issues.throwIfAny();
  if (gateway === undefined) {
    checkServer(issues, server);
  }
  issues.throwIfAny();

  const shown = auth ?? (gateway === undefined ? server.serverAuth : undefined);
  const url = gateway === undefined ? server.endpoint.url : gateway.urlOf(server);
  const workload = resolveServer(
    {
      ...placeOf(props, context),
      source: ServerSource.image(image, {
        port: PORT,
        sessions: Sessions.NONE,
        command: ['node', `${PROGRAM_FOLDER}/smoke-test.cjs`],
      }),
      env: {
        MCP_URL: url,
        MCP_SECONDS: String(tries),
        ...(tools.length === 0 ? {} : { MCP_EXPECT_TOOLS: JSON.stringify(tools) }),
        ...(call === undefined ? {} : { MCP_CALL: JSON.stringify(call) }),
        ...(shown === undefined
          ? {}
          : {
              MCP_HEADER: JSON.stringify({
                header: shown._header,
                prefix: shown._prefix,
                file: `${CREDENTIALS_PATH}/${CREDENTIAL}`,
              }),
            }),
      },
      secretFiles: shown === undefined ? undefined : { [CREDENTIAL]: secretOf(shown) },
      files: Object.fromEntries(Object.entries(program).map(([name, text]) => [`${PROGRAM_FOLDER}/${name}`, text])),
      egress: [
        gateway === undefined
          ? Egress.toServer(server)
          : Egress.toPods({
              namespace: gateway.namespace,
              labels: { [GATEWAY_LABEL]: gateway.name },
              port: portOf(url),
            }),
      ],
      resources: RESOURCES,
      scaling: Scaling.fixed(1),
      shutdown: { drain: Duration.seconds(0), grace: Duration.seconds(5) },
    },
    {
      ...context,
      pool: context.pool && withPodDefaults(context.pool),
      // its program is this library's, and it asks nobody else
      platform: { ...context.platform, allowedSources: Object.values(SourceKind), otlp: undefined, proxy: undefined },
      role: { component: 'mcp-smoke-test', container: 'smoke-test', selector: SMOKE_TEST_LABEL },
    },
  );
  return { workload, seconds: tries };
}

/** It listens to nobody: the Job leaves the port out. */
const PORT = 8080;

function placeOf(
  { server, name, namespace, owner, labels, annotations }: SmokeTestProps,
  { defaults, chartNamespace }: ServerContext,
): Partial<McpServerProps> {
  return {
    name,
    namespace: namespace ?? defaults?.namespace ?? chartNamespace ?? server.pods?.namespace,
    owner,
    labels,
    annotations,
  };
}

/** A server that is asked without a gateway. */
function checkServer(issues: Issues, { node, endpoint, pods, headers = {} }: SmokeTestProps['server']): void {
  if (pods === undefined) {
    issues.add('server', `${node.path} does not run in this cluster`, 'ask it by way of a gateway: gateway');
  }
  if (endpoint.transport !== HttpTransport.STREAMABLE) {
    issues.add(
      'server',
      `${node.path} speaks ${endpoint.transport}, the test speaks ${HttpTransport.STREAMABLE}`,
      'ask it by way of a gateway: gateway',
    );
  }
  if (Object.keys(headers).length > 0) {
    issues.add('server', `${node.path} asks for headers with secrets`, 'ask it by way of a gateway: gateway');
  }
}

function checkCall(
  issues: Issues,
  { tool, argumentsJson = '{}' }: SmokeTestCall,
): { readonly name: string; readonly arguments: unknown } {
  issues.check(isPlainText(tool) && tool !== '', 'call.tool', 'the name of a tool', tool);
  const input = isPlainText(argumentsJson) ? parsed(argumentsJson) : undefined;
  issues.check(
    typeof input === 'object' && input !== null && !Array.isArray(input),
    'call.argumentsJson',
    'a JSON object',
    argumentsJson,
  );
  return { name: tool, arguments: input };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function secretOf({ _secret }: ServerAuth): SecretSource {
  return _secret;
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
