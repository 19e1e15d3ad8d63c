import { Method, Parameter, Property, TypeInfo, TypeReference } from '../../src/app-file/assembly';
import { FactoryForm, Form, Forms, Maker, StructForm } from '../../src/app-file/forms';

type Types = Readonly<Record<string, TypeInfo>>;

/** The constructs of app files and what their keys are made of, from which everything else is reached. */
const ROOTS: Readonly<Record<string, string | undefined>> = {
  McpNamespaceProps: 'McpNamespace',
  McpPoolProps: 'McpPool',
  McpServerProps: 'McpServer',
  McpServerExposureProps: 'McpServerExposure',
  McpRemoteServerProps: 'McpRemoteServer',
  McpGatewayProps: 'McpGateway',
  McpAdmissionPolicyProps: 'McpAdmissionPolicy',
  SmokeTestProps: 'SmokeTest',
  McpPlatformProps: undefined,
  PresetOptions: undefined,
};

/** What the keys `platform` and `preset` call. */
const CALLED = ['McpPlatform', 'McpCatalog', 'McpPreset'];

/**
 * What the API has and no form of app files: props, methods of constructs, and of values factories, constructors,
 * methods and parameters; and classes that nothing leads to from the constructs of app files.
 */
export function unsayable(types: Types): string[] {
  const forms = new Forms(types);
  const walk = new Walk(types);
  for (const [props, construct] of Object.entries(ROOTS)) {
    walk.struct(types[`cdk8s-mcp.${props}`], forms.struct(props));
    for (const { name, static: isStatic } of types[`cdk8s-mcp.${construct}`]?.methods ?? []) {
      if (isStatic !== true) {
        walk.missing.add(`${construct}.${name}()`);
      }
    }
  }
  const called = [...Object.values(ROOTS), ...CALLED];
  const others = Object.values(types).filter(({ kind, name }) => kind === 'class' && !called.includes(name));
  return [...walk.missing, ...others.filter(({ fqn }) => !walk.seen.has(fqn)).map(({ name }) => name)].sort();
}

class Walk {
  public readonly missing = new Set<string>();
  public readonly seen = new Set<string>();

  public constructor(private readonly types: Types) {}

  public struct(type: TypeInfo, form: StructForm): void {
    for (const { name, type: of } of this.propertiesOf(type)) {
      const field = form.fields.find(each => each.name === name);
      this.check(field !== undefined, `${type.name}.${name}`);
      this.reference(of, field?.form());
    }
  }

  private check(isThere: boolean, what: string): void {
    if (!isThere) {
      this.missing.add(what);
    }
  }

  /** What is only reached by way of something that is missing is not listed. */
  private reference({ fqn = '', collection }: TypeReference, form: Form | undefined): void {
    if (form === undefined) {
      return;
    }
    if (collection !== undefined) {
      this.reference(collection.elementtype, form.kind === 'list' || form.kind === 'map' ? form.of : undefined);
      return;
    }
    const type = this.types[fqn];
    if (type === undefined || this.seen.has(fqn)) {
      return;
    }
    this.seen.add(fqn);
    if (form.kind === 'struct') {
      this.struct(type, form);
    } else if (form.kind === 'factory') {
      this.value(type, form);
    } else if (form.kind === 'enum') {
      expect(form.members.map(({ name }) => name)).toEqual((type.members ?? []).map(({ name }) => name));
    }
  }

  private value(type: TypeInfo, form: FactoryForm): void {
    const isMaker = ({ static: isStatic, returns }: Method): boolean =>
      isStatic === true && this.is(returns?.type.fqn, type.fqn);
    const classes = Object.values(this.types).filter(({ kind }) => kind === 'class');
    // factories of interfaces are in classes of their own
    for (const owner of classes.filter(
      ({ fqn, methods }) => this.is(fqn, type.fqn) || methods?.some(isMaker) === true,
    )) {
      this.seen.add(owner.fqn);
      for (const method of owner.methods ?? []) {
        const makers = method.static === true ? form.makers : form.changes;
        // its constructor is a method without a name
        this.call(
          owner,
          method,
          makers.find(each => each.type === owner.name && each.method === method.name),
        );
      }
      if (owner.initializer !== undefined) {
        const { parameters } = owner.initializer;
        const maker = form.makers.find(each => each.type === owner.name && each.method === undefined);
        this.call(owner, { name: 'constructor', parameters }, maker);
      }
    }
  }

  private call({ name: owner }: TypeInfo, { name, parameters = [] }: Method, maker: Maker | undefined): void {
    this.check(maker !== undefined, `${owner}.${name}()`);
    for (const { name: parameter, type } of maker === undefined ? [] : parameters) {
      const found = maker?.parameters.find(each => each.name === parameter);
      this.check(found !== undefined, `${owner}.${name}(${parameter})`);
      this.reference(type, found?.form());
    }
  }

  private propertiesOf(type: TypeInfo): readonly (Property | Parameter)[] {
    const inherited = (type.interfaces ?? []).flatMap(fqn =>
      this.types[fqn] === undefined ? [] : this.propertiesOf(this.types[fqn]),
    );
    return [...inherited, ...(type.properties ?? [])];
  }

  private is(fqn: string | undefined, wanted: string): boolean {
    const type = fqn === undefined ? undefined : this.types[fqn];
    return (
      fqn === wanted ||
      [...(type?.interfaces ?? []), type?.base].some(each => each !== undefined && this.is(each, wanted))
    );
  }
}
