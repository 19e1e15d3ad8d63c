import { ApiObject, App, Chart, IResolver, Lazy, ResolutionContext, Testing } from 'cdk8s';
import * as fc from 'fast-check';
import { Guardrails } from '../../src';
import { NOT_PLAIN, hasOwnResolversOnly, plainJson } from '../../src/guardrails/plain-json';
import { find, server, synth } from '../util/app';
import { cases } from '../util/cases';
import { SCENARIOS } from '../util/scenarios';

function byCdk8s(value: unknown): unknown {
  const object = new ApiObject(new Chart(Testing.app(), 'test'), 'object', {
    apiVersion: 'v1',
    kind: 'Test',
    spec: { value },
  });
  return (object.toJson() as { spec: { value: unknown } }).spec.value;
}

class Shout implements IResolver {
  public resolve(context: ResolutionContext): void {
    if (context.value === 'Always') {
      context.replaceValue('Never');
    }
  }
}

const leaves = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constantFrom(null, undefined));
const { value: values } = fc.letrec<{ value: unknown }>(tie => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaves,
    fc.array(tie('value')),
    fc.dictionary(fc.string(), tie('value'), { noNullPrototype: true }),
    tie('value').map(produced => Lazy.any({ produce: () => produced })),
  ),
}));

test('a value becomes the JSON that cdk8s makes of it, keys in the same order', () => {
  fc.assert(
    fc.property(values, value => {
      const made = plainJson(value);
      fc.pre(made !== NOT_PLAIN);
      expect(JSON.stringify(made)).toBe(JSON.stringify(byCdk8s(value)));
      expect(made).toEqual(byCdk8s(value));
    }),
    cases(1000, 20261122),
  );
});

test('a long map is sorted as cdk8s sorts it', () => {
  const map = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`key-${(i * 37) % 100}`, i]));
  expect(JSON.stringify(plainJson(map))).toBe(JSON.stringify(byCdk8s(map)));
});

test.each([
  { value: new Date(0) },
  { value: { a: new Map() } },
  { value: [(): number => 1] },
  { value: { a: { resolve: (): string => 'a token' } } },
  { value: JSON.parse('{ "__proto__": 1 }') },
])('what cdk8s must make itself is not made: $value', ({ value }) => {
  expect(plainJson(value)).toBe(NOT_PLAIN);
});

test.each(Object.keys(SCENARIOS))('objects of the library are those that cdk8s makes: %s', name => {
  const quick = SCENARIOS[name]().synthYaml();
  // to cdk8s it is not set, to us it is
  process.env.CDK8S_DISABLE_SORT = '';
  try {
    expect(hasOwnResolversOnly(new App())).toBe(false);
    expect(quick).toBe(SCENARIOS[name]().synthYaml());
  } finally {
    delete process.env.CDK8S_DISABLE_SORT;
  }
});

test('resolvers of an app see what a server is made of', () => {
  const app = new App({ resolvers: [new Shout()] });
  const chart = new Chart(app, 'test', { namespace: 'mcp-tools' });
  const { deployment } = server(chart);
  expect(deployment.toJson()).toMatchObject({ spec: { template: { spec: { restartPolicy: 'Never' } } } });
});

test('metadata that was added later is written', () => {
  const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-tools' });
  const { deployment, service } = server(scope);
  deployment.metadata.addAnnotation('example.com/a', 'b');
  deployment.metadata.addLabel('example.com/c', 'd');
  service.metadata.add('generation', 1);
  Guardrails.of(service).acknowledge('patched', 'the test reads it back', { paths: ['/metadata/generation'] });
  const objects = synth(scope);
  expect(find(objects, 'Deployment').metadata).toMatchObject({
    annotations: { 'example.com/a': 'b' },
    labels: { 'example.com/c': 'd' },
  });
  expect(find(objects, 'Service').metadata.generation).toBe(1);
});
