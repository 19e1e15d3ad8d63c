import { createHash } from 'crypto';
import { Manifest } from '../../../util/app';
import { Caller, Request } from '../request';
import { hasEnded, listOf } from './evaluator';

type Claims = Readonly<Record<string, unknown>>;

/** The variables of rules, besides those about callers. */
export function variablesOf({ use, server: target, name }: Request): Manifest {
  switch (use) {
    case 'prompt':
      return { mcp: { prompt: { name, target } } };
    case 'resource':
      return { mcp: { resource: { name, target, uri: name } } };
    default:
      return { mcp: { tool: { name, target } } };
  }
}

/** What the verification of tokens does: a claim that is not required and missing passes. */
export function verified(
  { token }: Caller,
  { issuer, audiences, required }: { issuer: string; audiences: string[]; required: string[] },
): Claims | undefined {
  if (token === undefined || hasEnded(token) || required.some(claim => token[claim] === undefined)) {
    return undefined;
  }
  const isIssued = token.iss === undefined || token.iss === issuer;
  const isMeant =
    token.aud === undefined || listOf(token.aud).some(one => audiences.some(audience => audience === one));
  return isIssued && isMeant ? token : undefined;
}

/** The client whose key it is. */
export function clientOf({ key }: Caller, keys: readonly Manifest[]): string | undefined {
  const hash = key === undefined ? undefined : `sha256:${createHash('sha256').update(key).digest('hex')}`;
  return keys.find(({ keyHash }) => keyHash === hash)?.metadata.client;
}
