/** Writes docs/adr/README.md from the titles and states of the records beside it. */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './examples.mjs';
import { fill, table } from './pages.mjs';

const folder = join(root, 'docs', 'adr');

/** The number and title of a record, and its state, such as `accepted` or `superseded by 0023`. */
function recordOf(file) {
  const [, number, title, status] =
    /^# (\d{4}): (.+)\n\nStatus: (.+)\n/.exec(readFileSync(join(folder, file), 'utf8')) ?? [];
  if (number === undefined || !file.startsWith(`${number}-`)) {
    throw new Error(`docs/adr/${file} must start with "# NUMBER: TITLE", an empty line and "Status: STATE"`);
  }
  return { file, number, title, status };
}

const records = readdirSync(folder)
  .filter(file => file.endsWith('.md') && file !== 'README.md')
  .sort()
  .map(recordOf);
const linked = status =>
  status.replace(/\d{4}/g, number => {
    const { file } = records.find(record => record.number === number);
    return `[${number}](${file})`;
  });

const text = fill(join(root, 'build-tools', 'pages', 'adr-index.md'), {
  records: table(
    ['record', 'decision', 'state'],
    records.map(({ file, number, title, status }) => [`[${number}](${file})`, title, linked(status)]),
  ),
});
writeFileSync(join(folder, 'README.md'), text);
