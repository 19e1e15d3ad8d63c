import { parseAllDocuments } from 'yaml';
import { WEAK, Workspace, run } from '../util/command-line';

/** What a terminal acts on or does not show, as code points. */
const INVISIBLE: Readonly<Record<string, number>> = {
  'escape': 0x1b,
  'backspace': 0x08,
  'carriage return': 0x0d,
  'delete': 0x7f,
  'CSI of C1': 0x9b,
  'next line': 0x85,
  'soft hyphen': 0xad,
  'right-to-left override': 0x202e,
  'isolate': 0x2066,
  'right-to-left mark': 0x200f,
  'Arabic letter mark': 0x61c,
  'zero-width space': 0x200b,
  'word joiner': 0x2060,
  'line separator': 0x2028,
  'byte order mark': 0xfeff,
  'Hangul filler': 0x3164,
  'variation selector': 0xfe0f,
  'tag': 0xe0041,
};
const ROWS = Object.entries(INVISIBLE).map(([title, code]) => ({ title, code, text: String.fromCodePoint(code) }));
const SEEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

const workspace = new Workspace();

function yaml(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/gu,
    one => `\\U${one.codePointAt(0)?.toString(16).padStart(8, '0')}`,
  );
}

/** A pod with the text in its names, labels, annotations and values. */
function manifest(text: string): string {
  const t = yaml(`${text}a`);
  return [
    'apiVersion: v1',
    'kind: Pod',
    `metadata: { name: ${t}, namespace: ${t}, labels: { ${t}: ${t}, mcp.k8s.io/server: ${t} }, annotations: {`,
    `  ${t}: ${t}, cdk8s-mcp/transport: ${t}, cdk8s-mcp/relaxed-user: ${t},`,
    `  cdk8s-mcp/acknowledged-privileged: ${yaml(`${text} a reason of many words`)} } }`,
    `spec: { hostNetwork: true, containers: [{ name: ${t}, image: ${t}, env: [{ name: ${t}, value: ${t} }] }] }`,
    '',
  ].join('\n');
}

function app(extra: string): string {
  const image = `ghcr.io/acme/notes:1.4.2@sha256:${'a'.repeat(64)}`;
  return (
    `version: 1\nnamespace: mcp-tools\nservers:\n  notes:\n` +
    `    source: { image: { reference: "${image}", port: 8080, sessions: none } }\n${extra}`
  );
}

describe.each(ROWS)('no command prints $title', ({ text }) => {
  test.each([
    ['check', ['check', '-'], manifest(text)],
    ['check as JSON', ['check', '-', '--json'], manifest(text)],
    ['report', ['report', '-'], manifest(text)],
    ['report as JSON', ['report', '-', '--format', 'json'], manifest(text)],
    ['report as SARIF', ['report', '-', '--format', 'sarif'], manifest(text)],
    ['graph', ['graph', '-'], manifest(text)],
    ['catalog', ['catalog', `${text}x`], ''],
    ['explain', ['explain', `${text}x`], ''],
    ['an unknown option', ['check', `--${text}x`], ''],
    ['an unknown command', [`${text}x`], ''],
    ['a file that is missing', ['check', `${text}x`], ''],
    ['synth of an unknown key', ['synth', '-', '--stdout'], app(`    ${yaml(`${text}k`)}: 1\n`)],
    ['synth of a wrong name', ['synth', '-', '--stdout'], `version: 1\nservers: { ${yaml(`${text}k`)}: {} }\n`],
    ['synth of a wrong value', ['synth', '-', '--stdout'], app(`    owner: ${yaml(`${text}v`)}\n`)],
    ['synth of a value', ['synth', '-', '--stdout'], app(`    env: { A: ${yaml(`a${text}b`)} }\n`)],
    ['synth to TypeScript', ['synth', '-', '--to', 'ts'], app(`    env: { A: ${yaml(`a${text}b`)} }\n`)],
    ['import', ['import', '-'], JSON.stringify({ mcpServers: { [`${text}a`]: { command: 'npx', args: [text] } } })],
    [
      'import of a value',
      ['import', '-'],
      JSON.stringify({ mcpServers: { a: { command: 'npx', args: ['-y', 'a@1.0.0', `a${text}b`] } } }),
    ],
  ])('in %s', async (_, words, input) => {
    const { out, err } = await run(words, input);
    expect(out + err).not.toBe('');
    expect(SEEN.exec(out + err)).toBeNull();
  });

  test('in diff', async () => {
    const after = workspace.file('after.yaml', manifest(text));
    for (const format of ['text', 'markdown', 'json']) {
      const { out, err } = await run(['diff', workspace.file('before.yaml', WEAK), after, '--format', format]);
      expect(out).not.toBe('');
      expect(SEEN.exec(out + err)).toBeNull();
    }
  });
});

test.each(ROWS)('YAML on the standard output still has $title in its values', async ({ text }) => {
  const value = `a: ${text}b # c`;
  const { code, out } = await run(
    ['synth', '-', '--stdout'],
    app(`    env: { A: ${yaml(value)}, B: "0o14x", C: "true" }\n`),
  );
  if (code === 0) {
    const [deployment] = parseAllDocuments(out, { version: '1.1' })
      .map(document => document.toJS() as any)
      .filter(({ kind }) => kind === 'Deployment');
    expect(deployment.spec.template.spec.containers[0].env).toEqual(
      expect.arrayContaining([
        { name: 'A', value },
        { name: 'B', value: '0o14x' },
        { name: 'C', value: 'true' },
      ]),
    );
  }
});

test('JSON still has what it escapes', async () => {
  const { out } = await run(['check', '-', '--json'], manifest('\u202e\u{e0041}'));
  const findings = JSON.parse(out) as { object: string }[];
  expect(findings[0].object).toContain('\u202e\u{e0041}a');
});

test('a name cannot add lines to what check and diff print', async () => {
  const { out } = await run(['check', '-'], manifest('x\n0 errors'));
  expect(out.split('\n').filter(line => line.startsWith('0 errors'))).toEqual([]);
  const after = workspace.file('lines.yaml', manifest('x\n0 errors'));
  const diff = await run(['diff', workspace.file('before.yaml', WEAK), after]);
  expect(diff.out.split('\n').filter(line => line.startsWith('0 errors'))).toEqual([]);
});
