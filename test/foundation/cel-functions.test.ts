import { celProblem } from '../../src/foundation/cel';

describe('an expression that the checker takes and agentgateway never finds true is an error', () => {
  test.each([
    ['bool(jwt.admin)', 'calls bool'],
    ['dyn(jwt.level) == 1', 'calls dyn'],
    ['cel.bind(x, jwt.sub, x == "a")', 'calls bind'],
    ['b"a".hex() == "61"', 'calls hex'],
    ['b"a".base64() == "YQ=="', 'calls base64'],
    ['timestamp(jwt.since).getHours("Europe/Berlin") == 1', 'calls getHours with a time zone'],
    ['type(jwt.since) == google.protobuf.Timestamp', 'uses google.protobuf'],
    ['jwt.sub.matches("^(?=a)")', 'has a pattern with a look ahead'],
    ['jwt.sub.matches("(?<!a)b")', 'has a pattern with a look ahead'],
    ['has(jwt.sub) && (jwt.sub == "a" || [1].exists(i, bool(jwt.admin)))', 'calls bool'],
  ])('%s', (expression, problem) => {
    expect(celProblem(expression)).toContain(problem);
  });
});

test.each([
  'has(jwt.sub) && jwt.sub.startsWith("team-")',
  'jwt.groups.exists(group, group in ["a", "b"])',
  'jwt.sub.matches("^(?:a|b)+$")',
  'timestamp(jwt.since).getHours() > 8',
  'default(jwt.azp, "none") == "none"',
  'size(jwt.groups) > 0',
])('%s is none', expression => {
  expect(celProblem(expression)).toBeUndefined();
});
