import { cell } from './markdown-text';
import { Connection, ImagePosture, ScalingPosture } from './posture';
import { connectionText, isOpen } from './posture-text';

/** Connections, the open ones in bold. */
export function connectionsCell(connections: readonly Connection[], none: string): string {
  if (connections.length === 0) {
    return none;
  }
  return connections
    .map(connection => {
      const text = cell(connectionText(connection));
      return isOpen(connection) ? `**${text}**` : text;
    })
    .join('<br>');
}

export function replicasCell({ min, max, by }: ScalingPosture): string {
  return min === max ? String(max) : cell(`${min}–${max}${by === undefined ? '' : ` by ${by}`}`);
}

/** An image without its digest. */
export function imageAndTag({ name, tag }: ImagePosture): string {
  return tag === undefined ? name : `${name}:${tag}`;
}
