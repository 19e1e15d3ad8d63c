import { Docs, Method, Parameter, TypeInfo, TypeReference, loadType, readAssembly } from './assembly';
import { FOREIGN, FOREIGN_ENUMS } from './foreign-types';

/** How a value of the API is written in an app file. */
export type Form =
  | ScalarForm
  | { readonly kind: 'reference'; readonly to: 'server' | 'pool' | 'gateway' }
  | { readonly kind: 'list' | 'map'; readonly of: Form }
  | StructForm
  | FactoryForm;

/** A value without parts. */
export type ScalarForm =
  | { readonly kind: 'text' | 'number' | 'boolean' | 'size' | 'duration' | 'cpu' | 'account' }
  | ForeignEnumForm
  | EnumForm;

/** An enum of cdk8s-plus: its members by their values. */
export interface ForeignEnumForm {
  readonly kind: 'foreignEnum';
  readonly name: string;
  readonly members: Readonly<Record<string, string>>;
}

export interface EnumForm {
  readonly kind: 'enum';
  readonly name: string;
  readonly members: readonly { readonly name: string; readonly docs?: Docs }[];
}

export interface Field {
  readonly name: string;
  readonly form: () => Form;
  readonly optional: boolean;
  readonly docs?: Docs;
}

/** A map with known keys. */
export interface StructForm {
  readonly kind: 'struct';
  readonly name: string;
  readonly fields: readonly Field[];
  readonly docs?: Docs;
}

/** A map with the name of one factory, its arguments as the value, and the names of methods that change the result. */
export interface FactoryForm {
  readonly kind: 'factory';
  readonly name: string;
  readonly makers: readonly Maker[];
  readonly changes: readonly Maker[];
  readonly docs?: Docs;
}

/** A factory or constructor that makes a value, or a method that changes it. */
export interface Maker {
  readonly key: string;
  /** The class, and its static method; undefined for its constructor. Of a change: the method alone. */
  readonly type: string;
  readonly method?: string;
  readonly parameters: readonly ParameterForm[];
  readonly docs?: Docs;
}

export interface ParameterForm {
  readonly name: string;
  readonly form: () => Form;
  readonly optional: boolean;
  readonly variadic: boolean;
}

const PRIMITIVES: Readonly<Record<string, Form>> = {
  string: { kind: 'text' },
  number: { kind: 'number' },
  boolean: { kind: 'boolean' },
};
/** Types that are written as a text, and constructs, which are referred to by name. */
const SPECIAL: Readonly<Record<string, Form>> = {
  'cdk8s.Size': { kind: 'size' },
  'cdk8s.Duration': { kind: 'duration' },
  'cdk8s-plus-28.Cpu': { kind: 'cpu' },
  'cdk8s-plus-28.IServiceAccount': { kind: 'account' },
  'cdk8s-mcp.IMcpEndpoint': { kind: 'reference', to: 'server' },
  'cdk8s-mcp.IMcpPeer': { kind: 'reference', to: 'server' },
  'cdk8s-mcp.McpPool': { kind: 'reference', to: 'pool' },
  'cdk8s-mcp.McpGateway': { kind: 'reference', to: 'gateway' },
};

/** Keys that are calls in TypeScript: `pool.addTo(gateway)`. */
const FURTHER_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  'cdk8s-mcp.McpGatewayProps': [
    {
      name: 'pools',
      form: () => ({ kind: 'list', of: { kind: 'reference', to: 'pool' } }),
      optional: true,
      docs: { summary: 'Pools whose servers are behind the gateway, including servers that are added later.' },
    },
  ],
};

/** A class with a factory method, or with its constructor. */
interface Factory {
  readonly type: TypeInfo;
  readonly method?: Method;
}

/** A method or constructor, and the key for it in app files. */
interface Call {
  readonly key: string;
  /** undefined: the constructor. */
  readonly method?: string;
  readonly parameters: readonly Parameter[];
  readonly docs?: Docs;
}

function methodCall({ name, parameters = [], docs }: Method): Call {
  return { key: name, method: name, parameters, docs };
}

/** The forms of the public API, from its jsii assembly: additions to the API are additions to app files. */
export class Forms {
  private readonly known = new Map<string, Form | undefined>();

  public constructor(private readonly types: Readonly<Record<string, TypeInfo>> = readAssembly()) {}

  /** The form of a struct of this package. */
  public struct(name: string): StructForm {
    const form = this.named(`cdk8s-mcp.${name}`);
    if (form?.kind !== 'struct') {
      throw new Error(`${name} is not a struct of this version`);
    }
    return form;
  }

  /** A class or enum of this package. */
  public load(name: string): unknown {
    return loadType(this.types[`cdk8s-mcp.${name}`]);
  }

  /** undefined for types that app files do not have, such as objects of cdk8s-plus. */
  private of({ primitive, fqn, collection }: TypeReference): Form | undefined {
    if (primitive !== undefined) {
      return PRIMITIVES[primitive];
    }
    if (collection !== undefined) {
      const of = this.of(collection.elementtype);
      return of && { kind: collection.kind === 'array' ? 'list' : 'map', of };
    }
    return fqn === undefined ? undefined : this.named(fqn);
  }

  private named(fqn: string): Form | undefined {
    if (this.known.has(fqn)) {
      return this.known.get(fqn);
    }
    const form = SPECIAL[fqn] ?? this.foreign(fqn) ?? this.formOf(this.types[fqn]);
    this.known.set(fqn, form);
    return form;
  }

  private foreign(fqn: string): Form | undefined {
    if (fqn in FOREIGN_ENUMS) {
      return { kind: 'foreignEnum', name: fqn.replace(/^.*\./, ''), members: FOREIGN_ENUMS[fqn] };
    }
    const members = FOREIGN[fqn];
    return (
      members && {
        kind: 'struct',
        name: fqn,
        fields: members.map(([name, type]) => ({
          name,
          form: () => this.named(type) ?? { kind: 'text' },
          optional: true,
        })),
      }
    );
  }

  /** The form of a type of this package. */
  private formOf(type: TypeInfo | undefined): Form | undefined {
    if (type === undefined) {
      return undefined;
    }
    if (type.kind === 'enum') {
      return { kind: 'enum', name: type.name, members: type.members ?? [] };
    }
    if (type.datatype === true) {
      return { kind: 'struct', name: type.name, fields: this.fieldsOf(type), docs: type.docs };
    }
    const makers = this.makersOf(type.fqn);
    return makers.length === 0
      ? undefined
      : { kind: 'factory', name: type.name, makers, changes: this.changesOf(type), docs: type.docs };
  }

  private fieldsOf(type: TypeInfo): Field[] {
    const inherited = (type.interfaces ?? []).flatMap(fqn =>
      this.types[fqn] === undefined ? [] : this.fieldsOf(this.types[fqn]),
    );
    const fields = (type.properties ?? []).flatMap(({ name, type: of, optional = false, docs }): Field[] => {
      // structs may contain themselves: forms are made on first use
      const form = this.hasForm(of) ? (): Form => this.of(of) ?? { kind: 'text' } : undefined;
      return form === undefined ? [] : [{ name, form, optional, docs }];
    });
    return [...inherited, ...fields, ...(FURTHER_FIELDS[type.fqn] ?? [])];
  }

  /** Whether app files can have values of a type. */
  private hasForm({ primitive, fqn, collection }: TypeReference): boolean {
    if (collection !== undefined) {
      return this.hasForm(collection.elementtype);
    }
    if (primitive !== undefined) {
      return primitive in PRIMITIVES;
    }
    if (fqn === undefined) {
      return false;
    }
    if (fqn in SPECIAL || fqn in FOREIGN || fqn in FOREIGN_ENUMS) {
      return true;
    }
    const type = this.types[fqn];
    return type !== undefined && (type.kind === 'enum' || type.datatype === true || this.factoriesOf(fqn).length > 0);
  }

  /** Static methods that return the type, and constructors of classes that are assignable to it. */
  private makersOf(fqn: string): Maker[] {
    return this.factoriesOf(fqn).flatMap(({ type, method }) => {
      if (method !== undefined) {
        return this.maker(type, methodCall(method));
      }
      const key = `${type.name[0].toLowerCase()}${type.name.slice(1)}`;
      return this.maker(type, { key, parameters: type.initializer?.parameters ?? [], docs: type.docs });
    });
  }

  private factoriesOf(fqn: string): Factory[] {
    return Object.values(this.types)
      .filter(({ kind }) => kind === 'class')
      .flatMap(type => {
        const methods = (type.methods ?? []).filter(
          ({ static: isStatic, returns }) => isStatic === true && this.is(returns?.type.fqn, fqn),
        );
        const hasConstructor =
          type.initializer !== undefined && type.fqn !== fqn && type.base === undefined && this.is(type.fqn, fqn);
        const factories = methods.map((method): Factory => ({ type, method }));
        return hasConstructor ? [...factories, { type }] : factories;
      });
  }

  private changesOf(type: TypeInfo): Maker[] {
    return (type.methods ?? [])
      .filter(method => method.static !== true && method.returns?.type.fqn === type.fqn)
      .flatMap(method => this.maker(type, methodCall(method)));
  }

  /** None if a required parameter has no form. */
  private maker(type: TypeInfo, { key, method, parameters, docs }: Call): Maker[] {
    if (parameters.some(({ type: of, optional }) => optional !== true && !this.hasForm(of))) {
      return [];
    }
    const writable = parameters.filter(({ type: of }) => this.hasForm(of));
    return [
      {
        key,
        type: type.name,
        method,
        docs,
        parameters: writable.map(({ name, type: of, optional = false, variadic = false }) => ({
          name,
          optional,
          variadic,
          form: () => this.of(of) ?? { kind: 'text' },
        })),
      },
    ];
  }

  /** Whether a class is a type, or implements it. */
  private is(fqn: string | undefined, wanted: string): boolean {
    if (fqn === wanted) {
      return true;
    }
    const type = fqn === undefined ? undefined : this.types[fqn];
    return type !== undefined && [...(type.interfaces ?? []), type.base].some(parent => this.is(parent, wanted));
  }
}
