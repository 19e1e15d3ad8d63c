import { Issues } from './issues';
import { isPlainText } from './names';

/** A reason is read by a reviewer: it must say something, on one line. */
export function checkReason(issues: Issues, reason: unknown, prop = 'reason'): void {
  issues.check(
    isPlainText(reason) && /^\S.{8,254}\S$/u.test(reason),
    prop,
    'one line of 10 to 256 characters that explains the reason',
    reason,
  );
}
