import { McpServerExposureProps } from './server-exposure-props';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { PropNames, Reader, compare, isInstance } from '../foundation/reader';
import { Exposure, HttpRouteExposure, IngressExposure } from '../gateway/settings/exposure';
import { McpServer } from '../server/mcp-server';

const PROPS: PropNames<McpServerExposureProps> = { server: true, exposure: true, paths: true };
const PATH = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/;
const DISCOVERY = '/.well-known/oauth-';

export interface ServerExposureSpec {
  readonly server: McpServer;
  readonly exposure: Exposure;
  readonly rule: HttpRouteExposure | IngressExposure;
  /** In order, with the MCP endpoint. */
  readonly paths: readonly string[];
}

export function resolveServerExposure(where: string, input: McpServerExposureProps): ServerExposureSpec {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { server, exposure, paths: listed } = reader.struct(input, PROPS);
  if (!isServer(server)) {
    issues.check(false, 'server', 'an McpServer', server);
    issues.throwIfAny();
    throw new Error(where);
  }
  issues.check(isInstance(exposure, Exposure), 'exposure', 'made by Exposure', exposure);
  const paths = reader.textList(listed, 'paths');
  paths.forEach((path, i) => {
    issues.check(
      isPlainText(path) && PATH.test(path),
      `paths[${i}]`,
      'a path such as /authorize: letters, digits, - _ . ~ between slashes, without one at the end',
      path,
    );
  });
  issues.throwIfAny();
  const rule = exposure._rule;
  if (rule.kind === 'clusterIp') {
    issues.add('exposure', 'must not be Exposure.clusterIp(): the Service is reached inside the cluster anyway');
  }
  checkAuth(issues, server, paths);
  issues.throwIfAny();
  const all = [...new Set([server.endpoint.path, ...paths])].sort(compare);
  // clusterIp was refused
  return { server, exposure, rule: rule as HttpRouteExposure | IngressExposure, paths: all };
}

function isServer(value: unknown): value is McpServer {
  return isInstance(value, McpServer);
}

function checkAuth(issues: Issues, { node, serverAuth }: McpServer, paths: readonly string[]): void {
  if (serverAuth === undefined) {
    issues.add(
      'server',
      `${node.path} asks nothing of its callers, and no gateway is in between: everyone could use its tools`,
      'serverAuth: ServerAuth.ownOAuth() when it runs OAuth itself, else an McpGateway',
    );
  }
  if (serverAuth?._delegation !== undefined) {
    issues.add('server', `${node.path} expects tokens that a gateway has exchanged`, 'expose the gateway instead');
  }
  if (serverAuth?.isOwnOAuth === true && !paths.some(path => path.startsWith(DISCOVERY))) {
    issues.add(
      'paths',
      `must have the paths of discovery below ${DISCOVERY}…: without them clients do not find where to get a token`,
      "for example '/.well-known/oauth-protected-resource/mcp'",
    );
  }
}
