import { CATALOG } from '../../src/guardrails/catalog';
import { PROPS_KEEP } from '../../src/guardrails/props-keep';
import { RELAXED_RULES } from '../../src/guardrails/relaxations';
import { Manifest } from '../util/app';
import { brokenByProps } from '../util/kept';
import { SCENARIOS } from '../util/scenarios';

test.each(Object.keys(SCENARIOS))('props keep the rules that do not judge their objects again: %s', name => {
  const manifests: Manifest[] = SCENARIOS[name]().charts.flatMap(chart => chart.toJson());
  expect(brokenByProps(manifests)).toEqual([]);
});

test('rules that a prop relaxes judge every object, so that the report tells the reason', () => {
  expect(Object.values(RELAXED_RULES).filter(id => PROPS_KEEP.has(id))).toEqual([]);
});

test('every rule that props keep exists', () => {
  const ids = new Set(CATALOG.map(({ id }) => id));
  expect([...PROPS_KEEP].filter(id => !ids.has(id))).toEqual([]);
});
