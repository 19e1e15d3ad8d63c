import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { BuiltApp } from '../app-file/app-file';
import { apiObjects } from '../foundation/inventory';
import { Guard } from '../guardrails/guard';

const PATH = /^[^:\s]+(?=: )/;

/**
 * The objects that `app.synth()` writes for an app file, in their order. cdk8s validates and sorts the app twice: for
 * itself and for its chart. Here this happens once, and again only if validation wrote a reason on an object.
 */
export function renderedObjects(built: BuiltApp): unknown[] {
  const { app, chart } = built;
  const all = app.node.findAll();
  validate(all, built);
  if (!Guard.of(app).isSettled) {
    validate(all, built);
  }
  // dependencies need sorting, which is left to cdk8s
  const objects = all.some(({ node }) => node.dependencies.length > 0) ? undefined : apiObjects(all);
  return objects?.map(jsonOf) ?? (chart.toJson() as unknown[]);
}

function validate(all: readonly IConstruct[], { placeOf }: BuiltApp): void {
  const problems = all.flatMap(({ node }) =>
    node.validate().map(problem => {
      // the guard of the whole app names the construct itself
      const place = placeOf(PATH.exec(problem)?.[0] ?? '') ?? placeOf(node.path);
      return `${place === undefined ? '' : `${place}: `}[${node.path}] ${problem}`;
    }),
  );
  // but for the places the same message as from cdk8s
  if (problems.length > 0) {
    throw new Error(`Validation failed with the following errors:\n  ${problems.join('\n  ')}`);
  }
}

function jsonOf(object: ApiObject): unknown {
  return object.toJson() as unknown;
}
