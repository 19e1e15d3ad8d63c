// Runs in a client pod and prints one line of JSON, which run-server.mjs checks.
//   node client.mjs call URL TOKEN   an MCP session: initialize, initialized, tools/list, tools/call
//   node client.mjs reach URL        does the name resolve, and can a connection be opened?
import { lookup } from 'node:dns/promises';
import { request } from 'node:http';
import { connect } from 'node:net';

const TIMEOUT_MS = 4000;
const [mode, url, token] = process.argv.slice(2);
const { hostname, port } = new URL(url);

function post(message, headers = {}) {
  return new Promise((resolve, reject) => {
    const call = request(
      url,
      {
        method: 'POST',
        timeout: TIMEOUT_MS,
        headers: {
          'content-type': 'application/json',
          'accept': 'application/json, text/event-stream',
          'authorization': `Bearer ${token}`,
          ...headers,
        },
      },
      response => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', chunk => {
            text += chunk;
          })
          .on('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    call.on('timeout', () => call.destroy(new Error('timed out'))).on('error', reject);
    call.end(JSON.stringify({ jsonrpc: '2.0', ...message }));
  });
}

async function ask(id, method, params, headers) {
  const { status, text } = await post({ id, method, params }, headers);
  if (status !== 200) {
    throw new Error(`${method}: HTTP ${status} ${text}`);
  }
  // A Streamable HTTP server may answer with JSON or with one server-sent event.
  const { result, error } = JSON.parse(text.startsWith('{') ? text : text.match(/^data: *(.*)$/m)[1]);
  if (error) {
    throw new Error(`${method}: ${error.code} ${error.message}`);
  }
  return result;
}

async function call() {
  const hello = await ask(1, 'initialize', {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'client', version: '1.0.0' },
  });
  const headers = { 'mcp-protocol-version': hello.protocolVersion };
  const initialized = await post({ method: 'notifications/initialized' }, headers);
  const { tools } = await ask(2, 'tools/list', {}, headers);
  const { content } = await ask(3, 'tools/call', { name: 'echo', arguments: { text: 'hello' } }, headers);
  const foreign = await post({ id: 4, method: 'ping' }, { ...headers, host: 'rebind.example' });
  return {
    server: hello.serverInfo.name,
    protocol: hello.protocolVersion,
    notification: initialized.status,
    tools: tools.map(tool => tool.name),
    echo: content[0].text,
    foreignHost: foreign.status,
  };
}

async function reach() {
  const { address } = await lookup(hostname);
  const outcome = await new Promise(resolve => {
    const socket = connect({ host: address, port: Number(port), timeout: TIMEOUT_MS });
    socket
      .on('connect', () => resolve('connected'))
      .on('timeout', () => resolve('timed out'))
      .on('error', error => resolve(error.code));
  });
  return { resolved: address, outcome };
}

const result = await (mode === 'call' ? call() : reach()).catch(error => ({ error: error.message }));
console.log(JSON.stringify(result));
process.exit(result.error ? 1 : 0);
