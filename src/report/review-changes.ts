import { Change } from './change';
import { Comparison } from './comparison';
import { ServerPosture } from './posture';
import { REVIEWS_ANNOTATION } from '../foundation/labels';
import { Json, asArray, asObject, asString, getPath, parseObject } from '../guardrails/json';

/** What was reviewed of each tool of a server, where it is known. */
export type ToolReviews = Json;

/** The reviews that a workload's annotation holds. */
export function toolReviewsIn(manifest: Json): ToolReviews {
  return parseObject(asString(getPath(manifest, 'metadata', 'annotations', REVIEWS_ANNOTATION)) ?? '') ?? {};
}

/** What differs in the tools that somebody has reviewed: what models read of them, and what they may be given. */
export function reviewChanges(pair: Comparison<ServerPosture>, before: ToolReviews, after: ToolReviews): Change[] {
  const [was, is] = [pair.before.tools, pair.after.tools];
  if (was?.hash === is?.hash) {
    return [];
  }
  if (was?.hash === undefined || is?.hash === undefined) {
    return [
      was?.hash === undefined
        ? change(pair, 'narrowed', 'the tools are reviewed now')
        : change(pair, 'widened', 'the tools are no longer reviewed'),
    ];
  }
  const texts = toolTexts(before, after);
  return (texts.length > 0 ? texts : ['a reviewed tool changed: its description, schema or annotations']).map(text =>
    change(pair, 'widened', text),
  );
}

/** Tools that are new or gone are told by the list of those that pass. */
function toolTexts(before: ToolReviews, after: ToolReviews): string[] {
  return Object.entries(after).flatMap(([name, is]) =>
    Object.hasOwn(before, name) ? toolText(name, asObject(before[name]), asObject(is)) : [],
  );
}

function toolText(name: string, was: Json, is: Json): string[] {
  const [old, now] = [was, is].map(review => asArray(review.arguments).map(String));
  const parts = [
    ...['description', 'schema', 'hints'].filter(part => was[part] !== is[part]),
    ...now.filter(argument => !old.includes(argument)).map(argument => `new argument ${argument}`),
    ...old.filter(argument => !now.includes(argument)).map(argument => `argument ${argument} is gone`),
  ];
  return parts.length === 0 ? [] : [`the reviewed tool ${name} changed: ${parts.join(', ')}`];
}

function change({ subject }: Comparison<ServerPosture>, weight: Change['weight'], text: string): Change {
  return { weight, subject, kind: 'tools-hash-changed', text };
}
