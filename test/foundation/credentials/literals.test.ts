import { credentialInArguments } from '../../../src/foundation/credentials/literals';

const RANDOM = 'q7Zt0pLm4XvB9sKd2WnR';

describe('a credential among the words of a command line is found, where it stands', () => {
  test.each<[string, string[], number]>([
    ['an assignment for env', ['env', 'GITHUB_TOKEN=hunter2', 'server'], 1],
    ['an assignment behind a flag', ['docker', '-e', 'TZ=UTC', `--env=DB_PASSWORD=${RANDOM}`], 3],
    ['a key that looks random', [`API_KEY=${RANDOM}`], 0],
    ['a header', ['-H', 'X-Api-Key: hunter2'], 1],
    ['a header without blank', ['-H', 'X-Api-Key:hunter2'], 1],
    ['a header behind its flag', ['-HX-Api-Key: hunter2'], 0],
    ['a header behind a long flag', ['--header=X-Auth-Token: hunter2'], 0],
    ['an Authorization header of a scheme', ['--header', 'Authorization: token hunter2'], 1],
    ['a cookie', ['Cookie: session=hunter2'], 0],
    ['a flag', ['--token', 'hunter2'], 1],
    ['a flag with its value', ['--token=hunter2'], 0],
  ])('%s', (_, words, index) => {
    expect(credentialInArguments(words)).toEqual({ index, shape: expect.any(String) });
  });
});

describe('words that hold no credential are left alone', () => {
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
  )('%j', words => {
    expect(credentialInArguments(words)).toBeUndefined();
  });
});
