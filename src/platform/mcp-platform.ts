import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { checkPlatform } from './check-props';
import { McpPlatformProps } from './mcp-platform-props';
import { checkNarrowing, narrowed } from './narrowing';
import { PlatformSpec, resolvePlatform } from './resolve';
import { definedProps } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { PlatformFacts, ScopeMap, pathOf, platformFacts } from '../foundation/scopes';

const FACTS = [
  'requireDigests',
  'allowedRegistries',
  'allowedPackages',
  'blockedPackages',
  'openshift',
  'clusterDomain',
  'annotationDomains',
] as const satisfies readonly (keyof McpPlatformProps & keyof PlatformFacts)[];

const configured = new ScopeMap<McpPlatformProps>();
const readScopes = new WeakSet<IConstruct>();

/** Facts about the cluster and rules for a scope. Set once for a scope; what is created below reads the nearest. */
export class McpPlatform {
  /**
   * Sets the facts for a scope and everything below it. A prop that is left out is taken from the scope above.
   *
   * Call it before the first server, pool or namespace of this library is created below the scope: those read it at
   * once.
   *
   * @param scope An app, chart or any other construct.
   * @param props The facts.
   */
  public static configure(scope: IConstruct, props: McpPlatformProps): void {
    const where = `${pathOf(scope)}: McpPlatform.configure`;
    if (ApiObject.isApiObject(scope)) {
      throw new Error(`${where}: is one object; call it for the construct, chart or app that it belongs to`);
    }
    if (readScopes.has(scope)) {
      throw new Error(
        `${where}: called too late: a construct below has already read the platform; call it before the first ` +
          'construct of this library is created',
      );
    }
    if (configured.get(scope) !== undefined) {
      throw new Error(`${where}: was already called for this scope; give all facts in one call`);
    }
    const checked = checkPlatform(where, props);
    configured.set(scope, checked);
    scope.node.findAll().forEach(combine);
  }

  /** @internal What holds at a scope. */
  public static _read(scope: IConstruct): PlatformSpec {
    for (const above of scope.node.scopes) {
      readScopes.add(above);
    }
    return resolvePlatform(configured.upwards(scope));
  }

  private constructor() {}
}

/**
 * Tells rules what holds at a scope, whichever of the scopes was configured first.
 *
 * @throws an Error if the scope allows more than those above it
 */
function combine(scope: IConstruct): void {
  const [props, ...above] = configured.upwards(scope);
  if (configured.get(scope) === undefined) {
    return;
  }
  const outer = above.reduceRight<McpPlatformProps>(narrowed, {});
  if (above.length > 0) {
    const issues = new Issues(`${pathOf(scope)}: McpPlatform.configure`);
    checkNarrowing(issues, outer, props);
    issues.throwIfAny();
  }
  const merged = narrowed(outer, props);
  platformFacts.set(
    scope,
    definedProps<Partial<PlatformFacts>>(Object.fromEntries(FACTS.map(fact => [fact, merged[fact]]))),
  );
}
