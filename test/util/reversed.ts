import { Manifest } from './app';

/** Maps with their keys in the other direction. */
export function reversed(value: Manifest): Manifest {
  if (Array.isArray(value)) {
    return value.map(reversed);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const turned = Object.entries(value).map(([key, part]) => [key, reversed(part)]);
  return Object.fromEntries(turned.reverse());
}
