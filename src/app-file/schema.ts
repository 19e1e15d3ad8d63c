import { Docs } from './assembly';
import { EnumForm, FactoryForm, Form, Forms, Maker, ParameterForm, StructForm } from './forms';
import { presetForm } from './preset';
import { McpCatalog } from '../catalog/mcp-catalog';

type Schema = Readonly<Record<string, unknown>>;

/** Stands for values that are not any text. */
const VARIABLE: Schema = { $ref: '#/$defs/variable' };
const VARIABLES: Schema = {
  description: 'Variables that texts of the file may have, as ${NAME}: their values are of the environment.',
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  additionalProperties: {
    type: 'object',
    additionalProperties: false,
    properties: {
      default: { type: 'string', description: 'Its value without one in the environment.' },
      description: { type: 'string', description: 'What it is for.' },
      pattern: { type: 'string', description: 'A regular expression of JavaScript that matches the whole value.' },
    },
  },
};

const TEXTS: Readonly<Record<string, Schema>> = {
  text: { type: 'string' },
  number: { anyOf: [{ type: 'number' }, VARIABLE] },
  boolean: { anyOf: [{ type: 'boolean' }, VARIABLE] },
  size: { anyOf: [{ type: 'string', pattern: '^[1-9][0-9]*[KMGT]i$' }, VARIABLE] },
  duration: { anyOf: [{ type: 'string', pattern: '^(0|[1-9][0-9]*)[smhd]$' }, VARIABLE] },
  cpu: {
    anyOf: [
      { type: 'number', exclusiveMinimum: 0 },
      { type: 'string', pattern: '^([1-9][0-9]*m|(0|[1-9][0-9]*)([.][0-9]+)?)$' },
      VARIABLE,
    ],
  },
  account: { type: 'string' },
  reference: { type: 'string' },
};
/** `true` or an empty map: a factory without arguments. */
const NO_ARGUMENTS: readonly Schema[] = [{ const: true }, { type: 'object', maxProperties: 0 }];
const NAMES = '^[A-Za-z][A-Za-z0-9-]*$';

/** The JSON Schema of app files (2020-12), from the forms of the API, with its documentation. */
export function appFileSchema(forms: Forms): Schema {
  const writer = new SchemaWriter(forms);
  const each = (props: string, more: Schema = {}): Schema => ({
    type: 'object',
    additionalProperties: writer.extended(forms.struct(props), more),
    propertyNames: { pattern: NAMES },
  });
  const servers: Schema = {
    type: 'object',
    propertyNames: { pattern: NAMES },
    additionalProperties: {
      type: 'object',
      if: { type: 'object', required: ['preset'], properties: { preset: true } },
      then: writer.extended(presetForm(forms), {
        preset: { anyOf: [{ enum: McpCatalog.ids }, VARIABLE], description: 'A server of the catalogue.' },
      }),
      else: writer.of(forms.struct('McpServerProps')),
    },
  };
  const gateways = each('McpGatewayProps');
  const smokeTests = each('SmokeTestProps');
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://github.com/cdk8s-mcp/cdk8s-mcp/schemas/app.schema.json',
    title: 'App file of cdk8s-mcp',
    description: 'Servers, pools and gateways as YAML. A value from a factory is a map with the name of the factory.',
    type: 'object',
    additionalProperties: false,
    required: ['version'],
    properties: {
      version: { const: 1 },
      name: { type: 'string', description: 'The name of the chart and of its file. Default: mcp' },
      namespace: { type: 'string', description: 'The namespace of objects without one.' },
      variables: VARIABLES,
      platform: writer.of(forms.struct('McpPlatformProps')),
      namespaces: each('McpNamespaceProps'),
      pools: each('McpPoolProps', { servers, gateways, smokeTests }),
      servers,
      remoteServers: each('McpRemoteServerProps'),
      gateways,
      admissionPolicies: each('McpAdmissionPolicyProps'),
      smokeTests,
      serverExposures: each('McpServerExposureProps'),
    },
    $defs: {
      ...writer.definitions(),
      variable: { description: 'A text with a variable.', type: 'string', pattern: '[$][{][A-Za-z_][A-Za-z0-9_]*[}]' },
    },
  };
}

class SchemaWriter {
  private readonly defined = new Map<string, Schema>();

  public constructor(private readonly forms: Forms) {}

  public definitions(): Schema {
    return Object.fromEntries([...this.defined].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  public of(form: Form): Schema {
    switch (form.kind) {
      case 'enum':
        return this.named(form.name, () => this.enumOf(form));
      case 'foreignEnum':
        return { anyOf: [{ enum: Object.keys(form.members) }, VARIABLE] };
      case 'struct':
        return this.named(form.name.replace(/^.*\./, ''), () => this.extended(form, {}));
      case 'factory':
        return this.named(form.name, () => this.factoryOf(form));
      case 'list':
        return { type: 'array', items: this.of(form.of) };
      case 'map':
        return { type: 'object', additionalProperties: this.of(form.of) };
      default:
        return TEXTS[form.kind];
    }
  }

  /** A struct with further keys. */
  public extended({ fields, docs }: StructForm, more: Schema): Schema {
    return {
      ...described(docs),
      type: 'object',
      additionalProperties: false,
      required: fields.filter(({ optional }) => !optional).map(({ name }) => name),
      properties: {
        ...Object.fromEntries(
          fields.map(({ name, form, docs: own }) => [name, { ...this.of(form()), ...described(own) }]),
        ),
        ...more,
      },
    };
  }

  private named(name: string, write: () => Schema): Schema {
    if (!this.defined.has(name)) {
      // types may contain themselves
      this.defined.set(name, {});
      this.defined.set(name, write());
    }
    return { $ref: `#/$defs/${name}` };
  }

  private enumOf({ name, members }: EnumForm): Schema {
    const values = this.forms.load(name) as Readonly<Record<string, string>>;
    return { oneOf: [...members.map(({ name: of, docs }) => ({ const: values[of], ...described(docs) })), VARIABLE] };
  }

  private factoryOf({ makers, changes, docs }: FactoryForm): Schema {
    const alone = makers.filter(({ parameters }) => parameters.every(({ optional }) => optional));
    return {
      ...described(docs),
      anyOf: [
        ...alone.map(({ key, docs: own }) => ({ const: key, ...described(own) })),
        // a name alone is a text
        ...alone.slice(0, 1).map(() => VARIABLE),
        ...makers.map(maker => ({
          ...described(maker.docs),
          type: 'object',
          additionalProperties: false,
          required: [maker.key],
          properties: Object.fromEntries(
            [maker, ...changes].map(each => [each.key, { ...this.argumentOf(each), ...described(each.docs) }]),
          ),
        })),
      ],
    };
  }

  private argumentOf({ parameters }: Maker): Schema {
    if (parameters.length === 0) {
      return { anyOf: NO_ARGUMENTS };
    }
    const [first, ...others] = parameters;
    const schema = this.of(first.form());
    if (others.length === 0) {
      const list = first.variadic ? [{ type: 'array', items: schema }] : [];
      const nothing = first.optional ? NO_ARGUMENTS : [];
      return { anyOf: [schema, ...list, ...nothing] };
    }
    const alone = others.every(isOptional) ? [schema] : [];
    return { anyOf: [...alone, this.argumentsOf(parameters)] };
  }

  private argumentsOf(parameters: readonly ParameterForm[]): Schema {
    const last = parameters[parameters.length - 1].form();
    const named = last.kind === 'struct' ? parameters.slice(0, -1) : parameters;
    const fields = last.kind === 'struct' ? last.fields : [];
    return {
      type: 'object',
      additionalProperties: false,
      required: [...named, ...fields].filter(({ optional }) => !optional).map(({ name }) => name),
      properties: {
        ...Object.fromEntries(named.map(({ name, form }) => [name, this.of(form())])),
        ...Object.fromEntries(fields.map(({ name, form, docs }) => [name, { ...this.of(form()), ...described(docs) }])),
      },
    };
  }
}

function isOptional({ optional, form }: ParameterForm): boolean {
  const of = form();
  return optional || (of.kind === 'struct' && of.fields.every(field => field.optional));
}

function described(docs: Docs | undefined): Schema {
  const text = [docs?.summary, docs?.default === undefined ? undefined : `Default: ${docs.default.replace(/^- /, '')}`]
    .filter(part => part !== undefined)
    .join(' ')
    // docstrings are wrapped
    .replace(/\s+/g, ' ');
  return text === '' ? {} : { description: text };
}
