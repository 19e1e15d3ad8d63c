import { IConstruct } from 'constructs';
import { Acknowledgement, acknowledgements } from './acknowledgement';
import { CATALOG, currentId } from './catalog';
import { Guard } from './guard';
import { IGuardrailRule } from './guardrail-rule';
import { PATCHED_RULE } from './patches/patched';
import { isPointer } from './patches/pointer';
import { customRules, ruleSettings } from './rule-context';
import { RuleSettings } from './rule-settings';
import { isDay } from '../foundation/days';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { isInstance } from '../foundation/reader';
import { checkReason } from '../foundation/reasons';
import { pathOf } from '../foundation/scopes';

/** How long an acknowledgement holds, and for what. */
export interface AcknowledgeOptions {
  /**
   * The last day on which it holds, as `YYYY-MM-DD` in UTC. After it synth fails.
   *
   * @default - it holds for good
   */
  readonly expires?: string;

  /**
   * JSON pointers of the fields that it holds for, and what is below them, for example `/spec/egress/1`. `/KIND/NAME`
   * is an object that was removed. Required for the rule `patched`.
   *
   * @default - all fields in which the rule is broken; an error for the rule `patched`
   */
  readonly paths?: string[];
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
   * @param options When it ends, and which fields it holds for.
   */
  public acknowledge(ruleId: string, reason: string, options: AcknowledgeOptions = {}): void {
    const issues = new Issues(`${pathOf(this.scope)}: Guardrails.acknowledge`);
    const known = [...CATALOG, ...customRules.upwards(this.scope).flat()].map(({ id }) => id);
    const id = currentId(ruleId);
    issues.check(known.includes(id), 'ruleId', `a rule (${known.join(', ')})`, ruleId);
    checkReason(issues, reason);
    const { expires, paths } = options;
    issues.check(
      expires === undefined || (isPlainText(expires) && isDay(expires)),
      'expires',
      'a day as YYYY-MM-DD',
      expires,
    );
    checkPaths(issues, id, paths);
    issues.throwIfAny();
    this.record({ ruleId: id, reason, expires, paths, byProp: false });
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
    const ids = [
      ...CATALOG.flatMap(({ id, formerly = [] }) => [id, ...formerly]),
      ...[...above, ...below].map(({ id }) => id),
    ];
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

  /**
   * Sets the numbers of a rule for everything below the scope. The nearest scope wins.
   *
   * @param settings Made by `RuleSettings`; docs/rules.md names the factory of each rule that has one.
   */
  public configure(settings: RuleSettings): void {
    const issues = new Issues(`${pathOf(this.scope)}: Guardrails.configure`);
    issues.check(isInstance(settings, RuleSettings), 'settings', 'made by RuleSettings', settings);
    issues.throwIfAny();
    Guard.of(this.scope);
    ruleSettings.set(this.scope, [...(ruleSettings.get(this.scope) ?? []), settings]);
  }

  /** @internal An acknowledgement by a prop of the library. */
  public _relax(ruleId: string, reason: string): void {
    this.record({ ruleId, reason, byProp: true });
  }

  private record(acknowledgement: Acknowledgement): void {
    Guard.of(this.scope);
    acknowledgements.set(this.scope, [...(acknowledgements.get(this.scope) ?? []), acknowledgement]);
  }
}

/** What was changed for one purpose must not cover what is changed later for another. */
function checkPaths(issues: Issues, ruleId: string, paths: unknown): void {
  issues.check(
    ruleId !== PATCHED_RULE.id || paths !== undefined,
    'paths',
    `given for the rule ${PATCHED_RULE.id}: the JSON pointers that its errors name`,
    paths,
  );
  issues.check(
    paths === undefined || (Array.isArray(paths) && paths.length > 0 && paths.every(isPointer)),
    'paths',
    'a list of JSON pointers, for example /spec/egress/1',
    paths,
  );
}
