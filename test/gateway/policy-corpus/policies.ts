import { Request, requests } from './request';
import { Callers, GatewayAuth, GatewayRoutes, IMcpEndpoint, Jwks, ToolPolicy, ToolRule } from '../../../src';

/** A policy in the words of the library, and what the documentation says that it lets through. */
export interface Policy {
  /** What it is about, as a row of the table in the documentation. */
  readonly topic: string;
  readonly auth: (jwks: Jwks) => GatewayAuth;
  /** The servers, each with its own policy and that of the gateway. */
  readonly servers: Readonly<Record<string, readonly [own?: ToolPolicy, here?: ToolPolicy]>>;
  readonly rules?: (servers: Readonly<Record<string, IMcpEndpoint>>) => ToolRule[];
  readonly routes?: GatewayRoutes;
  readonly callers?: readonly Callers[];
  readonly requests: readonly Request[];
}

/** The second at which all requests are made. */
export const NOW = 1_800_000_000;
const ISSUER = 'https://idp.example.com';
const AUDIENCE = 'https://mcp.example.com/mcp';
const TOKEN = { iss: ISSUER, aud: AUDIENCE, sub: 'ana', exp: NOW + 60 };
const NOBODY = {};
const oauth = (jwks: Jwks): GatewayAuth => GatewayAuth.oauth({ issuer: ISSUER, audience: AUDIENCE, jwks });
const anonymous = (): GatewayAuth => GatewayAuth.anonymous('the corpus asks what is left without callers');

const { iss: _iss, ...withoutIssuer } = TOKEN;
const { aud: _aud, ...withoutAudience } = TOKEN;
const { sub: _sub, ...withoutSubject } = TOKEN;
const { exp: _exp, ...withoutEnd } = TOKEN;

const KEYS = { ci: 'b7c1f0e4d2a94863b5e0c9d8a7f61234', bot: '0f9e8d7c6b5a49382716f5e4d3c2b1a0' };

function ofGroups(groups: unknown): { readonly token: Readonly<Record<string, unknown>> } {
  return { token: { ...TOKEN, groups } };
}

export const POLICIES: readonly Policy[] = [
  {
    topic: 'OAuth: tokens of the issuer, for the gateway, that end and name somebody',
    auth: oauth,
    servers: { notes: [] },
    requests: requests(
      {
        'good': { token: TOKEN },
        'one-of-two-audiences': { token: { ...TOKEN, aud: ['https://other.example.com', AUDIENCE] } },
        'nobody': NOBODY,
        'key': { key: KEYS.ci },
        'other-issuer': { token: { ...TOKEN, iss: `${ISSUER}/` } },
        'other-audience': { token: { ...TOKEN, aud: 'https://mcp.example.com/mcp2' } },
        'longer-audience': { token: { ...TOKEN, aud: [`${AUDIENCE}/other`] } },
        'audience-as-object': { token: { ...TOKEN, aud: { [AUDIENCE]: true } } },
        'expired': { token: { ...TOKEN, exp: NOW - 3600 } },
        'no-issuer': { token: withoutIssuer },
        'no-audience': { token: withoutAudience },
        'no-subject': { token: withoutSubject },
        'no-end': { token: withoutEnd },
      },
      `
      call notes search | good one-of-two-audiences
      list notes search | good one-of-two-audiences
      prompt notes hello | good one-of-two-audiences
      resource notes file:///a | good one-of-two-audiences
      `,
    ),
  },
  {
    topic: 'OAuth: required scopes',
    auth: jwks => GatewayAuth.oauth({ issuer: ISSUER, audience: AUDIENCE, jwks, requiredScopes: ['mcp:use'] }),
    servers: { notes: [] },
    requests: requests(
      {
        'scope': { token: { ...TOKEN, scope: 'openid mcp:use' } },
        'scp': { token: { ...TOKEN, scp: 'mcp:use openid' } },
        'scp-list': { token: { ...TOKEN, scp: ['openid', 'mcp:use'] } },
        'none': { token: TOKEN },
        'longer': { token: { ...TOKEN, scope: 'mcp:user' } },
        'part': { token: { ...TOKEN, scope: 'xmcp:use openid' } },
        'scp-object': { token: { ...TOKEN, scp: { 'mcp:use': true } } },
        'upper-case': { token: { ...TOKEN, scope: 'MCP:USE' } },
      },
      `
      call notes search | scope scp scp-list
      prompt notes hello | scope scp scp-list
      `,
    ),
  },
  {
    topic: 'API keys',
    auth: () => GatewayAuth.apiKeys({ ci: GatewayAuth.hashOf(KEYS.ci), bot: GatewayAuth.hashOf(KEYS.bot) }),
    servers: { notes: [], wiki: [] },
    rules: ({ notes, wiki }) => [
      ToolRule.allow({ servers: [notes], tools: ['search'], clients: ['ci'] }),
      ToolRule.allow({ servers: [wiki], clients: ['ci', 'bot'] }),
    ],
    requests: requests(
      {
        ci: { key: KEYS.ci },
        bot: { key: KEYS.bot },
        hash: { key: GatewayAuth.hashOf(KEYS.ci) },
        upper: { key: KEYS.ci.toUpperCase() },
        token: { token: { ...TOKEN, client: 'ci' } },
        nobody: NOBODY,
      },
      `
      call notes search | ci
      call notes delete |
      call wiki edit | ci bot
      prompt notes hello |
      prompt wiki hello | ci bot
      `,
    ),
  },
  {
    topic: 'Service accounts',
    auth: jwks =>
      GatewayAuth.serviceAccounts({
        issuer: ISSUER,
        audience: 'mcp',
        jwks,
        subjects: ['system:serviceaccount:agents:planner'],
      }),
    servers: { notes: [] },
    requests: requests(
      {
        'planner': { token: { ...TOKEN, aud: ['mcp'], sub: 'system:serviceaccount:agents:planner' } },
        'other': { token: { ...TOKEN, aud: ['mcp'], sub: 'system:serviceaccount:agents:other' } },
        'longer': { token: { ...TOKEN, aud: ['mcp'], sub: 'system:serviceaccount:agents:planner2' } },
        'list': { token: { ...TOKEN, aud: ['mcp'], sub: ['system:serviceaccount:agents:planner'] } },
        'api-server': { token: { ...TOKEN, aud: ['kubernetes'], sub: 'system:serviceaccount:agents:planner' } },
        'key': { key: KEYS.ci },
      },
      `
      call notes search | planner
      prompt notes hello | planner
      `,
    ),
  },
  {
    topic: 'ToolPolicy: names, wildcards, deny over allow',
    auth: anonymous,
    servers: {
      notes: [ToolPolicy.of({ allow: ['get_*', 'list', 'a.b'], deny: ['get_secret', 'get_x_*'] })],
      wiki: [],
    },
    requests: requests(
      { anyone: NOBODY },
      `
      call notes get_page | anyone
      call notes get_page {"name":"get_secret"} | anyone
      call notes get_ | anyone
      call notes get |
      call notes get_secret |
      call notes get_secret {"allow":true} |
      call notes get_secrets | anyone
      call notes get_x_ |
      call notes get_x_y |
      call notes get_x | anyone
      call notes list | anyone
      call notes list2 |
      call notes List |
      call notes GET_PAGE |
      call notes get page |
      call notes my get_page |
      call notes a.b | anyone
      call notes aXb |
      call notes notes_list |
      call notes unknown |
      list notes get_page | anyone
      list notes get_secret |
      list notes unknown |
      prompt notes get_secret | anyone
      resource notes get_secret | anyone
      call wiki get_secret | anyone
      call wiki unknown | anyone
      `,
    ),
  },
  {
    topic: 'ToolPolicy of the server and of the gateway together',
    auth: oauth,
    servers: {
      notes: [ToolPolicy.allow('get_*', 'drop'), ToolPolicy.allow('get_page', 'get_user', 'list')],
      wiki: [ToolPolicy.deny('drop_*'), ToolPolicy.deny('list')],
    },
    requests: requests(
      { ana: { token: TOKEN }, nobody: NOBODY },
      `
      call notes get_page | ana
      call notes get_user | ana
      call notes get_other |
      call notes drop |
      call notes list |
      call wiki get_page | ana
      call wiki drop_table |
      call wiki drop | ana
      call wiki list |
      call wiki listing | ana
      `,
    ),
  },
  {
    topic: 'ToolRule: tools by name, claims, several rules',
    auth: oauth,
    servers: { notes: [], wiki: [], files: [] },
    rules: ({ notes, wiki }) => [
      ToolRule.allow({ servers: [notes], tools: ['search', 'read'] }),
      ToolRule.allow({
        servers: [notes],
        tools: ['delete'],
        claims: [{ claim: 'groups', anyOf: ['admins', 'owners'] }],
      }),
      ToolRule.allow({
        servers: [wiki],
        tools: ['edit'],
        claims: [
          { claim: 'groups', anyOf: ['editors'] },
          { claim: 'tenant', anyOf: ['blue'] },
        ],
      }),
      ToolRule.allow({ tools: ['ping'] }),
    ],
    requests: requests(
      {
        'plain': { token: TOKEN },
        'admin': ofGroups(['staff', 'admins']),
        'admin-as-text': ofGroups('admins'),
        'part-of-a-text': ofGroups('admins editors'),
        'upper-case': ofGroups(['ADMINS']),
        'object': ofGroups({ admins: true, editors: true }),
        'list-of-objects': ofGroups([{ admins: true }]),
        'nested-list': ofGroups([['admins', 'editors']]),
        'number': ofGroups(1),
        'null': ofGroups(null),
        'editor-of-blue': { token: { ...TOKEN, groups: ['editors'], tenant: 'blue' } },
        'editor-of-red': { token: { ...TOKEN, groups: ['editors'], tenant: 'red' } },
        'tenant-alone': { token: { ...TOKEN, tenant: 'blue' } },
        'nobody': NOBODY,
      },
      `
      call notes search | but nobody
      call notes delete | admin admin-as-text
      call notes delete {"groups":["admins"]} | admin admin-as-text
      call notes edit |
      call notes unknown |
      call wiki search |
      call wiki delete |
      call wiki edit | editor-of-blue
      call files search |
      call files ping | but nobody
      list notes delete | admin admin-as-text
      list wiki edit | editor-of-blue
      prompt notes search |
      resource files ping |
      `,
    ),
  },
  {
    topic: 'ToolRule: wildcards, whole servers',
    auth: oauth,
    servers: { notes: [ToolPolicy.deny('read_secret')], wiki: [] },
    rules: ({ notes, wiki }) => [
      ToolRule.allow({ servers: [notes], tools: ['read_*'] }),
      ToolRule.allow({ servers: [wiki], claims: [{ claim: 'https://example.com/team.name', anyOf: ['docs'] }] }),
    ],
    requests: requests(
      {
        plain: { token: TOKEN },
        docs: { token: { ...TOKEN, 'https://example.com/team.name': 'docs' } },
        nested: { token: { ...TOKEN, 'https://example': { 'com/team': { name: 'docs' } } } },
        nobody: NOBODY,
      },
      `
      call notes read_page | plain docs nested
      call notes read_ | plain docs nested
      call notes read |
      call notes Read_page |
      call notes read_secret |
      call wiki edit | docs
      prompt wiki hello | docs
      resource wiki file:///a | docs
      prompt notes read_page |
      `,
    ),
  },
  {
    topic: 'ToolRule.require: a condition in CEL',
    auth: oauth,
    servers: { notes: [] },
    rules: () => [ToolRule.require('!has(mcp.tool) || jwt.level > 2')],
    requests: requests(
      {
        high: { token: { ...TOKEN, level: 3 } },
        low: { token: { ...TOKEN, level: 2 } },
        missing: { token: TOKEN },
        text: { token: { ...TOKEN, level: '3' } },
      },
      `
      call notes search | high
      prompt notes hello | high low missing text
      `,
    ),
  },
  {
    topic: 'an address for each server',
    auth: oauth,
    servers: { notes: [ToolPolicy.allow('search')], wiki: [ToolPolicy.allow('edit')] },
    routes: GatewayRoutes.pathPerServer(),
    rules: ({ notes }) => [ToolRule.allow({ servers: [notes], tools: ['search', 'edit'] })],
    requests: requests(
      { ana: { token: TOKEN }, nobody: NOBODY },
      `
      call notes search | ana
      call notes edit |
      call notes notes_search |
      call wiki search |
      call wiki edit |
      `,
    ),
  },
  {
    topic: 'Callers: who may connect',
    auth: anonymous,
    servers: { notes: [] },
    callers: [Callers.pods({ namespace: 'agents', labels: { app: 'planner' } })],
    requests: requests(
      {
        planner: { pod: { namespace: 'agents', labels: { app: 'planner', tier: 'a' } } },
        other: { pod: { namespace: 'agents', labels: { app: 'other' } } },
        bare: { pod: { namespace: 'agents', labels: {} } },
        elsewhere: { pod: { namespace: 'default', labels: { app: 'planner' } } },
      },
      `
      call notes search | planner
      prompt notes hello | planner
      direct notes search |
      `,
    ),
  },
  {
    topic: 'past the gateway',
    auth: oauth,
    servers: { notes: [], wiki: [] },
    requests: requests(
      {
        agent: { token: TOKEN, pod: { namespace: 'agents', labels: { app: 'planner' } } },
        neighbour: { token: TOKEN, pod: { namespace: 'mcp-tools', labels: { app: 'other' } } },
      },
      `
      direct notes search |
      direct wiki search |
      `,
    ),
  },
];
