/** Where rules and scanners agree on the mutants, where they may differ, and where they must not. */
import { scannerOf } from './scan.mjs';

const MIN_REASON = 20;

/**
 * What a rule flags, at least one check of each scanner that its data names must flag, and each check that its data
 * names must be raised on some mutant that the rule flags. What a scanner flags, a rule that stands for the check must
 * flag. Exceptions of either kind: `asksMore` is a rule that flags what its scanner lets pass; `asksElse` is a check
 * that no rule stands for.
 */
export function compare(options) {
  return new Comparison(options).run(options.cases);
}

class Comparison {
  problems = [];
  byScanner = {};
  /** Pairs of rule and check that agree on some mutant. */
  proven = new Set();
  /** Mutants of exceptions that were needed, as `kind index title`. */
  used = new Set();

  constructor({ rules, scanners, exceptions }) {
    this.scanners = scanners;
    this.exceptions = exceptions;
    this.checksOf = new Map(rules.map(({ id, scanners: checks }) => [id, checks]));
  }

  run(cases) {
    const sound = cases.filter(({ isSound }) => isSound);
    const mutants = withoutBaseline(cases, sound);
    sound.forEach(one => this.expectClean(one));
    mutants.forEach(mutant => this.compareMutant(mutant));
    this.expectProven();
    this.expectUsed();
    return { problems: this.problems, counts: this.counts(mutants) };
  }

  /** Neither rules nor scanners may flag what is sound. */
  expectClean({ title, rules, checks }) {
    if (rules.length > 0) {
      this.problems.push(`${title}: flagged by ${rules.join(', ')}`);
    }
    for (const check of checks) {
      if (!this.isExcepted('asksElse', title, one => one.check === check)) {
        this.problems.push(`${title}: ${check} flags it`);
      }
    }
  }

  compareMutant({ title, rules, checks }) {
    rules.forEach(rule => this.compareRule(title, rule, checks));
    checks.forEach(check => this.compareCheck(title, check, rules));
    if (rules.length === 0 && checks.length === 0) {
      this.problems.push(`${title}: nothing flags it`);
    }
  }

  /** Each scanner that has a check for a rule must raise one where the rule flags. */
  compareRule(title, rule, checks) {
    const asked = this.comparableChecks(rule);
    for (const scanner of new Set(asked.map(scannerOf))) {
      const raised = asked.filter(check => scannerOf(check) === scanner && checks.includes(check));
      raised.forEach(check => this.proven.add(`${rule} ${check}`));
      if (raised.length > 0) {
        this.count(scanner, 'agreed');
      } else if (this.isExcepted('asksMore', title, one => one.rule === rule && one.scanner === scanner)) {
        this.count(scanner, 'excepted');
      } else {
        this.count(scanner, 'differ');
        this.problems.push(`${title}: rule ${rule} flags it, ${scanner} lets it pass`);
      }
    }
  }

  /** A rule must flag what a check raises. */
  compareCheck(title, check, rules) {
    if (rules.some(rule => this.checksOf.get(rule)?.includes(check))) {
      return;
    }
    if (this.isExcepted('asksElse', title, one => one.check === check)) {
      this.count(scannerOf(check), 'excepted');
      return;
    }
    this.count(scannerOf(check), 'differ');
    this.problems.push(`${title}: ${check} flags it, no rule that flags it stands for that`);
  }

  expectProven() {
    for (const rule of this.checksOf.keys()) {
      for (const check of this.comparableChecks(rule).filter(one => !this.proven.has(`${rule} ${one}`))) {
        this.problems.push(`rule ${rule}: no mutant shows that it stands for ${check}`);
      }
    }
  }

  /** Each exception has a reason, and is needed for each of its mutants. */
  expectUsed() {
    for (const kind of ['asksMore', 'asksElse']) {
      for (const [i, { rule, check = rule, scanner = scannerOf(check), mutants, reason = '' }] of this.exceptions[
        kind
      ].entries()) {
        if (reason.length < MIN_REASON) {
          this.problems.push(`exception of ${check}: must say why`);
        }
        const titles = this.scanners.includes(scanner) ? mutants : [];
        for (const title of titles.filter(one => !this.used.has(`${kind} ${i} ${one}`))) {
          this.problems.push(`exception of ${check} for "${title}" is not needed`);
        }
      }
    }
  }

  comparableChecks(rule) {
    return (this.checksOf.get(rule) ?? []).filter(check => this.scanners.includes(scannerOf(check)));
  }

  isExcepted(kind, title, matches) {
    const list = this.exceptions[kind];
    const found = list.find(one => matches(one) && one.mutants.includes(title));
    if (found !== undefined) {
      this.used.add(`${kind} ${list.indexOf(found)} ${title}`);
    }
    return found !== undefined;
  }

  count(scanner, what) {
    (this.byScanner[scanner] ??= { agreed: 0, excepted: 0, differ: 0 })[what] += 1;
  }

  counts(mutants) {
    const sum = what => Object.values(this.byScanner).reduce((total, each) => total + each[what], 0);
    const flagged = mutants.filter(({ rules }) => rules.length > 0).length;
    return { byScanner: this.byScanner, agreed: sum('agreed'), excepted: sum('excepted'), flagged };
  }
}

/** The mutants, without checks that the sound manifests of their variant raise too. */
function withoutBaseline(cases, sound) {
  const baseline = new Map(sound.map(({ variant, checks }) => [variant, checks]));
  return cases
    .filter(({ isSound }) => !isSound)
    .map(mutant => ({
      ...mutant,
      checks: mutant.checks.filter(check => !baseline.get(mutant.variant)?.includes(check)),
    }));
}
