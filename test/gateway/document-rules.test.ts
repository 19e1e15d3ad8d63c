import {
  ClaimMatch,
  GatewayAuth,
  GatewayRoutes,
  GatewayServerOptions,
  Jwks,
  McpGateway,
  McpGatewayProps,
  McpServer,
  ToolGrant,
  ToolPolicy,
  ToolRule,
} from '../../src';
import { chart, server } from '../util/app';

/*
 * What the rules of emitted documents decide, with another implementation of CEL than agentgateway's. As agentgateway
 * was measured: `mcp` has the one of tool, prompt and resource that is asked for; an error is false; every `require`
 * must hold and, when there is an `allow`, one of them.
 */

interface Cel {
  evaluate(expression: string, context: object): unknown;
  check(expression: string): { readonly valid: boolean };
}
// an ES module, which the compiler does not let this file import
const { Environment } = jest.requireActual<{ readonly Environment: new (options: object) => Cel }>(
  '@marcbachmann/cel-js',
);
const environment = new Environment({ unlistedVariablesAreDyn: true });

interface Rule {
  readonly require?: string;
  readonly allow?: string;
}
interface Route {
  readonly name: string;
  readonly policies: { readonly mcpAuthorization?: { readonly rules: Rule[] } };
}
type Kind = 'tool' | 'prompt' | 'resource';
interface Caller {
  readonly jwt?: Readonly<Record<string, unknown>>;
  readonly apiKey?: { readonly client: string };
}
type Decide = (asked: string, caller?: Caller, kind?: Kind) => boolean;

function holds(expression: string, context: Caller): boolean {
  try {
    return environment.evaluate(expression, { ...context }) === true;
  } catch {
    return false;
  }
}

/** Decides about `target/name` by the rules of a route. */
function decider(rules: Rule[]): Decide {
  return (asked, caller = {}, kind = 'tool') => {
    const [, target, name] = /^([^/]+)\/(.+)$/.exec(asked) ?? [];
    const context = { ...caller, mcp: { [kind]: { target, name } } };
    const allows = rules.flatMap(({ allow }) => (allow === undefined ? [] : [allow]));
    const requires = rules.flatMap(({ require: required }) => (required === undefined ? [] : [required]));
    return (
      requires.every(rule => holds(rule, context)) && (allows.length === 0 || allows.some(rule => holds(rule, context)))
    );
  };
}

const oauth = (requiredScopes: string[] = []) =>
  GatewayAuth.oauth({
    issuer: 'https://idp.example.com',
    jwks: Jwks.fromConfigMap('idp', 'jwks.json'),
    requiredScopes,
  });
const keys = GatewayAuth.apiKeys({ ci: 'a'.repeat(64), web: 'b'.repeat(64) });

interface Behind {
  readonly notes: McpServer;
  readonly wiki: McpServer;
}
interface Asked extends Pick<Partial<McpGatewayProps>, 'auth'> {
  readonly own?: ToolPolicy;
  readonly options?: GatewayServerOptions;
  readonly grants?: (servers: Behind) => ToolRule[];
}

/**
 * The decider of a route of a gateway in front of the servers notes and wiki; `own` is the policy of notes, `options`
 * are those of notes behind the gateway.
 */
function decide({ own, options = {}, grants = () => [], auth = keys }: Asked, route = 'mcp'): Decide {
  const scope = chart();
  const behind = { notes: server(scope, { tools: own }, 'notes'), wiki: server(scope, {}, 'wiki') };
  const gateway = new McpGateway(scope, 'gateway', {
    auth,
    routes: GatewayRoutes.mixed(),
    authorization: grants(behind),
  });
  gateway.addServer(behind.wiki);
  gateway.addServer(behind.notes, options);
  const { routes } = JSON.parse(gateway.configuration) as { routes: Route[] };
  const found = routes.filter(({ name }) => name === route);
  expect(found).toHaveLength(1);
  for (const { require: required, allow, ...rest } of found[0].policies.mcpAuthorization?.rules ?? []) {
    // a deny that cannot be decided denies nothing
    expect(rest).toEqual({});
    expect(environment.check(required ?? allow ?? '')).toMatchObject({ valid: true });
  }
  return decider(found[0].policies.mcpAuthorization?.rules ?? []);
}

const ci = { apiKey: { client: 'ci' } };
const token = (claims: Readonly<Record<string, unknown>> = {}): Caller => ({ jwt: { sub: 'ada', ...claims } });

describe('ToolPolicy', () => {
  const cases: readonly { title: string; policy: ToolPolicy; allowed: string[]; refused: string[] }[] = [
    {
      title: 'allow by name',
      policy: ToolPolicy.allow('get', 'list'),
      allowed: ['get', 'list'],
      refused: ['gets', 'ge', 'Get', 'delete', 'list_all', 'notes_get'],
    },
    {
      title: 'allow by beginning',
      policy: ToolPolicy.allow('get_*'),
      allowed: ['get_', 'get_note', 'get_*'],
      refused: ['get', 'GET_note', 'forget_note', 'set_note'],
    },
    {
      title: 'allow by name and beginning',
      policy: ToolPolicy.allow('get_*', 'list'),
      allowed: ['get_note', 'list'],
      refused: ['list_all', 'getnote'],
    },
    { title: 'allow everything', policy: ToolPolicy.allow('*'), allowed: ['get', 'x'], refused: [] },
    { title: 'deny by name', policy: ToolPolicy.deny('drop'), allowed: ['get', 'drops'], refused: ['drop'] },
    {
      title: 'deny by beginning',
      policy: ToolPolicy.deny('drop_*'),
      allowed: ['get', 'drop'],
      refused: ['drop_', 'drop_table'],
    },
    { title: 'deny everything', policy: ToolPolicy.deny('*'), allowed: [], refused: ['get', 'x'] },
    {
      title: 'deny wins over allow by name',
      policy: ToolPolicy.of({ allow: ['get', 'drop'], deny: ['drop'] }),
      allowed: ['get'],
      refused: ['drop', 'list'],
    },
    {
      title: 'deny wins over allow by beginning',
      policy: ToolPolicy.of({ allow: ['get_*'], deny: ['get_secret*', 'get_env'] }),
      allowed: ['get_note', 'get_envs'],
      refused: ['get_secret', 'get_secrets', 'get_env', 'list'],
    },
    {
      title: 'deny by beginning wins over allow by name',
      policy: ToolPolicy.of({ allow: ['get_env'], deny: ['get_*'] }),
      allowed: [],
      refused: ['get_env', 'get_note'],
    },
    {
      title: 'allow names with characters that mean something in patterns',
      policy: ToolPolicy.allow('a.b', 'c-d/e'),
      allowed: ['a.b', 'c-d/e'],
      refused: ['axb', 'c-d'],
    },
  ];

  describe.each(cases)('a policy to $title', ({ policy, allowed, refused }) => {
    test.each([
      { title: 'as that of the server', asked: { own: policy } },
      { title: 'behind the gateway', asked: { options: { tools: policy } } },
    ])('holds $title', ({ asked }) => {
      const decides = decide(asked);
      expect(allowed.filter(tool => !decides(`notes/${tool}`, ci))).toEqual([]);
      expect(refused.filter(tool => decides(`notes/${tool}`, ci))).toEqual([]);
    });

    test('holds on the path of the server too', () => {
      const decides = decide({ own: policy }, 'mcp-notes');
      expect(allowed.filter(tool => !decides(`notes/${tool}`, ci))).toEqual([]);
      expect(refused.filter(tool => decides(`notes/${tool}`, ci))).toEqual([]);
    });

    test('leaves other servers, prompts and resources alone', () => {
      const decides = decide({ own: policy });
      expect([...allowed, ...refused].filter(tool => !decides(`wiki/${tool}`, ci))).toEqual([]);
      expect((['prompt', 'resource'] as const).filter(kind => !decides('notes/drop', ci, kind))).toEqual([]);
    });
  });

  test('both policies of a server must let a tool through', () => {
    const decides = decide({
      own: ToolPolicy.allow('get', 'list'),
      options: { tools: ToolPolicy.allow('list', 'drop') },
    });
    expect(['get', 'list', 'drop'].map(tool => decides(`notes/${tool}`, ci))).toEqual([false, true, false]);
  });

  test('it follows the prefix, not the name', () => {
    const decides = decide({ own: ToolPolicy.allow('get'), options: { prefix: 'team-notes' } });
    expect(['team-notes/get', 'team-notes/drop', 'notes/drop'].map(asked => decides(asked, ci))).toEqual([
      true,
      false,
      true,
    ]);
  });
});

describe('ToolRule.allow', () => {
  const grant = (of: (servers: Behind) => ToolGrant, ...more: ToolRule[]): Asked => ({
    grants: servers => [ToolRule.allow(of(servers)), ...more],
  });
  const withClaims = (...claims: ClaimMatch[]) => ({ auth: oauth(), ...grant(() => ({ claims })) });

  test.each<{ title: string; asked: Asked; of: string; kind: Kind; caller: Caller; expected: boolean }>([
    {
      title: 'nothing said: everyone',
      asked: grant(() => ({})),
      of: 'notes/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'nothing said: prompts',
      asked: grant(() => ({})),
      of: 'notes/x',
      kind: 'prompt',
      caller: ci,
      expected: true,
    },
    {
      title: 'the server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'notes/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'the prompts of the server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'notes/x',
      kind: 'prompt',
      caller: ci,
      expected: true,
    },
    {
      title: 'the resources of the server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'notes/file:///x',
      kind: 'resource',
      caller: ci,
      expected: true,
    },
    {
      title: 'another server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'wiki/get',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
    {
      title: 'the prompts of another server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'wiki/x',
      kind: 'prompt',
      caller: ci,
      expected: false,
    },
    {
      title: 'the resources of another server',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'wiki/x',
      kind: 'resource',
      caller: ci,
      expected: false,
    },
    {
      title: 'one of two servers',
      asked: grant(({ notes, wiki }) => ({ servers: [wiki, notes] })),
      of: 'wiki/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'a server whose name begins alike',
      asked: grant(({ notes }) => ({ servers: [notes] })),
      of: 'notes2/get',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
    {
      title: 'the tool',
      asked: grant(() => ({ tools: ['get'] })),
      of: 'wiki/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'another tool',
      asked: grant(() => ({ tools: ['get'] })),
      of: 'wiki/getx',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
    {
      title: 'a tool by its beginning',
      asked: grant(() => ({ tools: ['get_*'] })),
      of: 'wiki/get_x',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'tools are no prompts',
      asked: grant(() => ({ tools: ['*'] })),
      of: 'wiki/get',
      kind: 'prompt',
      caller: ci,
      expected: false,
    },
    {
      title: 'tools are no resources',
      asked: grant(() => ({ tools: ['*'] })),
      of: 'wiki/get',
      kind: 'resource',
      caller: ci,
      expected: false,
    },
    {
      title: 'the tool of the server',
      asked: grant(({ notes }) => ({ servers: [notes], tools: ['get', 'x*'] })),
      of: 'notes/xy',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'the tool of another server',
      asked: grant(({ notes }) => ({ servers: [notes], tools: ['get', 'x*'] })),
      of: 'wiki/xy',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
    {
      title: 'the client',
      asked: grant(() => ({ clients: ['ci'] })),
      of: 'notes/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'another client',
      asked: grant(() => ({ clients: ['ci'] })),
      of: 'notes/get',
      kind: 'tool',
      caller: { apiKey: { client: 'web' } },
      expected: false,
    },
    {
      title: 'a client whose name is part of it',
      asked: grant(() => ({ clients: ['ci'] })),
      of: 'notes/get',
      kind: 'tool',
      caller: { apiKey: { client: 'c' } },
      expected: false,
    },
    {
      title: 'no client',
      asked: grant(() => ({ clients: ['ci'] })),
      of: 'notes/get',
      kind: 'tool',
      caller: {},
      expected: false,
    },
    {
      title: 'client and server',
      asked: grant(({ notes }) => ({ clients: ['ci'], servers: [notes] })),
      of: 'wiki/get',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
    {
      title: 'one of two grants',
      asked: grant(({ notes }) => ({ servers: [notes] }), ToolRule.allow({ tools: ['get'] })),
      of: 'wiki/get',
      kind: 'tool',
      caller: ci,
      expected: true,
    },
    {
      title: 'none of two grants',
      asked: grant(({ notes }) => ({ servers: [notes] }), ToolRule.allow({ tools: ['get'] })),
      of: 'wiki/set',
      kind: 'tool',
      caller: ci,
      expected: false,
    },
  ])('decides as agentgateway does: $title', ({ asked, of, kind, caller, expected }) => {
    expect(decide(asked)(of, caller, kind)).toBe(expected);
  });

  test('the path of a server that no grant names has nothing', () => {
    const asked = grant(({ notes }) => ({ servers: [notes] }));
    expect(
      (['tool', 'prompt', 'resource'] as const).map(kind => decide(asked, 'mcp-wiki')('wiki/get', ci, kind)),
    ).toEqual([false, false, false]);
    expect(decide(asked, 'mcp-notes')('notes/get', ci)).toBe(true);
  });

  test('a policy refuses what a grant allows', () => {
    expect(decide({ own: ToolPolicy.deny('drop'), ...grant(() => ({ tools: ['drop'] })) })('notes/drop', ci)).toBe(
      false,
    );
  });

  test.each<{ claim: string; value: unknown; expected: boolean }>([
    { claim: 'groups', value: 'dev', expected: true },
    { claim: 'groups', value: 'ops', expected: true },
    { claim: 'groups', value: ['sales', 'dev'], expected: true },
    { claim: 'groups', value: ['devops'], expected: false },
    { claim: 'groups', value: 'devops', expected: false },
    { claim: 'groups', value: 'dev ops', expected: false },
    { claim: 'groups', value: 'de', expected: false },
    { claim: 'groups', value: '', expected: false },
    { claim: 'groups', value: ['DEV'], expected: false },
    { claim: 'groups', value: [], expected: false },
    { claim: 'groups', value: [['dev']], expected: false },
    { claim: 'groups', value: null, expected: false },
    { claim: 'groups', value: 7, expected: false },
    { claim: 'groups', value: true, expected: false },
    { claim: 'groups', value: undefined, expected: false },
    { claim: 'roles', value: ['dev'], expected: false },
    { claim: 'https://idp.example.com/roles', value: ['dev'], expected: false },
  ])('groups dev or ops with the claim $claim = $value: $expected', ({ claim, value, expected }) => {
    const claims = value === undefined ? {} : { [claim]: value };
    expect(decide(withClaims({ claim: 'groups', anyOf: ['dev', 'ops'] }))('notes/get', token(claims))).toBe(expected);
  });

  test.each(['https://idp.example.com/roles', 'realm.roles', 'x-y', 'in', 'true', 'false', 'null'])(
    'a grant may ask for the claim %s, which is no name in CEL',
    claim => {
      const decides = decide(withClaims({ claim, anyOf: ['dev'] }));
      expect(
        [{ [claim]: ['dev'] }, { [claim]: 'dev' }, { [claim]: 'develop' }, {}].map(claims =>
          decides('notes/get', token(claims)),
        ),
      ).toEqual([true, true, false, false]);
    },
  );

  test('values are texts, whatever they hold', () => {
    const odd = ['"', '\\', '"] || true || ["', 'ä', '\n'];
    const decides = decide(withClaims({ claim: 'groups', anyOf: odd }));
    expect(odd.filter(value => !decides('notes/get', token({ groups: value })))).toEqual([]);
    expect(decides('notes/get', token({ groups: 'x' }))).toBe(false);
  });

  test('every claim of a grant must hold', () => {
    const decides = decide(withClaims({ claim: 'groups', anyOf: ['dev'] }, { claim: 'azp', anyOf: ['cli'] }));
    expect(
      [{ groups: ['dev'], azp: 'cli' }, { groups: ['dev'] }, { azp: 'cli' }, { groups: ['dev'], azp: 'clients' }].map(
        claims => decides('notes/get', token(claims)),
      ),
    ).toEqual([true, false, false, false]);
  });

  test('without a token nothing is there', () => {
    expect(decide(withClaims({ claim: 'sub', anyOf: ['ada'] }))('notes/get')).toBe(false);
  });
});

describe('ToolRule.require', () => {
  const require = (...expressions: string[]) => ({
    auth: oauth(),
    grants: () => expressions.map(expression => ToolRule.require(expression)),
  });

  test.each<{ title: string; expressions: string[]; kind: Kind; caller: Caller; expected: boolean }>([
    { title: 'holds', expressions: ['jwt.sub == "ada"'], kind: 'tool', caller: token(), expected: true },
    { title: 'does not hold', expressions: ['jwt.sub == "eve"'], kind: 'tool', caller: token(), expected: false },
    {
      title: 'a missing claim refuses',
      expressions: ['jwt.level > 2'],
      kind: 'tool',
      caller: token(),
      expected: false,
    },
    { title: 'no token refuses', expressions: ['jwt.sub == "ada"'], kind: 'tool', caller: {}, expected: false },
    {
      title: 'all must hold',
      expressions: ['true', 'jwt.sub == "eve"'],
      kind: 'tool',
      caller: token(),
      expected: false,
    },
    {
      title: 'about tools alone hides prompts',
      expressions: ['mcp.tool.name == "get"'],
      kind: 'prompt',
      caller: token(),
      expected: false,
    },
    {
      title: 'guarded it does not',
      expressions: ['!has(mcp.tool) || mcp.tool.name == "get"'],
      kind: 'prompt',
      caller: token(),
      expected: true,
    },
    {
      title: 'the name has no prefix',
      expressions: ['!has(mcp.tool) || mcp.tool.name == "get"'],
      kind: 'tool',
      caller: token(),
      expected: true,
    },
    {
      title: 'the target is the prefix',
      expressions: ['!has(mcp.tool) || mcp.tool.target == "notes"'],
      kind: 'tool',
      caller: token(),
      expected: true,
    },
  ])('decides as agentgateway does: $title', ({ expressions, kind, caller, expected }) => {
    expect(decide(require(...expressions))('notes/get', caller, kind)).toBe(expected);
  });

  test('it holds beside grants', () => {
    const decides = decide({
      auth: oauth(),
      grants: () => [ToolRule.allow({ tools: ['get'] }), ToolRule.require('jwt.sub == "ada"')],
    });
    expect([
      decides('notes/get', token()),
      decides('notes/set', token()),
      decides('notes/get', token({ sub: 'eve' })),
    ]).toEqual([true, false, false]);
  });
});

describe('requiredScopes', () => {
  test.each<{ claims: Readonly<Record<string, unknown>>; expected: boolean }>([
    { claims: { scope: 'mcp:use' }, expected: true },
    { claims: { scope: 'openid mcp:use profile' }, expected: true },
    { claims: { scope: 'mcp:use openid' }, expected: true },
    { claims: { scp: ['mcp:use'] }, expected: true },
    { claims: { scp: ['openid', 'mcp:use'] }, expected: true },
    { claims: { scp: 'openid mcp:use' }, expected: true },
    { claims: { scope: 'openid', scp: ['mcp:use'] }, expected: true },
    { claims: { scope: 'mcp:user' }, expected: false },
    { claims: { scope: 'xmcp:use' }, expected: false },
    { claims: { scope: 'openid,mcp:use' }, expected: false },
    { claims: { scope: '' }, expected: false },
    { claims: { scope: 'mcp' }, expected: false },
    { claims: { scp: ['mcp:user', 'xmcp:use'] }, expected: false },
    { claims: { scp: ['openid mcp:use'] }, expected: false },
    { claims: { scp: [] }, expected: false },
    { claims: { scp: 'mcp:users' }, expected: false },
    { claims: { scope: 7 }, expected: false },
    { claims: { scope: null }, expected: false },
    { claims: { permissions: ['mcp:use'] }, expected: false },
    { claims: {}, expected: false },
  ])('mcp:use with $claims: $expected', ({ claims, expected }) => {
    const decides = decide({ auth: oauth(['mcp:use']) });
    expect((['tool', 'prompt', 'resource'] as const).map(kind => decides('notes/get', token(claims), kind))).toEqual([
      expected,
      expected,
      expected,
    ]);
  });

  test('all of them are asked for', () => {
    const decides = decide({ auth: oauth(['a', 'b']) });
    expect(['a b', 'b a', 'a', 'b', 'ab', ''].map(scope => decides('notes/get', token({ scope })))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('they hold beside grants', () => {
    const decides = decide({
      auth: oauth(['a']),
      grants: () => [ToolRule.allow({ claims: [{ claim: 'groups', anyOf: ['dev'] }] })],
    });
    expect(
      [{ scope: 'a', groups: ['dev'] }, { scope: 'a' }, { groups: ['dev'] }].map(claims =>
        decides('notes/get', token(claims)),
      ),
    ).toEqual([true, false, false]);
  });
});

test('without policies and rules everything passes, and there is no part for it', () => {
  const scope = chart();
  const gateway = new McpGateway(scope, 'gateway', { auth: keys, servers: [server(scope)] });
  expect(gateway.configuration).not.toContain('mcpAuthorization');
});

describe('keys and tokens at one address', () => {
  const auth = GatewayAuth.anyOf(oauth(['mcp']), keys);
  const own = ToolPolicy.deny('drop');
  const grants = ({ notes, wiki }: Behind): ToolRule[] => [
    ToolRule.allow({ servers: [notes], clients: ['ci'] }),
    ToolRule.allow({ servers: [wiki], claims: [{ claim: 'groups', anyOf: ['dev'] }] }),
    ToolRule.require('has(apiKey.client) || jwt.sub != "eve"'),
  ];
  const dev = { scope: 'mcp', groups: ['dev'] };

  test.each(['mcp', 'mcp-notes'])('clients use what rules grant to their names on the route %s', route => {
    const decides = decide({ auth, own, grants }, `${route}.keys`);
    expect(decides('notes/get', ci)).toBe(true);
    expect(decides('notes/drop', ci)).toBe(false);
    expect(decides('wiki/get', ci)).toBe(false);
    expect(decides('notes/get', { apiKey: { client: 'web' } })).toBe(false);
  });

  test('people use what rules grant to their claims, with the scopes that are required', () => {
    const decides = decide({ auth, own, grants });
    expect(decides('wiki/get', token(dev))).toBe(true);
    expect(decides('notes/get', token(dev))).toBe(false);
    expect(decides('wiki/get', token({ ...dev, groups: ['ops'] }))).toBe(false);
    expect(decides('wiki/get', token({ ...dev, scope: 'other' }))).toBe(false);
    expect(decides('wiki/get', token({ ...dev, sub: 'eve' }))).toBe(false);
  });

  test('a rule about tokens alone refuses every client', () => {
    const decides = decide({ auth, grants: () => [ToolRule.require('jwt.sub != "eve"')] }, 'mcp.keys');
    expect(decides('notes/get', ci)).toBe(false);
  });
});
