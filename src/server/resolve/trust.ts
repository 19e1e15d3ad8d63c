import { Trust } from '../../workload/trust';
import { ServerSpec } from '../spec';

export const TRUST_PROPS = { trust: true } as const;
export const TRUST_CLASSES = { trust: Trust };

/** The spec of a server in quarantine keeps everything except what lets it run, connect, or be connected to. */
export function applyTrust(spec: ServerSpec, trust: Trust | undefined): ServerSpec {
  const quarantine = trust?._quarantine;
  if (quarantine === undefined) {
    return spec;
  }
  const { network, credentials } = spec;
  return {
    ...spec,
    quarantine,
    scaling: { kind: 'fixed', replicas: 0 },
    credentials: { ...credentials, externalSecrets: [] },
    network: { ...network, callers: [], egress: [], scrape: undefined, apiServer: undefined },
  };
}
