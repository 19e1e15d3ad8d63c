/** Writes docs/rules.md from the rule catalogue. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const { CATALOG } = createRequire(import.meta.url)(join(root, 'lib', 'guardrails', 'catalog.js'));

const cell = text => text.replaceAll('|', '\\|');
const lines = [
  '# Rules',
  '',
  '<!-- written by build-tools/rules-doc.mjs from src/guardrails/catalog.ts -->',
  '',
  `${CATALOG.length} rules judge the final manifests at synth. An error fails synth unless it is acknowledged with a reason:`,
  '`Guardrails.of(scope).acknowledge(\'<rule>\', \'<reason>\', { expires: \'YYYY-MM-DD\' })`. A warning is for reports.',
  '',
  '| rule | asks for | severity | references |',
  '|---|---|---|---|',
  ...CATALOG.map(({ id, title, severity, references }) => `| [\`${id}\`](#${id}) | ${cell(title)} | ${severity} | ${cell(references.join('; '))} |`),
  ...CATALOG.flatMap(({ id, title, why, fix }) => ['', `## ${id}`, '', `${title}.`, '', `Why: ${why}`, '', `Fix: ${fix}`]),
  '',
];
writeFileSync(join(root, 'docs', 'rules.md'), lines.join('\n'));
