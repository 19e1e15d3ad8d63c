import { Field } from './field';
import { ServerDraft } from './server-draft';
import { withMember } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';
import { isCleanAbsolutePath, isDataKey, isDnsSubdomain, isWritableKey } from '../foundation/names';

/* ConfigMaps and Secrets that exist in the cluster: an input names them, and does not say what is in them. */

/** The name of an object of the cluster, if it can be one and shows no credential. */
export function objectName({ text }: Field): string | undefined {
  return text !== undefined && isDnsSubdomain(text) && credentialShape(text) === undefined ? text : undefined;
}

/** A key of a ConfigMap or Secret, if it can be one and shows no credential. */
export function dataKey(text: string | undefined): string | undefined {
  return text !== undefined && isDataKey(text) && isWritableKey(text) && credentialShape(text) === undefined
    ? text
    : undefined;
}

/** The path of a file or folder in a container, without a slash at its end. */
export function cleanPath(text: string | undefined): string | undefined {
  const path = text?.replace(/(?<=[^/])\/+$/, '');
  return path !== undefined && isCleanAbsolutePath(path) && credentialShape(path) === undefined ? path : undefined;
}

/** Adds an entry to a prop that is a map. Returns its place in the app file. */
export function setEntry(server: ServerDraft, prop: string, key: string, value: unknown): string {
  server.set(prop, withMember(server.get(prop), key, value));
  return `${server.at}.${prop}.${key}`;
}

/** What a server needs of objects whose keys the input does not list: one decision for each prop. */
export class OpenObjects {
  private readonly byProp = new Map<
    string,
    { readonly what: string; readonly how: string; readonly needs: string[] }
  >();

  public constructor(private readonly server: ServerDraft) {}

  /** Leaves a field open; `need` says what it brings in. */
  public add(
    field: Field,
    prop: string,
    { what, how }: { readonly what: string; readonly how: string },
    need: string,
  ): void {
    field.open('see the decisions');
    const known = this.byProp.get(prop) ?? { what, how, needs: [] };
    known.needs.push(`${field.path} ${need}`);
    this.byProp.set(prop, known);
  }

  public decide(): void {
    for (const [prop, { what, how, needs }] of this.byProp) {
      this.server.decide(prop, what, `${needs.join('; ')}: ${how}`, true);
    }
  }
}
