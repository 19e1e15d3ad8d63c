import { ImportDecision, ImportLoss, ImportOutcome } from './import-loss';
import { Json } from './texts';
import { escapedForFile } from '../app-file/variables';
import { visible } from '../foundation/visible';
import { yamlText } from '../foundation/yaml/yaml-text';

export { escapedForFile };

/** The app file, with the decisions as comments before it. */
export function writeYaml(format: string, app: Json, decisions: readonly ImportDecision[]): string {
  const groups = [
    ['Required decisions:', true],
    ['To review:', false],
  ] as const;
  const comments = groups.flatMap(([title, required]) => {
    const found = decisions.filter(decision => decision.required === required);
    return found.length === 0
      ? []
      : ['#', `# ${title}`, ...found.map(({ at, what, how }) => `# - ${oneLine(`${at}: ${what}: ${how}`)}`)];
  });
  return [
    `# Imported from ${format}.`,
    ...comments,
    // a copy has no object twice, for which YAML has anchors
    yamlText([escapedForFile(JSON.parse(JSON.stringify(app)))]),
  ].join('\n');
}

const TITLES: readonly (readonly [ImportOutcome, string])[] = [
  [ImportOutcome.DROPPED, 'Not carried over'],
  [ImportOutcome.OPEN, 'Open'],
  [ImportOutcome.ANNOTATED, 'Kept as annotations'],
  [ImportOutcome.USED, 'Used'],
];

/** The checklist, and the outcome of each field. */
export function writeMarkdown(
  format: string,
  losses: readonly ImportLoss[],
  decisions: readonly ImportDecision[],
): string {
  const checklist = decisions.map(
    ({ at, what, how, required }) => `- [ ] ${required ? '**required** ' : ''}${code(at)} ${prose(`${what}: ${how}`)}`,
  );
  const counts = TITLES.map(
    ([outcome, title]) => `${title}: ${losses.filter(loss => loss.outcome === outcome).length}`,
  ).join(', ');
  const tables = TITLES.flatMap(([outcome, title]) => {
    const found = losses.filter(loss => loss.outcome === outcome);
    if (found.length === 0) {
      return [];
    }
    return [
      '',
      `## ${title}`,
      '',
      '| Field | Why |',
      '|---|---|',
      ...found.map(({ field, reason }) => `| ${cell(code(field))} | ${cell(prose(reason))} |`),
    ];
  });
  return [
    `# Import from ${format}`,
    '',
    `${counts}.`,
    '',
    '## To decide',
    '',
    checklist.join('\n') || 'Nothing.',
    ...tables,
    '',
  ].join('\n');
}

/** A text without line breaks, which would end a comment. */
function oneLine(text: string): string {
  return visible(text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]+/g, ' '));
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

function prose(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_<>&#!~]|[[\]](?=\()/g, '\\$&')
    .replace(/@(?=[A-Za-z])(?!sha256)/g, '@\u200b');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
