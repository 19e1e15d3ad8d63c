/** Moves what only authors of engines, bridges and rules need to a section of its own, at the end of API.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { audienceOf } from './authors.mjs';
import { root } from './examples.mjs';

const HEADING = 'For authors of engines, bridges and rules';
const anchor = HEADING.toLowerCase().replace(/\W+/g, '-');
const INTRO = `## ${HEADING} <a name="${HEADING}" id="${anchor}"></a>

Users of the library need none of these. Classes of your own may implement the interfaces: \`IGatewayEngine\` is a data
plane ([gateways](docs/gateways.md)), \`IBridge\` makes an HTTP server of a stdio program ([bridges](docs/bridges.md)),
\`IGuardrailRule\` is a custom rule ([rules](docs/escape-hatches.md)).

`;

const { types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8'));
const authors = Object.values(types).filter(audienceOf);
const path = join(root, 'API.md');
const blocks = readFileSync(path, 'utf8').split(/^(?=##{1,2} )/m);

const typeOf = block =>
  authors.find(({ fqn, name }) => block.startsWith(`### ${name} <a name="${name}" id="${fqn}"></a>`));
const moved = blocks.filter(typeOf);
const lost = authors.filter(type => !moved.some(block => typeOf(block) === type));
if (lost.length > 0) {
  throw new Error(`API.md has no section of ${lost.map(({ name }) => name).join(', ')}`);
}

const ORDER = ['engines', 'bridges', 'rules'];
const rank = block => [ORDER.indexOf(audienceOf(typeOf(block))), typeOf(block).datatype ? 1 : 0];
const byAudience = (a, b) => {
  const [[audience, kind], [otherAudience, otherKind]] = [rank(a), rank(b)];
  return audience - otherAudience || kind - otherKind;
};
const kept = blocks
  .filter(block => !moved.includes(block))
  .join('')
  .trimEnd();
writeFileSync(path, `${kept}\n\n${INTRO}${moved.sort(byAudience).join('')}`);
