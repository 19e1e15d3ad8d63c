import { TOKENS } from './credential-shapes';

const LOOKAHEAD = /^(.*?)\(\?=((?:\[[^\]]*\]|[^()])*)\)(.*)$/;
/** RE2 allows at most 1000 repetitions. */
const LONG_RUN = /\{(\d+),\d{4,}\}/g;
const START = '(?:^|[^A-Za-z0-9])';
/** `scheme://user:password@host`, unless a variable stands for the password. */
const URL_WITH_PASSWORD = '^[a-z][a-z0-9+.-]*://[^/\\s:@]*:[^/\\s:@$({]+@';

/**
 * The formats of tokens as RE2, the regular expressions of the API server, which has no lookaround. A string is a
 * credential when it matches every pattern of one of the lists. Slightly wider than the originals: what follows a token
 * is not checked.
 */
export function credentialPatterns(): string[][] {
  const all = alternatives();
  return [
    [`${START}(?:${all.filter(one => !LOOKAHEAD.test(one)).join('|')})`],
    ...all.flatMap(one => {
      const [, before, condition, after] = LOOKAHEAD.exec(one) ?? [];
      return condition === undefined ? [] : [[`${START}${before}${condition}`, `${START}${before}${after}`]];
    }),
    [URL_WITH_PASSWORD],
  ];
}

function alternatives(): string[] {
  return TOKENS.flatMap(([{ source }]) => split(source)).map(one =>
    one
      .replace(/\(\?<?!(?:\[[^\]]*\]|[^()])*\)/g, '')
      .replace(/\(\?<=(?:\[[^\]]*\]|[^()])*\)/g, '')
      .replace(LONG_RUN, '{$1,}')
      .replaceAll('\\/', '/'),
  );
}

/** The alternatives of a pattern at its top level, outside of groups and character classes. */
function split(source: string): string[] {
  const parts = [''];
  let [depth, inClass] = [0, false];
  for (const [token] of source.matchAll(/\\.|./gs)) {
    if (token === '[') {
      inClass = true;
    }
    if (token === ']') {
      inClass = false;
    }
    if (!inClass && token === '(') {
      depth += 1;
    }
    if (!inClass && token === ')') {
      depth -= 1;
    }
    if (token === '|' && depth === 0 && !inClass) {
      parts.push('');
    } else {
      parts[parts.length - 1] += token;
    }
  }
  return parts;
}
