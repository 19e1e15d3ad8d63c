// Runs synthesized servers without a container engine and talks to them as MCP clients of both generations do.
//
//   (cd test/e2e && npm ci)
//   node test/e2e/main.mjs --manifest FILE --server NAME --tool TOOL [--arguments JSON] [--expect TEXT]
//                          [--isolation shared|session] [--clients 20] [--path /mcp]
//   node test/e2e/main.mjs --manifest FILE --server NAME --broken TEXT
//   node test/e2e/main.mjs --cases FILE.json
//
// NAME is the name of a Deployment. With --broken its package must not exist, and the output of the init container that
// fails must have the TEXT. A file of cases is a list of { manifest, name, tool, args, expect, isolation, clients,
// path } and { manifest, name, message }. A server with isolation session gets no more clients than it has sessions.
//
// It needs root, mmdebstrap, and the registries of npm, PyPI and Debian. One line goes out for each server, and 'e2e: N
// checks passed, M failed'. Exit code: 0 when all passed, 1 otherwise, 2 when it could not run, 77 when skipped.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Stop } from './commands.mjs';
import { needMachine } from './rootfs.mjs';
import { proveAll } from './scenarios.mjs';
import { runScript } from './script.mjs';

const OPTIONS = [
  'manifest',
  'server',
  'tool',
  'arguments',
  'expect',
  'isolation',
  'clients',
  'path',
  'broken',
  'cases',
];

function readCases() {
  const { values } = parseArgs({ options: Object.fromEntries(OPTIONS.map(name => [name, { type: 'string' }])) });
  if (values.cases) {
    return JSON.parse(readFileSync(values.cases, 'utf8'));
  }
  const {
    manifest,
    server: name,
    tool,
    arguments: args = '{}',
    expect,
    isolation,
    clients,
    path,
    broken: message,
  } = values;
  if (!manifest || !name || !(tool || message)) {
    throw new Stop('usage: node test/e2e/main.mjs --manifest FILE --server NAME (--tool TOOL | --broken TEXT)');
  }
  return [
    message
      ? { manifest, name, message }
      : { manifest, name, tool, args: JSON.parse(args), expect, isolation, clients: clients && Number(clients), path },
  ];
}

runScript(import.meta.url, async () => {
  const cases = readCases();
  needMachine();
  const { passed, failed } = await proveAll(cases);
  console.log(`e2e: ${passed} checks passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
