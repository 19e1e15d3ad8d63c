import { credentialShape } from '../private/credentials';
import { isAmbiguousInYaml, isMisquotedInYaml, isPlainText } from '../private/names';

export type Json = Readonly<Record<string, unknown>>;

/** Whether a text may stand in an annotation. */
export function annotatable(value: string): boolean {
  return value !== '' && value.length <= 4096 && isPlainText(value) && !isAmbiguousInYaml(value) && !isMisquotedInYaml(value) && credentialShape(value) === undefined;
}
