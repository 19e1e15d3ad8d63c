import { kindOf } from '../../../src/foundation/kinds';
import { RULES } from '../../../src/guardrails/catalog';
import { WORKLOADS } from '../../../src/guardrails/rule';
import { Manifest } from '../../util/app';
import { SCENARIOS } from '../../util/scenarios';
import { GUARDING } from '../cases/guarding';
import { testRules } from '../cases/mutant';

testRules(GUARDING);

/** The kinds that the library makes, in every scenario. */
const KINDS = [
  ...new Set(
    Object.values(SCENARIOS)
      .flatMap(scenario => scenario().charts)
      .flatMap((chart): Manifest[] => chart.toJson())
      .map(({ apiVersion, kind }) => kindOf(apiVersion, kind)),
  ),
].sort();

test('the scenarios have every kind that the sources name', () => {
  expect(KINDS.length).toBeGreaterThan(25);
});

test.each(KINDS)('a rule reads the kind %s, not just names and labels', kind => {
  const rules = RULES.filter(
    ({ kinds = [] }) => kinds.includes(kind) || (['Deployment', 'Job'].includes(kind) && kinds.includes(WORKLOADS)),
  );
  expect(rules.map(({ id }) => id)).not.toEqual([]);
});
