import { RemoteMcpServerBody } from './crds-kagent';
import { SecretSource } from '../secrets/secret-source';
import { GatewayAuthKind } from './settings/auth-options';
import { KagentServerOptions } from './settings/kagent';
import { Issues, show } from '../foundation/issues';
import { isDnsSubdomain, isPlainText } from '../foundation/names';
import { PropNames, Reader, isInstance } from '../foundation/reader';
import { checkNamespace } from '../server/resolve/metadata';

const OPTIONS: PropNames<KagentServerOptions> = {
  description: true,
  namespace: true,
  authorization: true,
  server: true,
  name: true,
};

export interface KagentContext {
  readonly where: string;
  readonly gateway: string;
  readonly namespace: string;
  readonly auth: GatewayAuthKind;
  readonly requestSeconds: number;
  /** The address of one server, or of all. */
  readonly urlOf: (server: KagentServerOptions['server']) => string | undefined;
}

export interface KagentServerSpec {
  readonly name: string;
  readonly namespace: string;
  readonly body: RemoteMcpServerBody;
}

export function resolveKagentServer(input: KagentServerOptions, context: KagentContext): KagentServerSpec {
  const issues = new Issues(context.where);
  const reader = new Reader(issues);
  const options = reader.struct(input, OPTIONS);
  const { description, authorization, server } = options;
  if (reader.checkText(description, 'description')) {
    issues.check(description.trim() !== '', 'description', 'a string for the agents', description);
  }
  const name = options.name ?? (server === undefined ? context.gateway : `${context.gateway}-${server.name}`);
  issues.check(
    isPlainText(name) && isDnsSubdomain(name),
    'name',
    'a DNS subdomain name of at most 253 characters',
    name,
  );
  const namespace = checkNamespace(issues, options.namespace ?? context.namespace);
  const secret = resolveSecret(issues, authorization, context.auth, namespace);
  const url = context.urlOf(server);
  if (url === undefined) {
    issues.add(
      'server',
      'is missing: the gateway has no address of all servers',
      'addKagentServer(id, { server }) for each, or GatewayRoutes.mixed()',
    );
  }
  issues.throwIfAny();
  return {
    name,
    namespace,
    body: {
      description,
      protocol: 'STREAMABLE_HTTP',
      url: url ?? '',
      timeout: `${context.requestSeconds}s`,
      headersFrom: secret && [{ name: headerOf(context.auth), valueFrom: { type: 'Secret', ...secret } }],
    },
  };
}

/** An agent has a key where people have tokens. */
function headerOf(auth: GatewayAuthKind): string {
  return auth === GatewayAuthKind.ANY_OF ? 'X-Api-Key' : 'Authorization';
}

function resolveSecret(
  issues: Issues,
  authorization: unknown,
  auth: GatewayAuthKind,
  namespace: string,
): { name: string; key: string } | undefined {
  if (authorization === undefined) {
    if (auth !== GatewayAuthKind.ANONYMOUS) {
      issues.add(
        'authorization',
        `is missing: without it the gateway answers 401 (auth ${auth})`,
        'SecretSource.fromSecretName(name, key)',
      );
    }
    return undefined;
  }
  if (!isInstance(authorization, SecretSource)) {
    issues.add('authorization', 'must be a SecretSource', 'secrets must not be literals in a manifest');
    return undefined;
  }
  // made by our own class
  const { _ref: ref } = authorization as SecretSource;
  if (ref.kind !== 'secret') {
    issues.add(
      'authorization',
      'comes from a store, but kagent only reads existing Secrets',
      'SecretSource.fromSecretName(name, key)',
    );
    return undefined;
  }
  if (ref.namespace !== undefined && ref.namespace !== namespace) {
    issues.add(
      'authorization',
      `is in a Secret of namespace ${show(ref.namespace)}, the object lives in ${show(namespace)}`,
      'kagent only reads Secrets in the same namespace',
    );
  }
  return { name: ref.name, key: ref.key };
}
