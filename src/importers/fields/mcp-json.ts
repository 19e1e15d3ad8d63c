import { CARRIED, FieldTable, decision, each, told } from '../field-table';
import { ALLOW_KEYS, DENY_KEYS } from '../tool-filter';

const CLIENT = 'a setting of the client';
const TIMEOUT = 'a time-out of the client: gateways have their own';
const APPROVAL = 'whether the client asks before a call: tools says which calls gateways let through';
const CREDENTIAL =
  'its client signed users in: name a header with a credential of the gateway, such as ' +
  '{ authorization: { fromPlatformStore: { key: … } } }';

/**
 * The fields of a server in `mcpServers`: Claude, Cursor, Windsurf, Cline, Roo, Gemini CLI, Copilot, Amazon Q, Kiro,
 * Codex, OpenCode, Zed, Continue, Goose. The members of a server that is started and of a remote one are together.
 */
export const MCP_JSON: FieldTable = {
  ...each(['command', 'args', 'env', 'env_vars', 'type', 'transport', 'transportType', 'disabled', 'enabled'], CARRIED),
  ...each(['url', 'serverUrl', 'httpUrl', 'headers', 'http_headers', 'env_http_headers'], CARRIED),
  ...each(['bearer_token_env_var', 'requestInit.headers', 'requestOptions.headers', 'apiKey'], CARRIED),
  ...each(['cmd', 'environment', 'envs', 'env_keys', 'uri'], CARRIED),
  requestOptions: told('how the client connects: see caBundle of the remote server and proxy of the platform'),
  ...each([...ALLOW_KEYS, ...DENY_KEYS], CARRIED),
  ...each(
    ['cwd', 'workingDirectory', 'working_directory'],
    decision('storage', 'folder', 'a folder of the client, in which it starts: give it files or storage instead'),
  ),
  ...each(
    ['envFile', 'env_file'],
    decision('env', 'variables', 'a file of the client with variables: write them to env, and to secrets'),
  ),
  ...each(
    ['oauth', 'auth', 'authProviderType', 'oauth_resource', 'scopes', 'targetAudience', 'targetServiceAccount'],
    decision('headers', 'credential', CREDENTIAL),
  ),
  headersHelper: decision(
    'headers',
    'credential',
    'a program of the client that makes headers: name them, such as { authorization: { fromPlatformStore: … } }',
  ),
  ...each(
    [
      'timeout',
      'startupTimeout',
      'initTimeout',
      'requestTimeout',
      'connect_timeout',
      'startup_timeout_sec',
      'startup_timeout_ms',
      'tool_timeout_sec',
      'sse_read_timeout',
      'connectionTimeout',
    ],
    told(TIMEOUT),
  ),
  ...each(['autoApprove', 'alwaysAllow', 'trust', 'default_tools_approval_mode', 'disableAutoApprove'], told(APPROVAL)),
  ...each(['source', 'settings', 'bundled'], told(CLIENT)),
  ...each(['dev', 'watchPaths', 'alwaysLoad', 'autoStart', 'required', 'sampling', 'debug'], told(CLIENT)),
  ...each(
    ['gallery', 'version', 'name', 'title', 'description', 'note', 'notes', 'comment', 'tags', 'category', 'icon'],
    told('documentation'),
  ),
  ...each(['_comment', '//', '$comment'], told('a comment')),
};
