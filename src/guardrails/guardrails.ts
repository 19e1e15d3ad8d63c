import { IConstruct } from 'constructs';
import { acknowledgements } from './acknowledgement';
import { CATALOG } from './catalog';
import { Guard, customRules } from './guard';
import { IGuardrailRule } from './guardrail-rule';
import { isDay } from '../foundation/days';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { checkReason } from '../foundation/reasons';
import { pathOf } from '../foundation/scopes';

/** How long an acknowledgement holds. */
export interface AcknowledgeOptions {
  /**
   * The last day on which it holds, as `YYYY-MM-DD` in UTC. After it synth fails.
   *
   * @default - it holds for good
   */
  readonly expires?: string;
}

/**
 * The rules that every object of the library must keep, checked on the final manifests: a patch or a mixin that weakens
 * hardening fails synth. docs/rules.md lists them.
 */
export class Guardrails {
  /**
   * The guardrails of a scope and everything below it.
   *
   * @param scope An app, chart, server or any other construct.
   */
  public static of(scope: IConstruct): Guardrails {
    return new Guardrails(scope);
  }

  /**
   * Checks every object below a scope against the same rules, whatever library made it.
   *
   * @param scope An app, chart or any other construct.
   */
  public static enforce(scope: IConstruct): void {
    Guard.of(scope).enforce(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Lets a rule be broken below the scope. The reason is written as an annotation on each object that breaks it. An
   * acknowledgement that matches nothing, or has expired, is an error.
   *
   * @param ruleId The rule, for example `read-only-root`.
   * @param reason Why, for the reviewer.
   * @param options When it ends.
   */
  public acknowledge(ruleId: string, reason: string, options: AcknowledgeOptions = {}): void {
    const issues = new Issues(`${pathOf(this.scope)}: Guardrails.acknowledge`);
    const known = [...CATALOG, ...customRules.upwards(this.scope).flat()].map(({ id }) => id);
    issues.check(known.includes(ruleId), 'ruleId', `a rule (${known.join(', ')})`, ruleId);
    checkReason(issues, reason);
    const { expires } = options;
    issues.check(
      expires === undefined || (isPlainText(expires) && isDay(expires)),
      'expires',
      'a day as YYYY-MM-DD',
      expires,
    );
    issues.throwIfAny();
    this.record(ruleId, reason, false, expires);
  }

  /**
   * Adds a custom rule for everything below the scope that is guarded.
   *
   * @param rule The rule.
   */
  public add(rule: IGuardrailRule): void {
    const issues = new Issues(`${pathOf(this.scope)}: Guardrails.add`);
    const above = customRules.upwards(this.scope).flat();
    const below = this.scope.node.findAll().flatMap(scope => customRules.get(scope) ?? []);
    const ids = [...CATALOG, ...above, ...below].map(({ id }) => id);
    issues.check(
      isPlainText(rule.id) && /^[a-z][a-z0-9-]{1,40}[a-z0-9]$/.test(rule.id),
      'rule.id',
      'lower-case letters, digits and -',
      rule.id,
    );
    if (ids.includes(rule.id)) {
      issues.add('rule.id', `${rule.id} is taken`);
    }
    issues.throwIfAny();
    Guard.of(this.scope);
    customRules.set(this.scope, [...(customRules.get(this.scope) ?? []), rule]);
  }

  /** @internal An acknowledgement by a prop of the library. */
  public _relax(ruleId: string, reason: string): void {
    this.record(ruleId, reason, true);
  }

  private record(ruleId: string, reason: string, byProp: boolean, expires?: string): void {
    Guard.of(this.scope);
    acknowledgements.set(this.scope, [
      ...(acknowledgements.get(this.scope) ?? []),
      { ruleId, reason, expires, byProp },
    ]);
  }
}
