import { plainYaml } from './plain-yaml';
import { composeDocuments } from './yaml-documents';
import { yamlProblem } from './yaml-problems';

/** More aliases than any manifest has: a text may not grow without bounds by them. */
const MAX_ALIASES = 100;
const MARK = '\n---';
const AFTER_MARK = /[ \t\r\n]/;
const PLAIN_MARK = /^--- *\n/;
/** A directive is about the documents after it too. */
const DIRECTIVE = /(?:^|\n)\ufeff?%/;

/** A document among manifests. */
export interface ManifestDocument {
  readonly value: unknown;
  /** The line on which it starts, from 1: that of its mark, if it has one. */
  readonly line: number;
}

/**
 * The documents of a text of YAML 1.1, which is what tools of Kubernetes take it for. One of nothing but comments is
 * left out. An error tells its place in the text.
 */
export function manifestDocuments(source: string): ManifestDocument[] {
  const whole = { text: source, line: 1 };
  if (DIRECTIVE.test(source)) {
    return parsed(whole);
  }
  const parts = partsOf(source);
  try {
    return parts.flatMap(part => {
      const value = plainYaml(part.text.replace(PLAIN_MARK, ''));
      return value === undefined ? parsed(part) : [{ value, line: part.line }];
    });
  } catch {
    return parsed(whole);
  }
}

/** A part of a text, and the line on which it starts. */
interface Part {
  readonly text: string;
  readonly line: number;
}

/** One part for each mark, and what stands before the first. */
function partsOf(source: string): Part[] {
  const parts: Part[] = [];
  let [start, line] = [0, 1];
  for (const end of [...marksOf(source), source.length]) {
    const text = source.slice(start, end);
    parts.push({ text, line });
    line += lineEnds(text);
    start = end;
  }
  return parts;
}

function marksOf(source: string): number[] {
  const marks: number[] = [];
  for (let at = source.indexOf(MARK); at !== -1; at = source.indexOf(MARK, at + 1)) {
    const after = at + MARK.length;
    if (after === source.length || AFTER_MARK.test(source[after])) {
      marks.push(at + 1);
    }
  }
  return marks;
}

/** How many lines end in a text. */
export function lineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    count += 1;
  }
  return count;
}

function parsed({ text, line }: Part): ManifestDocument[] {
  let [read, here] = [0, line];
  return composeDocuments(text, { version: '1.1', merge: false, uniqueKeys: true }).flatMap(document => {
    const [problem] = document.errors;
    if (problem !== undefined) {
      throw new Error(yamlProblem(problem));
    }
    const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES });
    here += lineEnds(text.slice(read, document.range[0]));
    [read] = document.range;
    // charts leave documents with nothing but comments
    return value === null || value === undefined ? [] : [{ value, line: here }];
  });
}
