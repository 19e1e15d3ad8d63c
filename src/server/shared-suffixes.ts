import { Construct } from 'constructs';
import { compare } from '../foundation/reader';
import { Guardrails } from '../guardrails/guardrails';
import { EgressRule, SharedSuffix } from '../network/egress';

/** Tells the guardrails which destinations are shared domains, with the reasons that they were given. */
export function relaxSharedSuffixes(scope: Construct, egress: readonly EgressRule[]): void {
  for (const { reason } of sharedSuffixesOf(egress)) {
    Guardrails.of(scope)._relax('shared-suffix', reason);
  }
}

/** The shared domains and why, for the annotation; undefined if there are none. */
export function describeSharedSuffixes(egress: readonly EgressRule[]): string | undefined {
  const texts = sharedSuffixesOf(egress).map(({ host, reason }) => `${host}: ${reason}`);
  return texts.length === 0 ? undefined : [...new Set(texts)].sort(compare).join('; ');
}

function sharedSuffixesOf(egress: readonly EgressRule[]): SharedSuffix[] {
  return egress.flatMap(rule => (rule.kind === 'hosts' && rule.shared !== undefined ? [rule.shared] : []));
}
