import { spawn } from 'child_process';
import { once } from 'events';
import { UserError } from './io';

/** Versions with a handshake; the first is asked for. */
const HANDSHAKE_VERSION = '2025-11-25';
/** The version without (MCP 2026-07-28, Lifecycle). */
const STATELESS_VERSION = '2026-07-28';
const CLIENT = { name: 'cdk8s-mcp', version: '1.0.0' };
const SECONDS = 60;
const MOST_PAGES = 100;
const LARGEST = 16 * 1024 * 1024;
/** Milliseconds that a server gets to end. */
const PATIENCE = 1000;

interface Message {
  readonly id?: number;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string };
}

/** A connection that answers one request at a time. */
interface Connection {
  readonly ask: (method: string, params: Readonly<Record<string, unknown>>) => Promise<Message>;
  readonly tell: (method: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Every tool that a server lists, page by page, as the JSON of one `tools/list` result. */
export async function listTools(target: readonly string[]): Promise<string> {
  const [first] = target;
  const connection = target.length === 1 && /^https?:\/\//.test(first) ? overHttp(first) : overStdio(target);
  try {
    return await Promise.race([toolsOf(connection), timeout(target)]);
  } finally {
    await connection.close();
  }
}

function timeout(target: readonly string[]): Promise<never> {
  return new Promise((_, reject) => { setTimeout(() => { reject(new UserError(`${target.map(plain).join(' ')}: did not list its tools within ${SECONDS} s`)); }, SECONDS * 1000).unref(); });
}

async function toolsOf(connection: Connection): Promise<string> {
  const hello = await connection.ask('initialize', { protocolVersion: HANDSHAKE_VERSION, capabilities: {}, clientInfo: CLIENT });
  const meta = hello.error === undefined ? {} : { _meta: STATELESS_META };
  if (hello.error === undefined) { await connection.tell('notifications/initialized'); }
  const tools: unknown[] = [];
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { result, error } = await connection.ask('tools/list', { ...meta, ...cursor === undefined ? {} : { cursor } });
    if (error !== undefined) { throw new UserError(`tools/list: the server answers error ${error.code}: ${error.message}`); }
    tools.push(...Array.isArray(result?.tools) ? result.tools as unknown[] : []);
    cursor = result?.nextCursor;
    if (cursor === undefined || cursor === null) { return `${JSON.stringify({ tools }, undefined, 2)}\n`; }
  }
  throw new UserError(`tools/list: has more than ${MOST_PAGES} pages`);
}

const STATELESS_META = {
  'io.modelcontextprotocol/protocolVersion': STATELESS_VERSION,
  'io.modelcontextprotocol/clientInfo': CLIENT,
  'io.modelcontextprotocol/clientCapabilities': {},
};

function overStdio([command, ...args]: readonly string[]): Connection {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, (message: Message) => void>();
  let failure: Error | undefined;
  const fail = (reason: string): void => {
    failure = new UserError(`${command}: ${reason}`);
    for (const resolve of waiting.values()) { resolve({ error: { code: 0, message: reason } }); }
  };
  child.on('error', error => { fail(error.message); });
  child.on('exit', (code, signal) => { fail(`ended ${signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`}`); });
  child.stdin.on('error', () => undefined);
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LARGEST) { fail(`writes a line of more than ${LARGEST / 1024 / 1024} MiB`); child.kill('SIGKILL'); }
    for (const message of lines.map(messageIn)) {
      if (message?.id !== undefined) { waiting.get(message.id)?.(message); }
    }
  });
  let last = 0;
  const send = (message: object): void => { child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`); };
  return {
    ask: async (method, params) => {
      const id = last += 1;
      const answer = await new Promise<Message>(resolve => {
        waiting.set(id, resolve);
        if (failure === undefined) { send({ id, method, params }); } else { resolve({}); }
      });
      if (failure !== undefined) { throw failure; }
      return answer;
    },
    tell: method => { send({ method }); return Promise.resolve(); },
    // one that does not end by itself is ended
    close: async () => {
      child.removeAllListeners('exit');
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) { return; }
      const ended = once(child, 'exit');
      child.stdin.end();
      child.kill();
      const patience = setTimeout(() => { child.kill('SIGKILL'); }, PATIENCE);
      await ended;
      clearTimeout(patience);
    },
  };
}

function overHttp(url: string): Connection {
  const abort = new AbortController();
  let session: string | undefined;
  let version: string | undefined;
  let last = 0;
  const post = async (body: Readonly<Record<string, unknown>>, method: string): Promise<Message> => {
    const response = await fetch(url, {
      method: 'POST',
      signal: abort.signal,
      headers: {
        'content-type': 'application/json',
        'accept': 'application/json, text/event-stream',
        ...session === undefined ? {} : { 'mcp-session-id': session },
        ...method === 'initialize' ? {} : { 'mcp-protocol-version': version ?? STATELESS_VERSION, ...version === undefined ? { 'mcp-method': method } : {} },
      },
      body: JSON.stringify({ jsonrpc: '2.0', ...body }),
    }).catch((error: unknown) => { throw new UserError(`${plain(url)}: ${error instanceof Error ? `${plain(error.message)}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : String(error)}`); });
    session = response.headers.get('mcp-session-id') ?? session;
    const events = (response.headers.get('content-type') ?? '').startsWith('text/event-stream');
    const message = await answerIn(response, events, body.id);
    if (!response.ok && message?.error === undefined && method !== 'initialize') { throw new UserError(`${plain(url)}: answers ${response.status} to ${method}${response.status === 401 ? ': it asks for credentials' : ''}`); }
    return message ?? (response.ok ? {} : { error: { code: response.status, message: response.statusText } });
  };
  return {
    ask: async (method, params) => {
      const message = await post({ id: last += 1, method, params }, method);
      if (method === 'initialize' && message.error === undefined) { version = String(message.result?.protocolVersion ?? HANDSHAKE_VERSION); }
      return message;
    },
    tell: async method => { await post({ method }, method); },
    close: () => { abort.abort(); return Promise.resolve(); },
  };
}

function messageIn(text: string): Message | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Reads until the answer is there: a stream may stay open after it. */
async function answerIn(response: Response, events: boolean, id: unknown): Promise<Message | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  // the body of a response that was read by nobody
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    text += decoder.decode(part.value as Uint8Array, { stream: true });
    if (text.length > LARGEST) { throw new UserError(`${plain(response.url)}: answers with more than ${LARGEST / 1024 / 1024} MiB`); }
    const found = events ? eventIn(text, id) : undefined;
    if (found !== undefined) {
      await reader?.cancel();
      return found;
    }
  }
  return events ? eventIn(text, id) : messageIn(text);
}

/** The answer among the whole events of a stream. */
function eventIn(text: string, id: unknown): Message | undefined {
  const events = text.split(/\r?\n\r?\n/).map(event => event.split(/\r?\n/).filter(line => line.startsWith('data:')).map(line => line.slice(5).trimStart()).join('\n'));
  return events.map(messageIn).find(message => message?.id === id);
}

/** An address without what stands before @. */
function plain(url: string): string { return url.replace(/\/\/[^/@]*@/, '//'); }
