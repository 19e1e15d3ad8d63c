import { Json, getPath, asArray, asObject, asString, describe } from './json';
import { namesNobody } from '../network/peers';

/** Whether a label selector matches labels: every pair and expression must hold. An unknown operator never holds. */
export function selects(selector: unknown, labels: Json): boolean {
  return (
    selector !== undefined &&
    Object.entries(asObject(getPath(selector, 'matchLabels'))).every(([name, value]) => labels[name] === value) &&
    asArray(getPath(selector, 'matchExpressions')).every(expression => holds(expression, labels))
  );
}

/** Whether a selector matches everything. */
export function isEmptySelector(selector: unknown): boolean {
  return (
    selector !== undefined &&
    Object.keys(asObject(getPath(selector, 'matchLabels'))).length === 0 &&
    asArray(getPath(selector, 'matchExpressions')).length === 0
  );
}

/** Whether a selector is there and names no label value. */
export function selectsByPresence(selector: unknown): boolean {
  return (
    selector !== undefined &&
    namesNobody({
      // label values are texts to the API server
      matchLabels: asObject(getPath(selector, 'matchLabels')) as Record<string, string>,
      matchExpressions: asArray(getPath(selector, 'matchExpressions')).map(expression => ({
        key: describe(getPath(expression, 'key')),
        operator: describe(getPath(expression, 'operator')),
        values: asArray(getPath(expression, 'values')).map(describe),
      })),
    })
  );
}

function holds(expression: unknown, labels: Json): boolean {
  const key = asString(getPath(expression, 'key')) ?? '';
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  const values = asArray(getPath(expression, 'values'));
  switch (getPath(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
