import { credentialInArguments, credentialInText } from '../foundation/credentials/literals';
import { commandsOfScript } from '../foundation/shell-words';

const MAX_LENGTH = 20_000;

/** Whether a text of several words, such as a script or the options of a program, has a credential in it. */
export function hasCredential(text: string): boolean {
  if (!/\s/.test(text.trim())) {
    return /[=?&]/.test(text) && credentialInArguments(text.split(/[?&;]/)) !== undefined;
  }
  if (credentialInText(text) !== undefined) {
    return true;
  }
  const script = text.slice(0, MAX_LENGTH);
  return [...commandsOfScript(script), script.split(/\s+/)].some(words => credentialInArguments(words) !== undefined);
}
