import { celFindings } from './agentgateway-fields';
import { asArray, asInteger, getPath } from './json';
import { Finding, findingUnless } from './rule';

/** Answers that the gateway gives itself: refusals of some requests, or no server would ever be asked. */
export function responseFindings(field: string, responses: unknown): Finding[] {
  return asArray(getPath(responses, 'conditional')).flatMap((response, i) => {
    const [place, status] = [`${field}.conditional[${i}]`, asInteger(getPath(response, 'status'))];
    return [
      ...celFindings(`${place}.condition`, getPath(response, 'condition')),
      ...findingUnless(
        getPath(response, 'condition') !== undefined,
        `${place}.condition`,
        'is missing: no request would reach a server',
      ),
      ...findingUnless(
        status !== undefined && status >= 400 && status < 500,
        `${place}.status`,
        'must be in 400-499: clients would take anything else for the answer or the outage of a server',
      ),
    ];
  });
}
