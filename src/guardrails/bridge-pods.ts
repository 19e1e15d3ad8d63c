import { Json, asArray, asObject, asString, getPath } from './json';
import { ContainerView, PodView } from './pod-view';
import { BRIDGE_VOLUME, SERVER_CONTAINER, SERVER_LABEL } from '../foundation/labels';

/** The volume with the files of a bridge. */
export interface BridgeVolume {
  readonly path: string;
  readonly volume: Json;
  readonly configMap?: string;
}

/** The container of a server, in which a bridge may run. */
export function serverContainer({ labels, containers }: PodView): ContainerView | undefined {
  return labels[SERVER_LABEL] === undefined
    ? undefined
    : containers.find(({ role, json }) => role === 'containers' && json.name === SERVER_CONTAINER);
}

/** The volumes of a server's pods that hold files of its bridge: one, unless somebody has added more. */
export function bridgeVolumes(pod: PodView): BridgeVolume[] {
  return serverContainer(pod) === undefined
    ? []
    : asArray(pod.spec.volumes).flatMap((volume, i) =>
        getPath(volume, 'name') === BRIDGE_VOLUME
          ? [
              {
                path: `${pod.path}.volumes[${i}]`,
                volume: asObject(volume),
                configMap: asString(getPath(volume, 'configMap', 'name')),
              },
            ]
          : [],
      );
}
