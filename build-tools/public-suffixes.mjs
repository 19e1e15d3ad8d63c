/**
 * Writes src/foundation/net/public-suffixes.ts from the Public Suffix List.
 *
 *   node build-tools/public-suffixes.mjs public_suffix_list.dat DATE     from https://publicsuffix.org/list/
 *
 * The whole list is three times what the package may grow by. What is kept are suffixes for which a wildcard is
 * written by mistake: of registries the categories below country codes, without towns; of private suffixes those of the
 * usual top-level domains with one label more. Suffixes of many levels by region stand in shared-suffixes.ts.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { domainToASCII, fileURLToPath } from 'node:url';

/** A registry with more names than this has towns or regions among them. */
const FEW = 10;
/** A label is a category if so many registries have it. */
const CATEGORY = 3;
const STATES = 'us';
const PREFECTURES = 'jp';
const PRIVATE = /\.(?:com|net|io|dev|app|co|cloud|page|run|sh)$/;
const REGIONAL = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|on\.aws|amazoncognito\.com|elasticbeanstalk\.com)$/;
const COLUMNS = 116;

const [, , file, date] = process.argv;
const list = readFileSync(file, 'utf8');

function rulesOf(section) {
  return list
    .slice(list.indexOf(`===BEGIN ${section} DOMAINS`), list.indexOf(`===END ${section} DOMAINS`))
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !/^(?:\/\/|!|===)/.test(line))
    .map(rule => (rule.startsWith('*.') ? `*.${domainToASCII(rule.slice(2))}` : domainToASCII(rule)));
}

function grouped(pairs) {
  const groups = new Map();
  for (const [key, name] of pairs) {
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, names]) => [key, [...new Set(names)].sort()]);
}

function written(groups) {
  return groups.flatMap(([key, names]) => {
    const lines = [];
    for (const name of names) {
      const last = lines.at(-1);
      if (last === undefined || last.length + name.length + 1 > COLUMNS) {
        lines.push(`${key}: ${name}`);
      } else {
        lines[lines.length - 1] = `${last} ${name}`;
      }
    }
    return lines;
  });
}

const registries = rulesOf('ICANN');
const second = registries.map(rule => rule.split('.')).filter(labels => labels.length === 2);
const sizes = new Map(grouped(second.map(([label, tld]) => [tld, label])).map(([tld, { length }]) => [tld, length]));
const categories = new Map(grouped(second).map(([label, { length }]) => [label, length]));
const isCategory = label => categories.get(label) >= CATEGORY;
const prefectures = registries
  .map(rule => rule.split('.'))
  .filter(labels => labels.length === 3 && labels.at(-1) === PREFECTURES)
  .map(([, name, tld]) => [tld, `*.${name}`]);
const others = second.filter(([label, tld]) => !isCategory(label) && (sizes.get(tld) <= FEW || tld === STATES));
const shared = rulesOf('PRIVATE').filter(
  rule => PRIVATE.test(rule) && !REGIONAL.test(rule) && rule.replace('*.', '').split('.').length === 2,
);

const text = (name, about, groups) =>
  `/** ${about} */\nexport const ${name}: string = \`\n${written(groups).join('\n')}\n\`;\n`;
writeFileSync(
  join(dirname(dirname(fileURLToPath(import.meta.url))), 'src/foundation/net/public-suffixes.ts'),
  [
    `// Written by build-tools/public-suffixes.mjs from the Public Suffix List of ${date}, ` +
      'https://publicsuffix.org/list/\n' +
      '// This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL\n' +
      '// was not distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.\n',
    text(
      'CATEGORIES',
      'Second-level domains of registries, below which anybody can register: a label and its top-level domains.',
      grouped(second.filter(([label]) => isCategory(label))),
    ),
    text(
      'FURTHER',
      'The others, a top-level domain and its labels.',
      grouped([...others.map(([label, tld]) => [tld, label]), ...prefectures]),
    ),
    text(
      'SHARED',
      'Domains whose owner gives names below them to others, without their top-level domain.',
      grouped(shared.map(rule => [rule.slice(rule.lastIndexOf('.') + 1), rule.slice(0, rule.lastIndexOf('.'))])),
    ),
  ].join('\n'),
);
