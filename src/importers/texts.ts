import { credentialShape } from '../foundation/credentials/credentials';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from '../foundation/names';

export type Json = Readonly<Record<string, unknown>>;

/** A map without the entries that are undefined. */
export function withoutUndefined(map: Json): Json {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

/** Whether a text can be the value of an annotation. */
export function annotatable(value: string): boolean {
  return (
    value !== '' &&
    value.length <= 4096 &&
    isPlainText(value) &&
    !isAmbiguousInYaml(value) &&
    !isMisquotedInYaml(value) &&
    credentialShape(value) === undefined
  );
}
