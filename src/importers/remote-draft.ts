import { Draft } from './draft';
import { Filtered } from './tool-filter';

/** A remote server of the app file, part by part. */
export class RemoteDraft implements Filtered {
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
