import { createHash } from 'crypto';

/** What is there when a variable or file is empty, unset or not expanded, and what the first guesses are. */
const GUESSES = `
  key keys apikey api_key api-key mykey my-key my_key my-api-key your-key your_key your-api-key your_api_key yourkey
  $KEY $KEYS $API_KEY $APIKEY $TOKEN $SECRET $PASSWORD $MCP_KEY $MCP_API_KEY $GATEWAY_KEY $1 $$ \${KEY} \${API_KEY}
  \${TOKEN} \${SECRET} $(KEY) $(API_KEY) {{KEY}} {{.key}} %KEY% %API_KEY%
  <key> <api-key> <your-api-key> <token> <secret>
  password passw0rd p@ssw0rd p@ssword pass passwd passphrase pwd secret secrets topsecret s3cret s3cr3t token tokens
  mytoken my-token mysecret my-secret mypassword yourtoken yoursecret yourpassword credential credentials
  changeme change-me change_me changeit change-it replaceme replace-me replace_me fixme todo tbd placeholder example
  sample default dummy fake test tests testing tester test-key test_key testkey test-token demo foo bar baz foobar
  hello helloworld hello-world world admin administrator root user guest client server service gateway bot agent
  mcp mcp-key mcp-token mcp-server anthropic openai claude github gitlab kubernetes k8s docker dev devel development
  staging stage prod production local localhost ci cd letmein welcome iloveyou monkey dragon sunshine princess football
  baseball master shadow superman batman trustno1 qwerty qwertz azerty qwertyuiop asdf asdfgh zxcvbn abc abc123 abcd
  abcdef abcdefgh 0 1 12 123 1234 12345 123456 1234567 12345678 123456789 1234567890 0123456789 000000 00000000 111111
  11111111 123123 654321 987654321 deadbeef cafebabe xxx xxxx xxxxx xxxxxx xxxxxxxx aaaa aaaaaaaa null nil none
  undefined nan true false yes no on off empty [object undefined] supersecret super-secret correcthorsebatterystaple
  sk-test sk-xxx sk-1234 -n -e -
`
  .trim()
  .split(/\s+/);
const SENTENCES = ['', ' ', '  ', '\t', '\0', '[object Object]', 'hello world', 'correct horse battery staple'];
/** A single character is a quote that was forgotten, or worse. */
const CHARACTERS = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
const ENDINGS = ['', '\n', '\r\n', ' ', '!', '1', '123', ' \n', '\n\n', ' -', '  -\n'];

let known: ReadonlySet<string> | undefined;

/** Whether a SHA-256 hash is that of a key that anybody guesses, or of a mistake: nothing, a line break, `$KEY`. */
export function isGuessable(hash: string, client: string): boolean {
  known ??= new Set([...SENTENCES, ...CHARACTERS, ...GUESSES].flatMap(hashesOf));
  return (
    known.has(hash) || [client, `${client}\n`, `${client}-key`, `${client}-key\n`].some(key => hashOf(key) === hash)
  );
}

function hashesOf(guess: string): string[] {
  const quoted = [`"${guess}"`, `'${guess}'`, `Bearer ${guess}`, `Bearer: ${guess}`];
  const cased = [...new Set([guess, guess.toLowerCase(), guess.toUpperCase(), capitalized(guess)])];
  return [
    ...cased.flatMap(word => ENDINGS.map(ending => word + ending)),
    ...quoted,
    ...quoted.map(word => `${word}\n`),
  ].map(hashOf);
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
