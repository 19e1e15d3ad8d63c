/** Writes docs/rules.md from the rule catalogue. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';
import { cell, code, compiled, fill, paragraphs, table } from './pages.mjs';

const { CATALOG } = compiled('guardrails/catalog.js');
const { CONTROLS } = compiled('guardrails/data/controls.js');
const { ADMISSION_RULES, QUARANTINE_RULE } = compiled('guardrails/admission-rules.js');

const enforced = [...ADMISSION_RULES, QUARANTINE_RULE].map(({ id }) => id);
const onlyAdmission = ADMISSION_RULES.filter(({ id }) => !CATALOG.some(rule => rule.id === id));

/** The rules with a reference to a control; a reference may go on after the control's id. */
const rulesFor = control =>
  CATALOG.filter(({ references }) => references.some(text => text === control || text.startsWith(`${control} `))).map(
    ({ id }) => id,
  );

const ruleRow = ({ id, title, severity, references }) => [
  `[${code(id)}](#${id})`,
  cell(title),
  severity,
  enforced.includes(id) ? 'yes' : '',
  cell(references.join('; ')),
];
const controlRow = ({ id, about, elsewhere = '' }) => [id, about, rulesFor(id).map(code).join(', '), elsewhere];
const section = ({ id, title, why, fix, scanners, settings, formerly = [] }) =>
  paragraphs([
    `## ${id}`,
    `${title}.`,
    `Why: ${why}`,
    `Fix: ${fix}`,
    settings === undefined ? undefined : `Settings: ${code(settings)}, for ${code('Guardrails.of(scope).configure')}.`,
    formerly.length === 0 ? undefined : `Former ids, which still count: ${formerly.map(code).join(', ')}.`,
    scanners.length === 0 ? undefined : `Scanners: ${scanners.map(code).join(', ')}.`,
  ]);

const text = fill(join(root, 'build-tools', 'pages', 'rules.md'), {
  count: CATALOG.length,
  onlyAdmission: onlyAdmission.map(({ id, title }) => `${code(id)} (${title.toLowerCase()})`).join(', '),
  rules: table(['rule', 'asks for', 'severity', 'admission', 'references'], CATALOG.map(ruleRow)),
  controls: table(['control', 'about', 'rules', 'what else, or why not'], CONTROLS.map(controlRow)),
  sections: paragraphs(CATALOG.map(section)),
});
writeFileSync(join(root, 'docs', 'rules.md'), text);
