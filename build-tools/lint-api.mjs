/** Checks the public API as other languages see it: everything documented, nothing that jsii would lose in silence. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { audienceOf, namedByAuthorsOnly } from './authors.mjs';
import { root } from './examples.mjs';

// where any JSON is meant: the manifest that a custom rule reads, and reports as tests read them
const ALLOWED_ANY = [
  'cdk8s-mcp.GuardrailManifest.json',
  'cdk8s-mcp.McpTesting.posture',
  'cdk8s-mcp.McpTesting.postureOfManifests',
];
// interfaces that classes of the library implement for users; those of users may too
const FOR_EVERYONE = ['IMcpEndpoint', 'IMcpPeer', 'ISecretStore'];

const { types } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8'));
const problems = [];
const say = (where, what) => problems.push(`${where}: ${what}`);

for (const type of Object.values(types)) {
  documented(type.fqn, type);
  for (const member of type.members ?? []) {
    documented(`${type.fqn}.${member.name}`, member);
  }
  for (const property of type.properties ?? []) {
    const where = `${type.fqn}.${property.name}`;
    documented(where, property);
    checkType(where, property.type);
    if (type.datatype && property.optional && property.docs?.default === undefined) {
      say(where, 'is optional and has no @default');
    }
  }
  for (const method of methodsOf(type)) {
    const where = `${type.fqn}.${method.name}`;
    documented(where, method);
    if (method.returns !== undefined) {
      checkType(where, method.returns.type);
    }
    for (const parameter of method.parameters ?? []) {
      checkType(`${where}(${parameter.name})`, parameter.type);
      if (method.name !== 'constructor' && parameter.docs?.summary === undefined) {
        say(`${where}(${parameter.name})`, 'has no @param');
      }
    }
  }
  if (type.kind === 'interface') {
    checkInterface(type);
  }
}
for (const type of namedByAuthorsOnly(types).filter(one => audienceOf(one) === undefined)) {
  say(type.fqn, 'is named only by types for authors: start its documentation with "For authors of …: "');
}

function methodsOf({ methods = [], initializer }) {
  const constructor = { ...initializer, name: 'constructor', docs: { summary: 'constructor' } };
  return initializer === undefined ? methods : [...methods, constructor];
}

function checkInterface(type) {
  const { fqn, name, datatype = false, docs } = type;
  if (datatype && types[fqn.replace(/\.([^.]+)$/, '.I$1')] !== undefined) {
    say(fqn, 'is a struct beside an interface of the same name with I: .NET merges them');
  }
  const forAuthors = audienceOf(type) !== undefined;
  if (!datatype && !FOR_EVERYONE.includes(name) && !(docs?.subclassable && forAuthors)) {
    say(fqn, 'needs @subclassable and "For authors of …: ", or a place in FOR_EVERYONE of build-tools/lint-api.mjs');
  }
}

function documented(where, { docs, overrides }) {
  if (docs?.summary === undefined && overrides === undefined) {
    say(where, 'has no summary');
  }
}

function checkType(where, type) {
  if (type.union !== undefined) {
    say(where, 'is a union: other languages see any');
  }
  if (type.primitive === 'any' && !ALLOWED_ANY.includes(where)) {
    say(where, 'is any');
  }
  if (type.collection !== undefined) {
    checkType(where, type.collection.elementtype);
  }
}

if (problems.length > 0) {
  console.error(problems.join('\n'));
  console.error(`lint:api: ${problems.length} problems`);
  process.exit(1);
}
console.log(`lint:api: ${Object.keys(types).length} types, no problems`);
