import { Draft } from './draft';
import { Field } from './field';
import { Filtered } from './tool-filter';

/** A remote server of the app file, part by part. */
export class RemoteDraft implements Filtered {
  /** The remote server of a resource; undefined, with an issue, if it has no URL. */
  public static ofResource(draft: Draft, name: string, url: Field, nameField: Field): RemoteDraft | undefined {
    if (url.text === undefined) {
      url.refuse('must be the URL of the remote server');
      return undefined;
    }
    const remote = new RemoteDraft(draft, draft.remote(name, url));
    url.use(`${remote.at}.url`);
    nameField.use(remote.at);
    return remote;
  }

  public readonly at: string;

  public constructor(
    public readonly draft: Draft,
    public readonly name: string,
  ) {
    this.at = `remoteServers.${name}`;
  }

  public decide(at: string, what: string, how: string, required = false): void {
    this.draft.decide(at === '' ? this.at : `${this.at}.${at}`, what, how, required);
  }

  public set(prop: string, value: unknown): string {
    this.draft.setRemote(this.name, prop, value);
    return `${this.at}.${prop}`;
  }
}
