/*
 * The registries of scopes as lines of an .npmrc. Rules read them too, so the function that writes them is next to the
 * function that reads them.
 */

/** Where the packages of one scope of npm come from. */
export interface ScopeLine {
  readonly scope: string;
  readonly url: string;
  /** The variable with the token of the registry; undefined for a registry that asks for none. */
  readonly tokenVariable?: string;
}

const REGISTRY_LINE = /^(@[a-z0-9][a-z0-9._-]*):registry=(https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[\w.~@+/-]*)?)$/;
const TOKEN_LINE = /^(\/\/\S+):_authToken=\$\{(REGISTRY_TOKEN_\d{1,5})\}$/;

/** npm replaces the name of a variable by its value when it reads the lines. */
export function npmrcText(scopes: readonly ScopeLine[]): string {
  const tokens = scopes.flatMap(({ url, tokenVariable }) =>
    tokenVariable === undefined ? [] : [`${tokenAddress(url)}:_authToken=\${${tokenVariable}}`],
  );
  return [...scopes.map(({ scope, url }) => `${scope}:registry=${url}`), ...new Set(tokens)].join('\n');
}

/** The scopes in lines that npmrcText wrote; undefined for any other text. */
export function scopesIn(text: string): ScopeLine[] | undefined {
  const lines = text.split('\n');
  const tokens = new Map(
    lines.flatMap(line => [TOKEN_LINE.exec(line) ?? []]).map(([, address, variable]) => [address, variable]),
  );
  const scopes = lines.flatMap((line): ScopeLine[] => {
    const [, scope, url] = REGISTRY_LINE.exec(line) ?? [];
    return scope === undefined || !URL.canParse(url)
      ? []
      : [{ scope, url, tokenVariable: tokens.get(tokenAddress(url)) }];
  });
  return scopes.length > 0 && npmrcText(scopes) === text ? scopes : undefined;
}

/** What npm calls an address for which it has a token: without scheme and usual port, with a final slash. */
export function tokenAddress(url: string): string {
  const { host, pathname } = new URL(url);
  return `//${host}${pathname.replace(/\/+$/, '')}/`;
}
