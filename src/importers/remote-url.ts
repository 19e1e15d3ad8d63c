import { credentialShape } from '../foundation/credentials/credentials';
import { hostProblem } from '../foundation/net/host-names';

/** What is left of the URL of a remote server without the parts that may be credentials. */
export interface RemoteUrl {
  /** undefined: no gateway can use it. */
  readonly url?: string;
  /** It had a user, a query or a fragment. */
  readonly wasCut: boolean;
  /** It is that of a Service of the cluster. */
  readonly isService: boolean;
}

/** The URL without user, query and fragment. */
export function remoteUrl(text: string): RemoteUrl {
  const [, scheme = '', user, rest = ''] = /^([a-z]+:\/\/)([^/\s]*@)?([^?#]*)/i.exec(text) ?? [];
  const url = `${scheme}${rest}`;
  const [, host = ''] = /^https?:\/\/([^/:\s${}]+)(?::\d{1,5})?(?:\/[^\s${}]*)?$/.exec(url) ?? [];
  const isService = /^[a-z0-9.-]+\.svc(?:\.cluster\.local)?$/.test(host);
  const isSafe = url.startsWith('https://') ? hostProblem(host) === undefined : false;
  return {
    url: (isService || isSafe) && credentialShape(url) === undefined ? url : undefined,
    wasCut: user !== undefined || /[?#]/.test(text),
    isService,
  };
}
