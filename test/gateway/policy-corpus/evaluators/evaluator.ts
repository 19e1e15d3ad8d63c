import { IGatewayEngine, Jwks } from '../../../../src';
import { Manifest } from '../../../util/app';
import { NOW } from '../policies';
import { Request } from '../request';

/** Reads what an engine was given, in the language of that engine. */
export interface Evaluator {
  /** Its column in the documentation. */
  readonly name: string;
  /** Keys of an issuer in a form that the engine takes. */
  readonly jwks: Jwks;
  readonly engine: () => IGatewayEngine;
  /** Whether a request to the gateway, or through it, passes. */
  readonly permits: (manifests: Manifest[], request: Request) => boolean;
  /** What the engine is known not to check of a request; undefined: it checks everything. */
  readonly unchecked: (request: Request) => string | undefined;
}

export const nothing = (): undefined => undefined;

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export function hasEnded({ exp }: Readonly<Record<string, unknown>>): boolean {
  return typeof exp === 'number' && exp <= NOW;
}
