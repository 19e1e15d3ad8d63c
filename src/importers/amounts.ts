import { Field } from './field';
import { ServerDraft } from './server-draft';
import { Quantity, parseQuantity } from '../foundation/quantities';
import { cpuText } from '../foundation/sizes';

/*
 * Amounts of CPU, memory and disk of a container engine or Kubernetes, as app files write them.
 */

const MEMORY_UNITS: Readonly<Record<string, string>> = {
  '': '',
  'b': '',
  'k': 'Ki',
  'm': 'Mi',
  'g': 'Gi',
  'kb': 'Ki',
  'mb': 'Mi',
  'gb': 'Gi',
};
/** CPU as app files write it. */
const CPU = /^(?:[1-9]\d*m|(?:0|[1-9]\d*)(?:\.\d{1,3})?)$/;

/** `512m` of docker. */
export function dockerMemory(text: string): string | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(b|[kmg]b?)?$/i.exec(text) ?? [];
  return amount === undefined ? undefined : `${amount}${MEMORY_UNITS[(unit ?? '').toLowerCase()]}`;
}

/** Which amount of a resource is set. */
export interface ResourceBound {
  readonly resource: 'cpu' | 'memory' | 'ephemeralStorage';
  readonly bound: 'limit' | 'request';
}

/** Memory in whole Mi or Gi, and CPU in whole thousandths, rounded up. What is no amount is a decision. */
export function setResource(
  server: ServerDraft,
  { resource, bound }: ResourceBound,
  quantity: string | undefined,
  field: Field,
): void {
  const at = `resources.${resource}.${bound}`;
  const value = resource === 'cpu' ? cpuOf(quantity) : sizeOf(quantity);
  if (value === undefined) {
    field.open('it is no amount that a server can have');
    server.decide(at, 'amount', `${field.path} is no amount of ${NAMES[resource]} that a server can have`, true);
    return;
  }
  // set by this function alone
  const resources = (server.get('resources') as Readonly<Record<string, object>> | undefined) ?? {};
  server.set('resources', { ...resources, [resource]: { ...resources[resource], [bound]: value } });
  field.use(`${server.at}.${at}`);
}

const NAMES: Readonly<Record<ResourceBound['resource'], string>> = {
  cpu: 'CPU',
  memory: 'memory',
  ephemeralStorage: 'disk',
};

function cpuOf(text: string | undefined): string | undefined {
  const parsed = amountOf(text);
  if (text === undefined || parsed === undefined) {
    return undefined;
  }
  const millis = roundedUp({ ...parsed, numerator: parsed.numerator * 1000n });
  if (millis > MOST) {
    return undefined;
  }
  return CPU.test(text) ? text : cpuText(Number(millis));
}

/** A size in whole Mi or Gi that covers an amount; undefined for what is none, or more than a size can be. */
export function sizeOf(text: string | undefined): string | undefined {
  const parsed = amountOf(text);
  const bytes = parsed === undefined ? MOST + 1n : roundedUp(parsed);
  if (bytes > MOST) {
    return undefined;
  }
  const mebi = (bytes + 1048575n) / 1048576n;
  return mebi % 1024n === 0n ? `${mebi / 1024n}Gi` : `${mebi}Mi`;
}

/** The largest number of bytes or thousandths that a server can have: 7 PiB, which is exact in every reader. */
const MOST = 7n * 1024n ** 5n;

function amountOf(text: string | undefined): Quantity | undefined {
  const parsed = parseQuantity(text ?? '');
  return parsed !== undefined && parsed.numerator > 0n ? parsed : undefined;
}

function roundedUp({ numerator, denominator }: Quantity): bigint {
  return (numerator + denominator - 1n) / denominator;
}
