import { App, Chart, Duration, JsonPatch } from 'cdk8s';
import { acknowledgeAll, besidePatches, problems, rulesIn, sound } from './cases/mutant';
import { Guardrails, RuleSettings } from '../../src';
import { CATALOG, currentId, idsOf } from '../../src/guardrails/catalog';
import { PROPS_KEEP } from '../../src/guardrails/props-keep';

const REASON = 'the image of the vendor has this user';
const lowUid = JsonPatch.replace('/spec/template/spec/containers/0/securityContext/runAsUser', 2000);
const longToken = JsonPatch.add('/spec/template/spec/volumes/-', {
  name: 'token',
  projected: { sources: [{ serviceAccountToken: { path: 'token', audience: 'vault', expirationSeconds: 172800 } }] },
});

test('a weaker number lets objects pass that the default refuses, and its reason is written on them', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(lowUid);
  expect(rulesIn(problems(subject))).toEqual(['user-range']);
  Guardrails.of(App.of(subject)).configure(RuleSettings.userRange({ lowestUid: 1000, reason: REASON }));
  expect(problems(subject)).toEqual([]);
  expect(subject.deployment.toJson().metadata.annotations['cdk8s-mcp/acknowledged-user-range']).toBe(REASON);
  expect(subject.service.toJson().metadata.annotations).toBeUndefined();
});

test('a stricter number refuses what the default lets pass, objects that nobody changed too', () => {
  const subject = sound();
  Guardrails.of(Chart.of(subject)).configure(RuleSettings.userRange({ lowestUid: 20000 }));
  expect(problems(subject)).toContainEqual(expect.stringContaining('runAsUser must be 20000 or more, got 10001'));
});

test('the nearest scope wins, and the last call of a scope', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(lowUid);
  Guardrails.of(App.of(subject)).configure(RuleSettings.userRange({ lowestUid: 1000, reason: REASON }));
  const near = Guardrails.of(subject);
  near.configure(RuleSettings.userRange({ lowestUid: 3000, reason: REASON }));
  expect(problems(subject)).toContainEqual(expect.stringContaining('must be 3000 or more, got 2000'));
  near.configure(RuleSettings.userRange({ lowestUid: 2000, reason: REASON }));
  expect(problems(subject)).toEqual([]);
});

test('a longer token needs a number of its own', () => {
  const subject = sound();
  subject.deployment.addJsonPatch(longToken);
  expect(rulesIn(besidePatches(problems(subject)))).toEqual(['token-lifetime']);
  Guardrails.of(subject).configure(RuleSettings.tokenLifetime({ longest: Duration.days(2), reason: REASON }));
  expect(besidePatches(problems(subject))).toEqual([]);
  acknowledgeAll(subject);
  expect(problems(subject)).toEqual([]);
});

test.each<{ title: string; make: () => RuleSettings; says: string }>([
  {
    title: 'a weaker number without a reason',
    make: () => RuleSettings.userRange({ lowestUid: 1000 }),
    says: 'RuleSettings.userRange: reason must be',
  },
  {
    title: 'a reason for a stricter number',
    make: () => RuleSettings.userRange({ lowestUid: 20000, reason: REASON }),
    says: 'reason must be left out where lowestUid is not weaker',
  },
  { title: 'root', make: () => RuleSettings.userRange({ lowestUid: 0, reason: REASON }), says: 'an integer in 1-' },
  {
    title: 'a time that is too short',
    make: () => RuleSettings.tokenLifetime({ longest: Duration.seconds(1) }),
    says: 'longest must be a Duration',
  },
  {
    title: 'a time without a reason',
    make: () => RuleSettings.tokenLifetime({ longest: Duration.days(2) }),
    says: 'RuleSettings.tokenLifetime: reason must be',
  },
])('$title is refused', ({ make, says }) => {
  expect(make).toThrow(says);
});

test('rules with settings judge every object', () => {
  const configurable = CATALOG.filter(({ settings }) => settings !== undefined).map(({ id }) => id);
  expect(configurable.length).toBeGreaterThan(1);
  expect(configurable.filter(id => PROPS_KEEP.has(id))).toEqual([]);
});

test('a renamed rule is known by its former ids', () => {
  const [first, ...others] = CATALOG;
  const catalog = [{ ...first, formerly: ['its-former-id'] }, ...others];
  expect(currentId('its-former-id', catalog)).toBe(first.id);
  expect(currentId(first.id, catalog)).toBe(first.id);
  expect(idsOf(first.id, catalog)).toEqual([first.id, 'its-former-id']);
});

test('a former id of a rule is known, and belongs to one rule', () => {
  const former = CATALOG.flatMap(({ id, formerly = [] }) => formerly.map(before => [before, id]));
  expect(former.map(([before]) => currentId(before))).toEqual(former.map(([, id]) => id));
  const ids = [...CATALOG.map(({ id }) => id), ...former.map(([before]) => before)];
  expect(new Set(ids).size).toBe(ids.length);
});
