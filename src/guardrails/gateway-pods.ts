import { posix } from 'path';
import { Json, getPath, asArray, asObject, describe } from './json';
import { ContainerView, PodView } from './pod-view';
import { Subject } from './subject';
import { GATEWAY_LABEL } from '../foundation/labels';

/** Where a gateway reads its configuration. */
export const CONFIG_FOLDER = '/etc/mcp-gateway';
/** The key of its configuration. */
export const CONFIG_FILE = 'config.json';
const COMPONENT = 'app.kubernetes.io/component';

/** Whether an object has the label of gateways. */
export function isOfGateway({ manifest }: Subject): boolean {
  return getPath(manifest, 'metadata', 'labels', COMPONENT) === 'mcp-gateway';
}

/** The pods of a workload, if they are those of a gateway by any of its labels. */
export function gatewayPods(subject: Subject): PodView | undefined {
  const { pod } = subject;
  return pod !== undefined &&
    (isOfGateway(subject) || pod.labels[COMPONENT] === 'mcp-gateway' || pod.labels[GATEWAY_LABEL] !== undefined)
    ? pod
    : undefined;
}

/** A mount at the folder of the configuration, with the volume behind it. */
export interface ConfigMount {
  readonly path: string;
  readonly mount: Json;
  readonly volumePath: string;
  readonly volume: Json;
}

export function configMounts(pod: PodView, { path, json }: ContainerView): ConfigMount[] {
  const volumes = asArray(pod.spec.volumes);
  return asArray(json.volumeMounts).flatMap((mount, i) => {
    if (mountedAt(mount) !== `${CONFIG_FOLDER}/`) {
      return [];
    }
    const k = volumes.findIndex(volume => getPath(volume, 'name') === getPath(mount, 'name'));
    return [
      {
        path: `${path}.volumeMounts[${i}]`,
        mount: asObject(mount),
        volumePath: `${pod.path}.volumes[${k}]`,
        volume: asObject(volumes[k]),
      },
    ];
  });
}

/** The path of a mount in one spelling, with a slash at its end. */
export function mountedAt(mount: unknown): string {
  return posix.normalize(`${describe(getPath(mount, 'mountPath'))}/`);
}
