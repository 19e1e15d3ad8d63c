import { celProblem } from '../../foundation/cel';
import { isMisquotedInYaml, isPlainText } from '../../foundation/names';
import { MISQUOTED } from '../../foundation/reader';

const MAX_LENGTH = 4096;

/** What is wrong with an expression that a user wrote, as a phrase that follows it. */
export function userCelProblem(expression: unknown, expected: 'bool' | 'any'): string | undefined {
  if (!isPlainText(expression)) {
    return 'is not a string';
  }
  if (isMisquotedInYaml(expression)) {
    return MISQUOTED;
  }
  return expression.length > MAX_LENGTH ? `is longer than ${MAX_LENGTH} characters` : celProblem(expression, expected);
}
