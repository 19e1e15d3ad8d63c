import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayCredentials } from './credentials';
import { emitExternalSecret } from '../../server/objects';
import { ObjectOwner } from '../../server/render/metadata';

/**
 * The ExternalSecrets that the servers of a gateway need beyond those that are known; each gets entries with later
 * servers.
 */
export function emitMissingSecrets(
  scope: Construct,
  spec: ObjectOwner,
  credentials: GatewayCredentials,
  known: Map<string, ApiObject>,
  revision: () => number,
): void {
  for (const name of credentials.secretNames.filter(secret => !known.has(secret))) {
    known.set(
      name,
      emitExternalSecret(scope, spec, () => credentials.externalSecret(name), revision),
    );
  }
}
