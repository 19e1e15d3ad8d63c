import { Construct } from 'constructs';
import { Relaxation } from './spec';
import { Guardrails } from '../guardrails/guardrails';
import { RELAXED_RULES } from '../guardrails/relaxations';

/** Tells the guardrails which rules props relax, with the reasons that they give. */
export function relaxRules(scope: Construct, relaxations: readonly Relaxation[]): void {
  for (const { name, reason } of relaxations) {
    if (Object.hasOwn(RELAXED_RULES, name)) {
      Guardrails.of(scope)._relax(RELAXED_RULES[name], reason);
    }
  }
}
