import { credentialShape } from './credential-shapes';
import { isHarmlessFor, isToFillIn } from './harmless-values';
import { memoizeNegative } from '../memoize';

export { credentialShape } from './credential-shapes';

const CAMEL_HUMP = /(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g;
const SEPARATORS = /[^A-Za-z0-9]+/;

/** Words that end like this name a secret, alone or joined to what is before them: `PGPASSWORD`, `authtoken`. */
const SECRET_ENDING = /(?:password|passwd|passphrase|secret|token|apikey|accesskey|secretkey|privatekey|signingkey)$/;
const SECRET_WORDS: ReadonlySet<string> = new Set(
  list(`
  pwd passcode passwords secrets credential credentials creds bearer cookie cookies dsn authorization apikeys
  connectionstring connstr`),
);
/** Secret only as the last word of several: `DB_PASS`, not `PASS_THROUGH`. */
const SECRET_LAST_WORDS: ReadonlySet<string> = new Set(list('pass pw'));
const SECRET_PAIRS: ReadonlySet<string> = new Set([
  ...list(`
  api access private secret signing signature encryption decryption master account shared license auth subscription
  webhook hmac jwt admin root`).flatMap(kind => [`${kind} key`, `${kind} keys`]),
  ...list('api access auth bearer refresh service allowed valid').map(kind => `${kind} tokens`),
  'connection string',
  'connection strings',
  'auth header',
  'authorization header',
  'cookie header',
  // AppRole of HashiCorp Vault calls the secret half of its pair an id
  'vault secret id',
  'approle secret id',
]);
/** Before `token`: tokens of language models and of pagination, not of authentication. */
const TOKEN_COUNTS: ReadonlySet<string> = new Set(
  list(`
  max min num per eos bos pad unk sep mask stop special input output prompt completion context cancellation
  continuation page next`),
);
/** After the word of a secret, these mean that the value describes the secret or tells where it is. */
const DESCRIBING_WORDS: ReadonlySet<string> = new Set(
  list(`
  limit limits length len size min max count total budget usage rate cost price window threshold quota bucket cache
  url urls uri endpoint endpoints host port server service domain address addr region location
  file files filename path paths dir directory mount volume name names id ids arn ref reference label title field column
  param parameter parameters claim claims env var variable namespace header headers prefix suffix format encoding
  pattern regex type types mode method methods strategy algorithm alg algo provider issuer audience scope scopes class
  version kind enabled enable disabled disable required optional supported support allowed flag visible display masked
  redacted redaction ttl expiry expiration expires expire exp lifetime duration timeout interval age seconds secs
  minutes hours days ms refresh rotation rotate renewal reset change history strength complexity policy policies rule
  rules validation validate validator store storage manager backend source filter detector scanner samesite secure
  httponly flow grant exchange introspection revocation sync audit log logging authentication through user username
  counter counting description hint help example engine engines helper helpers operator controller plugin adapter
  driver handler parser reader loader resolver rotator generator factory lookup separator delimiter position placement
  placeholder template group groups role roles table collection schema index queue topic cluster project tenant realm
  team owner environment lease renewer validity`),
);
/** Words for things that are often, but not always, secret: only a value that looks random is refused. */
const KEY_WORDS: ReadonlySet<string> = new Set(list('key keys auth salt seed pepper signature hmac jwt pat'));
const PUBLISHED_WORDS: ReadonlySet<string> = new Set(list('public publishable'));
const STRUCTURED_WORDS: ReadonlySet<string> = new Set(list('dsn connection connectionstring connstr'));

const STATE =
  /^(?:true|false|yes|no|on|off|none|null|undefined|enabled|disabled|required|optional|auto|unused|ignored|unset|n\/a|not[ _-](?:used|needed|set))$/i;
const SMALL_NUMBER = /^-?\d{1,5}(?:\.\d{1,3})?(?:ms|[smhd])?$/;
const PATH = /^(?:~|\.{1,2})?(?:\/[\w.@:-]+)+\/?$/;
const ANY_URL = /^[a-z][a-z0-9+.-]{0,31}:\/\//i;
/** References that a tool resolves later: cloud secret names and the schemes of vals and bank-vaults. */
const REFERENCE = /^(?:arn:[a-z-]+:|projects\/[^/]+\/secrets\/|(?:vault|env|file|secretref|keyvault|ref\+[a-z]+):\S)/i;
const PAIRS = /^[A-Za-z][\w .-]{0,40}=/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const RANDOM_CHARACTERS = /^[A-Za-z0-9+/=_.-]+$/;
const NOT_ALPHANUMERIC = /[^A-Za-z0-9]+/g;
/** Ends of a run of one kind of character, not counting the capital that starts a word. */
const CLASS_CHANGE = /[a-z](?=[A-Z])|[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])/g;

const RANDOM_MIN_LENGTH = 20;
/**
 * Bits per character: 20 random hexadecimal digits have 3.4 on average; English without spaces has less than 4, and few
 * digits.
 */
const RANDOM_MIN_ENTROPY = 3;
/** Random text changes class at 40 % of its characters or more, `createdAtOrderV2` at 20 %. */
const RANDOM_MIN_CHANGES = 0.24;

/** Whether the name of a variable, argument or header is that of a secret: `GITHUB_TOKEN`, not `TOKEN_LIMIT`. */
export function secretLikeName(name: string): boolean {
  const words = wordsOf(name);
  return namesValue(words, lastSecretWord(words));
}

/**
 * Why a literal with a name is a credential: its shape, any literal under a secret-like name (a password may be short),
 * or random text under a key-like one. Undefined for references, paths, URLs without a password, states and small
 * numbers.
 */
export const credentialNamed = memoizeNegative((name: string, value: string): string | undefined => {
  const shape = credentialShape(value);
  if (shape) {
    return shape;
  }
  const words = wordsOf(name);
  if (namesValue(words, lastSecretWord(words))) {
    const structured = PAIRS.test(value) && words.some(word => STRUCTURED_WORDS.has(word));
    return structured || isHarmlessFor(words, value.trim()) || isHarmless(value.trim())
      ? undefined
      : 'a value under a secret-like name';
  }
  const keyLike =
    namesValue(words, words.map(word => KEY_WORDS.has(word)).lastIndexOf(true)) &&
    !words.some(word => PUBLISHED_WORDS.has(word));
  return keyLike && looksRandom(value.trim()) ? 'a high-entropy value under a key-like name' : undefined;
});

/** Whether the word names the value itself: no later word makes it a description. */
function namesValue(words: readonly string[], at: number): boolean {
  return at !== -1 && !words.slice(at + 1).some(isDescribing);
}

function isDescribing(word: string): boolean {
  return DESCRIBING_WORDS.has(word) || DESCRIBING_WORDS.has(word.replace(/s$/, ''));
}

function lastSecretWord(words: readonly string[]): number {
  return words
    .map((word, i) => {
      const pair = `${words[i - 1]} ${word}`;
      if (SECRET_PAIRS.has(pair) || SECRET_PAIRS.has(`${words[i - 2]} ${pair}`) || SECRET_WORDS.has(word)) {
        return true;
      }
      if (SECRET_LAST_WORDS.has(word)) {
        return i > 0 && i === words.length - 1;
      }
      return SECRET_ENDING.test(word) && !(word === 'token' && TOKEN_COUNTS.has(words[i - 1]));
    })
    .lastIndexOf(true);
}

function wordsOf(name: string): string[] {
  return name
    .slice(0, 512)
    .replace(CAMEL_HUMP, '_')
    .split(SEPARATORS)
    .map(word => word.toLowerCase().replace(/[0-9]+$/, ''))
    .filter(word => word !== '');
}

function isHarmless(value: string): boolean {
  if (value === '' || STATE.test(value) || SMALL_NUMBER.test(value) || ANY_URL.test(value) || REFERENCE.test(value)) {
    return true;
  }
  if (PATH.test(value)) {
    return !looksRandom(value);
  }
  return isToFillIn(value);
}

/** Whether a text is too mixed to be words. */
export function looksRandom(value: string): boolean {
  if (!RANDOM_CHARACTERS.test(value) || UUID.test(value)) {
    return false;
  }
  const text = value.replace(NOT_ALPHANUMERIC, '');
  const changes = text.match(CLASS_CHANGE)?.length ?? 0;
  return (
    text.length >= RANDOM_MIN_LENGTH &&
    changes >= RANDOM_MIN_CHANGES * text.length &&
    entropyOf(text) >= RANDOM_MIN_ENTROPY
  );
}

/** Shannon entropy, in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

function list(words: string): string[] {
  return words.trim().split(/\s+/);
}
