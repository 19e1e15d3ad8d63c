import { Connection } from './posture';

export function idOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

/** Whether the other side of a connection is more than a peer that somebody has named. */
export function isOpen({ kind }: Connection): boolean {
  return kind === 'everyone' || kind === 'internet';
}

export function connectionText({ to, ports, purpose }: Connection): string {
  return `${to} port ${ports.join(', ')}${purpose === undefined ? '' : ` (${purpose})`}`;
}
