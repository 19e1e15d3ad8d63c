import { Field } from './field';
import { Decider } from './field-table';
import { shown } from './texts';

/** What a server speaks. */
export type Spoken = 'stdio' | 'http' | 'sse';

/** The words of formats and clients for it, in lower case and without `-` and `_`. */
const WORDS: ReadonlyMap<string, Spoken> = new Map([
  ['stdio', 'stdio'],
  ['local', 'stdio'],
  ['http', 'http'],
  ['remote', 'http'],
  ['streamable', 'http'],
  ['streamablehttp', 'http'],
  ['httpstream', 'http'],
  ['sse', 'sse'],
  ['httpsse', 'sse'],
]);

/**
 * What a field says that a server speaks; undefined if it says nothing. A word that is not known is HTTP, and a
 * required decision.
 */
function spokenBy(field: Field, decider: Decider, at: string): Spoken | undefined {
  const { text = '' } = field;
  if (text === '') {
    field.use('the transport');
    return undefined;
  }
  const spoken = WORDS.get(text.toLowerCase().replace(/[-_+]/g, ''));
  if (spoken !== undefined) {
    field.use('the transport');
    return spoken;
  }
  field.open('a transport that is not known');
  const how = `${field.path} is ${shown(text)}, which is no transport that is known: write streamable-http or sse`;
  decider.decide(at, 'transport', how, true);
  return 'http';
}

/** The same for a server of an image or a package. */
export function spokenByServer(server: Decider & { readonly sourceKind: string }, field: Field): Spoken | undefined {
  return spokenBy(field, server, server.sourceKind === 'image' ? 'source.image.transport' : 'source');
}

/** The same for a server elsewhere, whose prop it sets. */
export function importTransport(remote: Decider & { set(prop: string, value: unknown): string }, field: Field): void {
  if (spokenBy(field, remote, 'transport') === 'sse') {
    remote.set('transport', 'sse');
  }
}
