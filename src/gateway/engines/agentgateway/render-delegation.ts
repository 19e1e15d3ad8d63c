import { nonEmpty } from '../../../foundation/non-empty';
import { Delegation, TokenEndpoint } from '../../../secrets/delegation';
import { OAuthClient } from '../../../secrets/oauth-client-auth';
import { clientFile } from '../credentials';

type Part = Readonly<Record<string, unknown>>;

/** The caller's token, which the gateway has taken out of the request when it verified it. */
const VERIFIED_TOKEN = 'jwt.rawToken.unredacted()';

/** How agentgateway gets a token for a server in the name of the caller. */
export function renderDelegation(prefix: string, delegation: Delegation): Part {
  const { audience, scopes } = delegation;
  if (delegation.kind === 'tokenExchange') {
    return {
      oauthTokenExchange: {
        ...renderEndpoint(delegation.endpoint, clientFile(prefix, 0)),
        subjectToken: { source: { expression: VERIFIED_TOKEN } },
        audiences: [audience],
        scopes: nonEmpty([...scopes]),
      },
    };
  }
  const { identityProvider, authorizationServer, idTokenHeader, resources } = delegation;
  return {
    crossAppAccess: {
      identityProvider: renderEndpoint(identityProvider, clientFile(prefix, 0)),
      resourceAuthorizationServer: renderEndpoint(authorizationServer, clientFile(prefix, 1)),
      audience,
      resources: nonEmpty([...resources]),
      scopes: nonEmpty([...scopes]),
      subjectToken: { source: { header: { name: idTokenHeader } } },
    },
  };
}

function renderEndpoint({ host, port, path, clientAuth }: TokenEndpoint, file: string): Part {
  return {
    host: `${host}:${port}`,
    path,
    policies: { backendTLS: {} },
    clientAuth: renderClient(clientAuth._client, file),
  };
}

function renderClient(client: OAuthClient, file: string): Part {
  const { method, id: clientId } = client;
  if (client.method !== 'privateKeyJwt') {
    return { method, clientId, clientSecret: { file } };
  }
  const { algorithm: alg, keyId: kid, audience: assertionAudience } = client;
  return { method, clientId, signingKey: { file }, alg, kid, assertionAudience };
}
