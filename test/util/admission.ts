import { Manifest } from './app';

interface Cel {
  registerFunction(signature: string, handler: (...given: never[]) => unknown): void;
  evaluate(expression: string, context: object): unknown;
}

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Environment } = require('@marcbachmann/cel-js') as { Environment: new (options: object) => Cel };

const LIMITS = { maxAstNodes: 1e6, maxDepth: 1e4, maxListElements: 1e6 };
const cel = new Environment({ unlistedVariablesAreDyn: true, enableOptionalTypes: true, limits: LIMITS });
cel.registerFunction(
  'string.findAll(string): list',
  (text: string, pattern: string) => text.match(new RegExp(pattern, 'g')) ?? [],
);
cel.registerFunction('string.replace(string, string): string', (text: string, old: string, now: string) =>
  text.replaceAll(old, now),
);
cel.registerFunction('list.sum(): int', (numbers: bigint[]) => numbers.reduce((a, b) => a + b, 0n));
cel.registerFunction('string.charAt(int): string', (text: string, at: bigint) => text.charAt(Number(at)));

/** Numbers of an object are integers to the API server. */
function integers(value: unknown): unknown {
  if (typeof value === 'number') {
    return BigInt(value);
  }
  if (Array.isArray(value)) {
    return value.map(integers);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, integers(item)]))
    : value;
}

export interface AdmissionRequest {
  readonly object: Manifest;
  readonly oldObject?: Manifest;
  readonly operation?: 'CREATE' | 'UPDATE';
  /** Its plural, with a subresource. */
  readonly resource?: string;
  /** Evaluates this rule alone; others may ask for functions that are not here, such as quantity(). */
  readonly rule?: string;
}

interface Named {
  readonly name: string;
  readonly expression: string;
}

/** What a policy says of a request, as the API server would evaluate it: the rules that refuse, with their messages. */
export function refusals(
  policy: Manifest,
  parameters: Manifest,
  { object, oldObject, operation = 'CREATE', resource, rule }: AdmissionRequest,
): string[] {
  const variables = {};
  const context = {
    object: integers(object),
    oldObject: integers(oldObject),
    params: parameters,
    variables,
    request: {
      operation,
      namespace: object.metadata.namespace,
      kind: { kind: object.kind },
      resource: { resource: (resource ?? `${String(object.kind).toLowerCase()}s`).split('/')[0] },
      subResource: resource?.split('/')[1] ?? '',
    },
  };
  const { matchConditions, variables: named, validations } = policy.spec;
  for (const { name, expression } of named as Named[]) {
    Object.defineProperty(variables, name, { enumerable: true, get: () => cel.evaluate(expression, context) });
  }
  if (!matchConditions.every(({ expression }: Named) => cel.evaluate(expression, context) === true)) {
    return [];
  }
  return validations
    .filter(({ message }: { message: string }) => rule === undefined || message.startsWith(`${rule}: `))
    .filter(({ expression }: Named) => cel.evaluate(expression, context) !== true)
    .map(({ messageExpression }: { messageExpression: string }) => cel.evaluate(messageExpression, context));
}
