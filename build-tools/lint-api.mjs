/** Checks the public API as other languages see it: everything documented, nothing that jsii would lose in silence. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './examples.mjs';

// one place where any JSON is meant: what a house rule is given to judge
const ALLOWED_ANY = ['cdk8s-mcp.GuardrailManifest.json'];

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
  for (const method of [
    ...(type.methods ?? []),
    ...(type.initializer === undefined
      ? []
      : [{ ...type.initializer, name: 'constructor', docs: { summary: 'constructor' } }]),
  ]) {
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
  if (type.kind === 'interface' && type.datatype && types[type.fqn.replace(/\.([^.]+)$/, '.I$1')] !== undefined) {
    say(type.fqn, 'is a struct beside an interface of the same name with I: .NET merges them');
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
