import {
  AdmissionMode,
  Guardrails,
  Hardening,
  KubernetesAccess,
  McpAdmissionPolicy,
  McpDiff,
  McpReport,
  Sandbox,
  Trust,
} from '../../src';
import { chart, server } from '../util/app';
import { run } from '../util/command-line';
import { refused } from '../util/refusal';

const READABLE = 'the vendor writes beside its program';

/** Texts that tell a reviewer nothing, or something else than they hold. */
const REFUSED: Readonly<Record<string, string>> = {
  'nothing': '',
  'one letter': 'x',
  'nine characters': 'a b c d e',
  'too many characters': `${'many words '.repeat(24)}`.trim(),
  'one word': 'exceptionally',
  'dots': '..........',
  'dashes and blanks': '- - - - - - - -',
  'one letter many times': 'aaaaaaaa aaaaaaaa',
  'digits': '12345 67890 12345',
  'zero-width spaces': '\u200b'.repeat(12),
  'word joiners': '\u2060'.repeat(12),
  'Hangul fillers': '\u3164'.repeat(12),
  'blanks of Braille': '\u2800'.repeat(12),
  'tags': '\u{e0041}'.repeat(12),
  'a right-to-left override': 'ok \u202egnihton fo kcehc',
  'an isolate': 'checked by \u2066nobody at all\u2069',
  'a zero-width space in a word': 'checked by no\u200bbody at all',
  'a control': 'checked by\u001b[2J nobody',
  'a C1 control': 'checked by\u009b nobody at all',
  'a line break': 'checked by\nnobody at all',
  'a tab': 'checked by\tnobody at all',
  'marks': `a${'\u0301'.repeat(20)} b${'\u0301'.repeat(20)}`,
  'a day that is over': `${READABLE} (until 2020-01-01)`,
  'a day that is none': `${READABLE} (until 2099-02-31)`,
  'another end behind one that is over': `${READABLE} (until 2020-01-01) (until 2030-01-01)`,
  'words behind an end': `${READABLE} (until 2020-01-01) ok`,
  'a blank in the brackets of an end': `${READABLE} ( until 2020-01-01)`,
  'a blank that does not break': `${READABLE} (until\u00a02020-01-01)`,
  'brackets of full width': `${READABLE} （until 2020-01-01）`,
  'square brackets': `${READABLE} [until 2020-01-01]`,
  'an end without brackets': `${READABLE} until 2020-01-01`,
  'a day that expires': `${READABLE} (expires 2020-01-01)`,
  'an end with till': `${READABLE} (till 2020-01-01)`,
  'an end with other dashes': `through 2020\u201301\u201301 ${READABLE}`,
  'an end in words': `${READABLE}, expires on 1 January 2020`,
  'an end with a month in words': `${READABLE}, until January 1, 2020`,
  'an end with dots': `${READABLE} UNTIL 01.01.2020`,
  'words of one letter each': 'aaaa bbbb cccc dddd',
  'a credential': `the vendor needs ghp_${'aB3dE5fG7h'.repeat(4)} for it`,
  'a password': 'the vendor needs password=hunter2hunter2 for it',
  'no day': `${READABLE} (until further notice)`,
};
const COUNTED = [
  READABLE,
  'needs root: ports < 1024',
  'läuft nur als root, Ticket 4711',
  '供应商会在程序旁边写入缓存文件',
  'поставщик пишет рядом с программой',
  "it's the vendor's",
  `${READABLE} (until 2099-12-31)`,
  `${READABLE} (since 2020-01-01)`,
  'the vendor writes until it is mended in version 3',
  'calls go through port 8080, expires never',
];

const GIVEN: ReadonlyArray<readonly [string, (reason: string) => unknown]> = [
  ['Hardening', reason => Hardening.restricted().withWritableRoot(reason)],
  ['Sandbox', reason => Sandbox.none(reason)],
  ['Trust', reason => Trust.quarantined({ reason, since: '2026-01-01' })],
  [
    'KubernetesAccess',
    reason => KubernetesAccess.rules([{ apiGroup: '', resources: ['pods'], verbs: ['get'] }], reason),
  ],
  ['Guardrails.acknowledge', reason => Guardrails.of(chart()).acknowledge('user-range', reason)],
  [
    'an exemption of admission',
    reason =>
      new McpAdmissionPolicy(chart(), 'policy', {
        mode: AdmissionMode.WARN,
        parametersNamespace: 'platform',
        allowedRegistries: ['ghcr.io/acme'],
        exemptions: [{ rule: 'privileged', kind: 'Pod', namespace: 'a', name: 'b', reason }],
      }),
  ],
];

describe.each(Object.entries(REFUSED))('no reason: %s', (_, reason) => {
  test.each(GIVEN)('for %s', (__, give) => {
    expect(refused(() => give(reason))).toMatch(/reason (must be one line of 10 to 256|ends with a day that is over)/);
  });

  test.each([
    ['acknowledges', 'cdk8s-mcp/acknowledged-read-only-root'],
    ['relaxes', 'cdk8s-mcp/relaxed-writable-root'],
  ])('on an object that %s', async (__, annotation) => {
    const text = manifest(annotation, reason);
    const { findings, servers } = JSON.parse(McpReport.ofManifests([text]).toJson());
    expect(findings.find(({ rule }: any) => rule === 'read-only-root').acknowledged).toBeUndefined();
    expect(JSON.stringify(servers[0].relaxations)).not.toContain(JSON.stringify(reason));
    expect((await run(['check', '-'], text)).out).toContain('read-only-root');
    expect(McpReport.ofManifests([text]).toMarkdown()).not.toContain('1 acknowledged');
  });
});

describe.each(COUNTED)('a reason: %s', reason => {
  test.each(GIVEN)('for %s', (_, give) => {
    expect(() => give(reason)).not.toThrow();
  });

  test('on an object', async () => {
    const text = manifest('cdk8s-mcp/acknowledged-read-only-root', reason);
    const { findings } = JSON.parse(McpReport.ofManifests([text]).toJson());
    expect(findings.find(({ rule }: any) => rule === 'read-only-root').acknowledged).toBe(reason);
    expect((await run(['check', '-'], text)).out).not.toContain('read-only-root');
  });
});

test('the diff of a reason that no longer counts shows it', () => {
  const [before, after] = [READABLE, '.'].map(reason => manifest('cdk8s-mcp/relaxed-writable-root', reason));
  expect(McpDiff.between([before], [after]).toText()).toContain('writable-root');
});

test('the last day of a reason is the day that SOURCE_DATE_EPOCH names', () => {
  const text = manifest('cdk8s-mcp/acknowledged-read-only-root', `${READABLE} (until 2026-03-01)`);
  for (const [day, counts] of [
    ['2026-03-01T23:59:59Z', true],
    ['2026-03-02T00:00:00Z', false],
  ] as const) {
    process.env.SOURCE_DATE_EPOCH = String(Date.parse(day) / 1000);
    const { findings } = JSON.parse(McpReport.ofManifests([text]).toJson());
    delete process.env.SOURCE_DATE_EPOCH;
    expect(findings.find(({ rule }: any) => rule === 'read-only-root').acknowledged !== undefined).toBe(counts);
  }
});

/** The Deployment of a server whose container may write to its root. */
function manifest(annotation: string, reason: string): string {
  const { deployment } = server(chart());
  const json = deployment.toJson();
  json.spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem = false;
  json.metadata.annotations = { ...json.metadata.annotations, [annotation]: reason };
  return JSON.stringify(json);
}
