import { spawn } from 'child_process';
import { once } from 'events';
import { setTimeout as delay } from 'timers/promises';
import { UserError } from './io';
import { visible } from '../foundation/visible';

type Headers = Readonly<Record<string, string>>;

/** assets/mcp-client.cjs, which runs in pods too. */
interface McpClient {
  readonly greet: (connection: Connection) => Promise<object>;
  readonly listTools: (connection: Connection, greeting: object) => Promise<unknown[]>;
  readonly overHttp: (url: string, headers: Headers) => Connection;
  readonly messageIn: (text: string) => Message | undefined;
  readonly plain: (text: string) => string;
}

// plain JavaScript, as pods run it
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { greet, listTools: toolsOf, messageIn, overHttp, plain } = require('../../assets/mcp-client.cjs') as McpClient;

const TIMEOUT_SECONDS = 60;
const MAX_LINE_LENGTH = 16 * 1024 * 1024;
/** Milliseconds until a server that does not end is killed. */
const GRACE_PERIOD = 1000;
/** Milliseconds in which the last lines of a server that has ended arrive. */
const LAST_WORDS = 200;

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

/** Whether a word is the address of a server, not a command. */
export function isUrl(word: string): boolean {
  return /^https?:\/\//i.test(word);
}

/** Every tool that a server lists, page by page, as the JSON of one `tools/list` result. */
export async function listTools(target: readonly string[], headers: Headers): Promise<string> {
  const [first] = target;
  const connection = isUrl(first) ? overHttp(first, headers) : overStdio(target);
  try {
    const listed = greet(connection).then(greeting => toolsOf(connection, greeting));
    return `${JSON.stringify({ tools: await Promise.race([listed, timeout(target)]) }, undefined, 2)}\n`;
  } finally {
    await connection.close();
  }
}

function timeout(target: readonly string[]): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => {
      reject(new UserError(`${target.map(plain).join(' ')}: did not list its tools within ${TIMEOUT_SECONDS} s`));
    }, TIMEOUT_SECONDS * 1000).unref();
  });
}

function overStdio([command, ...args]: readonly string[]): Connection {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const waiting = new Map<number, (message: Message) => void>();
  let failure: Error | undefined;
  const fail = (reason: string): void => {
    failure = new UserError(`${command}: ${reason}`);
    for (const resolve of waiting.values()) {
      resolve({ error: { code: 0, message: reason } });
    }
  };
  child.on('error', error => {
    fail(error.message);
  });
  child.on('exit', (code, signal) => {
    fail(`ended ${signal === null ? `with exit code ${code ?? 0}` : `by ${signal}`}`);
  });
  child.stdin.on('error', () => undefined);
  const logged = new Promise<void>(resolve => {
    child.stderr.once('close', resolve);
  });
  // what a server logs may not act on the terminal
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    process.stderr.write(visible(text.replaceAll('\r\n', '\n')));
  });
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_LINE_LENGTH) {
      fail(`writes a line of more than ${MAX_LINE_LENGTH / 1024 / 1024} MiB`);
      child.kill('SIGKILL');
    }
    for (const message of lines.map(messageIn)) {
      if (message?.id !== undefined) {
        waiting.get(message.id)?.(message);
      }
    }
  });
  let last = 0;
  const send = (message: object): void => {
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  return {
    ask: async (method, params) => {
      const id = (last += 1);
      const answer = await new Promise<Message>(resolve => {
        waiting.set(id, resolve);
        if (failure === undefined) {
          send({ id, method, params });
        } else {
          resolve({});
        }
      });
      if (failure !== undefined) {
        throw failure;
      }
      return answer;
    },
    tell: method => {
      send({ method });
      return Promise.resolve();
    },
    // closes the input, and kills a process that does not end
    close: async () => {
      child.removeAllListeners('exit');
      if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
        const ended = once(child, 'exit');
        child.stdin.end();
        child.kill();
        const timer = setTimeout(() => {
          child.kill('SIGKILL');
        }, GRACE_PERIOD);
        await ended;
        clearTimeout(timer);
      }
      // what it started may hold the other end
      await Promise.race([logged, delay(LAST_WORDS, undefined, { ref: false })]);
      child.stderr.destroy();
    },
  };
}
