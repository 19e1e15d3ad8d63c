import { credentialShape } from '../foundation/credentials/credentials';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from '../foundation/names';

export type Json = Readonly<Record<string, unknown>>;

/** Whether a text may stand in an annotation. */
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
