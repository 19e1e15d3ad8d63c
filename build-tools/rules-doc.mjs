/** Writes docs/rules.md from the rule catalogue. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

const require = createRequire(import.meta.url);
const { CATALOG } = require(join(root, 'lib', 'guardrails', 'catalog.js'));
const { CONTROLS } = require(join(root, 'lib', 'guardrails', 'data', 'controls.js'));
const { ADMISSION_RULES, QUARANTINE_RULE } = require(join(root, 'lib', 'guardrails', 'admission-rules.js'));
const ENFORCED = [...ADMISSION_RULES, QUARANTINE_RULE].map(({ id }) => id);
const ONLY_ENFORCED = ADMISSION_RULES.filter(({ id }) => !CATALOG.some(rule => rule.id === id));

const names = (text, control) => text === control || text.startsWith(`${control} `);
const answering = control =>
  CATALOG.filter(({ references }) => references.some(text => names(text, control))).map(({ id }) => id);
const cell = text => text.replaceAll('|', '\\|');
const lines = [
  '# Rules',
  '',
  '<!-- written by build-tools/rules-doc.mjs from src/guardrails/catalog.ts -->',
  '',
  `${CATALOG.length} rules judge the final manifests at synth. An error fails synth unless it is acknowledged with a reason:`,
  "`Guardrails.of(scope).acknowledge('<rule>', '<reason>', { expires: 'YYYY-MM-DD' })`. A warning is for reports.",
  '',
  `In the cluster \`McpAdmissionPolicy\` enforces those with *yes* under admission; [admission.md](admission.md) says what of them it sees. It adds`,
  `${ONLY_ENFORCED.map(({ id, title }) => `\`${id}\` (${title.toLowerCase()})`).join(', ')}.`,
  '',
  'Where a scanner asks for the same, the rule names its check; `test/scanners/agreement.mjs` proves that both flag the same weakened manifests, and',
  '`test/scanners/exceptions.json` says where they differ. [Controls](#controls) lists the standards.',
  '',
  '| rule | asks for | severity | admission | references |',
  '|---|---|---|---|---|',
  ...CATALOG.map(
    ({ id, title, severity, references }) =>
      `| [\`${id}\`](#${id}) | ${cell(title)} | ${severity} | ${ENFORCED.includes(id) ? 'yes' : ''} | ${cell(references.join('; '))} |`,
  ),
  '',
  '## Controls',
  '',
  'The controls of the CIS Kubernetes Benchmark 1.12 (section 5), of Pod Security *restricted*, of the NSA/CISA guide and of the OWASP MCP Top 10,',
  'with the rules that answer them, or why no manifest can.',
  '',
  '| control | about | rules | what else, or why not |',
  '|---|---|---|---|',
  ...CONTROLS.map(
    ({ id, about, elsewhere = '' }) =>
      `| ${id} | ${about} | ${answering(id)
        .map(rule => `\`${rule}\``)
        .join(', ')} | ${elsewhere} |`,
  ),
  ...CATALOG.flatMap(({ id, title, why, fix, scanners }) => [
    '',
    `## ${id}`,
    '',
    `${title}.`,
    '',
    `Why: ${why}`,
    '',
    `Fix: ${fix}`,
    ...(scanners.length === 0 ? [] : ['', `Scanners: ${scanners.map(check => `\`${check}\``).join(', ')}.`]),
  ]),
  '',
];
writeFileSync(join(root, 'docs', 'rules.md'), lines.join('\n'));
