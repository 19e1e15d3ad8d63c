import { readFileSync } from 'fs';
import { join, relative } from 'path';

/** The parts of a jsii assembly that are used: what the public API is, as data (jsii, SchemaVersion jsii/0.10.0). */
export interface TypeReference {
  readonly primitive?: string;
  readonly fqn?: string;
  readonly collection?: { readonly kind: 'array' | 'map'; readonly elementtype: TypeReference };
}

export interface Docs {
  readonly summary?: string;
  readonly default?: string;
}

export interface Parameter {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly docs?: Docs;
}

export interface Method {
  readonly name: string;
  readonly static?: boolean;
  readonly parameters?: readonly Parameter[];
  readonly returns?: { readonly type: TypeReference };
  readonly docs?: Docs;
}

export interface Property {
  readonly name: string;
  readonly type: TypeReference;
  readonly optional?: boolean;
  readonly docs?: Docs;
}

export interface TypeInfo {
  readonly fqn: string;
  readonly name: string;
  /** Where it is declared, for example `src/network/egress:Egress`. */
  readonly symbolId: string;
  readonly kind: 'class' | 'enum' | 'interface';
  /** A struct: an interface that only holds data. */
  readonly datatype?: boolean;
  readonly base?: string;
  readonly interfaces?: readonly string[];
  readonly initializer?: { readonly parameters?: readonly Parameter[] };
  readonly methods?: readonly Method[];
  readonly properties?: readonly Property[];
  readonly members?: readonly { readonly name: string; readonly docs?: Docs }[];
  readonly docs?: Docs;
}

/** The public API of this package, as jsii wrote it when it was compiled. */
export function readAssembly(): Readonly<Record<string, TypeInfo>> {
  // our own file
  const { types } = JSON.parse(readFileSync(join(__dirname, '..', '..', '.jsii'), 'utf8')) as {
    types: Record<string, TypeInfo>;
  };
  return types;
}

/** A class or enum of this package itself. Only its own file is loaded. */
export function loadType({ symbolId }: TypeInfo): unknown {
  const [file, name] = symbolId.split(':');
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const exported = require(join(__dirname, relative('src/app-file', file))) as Readonly<Record<string, unknown>>;
  return exported[name];
}
