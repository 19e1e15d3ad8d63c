/** Reads what the program that runs the scanners prints: one heading for each scanner, one line for each finding. */
import { spawnSync } from 'node:child_process';

const HEADING = /^== (.+): (\d+)$/;
const LINE = /^ {2}(\S+)(?: (?:CRITICAL|WARNING|warning|HIGH|MEDIUM|LOW|ERROR|restricted))*\s+(.*)$/;
/** Scanners whose ids no rule has yet: what stands for them here are the checks of them under `extra`. */
const NOT_COMPARED = /^(kube-linter|polaris|kubesec)\b/;
/** Objects of a mutant have its name, or one that begins with it. */
const SUBJECT = /\bm\d{3}(?![0-9])/;

export function scannerOf(check) {
  return check.slice(0, check.indexOf(':'));
}

/** Every finding, with the object that the scanner names, and the scanners that ran. */
export function findingsOf(program, files) {
  const { status, stdout, stderr, error } = spawnSync(program, files, {
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined || ![0, 1].includes(status) || !/^TOTAL findings:/m.test(stdout)) {
    throw new Error(`the scanners could not run: ${error ?? `${stdout}\n${stderr}`.slice(-2000)}`);
  }
  const [scanners, notCompared, findings] = [new Set(), new Set(), []];
  let section = '';
  for (const line of stdout.split('\n')) {
    const heading = HEADING.exec(line);
    if (heading !== null) {
      section = heading[1];
      if (NOT_COMPARED.test(section)) {
        notCompared.add(section.split(' ')[0]);
        continue;
      }
      for (const scanner of ranUnder(section)) {
        scanners.add(scanner);
      }
      continue;
    }
    const found = LINE.exec(line);
    if (found !== null) {
      findings.push({ section, check: checkOf(section, found[1]), id: found[1], about: found[2] });
    }
  }
  return { findings, scanners, notCompared: [...notCompared] };
}

/** Every check that was raised, by the name of the mutant, and the scanners that ran. */
export function checksBySubject(program, files) {
  const { findings, scanners, notCompared } = findingsOf(program, files);
  const compared = findings.filter(({ section, check }) => check !== undefined && !NOT_COMPARED.test(section));
  const bySubject = new Map();
  for (const { check, about } of compared) {
    scanners.add(scannerOf(check));
    const name = SUBJECT.exec(about)?.[0] ?? '';
    bySubject.set(name, [...new Set([...(bySubject.get(name) ?? []), check])].sort());
  }
  return { bySubject, all: compared.map(({ check }) => check), scanners: [...scanners].sort(), notCompared };
}

/** The names that the rules use: `<scanner>:<check>`. */
function checkOf(section, id) {
  if (section.startsWith('kubeconform')) {
    return 'kubeconform:schema';
  }
  // what is refused is named with its value: runAsNonRoot-!=-true
  if (section.startsWith('pod security')) {
    return `pod-security:restricted/${id.replace(/(-!=|=).*$/, '')}`;
  }
  if (section === 'ksv') {
    return `trivy:${id}`;
  }
  // rules of other scanners under their names; what begins with own/ asks for more than any scanner does
  if (section === 'extra') {
    return id.startsWith('own/') ? undefined : id.replace('/', ':');
  }
  return `${section.split(' ')[0]}:${id}`;
}

function ranUnder(section) {
  if (section === 'extra') {
    return ['kube-linter', 'polaris'];
  }
  return [scannerOf(checkOf(section, ''))];
}
