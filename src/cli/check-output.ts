import { CheckedFinding, isOpen, objectOf } from './checked-findings';
import { STANDARD_INPUT, Streams } from './io';
import { count, tableOf } from './tables';
import { visibleLine } from '../foundation/visible';
import { loadReport } from '../report/lazy';

/** The forms of what `check` prints, by their names. */
export const CHECK_FORMATS: Readonly<Record<string, (findings: readonly CheckedFinding[], streams: Streams) => void>> =
  {
    text: writeText,
    json: (findings, { out }) => {
      out(`${JSON.stringify(findings.map(jsonOf), undefined, 2)}\n`);
    },
    sarif: (findings, { out }) => {
      out(loadReport().renderSarif(findings, STANDARD_INPUT));
    },
    github: (findings, { out }) => {
      out(findings.filter(isOpen).map(annotationOf).join(''));
    },
  };

function writeText(findings: readonly CheckedFinding[], { out, err }: Streams): void {
  const open = findings.filter(isOpen);
  for (const found of open) {
    const { severity, rule, field, problem, fix } = found.finding;
    out(severity, severity === 'error' ? 'red' : 'yellow');
    out(`${visibleLine(`  ${rule}  ${objectOf(found)}: ${field} ${problem}. Fix: ${fix}`)}\n`);
  }
  if (open.length > 0) {
    const [head, ...rows] = tableOf(['rule', 'errors', 'warnings'], rowsOf(open));
    err(`${head}\n`, 'bold');
    err(rows.map(row => `${row}\n`).join(''));
  }
  err(`${summary(findings, open)}\n`);
}

/** Errors and warnings of each rule. */
function rowsOf(open: readonly CheckedFinding[]): string[][] {
  const rules = [...new Set(open.map(({ finding }) => finding.rule))].sort();
  return rules.map(rule => {
    const of = open.filter(({ finding }) => finding.rule === rule);
    const errors = of.filter(({ finding }) => finding.severity === 'error').length;
    return [rule, String(errors), String(of.length - errors)];
  });
}

function summary(findings: readonly CheckedFinding[], open: readonly CheckedFinding[]): string {
  const errors = open.filter(({ finding }) => finding.severity === 'error').length;
  const acknowledged = findings.filter(({ finding }) => finding.acknowledged !== undefined).length;
  const known = findings.length - open.length - acknowledged;
  const counts = `${count(errors, 'error')}, ${count(open.length - errors, 'warning')}`;
  const [quiet, old] = [
    acknowledged > 0 ? `, ${acknowledged} acknowledged` : '',
    known > 0 ? `, ${known} in the baseline` : '',
  ];
  return `${counts}${quiet}${old}`;
}

function jsonOf({ finding, location, cluster, isKnown }: CheckedFinding): object {
  return { ...finding, cluster, file: location?.file, line: location?.line, baseline: isKnown ? true : undefined };
}

/** A command of GitHub Actions, which shows it beside the line. */
function annotationOf(found: CheckedFinding): string {
  const {
    finding: { severity, rule, field, problem, fix },
    location,
  } = found;
  const place =
    location === undefined || location.file === STANDARD_INPUT
      ? ''
      : `file=${escapedProperty(location.file)},line=${location.line},`;
  const message = escaped(`${objectOf(found)}: ${field} ${problem}. Fix: ${fix}`);
  return `::${severity} ${place}title=${escapedProperty(rule)}::${message}\n`;
}

/** As the toolkit of GitHub Actions escapes them. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
