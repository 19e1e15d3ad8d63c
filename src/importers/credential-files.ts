import { secretLikeName } from '../foundation/credentials/credentials';

const CREDENTIALS =
  /\.(?:pem|key|p12|pfx|jks|kubeconfig|env)$|^\.env|^kubeconfig$|^\.(?:netrc|npmrc|pgpass)$|^id_[a-z0-9]+$/i;
const NAMES = /credential|service[-_]?account|secret|password|token/i;

/** Whether a file has the name of one that holds credentials. */
export function credentialFileName(name: string): boolean {
  return CREDENTIALS.test(name) || NAMES.test(name) || secretLikeName(name.replace(/\.[^.]*$/, ''));
}
