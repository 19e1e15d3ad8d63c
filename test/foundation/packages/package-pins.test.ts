import { execFileSync } from 'child_process';
import * as fc from 'fast-check';
import {
  PackagePin,
  constraintProblem,
  normalPypiName,
  parseNpmPin,
  parsePypiPin,
} from '../../../src/foundation/packages/package-pins';
import { cases } from '../../util/cases';

const runs = cases(2000, 20261121, 5);

// Written after docs.npmjs.com, package.json, "name", and the README of validate-npm-package-name,
// not after our own code.
const NPM_NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
// semver.org 2.0.0, "Is there a suggested regular expression", without its last group, the build metadata.
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?$/;
// PEP 440, appendix B, is_canonical.
const CANONICAL =
  /^([1-9][0-9]*!)?(0|[1-9][0-9]*)(\.(0|[1-9][0-9]*))*((a|b|rc)(0|[1-9][0-9]*))?(\.post(0|[1-9][0-9]*))?(\.dev(0|[1-9][0-9]*))?$/;
// PEP 508, "Names", in the normal form of PEP 503.
const PYPI_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const ONE_WORD = /^[A-Za-z0-9@/._-]+$/;

const RANGE = 'has a range or no whole version';
const FOREIGN = 'is a URL or a git repository';

/** The pin, or a failure that shows the reason for the refusal. */
function pin(parsed: PackagePin | string): PackagePin {
  if (typeof parsed === 'string') {
    throw new Error(`refused: it ${parsed}`);
  }
  return parsed;
}

describe('npm', () => {
  test.each([
    { text: 'left-pad@1.3.0', name: 'left-pad', version: '1.3.0' },
    {
      text: '@modelcontextprotocol/server-everything@2026.8.31',
      name: '@modelcontextprotocol/server-everything',
      version: '2026.8.31',
    },
    { text: 'socket.io@4.8.1', name: 'socket.io', version: '4.8.1' },
    { text: '@a_b/c.d_e@0.0.0', name: '@a_b/c.d_e', version: '0.0.0' },
    { text: '7zip-min@2.0.0', name: '7zip-min', version: '2.0.0' },
    { text: 'foo@1.0.0-rc.1', name: 'foo', version: '1.0.0-rc.1' },
    { text: 'foo@1.0.0-0', name: 'foo', version: '1.0.0-0' },
    { text: 'foo@1.0.0-x-y-z.--', name: 'foo', version: '1.0.0-x-y-z.--' },
    { text: 'foo@10.20.30-alpha.0a.beta', name: 'foo', version: '10.20.30-alpha.0a.beta' },
    { text: `${'a'.repeat(214)}@1.0.0`, name: 'a'.repeat(214), version: '1.0.0' },
  ])('$text is a package at one version', ({ text, name, version }) => {
    expect(parseNpmPin(text)).toEqual({ name, version, text });
  });

  test.each([
    { text: '', reason: 'is empty' },
    { text: 'foo', reason: 'has no version: write name@1.2.3' },
    { text: '@scope/foo', reason: 'has no version: write name@1.2.3' },
    { text: 'foo==1.0.0', reason: 'has no version: write name@1.2.3' },
    { text: 'foo@', reason: RANGE },
    { text: 'foo@latest', reason: 'has the tag latest, which is not fixed' },
    { text: 'foo@next', reason: 'has the tag next, which is not fixed' },
    { text: 'foo@^1', reason: RANGE },
    { text: 'foo@~1.2.3', reason: RANGE },
    { text: 'foo@1.x', reason: RANGE },
    { text: 'foo@1', reason: RANGE },
    { text: 'foo@1.2', reason: RANGE },
    { text: 'foo@>=1', reason: RANGE },
    { text: 'foo@=1.0.0', reason: RANGE },
    { text: 'foo@*', reason: RANGE },
    { text: 'foo@x', reason: RANGE },
    { text: 'foo@01.0.0', reason: RANGE },
    { text: 'foo@1.0.0-01', reason: RANGE },
    { text: 'foo@1.0.0-', reason: RANGE },
    { text: 'foo@1.0.0@1.0.0', reason: RANGE },
    { text: 'foo@v1.0.0', reason: 'has a v before the version' },
    { text: 'foo@1.0.0+build', reason: 'has build metadata, which the registry ignores' },
    { text: 'git+https://x/y.git', reason: FOREIGN },
    { text: 'git@github.com:a/b.git', reason: FOREIGN },
    { text: 'github:a/b', reason: FOREIGN },
    { text: 'a/b', reason: FOREIGN },
    { text: 'a/b#v1.0.0', reason: FOREIGN },
    { text: 'https://x/y.tgz', reason: FOREIGN },
    { text: 'foo@https://x/y.tgz', reason: FOREIGN },
    { text: 'file:../x', reason: FOREIGN },
    { text: 'foo@npm:evil@1.0.0', reason: 'is an alias: name the package itself' },
    { text: '../foo', reason: 'is a path' },
    { text: '/foo', reason: 'is a path' },
    { text: '~/foo', reason: 'is a path' },
    { text: '.', reason: 'is a path' },
    { text: 'C:\\foo', reason: 'is a path' },
    { text: '--registry=http://evil', reason: 'is a flag, not a package' },
    { text: '-g', reason: 'is a flag, not a package' },
    { text: 'foo@1.0.0; rm -rf /', reason: 'has a space' },
    { text: 'foo@1.0.0 --registry=http://evil', reason: 'has a space' },
    { text: 'foo@1.0.0 - 2.0.0', reason: 'has a space' },
    { text: 'foo@1.0.0;id', reason: 'has characters that no version may have' },
    { text: 'foo@$(id)', reason: 'has characters that no version may have' },
    { text: 'foo`id`@1.0.0', reason: 'has characters that no package name may have' },
    { text: 'foo%2fbar@1.0.0', reason: 'has characters that no package name may have' },
    { text: '\u0435verything@1.0.0', reason: 'has characters outside ASCII, which can look like others' },
    { text: 'foo@1.0.\uff10', reason: 'has characters outside ASCII, which can look like others' },
    { text: 'Foo@1.0.0', reason: 'has upper-case letters' },
    { text: '@Scope/x@1.0.0', reason: 'has upper-case letters' },
    { text: '@scope@1.0.0', reason: 'is neither name@1.2.3 nor @scope/name@1.2.3' },
    { text: '@scope/a/b@1.0.0', reason: 'is neither name@1.2.3 nor @scope/name@1.2.3' },
    { text: '@/x@1.0.0', reason: 'with a letter or digit first' },
    { text: '@scope/@1.0.0', reason: 'with a letter or digit first' },
    { text: '@scope/.x@1.0.0', reason: 'with a letter or digit first' },
    { text: '.foo@1.0.0', reason: 'with a letter or digit first' },
    { text: '_foo@1.0.0', reason: 'with a letter or digit first' },
    { text: 'node_modules@1.0.0', reason: 'has a name that the npm registry reserves' },
    { text: 'favicon.ico@1.0.0', reason: 'has a name that the npm registry reserves' },
    { text: `${'a'.repeat(215)}@1.0.0`, reason: 'has a name longer than 214 characters' },
  ])('$text is refused: it $reason', ({ text, reason }) => {
    expect(parseNpmPin(text)).toEqual(expect.stringContaining(reason));
  });

  test.each(['foo\u0000', 'foo\u0000@1.0.0', 'foo@1.0.0\n', 'foo@1.0.0\r', 'foo\t@1.0.0', 'foo\u001b[2J@1.0.0'])(
    '%j is refused for its control character, not as foreign letters',
    text => {
      expect(parseNpmPin(text)).toEqual(expect.stringMatching(/control/));
    },
  );

  // half of what the grammar makes is wrong, so that both sides are met
  const part = fc.string({ unit: fc.constantFrom(...'abz09._-A~ '), minLength: 1, maxLength: 8 });
  const version = fc.oneof(
    fc.tuple(fc.nat(30), fc.nat(30), fc.nat(3000)).map(numbers => numbers.join('.')),
    fc.string({ unit: fc.constantFrom(...'0019.-+axv^*|'), maxLength: 12 }).map(rest => `1.0.0-${rest}`),
    fc.string({ unit: fc.constantFrom(...'0123.-+xv^~ '), maxLength: 10 }),
  );
  const text = fc.oneof(
    fc.tuple(part, version).map(([name, at]) => `${name}@${at}`),
    fc.tuple(part, part, version).map(([scope, name, at]) => `@${scope}/${name}@${at}`),
  );

  test('what is accepted has a name of npm, an exact semantic version and nothing that a shell reads', () => {
    let accepted = 0;
    fc.assert(
      fc.property(text, given => {
        const parsed = parseNpmPin(given);
        if (typeof parsed === 'string') {
          return;
        }
        accepted += 1;
        expect(parsed.name).toMatch(NPM_NAME);
        expect(parsed.name.length).toBeLessThanOrEqual(214);
        expect(parsed.version).toMatch(SEMVER);
        expect(parsed.text).toMatch(ONE_WORD);
        expect([parsed.text, `${parsed.name}@${parsed.version}`]).toEqual([given, given]);
      }),
      runs,
    );
    expect(accepted).toBeGreaterThan(runs.numRuns / 20);
  });

  test('what is a name of npm and an exact version is accepted', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(NPM_NAME, { size: 'small' }),
        fc.stringMatching(SEMVER, { size: 'small' }),
        (name, at) => {
          expect(parseNpmPin(`${name}@${at}`)).toEqual({ name, version: at, text: `${name}@${at}` });
        },
      ),
      cases(500, runs.seed),
    );
  });

  test('what is accepted is one word to a shell, even without quotes', () => {
    const words = fc.sample(text, { ...runs, numRuns: 500 }).filter(given => typeof parseNpmPin(given) !== 'string');
    expect(words.length).toBeGreaterThan(30);
    expect(execFileSync('sh', ['-c', `printf '%s\\n' ${words.join(' ')}`]).toString()).toBe(
      words.map(word => `${word}\n`).join(''),
    );
  });
});

describe('PyPI', () => {
  test.each([
    {
      text: 'mcp-server-time==2026.10.19',
      expected: { name: 'mcp-server-time', version: '2026.10.19', text: 'mcp-server-time==2026.10.19' },
    },
    {
      text: 'awslabs.aws-api-mcp-server==1.5.6',
      expected: {
        name: 'awslabs-aws-api-mcp-server',
        version: '1.5.6',
        text: 'awslabs-aws-api-mcp-server==1.5.6',
        givenName: 'awslabs.aws-api-mcp-server',
      },
    },
    {
      text: 'MarkItDown_MCP==0.1.0',
      expected: {
        name: 'markitdown-mcp',
        version: '0.1.0',
        text: 'markitdown-mcp==0.1.0',
        givenName: 'MarkItDown_MCP',
      },
    },
    { text: 'a-_.b==1', expected: { name: 'a-b', version: '1', text: 'a-b==1', givenName: 'a-_.b' } },
    { text: 'mcp[cli]==2.3.0', expected: { name: 'mcp', version: '2.3.0', text: 'mcp[cli]==2.3.0' } },
    { text: 'mcp[cli,ws_x]==2.3.0', expected: { name: 'mcp', version: '2.3.0', text: 'mcp[cli,ws_x]==2.3.0' } },
    { text: 'x==2.0rc1', expected: { name: 'x', version: '2.0rc1', text: 'x==2.0rc1' } },
    { text: 'x==1!2.0', expected: { name: 'x', version: '1!2.0', text: 'x==1!2.0' } },
    { text: 'x==1.0a1.post2.dev3', expected: { name: 'x', version: '1.0a1.post2.dev3', text: 'x==1.0a1.post2.dev3' } },
  ])('$text is a package at one version', ({ text, expected }) => {
    expect(parsePypiPin(text)).toEqual(expected);
  });

  test.each([
    { text: '', reason: 'is empty' },
    { text: '==1', reason: 'is empty' },
    { text: 'foo', reason: 'has no version: write name==1.2.3' },
    { text: 'foo>=1', reason: 'has a range (>=)' },
    { text: 'foo<1', reason: 'has a range (<)' },
    { text: 'foo!=1', reason: 'has a range (!=)' },
    { text: 'foo~=1.2', reason: 'has a range (~=)' },
    { text: 'foo=1', reason: 'has a range (=): write name==1.2.3' },
    { text: 'foo==1.*', reason: 'has a range: write one version' },
    { text: 'foo==1,<2', reason: 'has a range: write one version' },
    { text: 'foo===1', reason: 'compares texts with ===' },
    { text: 'foo@1.0.0', reason: 'is written as for npm: write name==1.2.3' },
    { text: 'foo@latest', reason: 'is a URL or has a tag' },
    { text: 'foo@https://x', reason: FOREIGN },
    { text: 'foo @ https://x', reason: 'has a space' },
    { text: 'git+https://x/y.git', reason: FOREIGN },
    { text: 'git+https://x/y.git@1.0', reason: FOREIGN },
    { text: 'https://x/y.whl', reason: FOREIGN },
    { text: 'file:../x', reason: FOREIGN },
    { text: 'github:a/b', reason: FOREIGN },
    { text: 'a/b==1', reason: FOREIGN },
    { text: '../foo==1', reason: 'is a path' },
    { text: '/foo==1', reason: 'is a path' },
    { text: '--index-url=http://evil', reason: 'is a flag, not a package' },
    { text: '-rrequirements.txt', reason: 'is a flag, not a package' },
    { text: "foo==1.0 ; python_version<'3'", reason: 'has characters that no version may have' },
    { text: 'foo==1.0 --hash=x', reason: 'has characters that no version may have' },
    { text: 'foo==$(id)', reason: 'has characters that no version may have' },
    { text: 'foo;id==1', reason: 'has characters that no package name may have' },
    { text: 'foo==1.0+local', reason: 'has a local version, which no public index has' },
    { text: 'foo[a b]==1', reason: 'has a space' },
    { text: 'foo[a,]==1', reason: 'has extras that are not names' },
    { text: 'foo[]==1', reason: 'has extras that are not names' },
    { text: 'foo[-x]==1', reason: 'has extras that are not names' },
    { text: 'foo[a==1', reason: 'with a letter or digit at both ends' },
    { text: '_foo==1', reason: 'with a letter or digit at both ends' },
    { text: 'foo-==1', reason: 'with a letter or digit at both ends' },
    { text: '@scope/x==1', reason: 'with a letter or digit at both ends' },
    { text: '\u0435verything==1.0.0', reason: 'has characters outside ASCII, which can look like others' },
    { text: `${'a'.repeat(129)}==1`, reason: 'has a name longer than 128 characters' },
    { text: 'foo==', reason: 'has no version in the normal form of PEP 440' },
    { text: 'foo==v1', reason: 'has no version in the normal form of PEP 440' },
    { text: 'foo==1.0RC1', reason: 'has no version in the normal form of PEP 440' },
    { text: 'foo==1.0-1', reason: 'has no version in the normal form of PEP 440' },
    { text: 'foo==1==2', reason: 'has no version in the normal form of PEP 440' },
  ])('$text is refused: it $reason', ({ text, reason }) => {
    expect(parsePypiPin(text)).toEqual(expect.stringContaining(reason));
  });

  test('a version with a control character is refused', () => {
    expect(parsePypiPin('foo==1.0\u0000')).toEqual(
      expect.stringContaining('has no version in the normal form of PEP 440'),
    );
  });

  test.each(['foo==01.0', 'foo==1.02', 'foo==1.0rc01', 'foo==1.0.post01', 'foo==0!1.0'])(
    '%s is refused, because PEP 440 writes it in another way',
    text => {
      expect(parsePypiPin(text)).toEqual(expect.stringContaining('has no version in the normal form of PEP 440'));
    },
  );

  const name = fc.string({ unit: fc.constantFrom(...'abzAZ09._-'), minLength: 1, maxLength: 8 });
  const extras = fc.oneof(
    fc.constant(''),
    fc.array(name, { maxLength: 3 }).map(names => `[${names.join(',')}]`),
  );
  const version = fc.oneof(
    fc.stringMatching(CANONICAL, { size: 'small' }),
    fc.string({ unit: fc.constantFrom(...'012.!arcbdevpost*+'), maxLength: 8 }),
  );
  const text = fc.tuple(name, extras, version).map(([of, some, at]) => `${of}${some}==${at}`);

  test('what is accepted has a name and a version in their normal forms', () => {
    let accepted = 0;
    fc.assert(
      fc.property(text, given => {
        const parsed = parsePypiPin(given);
        if (typeof parsed === 'string') {
          return;
        }
        accepted += 1;
        expect(parsed.name).toMatch(PYPI_NAME);
        expect(parsed.version).toMatch(CANONICAL);
        expect(parsed.text).toMatch(/^[A-Za-z0-9[\],._!=-]+$/);
      }),
      runs,
    );
    expect(accepted).toBeGreaterThan(runs.numRuns / 20);
  });

  test('the pin of a pin is the pin', () => {
    fc.assert(
      fc.property(text, given => {
        const parsed = parsePypiPin(given);
        if (typeof parsed === 'string') {
          return;
        }
        const again = pin(parsePypiPin(parsed.text));
        expect([again.text, again.name, again.version, again.givenName]).toEqual([
          parsed.text,
          parsed.name,
          parsed.version,
          undefined,
        ]);
      }),
      runs,
    );
  });

  test('two spellings of a name are one name', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z0-9]{1,4}$/), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('-', '_', '.', '--', '_.-'),
        (words, joint) => {
          expect(normalPypiName(words.join(joint).toUpperCase())).toBe(words.join('-'));
        },
      ),
      cases(200, runs.seed),
    );
  });
});

describe('a constraint', () => {
  test.each([
    'mcp<2',
    'pydantic>=2,<3',
    'pydantic >= 2, < 3',
    'mcp==1.2.3',
    'mcp==1.*',
    'mcp!=1.0.*',
    'mcp~=1.2',
    'Typing_Extensions<5',
    'x<1!2',
    'x<2.0rc1',
  ])('such as %s is taken', constraint => {
    expect(constraintProblem(constraint)).toBeUndefined();
  });

  test.each([
    { constraint: '', reason: 'is empty' },
    { constraint: 'mcp', reason: 'has no version: write name<2' },
    { constraint: '-rother.txt', reason: 'is a flag, not a package' },
    { constraint: '--index-url=http://evil', reason: 'is a flag, not a package' },
    { constraint: './mcp<2', reason: 'is a path' },
    { constraint: '/etc/passwd', reason: 'is a path' },
    { constraint: '_mcp<2', reason: 'does not start with a package name' },
    { constraint: 'mcp<', reason: 'is not a name and versions' },
    { constraint: 'mcp<2,', reason: 'is not a name and versions' },
    { constraint: 'mcp<x', reason: 'is not a name and versions' },
    { constraint: 'mcp===2', reason: 'is not a name and versions' },
    { constraint: 'mcp<2+local', reason: 'is not a name and versions' },
    { constraint: 'mcp[cli]<2', reason: 'is not a name and versions' },
    { constraint: 'mcp @ https://x/y.whl', reason: 'is not a name and versions' },
    { constraint: 'https://x/y.whl', reason: 'is not a name and versions' },
    { constraint: 'mcp<2; python_version<"3"', reason: 'is not a name and versions' },
    { constraint: 'mcp<2 --hash=sha256:abc', reason: 'is not a name and versions' },
    { constraint: 'mcp<2 # why', reason: 'is not a name and versions' },
    { constraint: 'mcp<2\n--index-url=http://evil', reason: 'is not a name and versions' },
    { constraint: 'm\u0441p<2', reason: 'is not a name and versions' },
  ])('such as $constraint is refused: it $reason', ({ constraint, reason }) => {
    expect(constraintProblem(constraint)).toContain(reason);
  });

  test.each(['mcp\n<2', 'mcp<2\n', 'mcp<2,\n<3', 'mcp<\r2', 'mcp\u2028<2', 'mcp\u00a0<2'])(
    'such as %j is refused: it must be one line of plain text',
    constraint => {
      expect(constraintProblem(constraint)).toBeDefined();
    },
  );

  test.each(['mcp>=1.*', 'mcp<2.*', 'mcp~=1.*'])(
    'such as %s is refused, as pip would: only == and != take a wildcard',
    constraint => {
      expect(constraintProblem(constraint)).toBeDefined();
    },
  );

  test('with ~= needs two numbers, as pip would say', () => {
    expect(constraintProblem('mcp~=1')).toBeDefined();
  });
});

test('no text makes a parser throw, and every answer is a pin or a phrase', () => {
  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(...'ab@/=<>~![],.-_0 \n\u0000\u0435'), maxLength: 30 }),
  );
  fc.assert(
    fc.property(anyText, text => {
      for (const parsed of [parseNpmPin(text), parsePypiPin(text)]) {
        expect(typeof parsed === 'string' ? parsed : parsed.text).toMatch(/\S/);
        expect(typeof parsed === 'string' || text.includes(parsed.version)).toBe(true);
      }
      expect(['string', 'undefined']).toContain(typeof constraintProblem(text));
    }),
    runs,
  );
});
