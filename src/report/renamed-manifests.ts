import { sortedJson } from './field-differences';
import { named } from './name-places';
import { NewNames, TakenNames } from './names';
import { keyOf } from './object-changes';
import { Judged } from './objects';
import { CONFIG_FILE } from '../guardrails/gateway-pods';
import { Json, asObject, asString, getPath, parseObject } from '../guardrails/json';
import { subjectOf } from '../guardrails/judge';

type All = readonly Judged[];

/** What may be a name. */
export const WORD = /[a-z0-9](?:[a-z0-9-]*[a-z0-9])?/g;

/** Every name that manifests have somewhere. */
export function takenBy(all: All): TakenNames {
  const taken = new TakenNames();
  for (const { subject } of all) {
    named(subject.manifest, taken);
  }
  return taken;
}

/** The manifests with new names, and their findings. */
export function renamed(before: All, after: All, names: NewNames | undefined): All {
  if (names === undefined) {
    return before;
  }
  const now = new Map(after.map(({ subject }) => [keyOf(subject.manifest), subject.manifest]));
  return before.map(judged => {
    const { subject, findings, ...others } = judged;
    const manifest = named(subject.manifest, names);
    const { facts, numbers } = subject;
    return {
      ...others,
      subject: subjectOf(asWritten(manifest, now.get(keyOf(manifest))), { facts, numbers }),
      findings: findings.map(finding => ({
        ...finding,
        problem: problemOf(finding.problem, subject.namespace, names),
      })),
    };
  });
}

/** What a rule found is the same, by whatever name it calls it. */
function problemOf(problem: string, namespace: string | undefined, names: NewNames): string {
  return problem.replace(WORD, word => names.object(namespace ?? '', word).name);
}

/** A configuration that says the same is written as the new one is. */
function asWritten(manifest: Json, now: Json | undefined): Json {
  const [old, text] = [manifest, now].map(each => asString(getPath(each, 'data', CONFIG_FILE)));
  if (old === undefined || text === undefined) {
    return manifest;
  }
  const isSame = sortedJson(parseObject(old)) === sortedJson(parseObject(text));
  return isSame ? { ...manifest, data: { ...asObject(manifest.data), [CONFIG_FILE]: text } } : manifest;
}
