import { definedItems } from '../../../foundation/defined';
import { bytesText } from '../../../foundation/sizes';
import { Sessions } from '../../../protocol/sessions';
import { ResourcesSpec } from '../../../server/spec';
import { GatewayRoute, IGatewayBinding } from '../engine';

const MIB = 1024 * 1024;
const BASE_MIB = 256;
/** Measured with 20 lists at once: 67 MiB with 10 servers, 146 with 100, 250 with 200, 495 with 500. */
const SERVERS_IN_BASE = 80;
const MIB_FOR_EACH_FURTHER = 2;
/** Characters that a session id has for each server that keeps its sessions in memory. */
const ID_LENGTH = 82;
/** A header of 8 KiB is the limit of many proxies. */
const MAX_ID_LENGTH = 7680;

/** What the gateway may use: the memory grows with the servers, unless a user says how much there is. */
export function resourcesOf(
  { workload: { resources }, targets }: Pick<IGatewayBinding, 'workload' | 'targets'>,
  base: ResourcesSpec,
): ResourcesSpec {
  if (resources?.memory !== undefined) {
    return base;
  }
  const more = MIB_FOR_EACH_FURTHER * Math.max(0, targets.length - SERVERS_IN_BASE);
  const memory = bytesText((BASE_MIB + more) * MIB);
  return { requests: { ...base.requests, memory }, limits: { ...base.limits, memory } };
}

/** Session ids that proxies in front of the gateway would refuse. */
export function sessionIdProblems(path: string, routes: readonly GatewayRoute[]): string[] {
  const most = Math.floor(MAX_ID_LENGTH / ID_LENGTH);
  return routes.flatMap(({ name, targets }) => {
    const inMemory = targets.filter(({ address }) => address.sessions === Sessions.IN_MEMORY).length;
    return definedItems([
      inMemory <= most
        ? undefined
        : `${path}: servers with sessions in memory are ${inMemory} on route ${name}: a session id would have` +
          ` ${inMemory * ID_LENGTH} characters, and many proxies take headers of 8192. Fix: at most ${most} of them` +
          ' behind one address: GatewayRoutes.pathPerServer(), or several gateways',
    ]);
  });
}
