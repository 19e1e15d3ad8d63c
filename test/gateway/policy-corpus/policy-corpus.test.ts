import { CONTROLLER } from './evaluators/agentgateway-controller';
import { STANDALONE } from './evaluators/agentgateway-standalone';
import { ENVOY } from './evaluators/envoy-ai-gateway';
import { KUADRANT_OBJECTS } from './evaluators/kuadrant';
import { POLICIES } from './policies';
import { treatmentOf } from './verdicts';

const EVALUATORS = [STANDALONE, CONTROLLER, ENVOY, KUADRANT_OBJECTS];

test('the corpus has requests of every kind with both verdicts', () => {
  const all = POLICIES.flatMap(({ requests }) => requests);
  expect(all.length).toBeGreaterThanOrEqual(200);
  const kinds = new Set(all.map(({ use, allowed }) => `${use} ${allowed}`));
  expect([...kinds].sort()).toEqual([
    'call false',
    'call true',
    'direct false',
    'list false',
    'list true',
    'prompt false',
    'prompt true',
    'resource false',
    'resource true',
  ]);
});

describe.each(EVALUATORS)('$name', evaluator => {
  test.each(POLICIES)('does what the documentation says, or refuses: $topic', policy => {
    const treatment = treatmentOf(policy, evaluator);
    if ('refusal' in treatment) {
      // the way out is another engine, or another value
      expect(treatment.refusal).toMatch(/AgentgatewayEngine\.standalone\(\)/);
    } else {
      expect(treatment.wrong).toEqual([]);
    }
  });
});

test.each([STANDALONE, CONTROLLER])('$name checks every request', evaluator => {
  const unchecked = POLICIES.flatMap(policy => {
    const treatment = treatmentOf(policy, evaluator);
    return 'refusal' in treatment ? [] : treatment.unchecked;
  });
  expect(unchecked).toEqual([]);
});

test('an engine with pods of its own refuses no policy', () => {
  expect(POLICIES.filter(policy => 'refusal' in treatmentOf(policy, STANDALONE))).toEqual([]);
});
