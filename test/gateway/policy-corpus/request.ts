/** Who asks: what a caller shows, and where it runs. A caller without a place has reached the gateway. */
export interface Caller {
  /** The claims of a token whose signature is right. */
  readonly token?: Readonly<Record<string, unknown>>;
  /** An API key. */
  readonly key?: string;
  readonly pod?: Pod;
}

export interface Pod {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * What is asked: to call a tool, to see it in the list of tools, to get a prompt, to read a resource; `direct` is a
 * connection to the pods of the server, past the gateway.
 */
export type Use = 'call' | 'list' | 'prompt' | 'resource' | 'direct';

/** One request, and what the documentation says about it. */
export interface Request {
  readonly caller: Caller;
  /** The name of the caller, for people. */
  readonly by: string;
  readonly use: Use;
  /** The server whose address, or whose prefix, the request has. */
  readonly server: string;
  /** A name without prefix. */
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly allowed: boolean;
}

const LINE = /^(call|list|prompt|resource|direct) (\S+) (.*?) *(\{.*\})? *\|(.*)$/;

/**
 * Requests as a table: each line is one request of each caller, `use server name {arguments} | callers who may`, or
 * `| but callers who may not`.
 */
export function requests(callers: Readonly<Record<string, Caller>>, table: string): Request[] {
  return table
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
    .flatMap(line => {
      const [, use, server, name, args = '{}', who = ''] = LINE.exec(line) ?? [];
      const named = who.split(' ').filter(word => word !== '');
      const [isWithout, may] = named[0] === 'but' ? [true, named.slice(1)] : [false, named];
      const unknown = may.filter(by => callers[by] === undefined);
      if (use === undefined || unknown.length > 0) {
        throw new Error(`not a request: ${line} (${unknown.join(', ')})`);
      }
      return Object.entries(callers).map(([by, caller]): Request => ({
        caller,
        by,
        // the expression takes nothing else
        use: use as Use,
        server,
        name,
        args: JSON.parse(args),
        allowed: may.includes(by) !== isWithout,
      }));
    });
}
