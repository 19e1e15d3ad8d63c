import { optional, optionalSecret } from './common';
import { Sessions } from '../../protocol/sessions';
import { CatalogEntry } from '../entry';
import { PresetVerdict } from '../preset-verdict';

/** Servers whose images are pinned by digest, S to Z. */
export const IMAGE_ENTRIES_S_TO_Z: readonly CatalogEntry[] = [
  {
    id: 'slack',
    title: 'Slack (korotovsky)',
    verdict: PresetVerdict.USABLE,
    repository: 'korotovsky/slack-mcp-server',
    licence: 'MIT',
    facts:
      'npm slack-mcp-server 1.3.0, run over HTTP on 2026-11-21 with the credentials of its demo; ' +
      'no digest of the image is known',
    run: {
      kind: 'image',
      image: 'ghcr.io/korotovsky/slack-mcp-server:v1.3.0',
      command: ['mcp-server'],
      port: 13080,
      sessions: Sessions.IN_MEMORY,
    },
    args: ['--transport', 'http'],
    env: {
      SLACK_MCP_HOST: '0.0.0.0',
      SLACK_MCP_PORT: '13080',
      SLACK_MCP_USERS_CACHE: '/cache/users.json',
      SLACK_MCP_CHANNELS_CACHE: '/cache/channels.json',
    },
    variables: [
      {
        name: 'SLACK_MCP_XOXP_TOKEN',
        purpose: 'the token of a user',
        required: true,
        or: 'SLACK_MCP_XOXB_TOKEN',
        secret: true,
      },
      optionalSecret('SLACK_MCP_XOXB_TOKEN', 'the token of a bot, in place of that of a user; no search'),
      { name: 'SLACK_MCP_API_KEY', purpose: 'what callers must send', secret: true, bearer: 'too' },
      optional('SLACK_MCP_ADD_MESSAGE_TOOL', 'true offers a tool that posts'),
    ],
    readOnly: {
      says: 'tools',
      tools: [
        'channels_list',
        'channels_me',
        'conversations_history',
        'conversations_replies',
        'conversations_search_messages',
        'conversations_unreads',
        'saved_list',
        'usergroups_list',
        'users_search',
      ],
      writes: {},
    },
    hosts: ['slack.com'],
    directories: [{ path: '/cache', mebibytes: 256, kind: 'scratch', why: 'lists of users and channels' }],
    problems: ['it lists users and channels when it starts, which is slow in large workspaces'],
    notes: ['posting stays off after writesReason until SLACK_MCP_ADD_MESSAGE_TOOL is true'],
  },
  {
    id: 'terraform',
    title: 'Terraform registry',
    verdict: PresetVerdict.USABLE,
    repository: 'hashicorp/terraform-mcp-server',
    licence: 'MPL-2.0',
    facts: 'source of the repository, 2026-08, not run; image digest named by six projects as an index',
    run: {
      kind: 'image',
      image:
        'docker.io/hashicorp/terraform-mcp-server:1.3.0' +
        '@sha256:423a6b8e2ee06affcf090892f40c86469caba45fd2448ffa8ca5d717a174f7d5',
      command: ['/bin/terraform-mcp-server'],
      port: 8080,
      health: '/health',
      sessions: Sessions.NONE,
    },
    args: ['streamable-http', '--transport-host', '0.0.0.0', '--transport-port', '8080', '--toolsets', 'registry'],
    env: { MCP_SESSION_MODE: 'stateless' },
    variables: [
      optional('MCP_RATE_LIMIT_GLOBAL', 'calls per second and burst of all callers, 10:20 by default'),
      optional('LOG_FORMAT', 'json for structured logs'),
    ],
    readOnly: {
      says: '--toolsets registry',
      writes:
        'the preset serves the public registry; workspaces of HCP Terraform need tool sets and tokens of their own',
    },
    hosts: ['registry.terraform.io'],
    problems: ['10 calls per second in all and 5 per session by default', 'an answer takes 30 s at most'],
  },
];
