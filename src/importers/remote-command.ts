import { Draft } from './draft';
import { Field } from './field';
import { importHeaders } from './headers';
import { PackageWord } from './package-command';
import { Word } from './values';
import { FetchedPackage } from '../foundation/packages/runner-call';

/** A program that connects standard input and output to a remote server. */
interface RemoteClient {
  readonly package: string;
  /** Where the URL is: the first argument, or behind one of these flags. */
  readonly urlFlags?: readonly string[];
  /** Whether it speaks HTTP+SSE with these arguments. */
  readonly isSse: (args: readonly string[]) => boolean;
  /** A missing URL is an error, and not another use of the program. */
  readonly needsUrl?: boolean;
}

const CLIENTS: readonly RemoteClient[] = [
  { package: 'npm:mcp-remote', isSse: args => args.includes('sse-only'), needsUrl: true },
  {
    package: 'pypi:mcp-proxy',
    isSse: args => args.every((arg, i) => !/streamable/.test(arg) || !/transport/.test(`${args[i - 1] ?? ''}${arg}`)),
  },
  { package: 'npm:supergateway', urlFlags: ['--sse', '--streamableHttp'], isSse: args => args.includes('--sse') },
];
const HEADER_FLAGS = ['--header', '-H', '--headers'];

/** How a command reaches a remote server. */
export interface RemoteCall {
  readonly isSse: boolean;
  readonly url?: Word;
}

/** The URL of the remote server that a package connects to; undefined for what runs a server itself. */
export function remoteUrlOf({ ecosystem, name }: FetchedPackage, args: readonly Word[]): RemoteCall | undefined {
  const client = CLIENTS.find(one => one.package === `${ecosystem}:${name ?? ''}`);
  if (client === undefined) {
    return undefined;
  }
  const { urlFlags, needsUrl = false } = client;
  const isUrl = ({ text }: Word): boolean => /^https?:\/\//.test(text);
  const candidates = needsUrl ? args.slice(0, 1) : args;
  const url = candidates.find(
    (word, i) => isUrl(word) && (urlFlags === undefined || urlFlags.includes(args[i - 1]?.text ?? '')),
  );
  return url === undefined && !needsUrl ? undefined : { url, isSse: client.isSse(args.map(({ text }) => text)) };
}

/** What is known of the command. */
interface RemoteCommand {
  /** The name of the server. */
  readonly server: string;
  readonly program: PackageWord;
  readonly url: RemoteCall;
  readonly args: readonly Word[];
  readonly onRemote?: (remote: string) => void;
}

/** `mcp-remote URL --header "Name: value"` connects to a remote server, as a gateway does. */
export function importRemoteCommand(
  draft: Draft,
  { server, program, url: call, args, onRemote }: RemoteCommand,
): undefined {
  const { url, isSse } = call;
  const name = program.reference.name ?? '';
  program.word.field.use('a remote server');
  if (url === undefined) {
    (args[0] ?? program.word).field.refuse('must be followed by the URL of the remote server');
    return undefined;
  }
  const remote = draft.remote(server, Field.root(url.text, url.field.issues, url.field.path));
  url.field.use(`remoteServers.${remote}.url`);
  if (isSse) {
    draft.setRemote(remote, 'transport', 'sse');
  }
  const headers = headersIn(args);
  importHeaders(
    draft,
    remote,
    headers.map(({ entry }) => entry),
  );
  for (const { words, entry } of headers) {
    for (const word of words) {
      word.field.like(entry[1].losses[0]);
    }
  }
  for (const { text, field } of args) {
    field.drop(HEADER_FLAGS.includes(text) ? 'the header that follows' : `a flag of ${name}: the gateway replaces it`);
  }
  onRemote?.(remote);
  return undefined;
}

interface Header {
  readonly words: readonly Word[];
  readonly entry: readonly [name: string, value: Field];
}

/** `--header "Name: value"`, or `-H Name value` in two words. */
function headersIn(args: readonly Word[]): Header[] {
  return args.flatMap((word, i): Header[] => {
    const flag = args[i - 1]?.text ?? '';
    const [, joined, text] = flag === '--header' ? (/^([\w-]+):\s*(.*)$/s.exec(word.text) ?? []) : [];
    if (joined !== undefined) {
      return [{ words: [word], entry: [joined, Field.root(text, word.field.issues, word.field.path)] }];
    }
    const value = args.at(i + 1);
    return (flag === '-H' || flag === '--headers') && value !== undefined && /^[\w-]+$/.test(word.text)
      ? [{ words: [word, value], entry: [word.text, Field.root(value.text, value.field.issues, value.field.path)] }]
      : [];
  });
}
