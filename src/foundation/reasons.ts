import { credentialShape } from './credentials/credentials';
import { isDay, today } from './days';
import { Issues } from './issues';
import { isPlainText } from './names';
import { hasInvisible } from './visible';

const MIN_LENGTH = 10;
const MAX_LENGTH = 256;
const MIN_LETTERS = 8;
const MIN_DIFFERENT_LETTERS = 4;
/** What `reasonText` adds. */
const UNTIL = / ?\(until ([^()]*)\)\.?$/i;
/** Spaces, brackets and dashes of other scripts have become those of ASCII before. */
const END_WORD =
  String.raw`(?<!\p{L})` +
  '(?:until|till?|thru|through|expir(?:e|es|ed|y|ing|ation)|ends?|ending|valid to)' +
  String.raw`(?!\p{L})`;
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}';
const DATE = [
  String.raw`\d{4}[-/.]?\d{1,2}[-/.]?\d{1,2}`,
  String.raw`\d{1,2}[-/. ]{1,2}(?:\d{1,2}|${MONTH})[-/., ]{1,2}\d{4}`,
  String.raw`${MONTH} \d{1,2},? \d{4}`,
].join('|');
/** An end in any spelling: `until 2030-01-01`, `[expires on 1 May 2030]`. */
const ANY_END = new RegExp(`${END_WORD}[^\\p{N}]{0,24}(?:${DATE})`, 'iu');
const DASHES = /[\p{Pd}\u2212]/gu;
const LETTERS = /[\p{L}\p{N}]/gu;
const WORD = /\p{L}[\p{L}\p{M}\p{N}'’-]*\p{L}/gu;
/** Scripts that have no blanks between words. */
const WITHOUT_BLANKS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const STACKED_MARKS = /\p{M}{3}/u;
const ALLOWED = {
  allowed: `one line of ${MIN_LENGTH} to ${MAX_LENGTH} characters that explains the reason`,
  fix: 'words that a reviewer can read, without invisible characters and credentials',
};

/**
 * A reason is read by a reviewer: it must say something, on one line. An end must be yet to come, and written as
 * `reasonText` writes it. One that is many years ahead is as good as none.
 */
export function checkReason(issues: Issues, reason: unknown, prop = 'reason'): void {
  if (issues.check(saysSomething(reason), prop, ALLOWED, reason) && readReason(reason) === undefined) {
    issues.add(
      prop,
      'ends with a day that is over, or that is not written as (until YYYY-MM-DD) at its end',
      'fix the cause or give a new day: (until YYYY-MM-DD)',
    );
  }
}

/** A reason with the last day on which it holds, as annotations have it. */
export function reasonText(reason: string, expires: string | undefined): string {
  return expires === undefined ? reason : `${reason} (until ${expires})`;
}

/** The text of an annotation if it is a reason that counts today: readable, long enough, and not expired or secret. */
export function readReason(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 2 * MAX_LENGTH) {
    return undefined;
  }
  const [end, day] = UNTIL.exec(value) ?? [];
  if (end === undefined || day === undefined) {
    return isEndless(value) ? value : undefined;
  }
  return isEndless(value.slice(0, -end.length)) && isDay(day) && today() <= day ? value : undefined;
}

function isEndless(value: string): boolean {
  return saysSomething(value) && !ANY_END.test(value.normalize('NFKC').replace(DASHES, '-'));
}

function saysSomething(reason: unknown): reason is string {
  return (
    isPlainText(reason) &&
    reason.length >= MIN_LENGTH &&
    reason.length <= MAX_LENGTH &&
    reason === reason.trim() &&
    !/[\t\n]/.test(reason) &&
    !hasInvisible(reason) &&
    !STACKED_MARKS.test(reason) &&
    hasWords(reason) &&
    credentialShape(reason) === undefined
  );
}

function hasWords(reason: string): boolean {
  const letters = reason.toLowerCase().match(LETTERS) ?? [];
  const words = (reason.match(WORD) ?? []).filter(word => new Set(word.toLowerCase()).size > 1);
  return (
    letters.length >= MIN_LETTERS &&
    new Set(letters).size >= MIN_DIFFERENT_LETTERS &&
    (words.length >= 2 || WITHOUT_BLANKS.test(reason))
  );
}
