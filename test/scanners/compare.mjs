/** Where rules and scanners agree on the mutants, where they may differ, and where they must not. */
import { scannerOf } from './scan.mjs';

/**
 * What a rule flags, at least one check of each scanner that its data names must flag, and each check that its data names must be raised on some
 * mutant that the rule flags. What a scanner flags, a rule that stands for the check must flag. Exceptions of either kind: `asksMore` is a rule
 * that flags what its scanner lets pass; `asksElse` is a check that no rule stands for.
 */
export function compare({ cases, rules, scanners, exceptions: { asksMore, asksElse } }) {
  const known = new Map(rules.map(({ id, scanners: checks }) => [id, checks]));
  const baseline = new Map(cases.filter(({ isSound }) => isSound).map(({ variant, checks }) => [variant, checks]));
  const mutants = cases
    .filter(({ isSound }) => !isSound)
    .map(mutant => ({
      ...mutant,
      checks: mutant.checks.filter(check => !baseline.get(mutant.variant)?.includes(check)),
    }));
  const [used, problems, proven, byScanner] = [new Set(), [], new Set(), {}];
  const count = (scanner, what) => {
    (byScanner[scanner] ??= { agreed: 0, excepted: 0, differ: 0 })[what] += 1;
  };
  const excuse = (list, title, matches) => {
    const found = list.find(one => matches(one) && one.mutants.includes(title));
    if (found !== undefined) {
      used.add(`${list === asksMore ? 'more' : 'else'} ${list.indexOf(found)} ${title}`);
    }
    return found !== undefined;
  };

  for (const { title, rules: flagged, checks } of cases.filter(({ isSound }) => isSound)) {
    if (flagged.length > 0) {
      problems.push(`${title}: flagged by ${flagged.join(', ')}`);
    }
    for (const check of checks) {
      if (!excuse(asksElse, title, one => one.check === check)) {
        problems.push(`${title}: ${check} flags it`);
      }
    }
  }
  for (const { title, rules: flagged, checks } of mutants) {
    for (const rule of flagged) {
      const asked = (known.get(rule) ?? []).filter(check => scanners.includes(scannerOf(check)));
      for (const scanner of new Set(asked.map(scannerOf))) {
        const raised = asked.filter(check => scannerOf(check) === scanner && checks.includes(check));
        for (const check of raised) {
          proven.add(`${rule} ${check}`);
        }
        if (raised.length > 0) {
          count(scanner, 'agreed');
          continue;
        }
        if (excuse(asksMore, title, one => one.rule === rule && one.scanner === scanner)) {
          count(scanner, 'excepted');
          continue;
        }
        count(scanner, 'differ');
        problems.push(`${title}: rule ${rule} flags it, ${scanner} lets it pass`);
      }
    }
    for (const check of checks) {
      if (flagged.some(rule => known.get(rule)?.includes(check))) {
        continue;
      }
      if (excuse(asksElse, title, one => one.check === check)) {
        count(scannerOf(check), 'excepted');
        continue;
      }
      count(scannerOf(check), 'differ');
      problems.push(`${title}: ${check} flags it, no rule that flags it stands for that`);
    }
    if (flagged.length === 0 && checks.length === 0) {
      problems.push(`${title}: nothing flags it`);
    }
  }
  for (const [rule, checks] of known) {
    for (const check of checks.filter(one => scanners.includes(scannerOf(one)) && !proven.has(`${rule} ${one}`))) {
      problems.push(`rule ${rule}: no mutant shows that it stands for ${check}`);
    }
  }
  for (const list of [asksMore, asksElse]) {
    for (const [
      i,
      { rule, check = rule, scanner = scannerOf(check), mutants: excused, reason = '' },
    ] of list.entries()) {
      if (reason.length < 20) {
        problems.push(`exception of ${check}: must say why`);
      }
      for (const title of excused.filter(
        name => scanners.includes(scanner) && !used.has(`${list === asksMore ? 'more' : 'else'} ${i} ${name}`),
      )) {
        problems.push(`exception of ${check} for "${title}" is not needed`);
      }
    }
  }
  const sum = what => Object.values(byScanner).reduce((total, each) => total + each[what], 0);
  const flagged = mutants.filter(mutant => mutant.rules.length > 0).length;
  return { problems, counts: { byScanner, agreed: sum('agreed'), excepted: sum('excepted'), flagged } };
}
