import { credentialInArguments, credentialInText } from '../../../src/foundation/credentials/literals';

const RANDOM = 'q7Zt0pLm4XvB9sKd2WnR';

describe('a credential among the words of a command line', () => {
  test.each<{ title: string; words: string[]; index: number }>([
    { title: 'an assignment for env', words: ['env', 'GITHUB_TOKEN=hunter2', 'server'], index: 1 },
    {
      title: 'an assignment behind a flag',
      words: ['docker', '-e', 'TZ=UTC', `--env=DB_PASSWORD=${RANDOM}`],
      index: 3,
    },
    { title: 'a key that looks random', words: [`API_KEY=${RANDOM}`], index: 0 },
    { title: 'a header', words: ['-H', 'X-Api-Key: hunter2'], index: 1 },
    { title: 'a header without blank', words: ['-H', 'X-Api-Key:hunter2'], index: 1 },
    { title: 'a header behind its flag', words: ['-HX-Api-Key: hunter2'], index: 0 },
    { title: 'a header behind a long flag', words: ['--header=X-Auth-Token: hunter2'], index: 0 },
    { title: 'an Authorization header of a scheme', words: ['--header', 'Authorization: token hunter2'], index: 1 },
    { title: 'a cookie', words: ['Cookie: session=hunter2'], index: 0 },
    { title: 'a flag', words: ['--token', 'hunter2'], index: 1 },
    { title: 'a flag with its value', words: ['--token=hunter2'], index: 0 },
  ])('is found where it stands: $title', ({ words, index }) => {
    expect(credentialInArguments(words)).toEqual({ index, shape: expect.any(String) });
  });
});

describe('words that hold no credential', () => {
  test.each(
    [
      ['env', 'NODE_ENV=production', 'server'],
      ['GITHUB_TOKEN=$(GITHUB_TOKEN)'],
      ['TOKEN_FILE=/var/run/mcp/creds/token'],
      ['API_KEY_HEADER=X-Api-Key'],
      ['MAX_TOKENS=4096'],
      ['-H', 'X-Api-Key: $(API_KEY)'],
      ['-H', 'Authorization: Bearer $(TOKEN)'],
      ['-H', 'Accept: application/json'],
      ['ghcr.io/acme/my-token:1.2.3'],
      ['my-token:1.2.3'],
      ['Tell me the secret: it is a word that nobody said'],
      ['--password-file=/x'],
      ['filter=name'],
      ['sh', '-c', 'TOKEN=$(cat /run/token) exec server'],
    ].map(words => [words]),
  )('are left alone: %j', words => {
    expect(credentialInArguments(words)).toBeUndefined();
  });
});

test.each([
  'token = %(ENV_TOKEN)s',
  'PASSWORD=\nTOKEN=$TOKEN',
  'password=$(vault read x)',
  'password = getpass()',
  'const password = await readPassword(file)',
  'password = await vault.read(path)',
  'admin_password = $__file{/etc/x}',
])('a text of settings or code without a credential: %j', text => {
  expect(credentialInText(text)).toBeUndefined();
});

test.each([
  'token = %(ENV_TOKEN)sx',
  'TOKEN=$TOKEN\nPASSWORD=hunter2',
  'password=$(echo hunter2)',
  'password = hunter2()',
  'const password = hunter2',
  'admin_password = hunter2{/etc/x}',
])('a text with a credential: %j', text => {
  expect(credentialInText(text)).toBeDefined();
});
