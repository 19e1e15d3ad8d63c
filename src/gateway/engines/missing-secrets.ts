import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { GatewayCredentials } from './credentials';
import { emitExternalSecret } from '../../server/objects';
import { ObjectOwner } from '../../server/render/metadata';

export interface GatewaySecrets {
  readonly credentials: GatewayCredentials;
  /** The ExternalSecrets that exist, by name. */
  readonly emitted: Map<string, ApiObject>;
  readonly revision: () => number;
}

/**
 * Creates the ExternalSecrets that the servers of a gateway need and that do not exist yet. Later servers add entries.
 */
export function emitMissingSecrets(
  scope: Construct,
  owner: ObjectOwner,
  { credentials, emitted, revision }: GatewaySecrets,
): void {
  for (const name of credentials.secretNames.filter(secret => !emitted.has(secret))) {
    const object = emitExternalSecret(scope, owner, () => credentials.externalSecret(name), revision);
    emitted.set(name, object);
  }
}
