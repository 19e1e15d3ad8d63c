import {
  EnvoyAiGatewayEngine,
  GatewayAuth,
  Jwks,
  McpGateway,
  McpGatewayProps,
  ToolGrant,
  ToolRule,
} from '../../../../src/index';
import { Manifest, chart, find, server, synth } from '../../../util/app';
import { GATEWAY, Servers, manifestsOf, notes, refusalOf } from '../../../util/external-data-planes';
import { KEY_SET } from '../../../util/keys';
import { schemaProblems } from '../../../util/schemas';

const issuer = 'https://idp.example.com';
const REASON = 'the servers have neither prompts nor resources';
const OWN = 'AgentgatewayEngine.standalone()';
const engine = new EnvoyAiGatewayEngine({ ...GATEWAY, uncheckedPrompts: REASON });
const base = { auth: GatewayAuth.oauth({ issuer, jwks: Jwks.inline(KEY_SET) }), engine };
const CEL = 'has(request.auth.jwt.claims.exp) && has(request.auth.jwt.claims.sub)';
const ISSUED = { name: 'iss', valueType: 'String', values: [issuer] };

function rulesOf(manifests: Manifest[]): Manifest[] {
  return find(manifests, 'MCPRoute').spec.securityPolicy.authorization.rules;
}

function allowing(...grants: ToolGrant[]): Omit<McpGatewayProps, 'servers'> {
  return { ...base, authorization: grants.map(grant => ToolRule.allow(grant)) };
}

const many: Servers = scope => ['notes', 'wiki'].map(name => server(scope, {}, name));

test('a grant names tools, claims and the issuer, and nobody else may call a tool', () => {
  const manifests = manifestsOf(allowing({ tools: ['search'], claims: [{ claim: 'groups', anyOf: ['a', 'b'] }] }));
  const route = find(manifests, 'MCPRoute');
  expect(route.spec.securityPolicy.authorization).toEqual({
    defaultAction: 'Deny',
    rules: [
      {
        action: 'Allow',
        cel: CEL,
        source: { jwt: { claims: [ISSUED, { name: 'groups', valueType: 'StringArray', values: ['a', 'b'] }] } },
        target: { tools: [{ backend: 'notes', tool: 'search' }] },
      },
    ],
  });
  expect(route.metadata.annotations['cdk8s-mcp/relaxed-unchecked-prompts']).toBe(REASON);
});

test('a gateway without rules does not have the annotation', () => {
  const { annotations } = find(manifestsOf(base), 'MCPRoute').metadata;
  expect(Object.keys(annotations)).toEqual(['cdk8s-mcp/auth']);
});

test('a grant without servers is for every server, also for one that is added later', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', {
    ...allowing({ tools: ['b', 'a', 'b'] }),
    servers: [server(scope, {}, 'wiki')],
  });
  gateway.addServer(server(scope, {}, 'notes'));
  const manifests = synth(scope);
  expect(schemaProblems('v1.36.0', manifests)).toEqual([]);
  expect(rulesOf(manifests).map(({ target }) => target.tools)).toEqual([
    [
      { backend: 'notes', tool: 'b' },
      { backend: 'notes', tool: 'a' },
      { backend: 'wiki', tool: 'b' },
      { backend: 'wiki', tool: 'a' },
    ],
  ]);
});

test('a grant of a server names that server alone', () => {
  const scope = chart();
  const [first, second] = [server(scope, {}, 'notes'), server(scope, {}, 'wiki')];
  new McpGateway(scope, 'gateway', { ...allowing({ servers: [second], tools: ['a'] }), servers: [first, second] });
  expect(rulesOf(synth(scope)).map(({ target }) => target.tools)).toEqual([[{ backend: 'wiki', tool: 'a' }]]);
});

test('more tools than a rule holds become several rules with the same callers', () => {
  const tools = Array.from({ length: 17 }, (_, i) => `tool_${i}`);
  const rules = rulesOf(manifestsOf(allowing({ tools }), many));
  expect(rules.map(({ target }) => target.tools.length)).toEqual([16, 16, 2]);
  expect(new Set(rules.map(({ source }) => JSON.stringify(source))).size).toBe(1);
});

test('more rules than a route holds are refused with their number', () => {
  const tools = Array.from({ length: 16 * 16 + 1 }, (_, i) => `tool_${i}`);
  expect(refusalOf(allowing({ tools }), many)).toContain(
    'authorization needs 33 rules with 16 tools each, an MCPRoute holds 32 (name servers in each ToolRule',
  );
});

test.each([
  [
    'a wildcard',
    { tools: ['a', 'get_*'] },
    'authorization[0].tools[1] must be the whole name of a tool: a rule of an MCPRoute has no wildcards, got "get_*" ' +
      `(name each tool, or ${OWN})`,
  ],
  ['every tool', { claims: [{ claim: 'groups', anyOf: ['a'] }] }, 'authorization[0].tools is missing'],
  ['a claim with a dot', { tools: ['a'], claims: [{ claim: 'a.b', anyOf: ['c'] }] }, 'claims[0].claim must be a claim'],
  ['scope', { tools: ['a'], claims: [{ claim: 'scope', anyOf: ['c'] }] }, 'neither scope nor scp, got "scope"'],
  ['scp', { tools: ['a'], claims: [{ claim: 'scp', anyOf: ['c'] }] }, 'neither scope nor scp, got "scp"'],
  [
    'more claims than a rule holds',
    { tools: ['a'], claims: Array.from({ length: 16 }, (_, i) => ({ claim: `c${i}`, anyOf: ['d'] })) },
    'authorization[0].claims are 16, a rule of an MCPRoute holds 15 besides the issuer',
  ],
  [
    'more values than a claim holds',
    { tools: ['a'], claims: [{ claim: 'sub', anyOf: Array.from({ length: 129 }, (_, i) => `u${i}`) }] },
    'authorization[0].claims[0].anyOf are 129 values, an MCPRoute holds 128',
  ],
])('a grant with %s is refused', (_, grant: ToolGrant, text) => {
  expect(refusalOf(allowing(grant))).toContain(text);
});

test('a condition in CEL is refused', () => {
  expect(refusalOf({ ...base, authorization: [ToolRule.require('true')] })).toContain(
    'authorization[0] cannot be ToolRule.require: an MCPRoute does not have the variables of its expression',
  );
});

test('rules are refused unless a reason says why prompts and resources may be open', () => {
  const strict = { ...allowing({ tools: ['a'] }), engine: new EnvoyAiGatewayEngine(GATEWAY) };
  expect(refusalOf(strict, notes())).toContain(
    'authorization cannot be enforced for prompts and resources: an MCPRoute checks calls of tools alone ' +
      `(uncheckedPrompts of EnvoyAiGatewayEngine accepts this, or ${OWN})`,
  );
  expect(() => new EnvoyAiGatewayEngine({ ...GATEWAY, uncheckedPrompts: ' ' })).toThrow(/uncheckedPrompts must/);
});
