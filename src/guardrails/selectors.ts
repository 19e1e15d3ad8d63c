import { Json, at, list, record, text } from './json';

/** Whether a label selector takes an object with these labels: every pair and every expression must hold. An unknown operator never does. */
export function selects(selector: unknown, labels: Json): boolean {
  return (
    selector !== undefined &&
    Object.entries(record(at(selector, 'matchLabels'))).every(([name, value]) => labels[name] === value) &&
    list(at(selector, 'matchExpressions')).every(expression => holds(expression, labels))
  );
}

/** Whether a selector has nothing to tell one object from another. */
export function isEmptySelector(selector: unknown): boolean {
  return (
    selector !== undefined &&
    Object.keys(record(at(selector, 'matchLabels'))).length === 0 &&
    list(at(selector, 'matchExpressions')).length === 0
  );
}

/** Whether a selector names nobody: it is empty, or says only which labels must be there or must not, whatever their values. */
export function namesNobody(selector: unknown): boolean {
  return (
    selector !== undefined &&
    Object.keys(record(at(selector, 'matchLabels'))).length === 0 &&
    list(at(selector, 'matchExpressions')).every(expression => at(expression, 'operator') !== 'In')
  );
}

function holds(expression: unknown, labels: Json): boolean {
  const value = Object.entries(labels).find(([name]) => name === text(at(expression, 'key')))?.[1];
  const values = list(at(expression, 'values'));
  switch (at(expression, 'operator')) {
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
