/**
 * Asks an MCP server as a client would: hello, list of tools, one call. Exit code 0 when all of it worked, 1 when not.
 *
 * MCP_URL           the server
 * MCP_EXPECT_TOOLS  JSON: names that the list must have
 * MCP_CALL          JSON: { name, arguments } of a tool to call
 * MCP_HOST          the host name to ask for, where it is not that of MCP_URL
 * MCP_HEADER        JSON: { header, prefix, file }: the header that carries the content of the file
 * MCP_SECONDS       how long to try while the server does not answer
 *
 * Neither the credential nor what a tool answers is printed.
 */
'use strict';

const { readFileSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
const { ask, greet, listTools, overHttp } = require('./mcp-client.cjs');

const PAUSE_MS = 1000;
const { MCP_URL, MCP_HOST, MCP_EXPECT_TOOLS = '[]', MCP_CALL, MCP_HEADER, MCP_SECONDS = '60' } = process.env;
const until = Date.now() + Number(MCP_SECONDS) * 1000;

function headers() {
  const host = MCP_HOST === undefined ? {} : { host: MCP_HOST };
  if (MCP_HEADER === undefined) { return host; }
  const { header, prefix, file } = JSON.parse(MCP_HEADER);
  return { ...host, [header]: `${prefix}${readFileSync(file, 'utf8').trim()}` };
}

async function test() {
  const said = [];
  const connection = overHttp(MCP_URL, headers());
  try {
    const greeting = await greet(connection);
    said.push(`protocol ${greeting.protocol}`);
    const names = (await listTools(connection, greeting)).map(({ name }) => name);
    const missing = JSON.parse(MCP_EXPECT_TOOLS).filter(name => !names.includes(name));
    if (missing.length > 0) { throw new Error(`tools/list has no ${missing.join(', ')}; it has ${names.join(', ') || 'none'}`); }
    said.push(`${names.length} tools`);
    if (MCP_CALL !== undefined) {
      const call = JSON.parse(MCP_CALL);
      const { isError } = await ask(connection, greeting, 'tools/call', call);
      if (isError === true) { throw new Error(`tools/call ${call.name}: the tool reports an error`); }
      said.push(`${call.name} answers`);
    }
    return said.join(', ');
  } finally {
    await connection.close();
  }
}

/** Tries again until the time is over: behind a gateway the tools of a server appear when it is ready. */
async function main() {
  for (;;) {
    const left = until - Date.now();
    const late = sleep(Math.max(left, PAUSE_MS), undefined, { ref: false }).then(() => { throw new Error(`no answer within ${MCP_SECONDS} s`); });
    try {
      return await Promise.race([test(), late]);
    } catch (error) {
      if (left < PAUSE_MS) { throw error; }
      await sleep(PAUSE_MS);
    }
  }
}

main().then(said => { console.log(`${MCP_URL}: ${said}`); process.exit(0); }, error => { console.error(`failed: ${error.message}`); process.exit(1); });
