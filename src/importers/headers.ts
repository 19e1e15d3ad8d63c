import { Draft } from './draft';
import { Field } from './field';
import { memberAt, shown } from './texts';
import { REFERENCE, ROTATE } from './values';
import { credentialShape } from '../foundation/credentials/credentials';
import { isWritableKey } from '../foundation/names';
import { isRemoteHeader, isTransportHeader } from '../server/resolve/remote-server';

/** Of those that the transport sets, the ones with a meaning that only a user knows. */
const MEANT = ['cookie', 'origin', 'host'];

/** Headers of a remote server: the value in the store is the whole value of the header. */
export function importHeaders(draft: Draft, remote: string, headers: readonly (readonly [string, Field])[]): void {
  const found = headers.flatMap(([name, field]) => {
    const header = headerOf(draft, remote, name, field);
    return header === undefined ? [] : [[header, entryOf(draft, remote, header, field)] as const];
  });
  if (found.length > 0) {
    const before = draft.remoteValue(remote, 'headers') as object | undefined;
    draft.setRemote(remote, 'headers', { ...before, ...Object.fromEntries(found) });
  }
}

function entryOf(draft: Draft, remote: string, header: string, field: Field): object {
  const at = memberAt(`remoteServers.${remote}.headers`, header);
  const rest = (field.text ?? '').replace(REFERENCE, '').replace(/^(?:bearer|basic|token)?\s*$/i, '');
  field.use(`a secret: ${at}`);
  return draft.storeEntry(remote, at, header, `; it is the whole value of the header${rest === '' ? '' : ROTATE}`);
}

/** The name of a header as app files write it. One that cannot be set is dropped, or a decision; undefined for both. */
export function headerOf(draft: Draft, remote: string, name: string, field: Field): string | undefined {
  const header = name.toLowerCase();
  if (isTransportHeader(header) && !MEANT.includes(header)) {
    field.drop('the transport sets it');
    return undefined;
  }
  if (isRemoteHeader(header) && !isTransportHeader(header) && isWritableKey(header) && !looksSecret(header)) {
    return header;
  }
  field.open('see the decisions');
  const problem = isTransportHeader(header) ? 'is a header that the transport sets' : 'is no name of a header';
  const how = `${shown(name)} ${problem}: write in its place what the server needs, such as authorization`;
  draft.decide(`remoteServers.${remote}.headers`, 'credential', how, true);
  return undefined;
}

function looksSecret(header: string): boolean {
  return credentialShape(header) !== undefined;
}
