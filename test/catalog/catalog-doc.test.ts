import { readFileSync } from 'fs';
import { join } from 'path';
import { App, Chart, Testing } from 'cdk8s';
import { ModuleKind, transpileModule } from 'typescript';
import { parse } from 'yaml';
import * as library from '../../src';
import { buildApp } from '../../src/app-file/app-file';
import { DIGEST, Manifest } from '../util/app';
import { ROOT } from '../util/paths';

const { McpCatalog } = library;
const PAGE = readFileSync(join(ROOT, 'docs', 'catalog.md'), 'utf8');
const [HEAD, ...SECTIONS] = PAGE.split(/^## /m);
const FILES = SECTIONS.map(text => ({ id: text.split('\n')[0], text, app: codeOf(text, 'yaml') }));
const COMPLETE = FILES.filter(({ id }) => McpCatalog.named(id).missing === undefined);
const INCOMPLETE = FILES.filter(({ id }) => McpCatalog.named(id).missing !== undefined);

function codeOf(text: string, language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(text)?.[1] ?? '';
}

function manifestsOf(app: unknown): Manifest[] {
  return Testing.synth(buildApp(app, { where: 'docs/catalog.md' }).chart);
}

/** The app of a section with a value in each of its empty places. */
function filledIn(app: string): unknown {
  const filled = app
    .replaceAll(
      /^( +image: )"" +# (.*)…$/gm,
      (_, key: string, image: string) => `${key}"${image.replace('@sha256:', '')}@${DIGEST}"`,
    )
    .replaceAll('key: ""', 'key: mcp/it')
    .replaceAll(/^( +\w+: )""$/gm, '$1"https://it.example.com"')
    .replaceAll(/^( +egress: )\[\] .*$/gm, '$1[toPublicInternet]')
    .replaceAll(/^( +storage: )\[\] +# for (.*)$/gm, '$1[{ scratch: { path: $2, size: 64Mi } }]');
  return parse(filled);
}

describe('docs/catalog.md', () => {
  test('has a section with an app for each preset', () => {
    expect(FILES.map(({ id }) => id)).toEqual(McpCatalog.ids);
    expect(FILES.filter(({ app }) => app === '')).toEqual([]);
    expect(COMPLETE.map(({ id }) => id)).toEqual(expect.arrayContaining(['time', 'context7', 'github']));
    expect(INCOMPLETE.map(({ id }) => id)).toEqual(expect.arrayContaining(['filesystem', 'postgres', 'slack']));
  });

  test.each(COMPLETE)('the app of $id synthesizes as it stands', ({ id, text, app }) => {
    expect(text).toContain('\nComplete: nothing is missing.\n');
    expect(manifestsOf(parse(app))).toContainEqual(
      expect.objectContaining({ kind: 'Deployment', metadata: expect.objectContaining({ name: id }) }),
    );
  });

  test.each(INCOMPLETE)('the section of $id says in one line what is missing', ({ id, text }) => {
    expect(text).toContain(`\nMissing: ${McpCatalog.named(id).missing}.\n`);
  });

  test.each(INCOMPLETE)('the app of $id has a place for all that is missing, and is refused without', ({ id, app }) => {
    expect(() => manifestsOf(parse(app))).toThrow();
    expect(manifestsOf(filledIn(app))).toContainEqual(
      expect.objectContaining({ kind: 'Deployment', metadata: expect.objectContaining({ name: id }) }),
    );
  });

  test.each([...HEAD.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code))(
    'its example synthesizes: %s',
    code => {
      const { outputText } = transpileModule(code, { compilerOptions: { module: ModuleKind.CommonJS } });
      const { McpPlatform, NetworkPolicyEngine, McpServer, SecretSource, Egress, Callers, Trust } = library;
      const chart = new Chart(new App(), 'tools', { namespace: 'mcp-tools' });
      McpPlatform.configure(chart, { networkPolicyEngine: NetworkPolicyEngine.CILIUM });
      const names = { McpCatalog, McpServer, SecretSource, Egress, Callers, Trust, tools: chart };
      new Function(...Object.keys(names), outputText)(...Object.values(names));
      expect(Testing.synth(chart).map(({ kind }: Manifest) => kind)).toContain('Deployment');
    },
  );
});
