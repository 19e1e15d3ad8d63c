import { hostProblem } from './host-names';
import { SuffixKind, hasSuffixBelow, suffixKind } from './shared-suffixes';

/** One label, or with `**` any number of them, below a domain: `*foo.com` also matches evilfoo.com. */
const WILDCARD = /^(\*{1,2})\.([^*]+)$/;

/**
 * Why a wildcard of a final manifest stands for names of others, as the rest of a sentence that starts with it. Domains
 * that their owner shares are judged by `sharedSuffix`.
 */
export function wildcardProblem(pattern: string): string | undefined {
  const [, , domain] = WILDCARD.exec(pattern) ?? [];
  if (domain === undefined) {
    return 'matches names of others: write * once, alone, before a domain, as in *.example.com';
  }
  // names of services have underscores, which names of hosts do not
  return hostProblem(`*.${domain.replaceAll('_', 'x')}`, true);
}

/** The domain below which a wildcard covers names of every customer of its owner; undefined where it covers none. */
export function sharedSuffix(pattern: string): string | undefined {
  const [, stars, domain] = WILDCARD.exec(pattern) ?? [];
  if (domain === undefined) {
    return undefined;
  }
  const isShared = suffixKind(domain) === SuffixKind.SHARED || (stars === '**' && hasSuffixBelow(domain));
  return isShared ? domain : undefined;
}
