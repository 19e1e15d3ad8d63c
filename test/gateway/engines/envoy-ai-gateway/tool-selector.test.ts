import { Issues } from '../../../../src/foundation/issues';
import { ToolSelector } from '../../../../src/gateway/engines/envoy-ai-gateway/crds';
import { resolveToolSelector } from '../../../../src/gateway/engines/envoy-ai-gateway/tool-selector';
import { ToolPolicy } from '../../../../src/index';

const TOOLS = [
  'get',
  'get_page',
  'get_pages',
  'get_secret',
  'Get_page',
  'list',
  'list.all',
  'listXall',
  'my_get_page',
  'delete',
  'a/b',
];

/** What Envoy AI Gateway does by a selector: what is excluded stays out, an empty list of what is included is none. */
function passes(
  { include = [], includeRegex = [], exclude = [], excludeRegex = [] }: ToolSelector,
  tool: string,
): boolean {
  if (exclude.includes(tool) || excludeRegex.some(text => new RegExp(text, 'u').test(tool))) {
    return false;
  }
  if (include.length > 0) {
    return include.includes(tool);
  }
  return includeRegex.length === 0 || includeRegex.some(text => new RegExp(text, 'u').test(tool));
}

function meant({ allowed, denied = [] }: ToolPolicy, tool: string): boolean {
  const among = (patterns: string[]): boolean =>
    patterns.some(pattern => (pattern.endsWith('*') ? tool.startsWith(pattern.slice(0, -1)) : tool === pattern));
  return (allowed === undefined || among(allowed)) && !among(denied);
}

function selectorOf(...policies: ToolPolicy[]): ToolSelector | undefined {
  const issues = new Issues('test');
  const selector = resolveToolSelector(issues, policies);
  issues.throwIfAny();
  return selector;
}

const LISTS = [
  ['get_*'],
  ['get_page', 'list.all'],
  ['*'],
  ['get_page*', 'list'],
  ['get', 'delete', 'a/b'],
  ['get_*', 'list*', 'get_page'],
];
const POLICIES = LISTS.flatMap(list => [
  ToolPolicy.allow(...list),
  ToolPolicy.deny(...list),
  ToolPolicy.of({ allow: list, deny: ['get_secret'] }),
  ToolPolicy.of({ allow: list, deny: ['get_page', 'list*'] }),
]);

test('a selector means what the policies mean, alone and together', () => {
  let [same, refused] = [0, 0];
  for (const one of POLICIES) {
    for (const other of POLICIES) {
      let selector: ToolSelector | undefined;
      try {
        selector = selectorOf(one, other);
      } catch {
        // nothing is left: it must be so for every tool
        expect(TOOLS.filter(tool => meant(one, tool) && meant(other, tool))).toEqual([]);
        refused += 1;
        continue;
      }
      expect(TOOLS.filter(tool => passes(selector ?? {}, tool))).toEqual(
        TOOLS.filter(tool => meant(one, tool) && meant(other, tool)),
      );
      same += 1;
    }
  }
  expect([same, refused]).toEqual([POLICIES.length ** 2 - refused, refused]);
  expect(refused).toBeGreaterThan(0);
});

test('names stay names, beginnings become expressions, what is covered goes', () => {
  expect(selectorOf()).toBeUndefined();
  expect(selectorOf(ToolPolicy.allow('*'))).toBeUndefined();
  expect(selectorOf(ToolPolicy.allow('list', 'get'))).toEqual({ include: ['get', 'list'] });
  expect(selectorOf(ToolPolicy.allow('get_*', 'get_page', 'a.b'))).toEqual({ includeRegex: ['^a\\.b$', '^get_'] });
  expect(selectorOf(ToolPolicy.deny('*'))).toEqual({ excludeRegex: ['^'] });
  expect(selectorOf(ToolPolicy.allow('get_*'), ToolPolicy.of({ allow: ['get_page'], deny: ['x'] }))).toEqual({
    include: ['get_page'],
    exclude: ['x'],
  });
});

test('an empty list, which would let everything through, and long lists are refused', () => {
  expect(() => selectorOf(ToolPolicy.allow('get'), ToolPolicy.allow('list'))).toThrow(
    "test: tools allow no tool: the lists have no tool in common (ToolPolicy.deny('*') says so)",
  );
  const names = Array.from({ length: 33 }, (_, i) => `tool_${i}`);
  expect(() => selectorOf(ToolPolicy.of({ allow: names, deny: names.map(name => `${name}_x`) }))).toThrow(
    'test: tools have 33 tools to allow, an MCPRoute holds 32 (use a final *, or ' +
      'AgentgatewayEngine.standalone()); tools have 33 tools to deny',
  );
});
