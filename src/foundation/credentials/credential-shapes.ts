import { encodedTexts } from './encoded';
import { FURTHER_TOKENS } from './further-tokens';
import { memoizeNegative } from '../memoize';

/**
 * Formats that issuers publish so that scanners can find them. Each needs only a fixed prefix and a bounded run, so the
 * search is linear; none may use a capturing group. Sources: the issuers' own pages on token formats (GitHub, GitLab,
 * Slack, Stripe, npm, PyPI, Grafana, HashiCorp …) and the rules of gitleaks and trufflehog.
 */
export const TOKENS: ReadonlyArray<readonly [format: RegExp, looksLike: string]> = [
  [/gh[pousr]_[A-Za-z0-9]{30}|github_pat_[A-Za-z0-9_]{22}/, 'a GitHub token'],
  [/gl(?:pat|dt|rt|ptt|cbt|oas|soat)-[A-Za-z0-9_-]{20}/, 'a GitLab token'],
  [/sk-ant-[A-Za-z0-9_-]{16}/, 'an Anthropic API key'],
  [/sk-or-v1-[a-f0-9]{32}/, 'an OpenRouter API key'],
  [/sk-(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20}|sk-(?=[A-Za-z]{0,19}[0-9])[A-Za-z0-9]{20}/, 'an OpenAI API key'],
  [/xox[abeoprs]-[A-Za-z0-9-]{10}|xapp-[0-9]-[A-Za-z0-9-]{10}/, 'a Slack token'],
  [/hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/]{20}/, 'a Slack webhook URL'],
  [/discord(?:app)?\.com\/api\/webhooks\/[0-9]{10,20}\/[\w-]{20}/, 'a Discord webhook URL'],
  [/A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/, 'an AWS access key id'],
  [/AIza[A-Za-z0-9_-]{35}/, 'a Google API key'],
  [/ya29\.[A-Za-z0-9_-]{20}|GOCSPX-[A-Za-z0-9_-]{20}/, 'a Google OAuth secret'],
  [/[\w.~-]{3}[0-9]Q~[\w.~-]{31}/, 'a Microsoft Entra client secret'],
  [/(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9+/]{24}/, 'a Stripe key'],
  [/npm_[A-Za-z0-9]{36}/, 'an npm token'],
  [/pypi-AgEI[A-Za-z0-9_-]{16}/, 'a PyPI token'],
  [/hf_[A-Za-z0-9]{30}/, 'a Hugging Face token'],
  [/glsa_[A-Za-z0-9]{20}|glc_[A-Za-z0-9+/]{20}/, 'a Grafana token'],
  [/SG\.[\w-]{16,32}\.[\w-]{16}/, 'a SendGrid API key'],
  [/SK[a-f0-9]{32}(?![A-Za-z0-9])/, 'a Twilio API key'],
  [/do[opr]_v1_[a-f0-9]{32}/, 'a DigitalOcean token'],
  [/hv[sbr]\.[\w-]{20}/, 'a Vault token'],
  [/lin_(?:api|oauth)_[A-Za-z0-9]{20}/, 'a Linear API key'],
  [/ntn_[A-Za-z0-9]{20}|secret_[A-Za-z0-9]{40}/, 'a Notion token'],
  [/[0-9]{8,10}:[\w-]{35}(?![\w-])/, 'a Telegram bot token'],
  [/ATATT3[\w=-]{30}/, 'an Atlassian token'],
  [/shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/, 'a Shopify token'],
  [/fig[dour]_[\w-]{30}/, 'a Figma token'],
  [/sntry[su]_[\w+/=-]{30}/, 'a Sentry token'],
  [/dckr_(?:pat|oat)_[\w-]{20}/, 'a Docker Hub token'],
  [/dapi[a-f0-9]{32}/, 'a Databricks token'],
  [/(?:gsk_|xai-|pplx-|tvly-|r8_|sbp_|PMAK-|NRAK-|rnd_|fc-)(?=[A-Za-z_-]{0,23}[0-9])[\w-]{24}/, 'an API key'],
  [/(?<![_-])eyJ[\w-]{8,8192}\.[\w-]{8,16384}\.[\w-]{8}/, 'a JWT'],
  [/-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY/, 'a private key'],
  // Base64 of "-----BEGIN" and the usual kinds of private key.
  [
    /LS0tLS1CRUdJTi(?:BQUklWQVRF|BSU0EgUFJJVkFUR|BFQyBQUklWQVRF|BPUEVOU1NIIFBSSVZBVEUg|BFTkNSWVBURUQg)/,
    'a private key',
  ],
  [/AGE-SECRET-KEY-1[A-Z0-9]{20}/, 'an age secret key'],
];

/** Not in the middle of a word, unless the letter before belongs to an escape such as `\n` or `%3D`. */
const START = '(?:(?<![A-Za-z0-9])|(?<=\\\\[nrt])|(?<=%[0-9A-Fa-f]{2}))';
const ALL_TOKENS = [...TOKENS, ...FURTHER_TOKENS];
export const ANY_TOKEN = new RegExp(`${START}(?:${ALL_TOKENS.map(([format]) => `(${format.source})`).join('|')})`);

/**
 * Placeholders of Kubernetes, ESO templates, shells and MCP clients: `$(NAME)`, `${NAME}`, `${env:NAME}`,
 * `{{ .name }}`.
 */
const PLACEHOLDER = /\$\([A-Za-z_][\w.-]*\)|\$\{[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?\}|\{\{[^{}]{0,200}\}\}/g;

const SERVICE_ACCOUNT = /"type\\?"\s{0,8}:\s{0,8}\\?"service_account\\?"/;
const SERVICE_ACCOUNT_KEY = /"private_key\\?"\s{0,8}:\s{0,8}\\?"[^"\\]/;
/** Base64 of the first lines of a service account file. */
const SERVICE_ACCOUNT_BASE64 = /eyJ0eXBlIjoic2VydmljZV9hY2NvdW50|ewogICJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCIs/;

const AUTHORITY = /:\/\/([^\s/?"'`<>\\]{3,2048})/g;
/** The DSN of Go's MySQL driver: `user:password@tcp(host:3306)/db`. */
const GO_DSN = /@(?:tcp|unix)\((?<=:[^\s@/:]{1,128}@(?:tcp|unix)\()/;

const AUTHORIZATION =
  /authorization\\?["']?\s{0,4}[:=]\s{0,4}\\?["']?(?:bearer|basic|token|apikey)\s{1,4}([^\s"'<>\\]{4,64})/gi;
const SCHEME_ALONE = /^\s*(?:bearer|basic)\s{1,4}([^\s"'<>]{8,64})\S*\s*$/gi;
const BEARER = /(?<![A-Za-z])bearer\s{1,4}(?=[A-Za-z._~+/=-]{0,64}[0-9])[\w.~+/=-]{12}/i;
const BASIC = /(?<![A-Za-z])basic\s{1,4}([A-Za-z0-9+/]{8,1024}={0,2})/gi;
const USER_AND_PASSWORD = /^[\x20-\x7e]*:[\x20-\x7e]+$/;
const AUTH_PROSE =
  /^(?:tokens?|auth\w*|access|jwts?|headers?|schemes?|only|required|credentials?|challenge)\b|^resource_metadata=$/i;

const ASSIGNED =
  /(?:pass(?:word|wd|phrase)|(?<![A-Za-z])pwd|account_?key|shared_?access_?key|client_?secret)\\?["']?[^\S\r\n]{0,4}=(?!=)[^\S\r\n]{0,4}\\?["']?([^\s;,&"'`<>(){}\\]{1,256})/gi;
const JSON_MEMBER =
  /\\?"[A-Za-z_-]{0,32}(?:pass(?:word|wd|phrase)|client_?secret|api_?key|(?:access|identity|registry)_?token|secret_?key)\\?"\s{0,4}:\s{0,4}\\?"([^"\\\s]{1,256})\\?"/gi;
/** What `docker login` writes. */
const DOCKER_AUTH = /"auth\\?"\s{0,4}:\s{0,4}\\?"([A-Za-z0-9+/]{8,1024}={0,2})\\?"/g;
/** A line of an .npmrc file. */
const NPMRC = /(?<![A-Za-z0-9])_auth(?:Token)?\s{0,4}=\s{0,4}["']?([\w+/=.~-]{8,512})/g;
/** A line of a .netrc file. */
const NETRC = /(?<![A-Za-z])login\s{1,8}[^\s]{1,128}\s{1,8}password\s{1,8}([^\s<>{}]{1,256})/g;
const CURL = /(?<![\w-])curl\s[^\n|;&]{0,1024}/g;
const CURL_USER = /\s(?:-u|--user|--proxy-user)[\s=]{0,4}["']?[^\s:"'/]{1,128}:([^\s"']{1,256})/g;
const QUERY =
  /[?&][A-Za-z_-]{0,32}(?:api[_-]?key|(?:access|auth)[_-]?token|client[_-]?secret|sig|signature)=([^&#\s"'`<>\\]{8,256})/gi;
/** Values in the place of a password that are none: types, states, paths, variables and parameters of scripts. */
const NO_LITERAL = new RegExp(
  [
    '^(?:true|false|yes|no|on|off|none|null|undefined|string|str|text|required|optional|prompt|hidden|env|file)$',
    '^(?:/|\\$[A-Z_][A-Z0-9_]*$|%s)',
    '^(?:await|new|unused|\\$__(?:file|env|vault))$',
    '^(?:<[^<>]*>|%[A-Z0-9_]+%)$',
    '^(?:process\\.env|os\\.environ|os\\.getenv)',
    '^(?:config|settings|self|this|args|options|env)\\.',
    '^(?:db_?)?pass(?:word|wd|phrase)\\b',
  ].join('|'),
);

// no token is shorter; an assignment, header or URL has a separator
const MIN_LENGTH = 16;
const SEPARATORS = /[\s:=;,{]/;

/** Credentials without a token format of their own, in the order in which they are searched. */
const SHAPES: ReadonlyArray<readonly [looksLike: string, matches: (text: string) => boolean]> = [
  ['a URL with a password', text => GO_DSN.test(text) || anyMatch(AUTHORITY, text, hasPassword)],
  ['a URL with a key in its query', text => anyMatch(QUERY, text, isLiteral)],
  ['an Authorization header', holdsAuthorization],
  [
    'a password in a connection string or setting',
    text =>
      anyMatch(ASSIGNED, text, isAssigned) ||
      [JSON_MEMBER, NPMRC, NETRC].some(pattern => anyMatch(pattern, text, isLiteral)) ||
      [...text.matchAll(CURL)].some(([command]) => anyMatch(CURL_USER, command, isLiteral)) ||
      anyMatch(DOCKER_AUTH, text, isUserAndPassword),
  ],
];

/** What findings call the formats. */
export const CREDENTIAL_FORMATS: readonly string[] = [...ALL_TOKENS, ...SHAPES].map(entry =>
  typeof entry[0] === 'string' ? entry[0] : String(entry[1]),
);

/**
 * What a string looks like, or contains, when that is a credential: `a GitHub token`. Never includes the value.
 *
 * Finds it inside longer text too: arguments, files, JSON, and what is base64 in these. A placeholder in the place of
 * the secret is no credential.
 */
export function credentialShape(value: string): string | undefined {
  return value.length < MIN_LENGTH && !SEPARATORS.test(value) ? undefined : searchedShape(value);
}

const searchedShape = memoizeNegative((value: string): string | undefined => {
  const shape = shapeOf(value);
  if (shape !== undefined) {
    return shape;
  }
  for (const text of encodedTexts(value)) {
    const encoded = shapeOf(text);
    if (encoded !== undefined) {
      return encoded;
    }
  }
  return undefined;
});

function shapeOf(value: string): string | undefined {
  const literal = withoutPlaceholders(value);
  if (SERVICE_ACCOUNT_BASE64.test(literal) || (SERVICE_ACCOUNT.test(literal) && SERVICE_ACCOUNT_KEY.test(literal))) {
    return 'a Google service account key';
  }
  const token = ANY_TOKEN.exec(literal);
  if (token) {
    return ALL_TOKENS[token.findIndex((group, i) => i > 0 && group !== undefined) - 1][1];
  }
  return SHAPES.find(([, matches]) => matches(literal))?.[0];
}

/** The text without placeholders. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '');
}

function holdsAuthorization(text: string): boolean {
  return (
    anyMatch(AUTHORIZATION, text, isNoProse) ||
    anyMatch(SCHEME_ALONE, text, isNoProse) ||
    BEARER.test(text) ||
    anyMatch(BASIC, text, isUserAndPassword)
  );
}

function isUserAndPassword(encoded: string): boolean {
  return USER_AND_PASSWORD.test(Buffer.from(encoded, 'base64').toString('latin1'));
}

function anyMatch(pattern: RegExp, text: string, test: (group: string, after: string) => boolean): boolean {
  // most texts have none, and `matchAll` copies the pattern
  if (text.search(pattern) === -1) {
    return false;
  }
  for (const match of text.matchAll(pattern)) {
    if (test(match[1], text.charAt(match.index + match[0].length))) {
      return true;
    }
  }
  return false;
}

/** Whether an authority has userinfo with a password; several hosts may follow each other after commas. */
function hasPassword(authority: string): boolean {
  const beforeHosts = authority.split('@').slice(0, -1);
  return beforeHosts.some((part, i) => {
    const userinfo = i === 0 ? part : part.slice(part.lastIndexOf(',') + 1);
    const colon = userinfo.indexOf(':');
    return colon !== -1 && colon < userinfo.length - 1;
  });
}

function isLiteral(value: string): boolean {
  return !NO_LITERAL.test(value);
}

/** A following parenthesis makes it a call: `password = getpass()`. */
function isAssigned(value: string, after: string): boolean {
  return after !== '(' && isLiteral(value);
}

function isNoProse(value: string): boolean {
  return !AUTH_PROSE.test(value);
}
