import { AppIndex } from './app-index';
import { asArray, asObject, asString, getPath } from './json';
import { Subject } from './subject';

/** Whether an AuthPolicy of Kuadrant asks the callers of a route for something, whoever they are. */
export function isAuthenticated(route: Subject, app: AppIndex): boolean {
  return app.authPoliciesOf(route).some(asksEveryone);
}

function asksEveryone({ manifest }: Subject): boolean {
  const methods = Object.values(asObject(getPath(manifest, 'spec', 'rules', 'authentication')));
  return (
    getPath(manifest, 'spec', 'when') === undefined &&
    methods.length > 0 &&
    methods.every(method => getPath(method, 'anonymous') === undefined && getPath(method, 'when') === undefined)
  );
}

/** The conditions of an AuthPolicy that must hold, by their fields. */
export function predicatesIn(spec: unknown): { readonly field: string; readonly predicate?: string }[] {
  return Object.entries(asObject(getPath(spec, 'rules', 'authorization'))).flatMap(([name, rule]) =>
    asArray(getPath(rule, 'patternMatching', 'patterns')).map((pattern, i) => ({
      field: `spec.rules.authorization.${name}.patternMatching.patterns[${i}].predicate`,
      predicate: asString(getPath(pattern, 'predicate')),
    })),
  );
}
