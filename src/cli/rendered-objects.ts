import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { BuiltApp } from '../app-file/app-file';
import { apiObjects } from '../foundation/inventory';
import { Guard } from '../guardrails/guard';

/**
 * The objects that `app.synth()` writes for an app file, in their order. cdk8s validates and sorts the app for itself and once more for
 * its chart; here this happens once, and again only when validation put a reason on an object.
 */
export function renderedObjects({ app, chart }: BuiltApp): unknown[] {
  const all = app.node.findAll();
  validate(all);
  if (!Guard.of(app).isSettled) {
    validate(all);
  }
  // what depends on something else is sorted, which is left to cdk8s
  const objects = all.some(({ node }) => node.dependencies.length > 0) ? undefined : apiObjects(all);
  return objects?.map(jsonOf) ?? (chart.toJson() as unknown[]);
}

function validate(all: readonly IConstruct[]): void {
  const problems = all.flatMap(({ node }) => node.validate().map(problem => `[${node.path}] ${problem}`));
  // the words of cdk8s
  if (problems.length > 0) {
    throw new Error(`Validation failed with the following errors:\n  ${problems.join('\n  ')}`);
  }
}

function jsonOf(object: ApiObject): unknown {
  return object.toJson() as unknown;
}
