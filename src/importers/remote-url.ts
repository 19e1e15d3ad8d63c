import { machineValue } from './client-machine';
import { Decider } from './field-table';
import { Json } from './texts';
import { credentialShape } from '../foundation/credentials/credentials';
import { hostProblem } from '../foundation/net/host-names';
import { isRemoteUrl } from '../server/resolve/remote-server';

/** What is left of the URL of a remote server without the parts that may be credentials. */
interface RemoteUrl {
  /** undefined: no gateway can use it. */
  readonly url?: string;
  /** It had a user, a query or a fragment. */
  readonly wasCut: boolean;
  /** It is that of a Service of the cluster. */
  readonly isService: boolean;
}

/** The URL without user, query and fragment. */
function remoteUrl(text: string): RemoteUrl {
  const [, scheme = '', user, rest = ''] = /^([a-z]+:\/\/)([^/\s]*@)?([^?#]*)/i.exec(text) ?? [];
  const url = `${scheme}${rest}`;
  const [, host = ''] = /^https?:\/\/([^/:\s${}]+)(?::\d{1,5})?(?:\/[^\s${}]*)?$/.exec(url) ?? [];
  const isService = /^[a-z0-9.-]+\.svc(?:\.cluster\.local)?$/.test(host);
  const isSafe = url.startsWith('https://') ? hostProblem(host) === undefined : false;
  return {
    url: (isService || isSafe) && isRemoteUrl(url) && credentialShape(url) === undefined ? url : undefined,
    wasCut: user !== undefined || /[?#]/.test(text),
    isService,
  };
}

/** The prop `url` of a remote server, and decisions about what is missing. */
export function withRemoteUrl(decider: Decider, at: string, text: string): Json {
  const { url, wasCut, isService } = remoteUrl(text);
  if (wasCut) {
    decider.decide(
      `${at}.url`,
      'credential',
      'its URL had a user, a query or a fragment, which may hold a credential and was left out: use a header',
    );
  }
  const machine = machineValue('url', text, { ofClient: false });
  if (machine?.kind === 'address' || url === undefined) {
    const how =
      machine?.kind === 'address'
        ? `it ${machine.how}; if the server is to run in the cluster, import its image or package instead`
        : 'write the whole https URL, without variables and credentials; ' +
          'for a Service of the cluster http://NAME.NAMESPACE.svc:PORT/PATH';
    decider.decide(`${at}.url`, 'value', how, true);
    return {};
  }
  if (isService) {
    decider.decide(
      `${at}.egress`,
      'peer',
      'a Service is reached by the labels of its pods: { toPods: { namespace, labels, port } }',
      true,
    );
  }
  return { url };
}
