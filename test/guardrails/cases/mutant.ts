import { ApiObject, App, Chart, JsonPatch, Testing } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Callers, Guardrails, McpPlatform, McpPlatformProps, McpServer, McpServerProps } from '../../../src';
import { definedItems } from '../../../src/foundation/defined';
import { CATALOG } from '../../../src/guardrails/catalog';
import { Manifest, server, synth } from '../../util/app';

/** A change that one rule must find. */
export interface Mutant {
  /** A promise: `a patch that mounts the token`. */
  readonly title: string;
  readonly breaks: (subject: McpServer) => void;
  /** The field that the finding names. */
  readonly field: string;
  /** The construct that the finding names. */
  readonly path?: string;
  readonly props?: Partial<McpServerProps>;
  readonly platform?: McpPlatformProps;
}

/** Mutants by the rule that finds them. */
export type Mutants = Readonly<Record<string, readonly Mutant[]>>;

export const REASON = 'the reviewer agreed to this in the test';
export const ROLES = ['containers', 'initContainers', 'ephemeralContainers'] as const;
export type Role = (typeof ROLES)[number];

const CONTAINERS = '/spec/template/spec';

/** A chart with one server that has every object a rule looks at. */
export function sound({ props = {}, platform }: Pick<Mutant, 'props' | 'platform'> = {}): McpServer {
  const scope = new Chart(Testing.app(), 'test', { namespace: 'mcp-tools' });
  if (platform !== undefined) {
    McpPlatform.configure(scope, platform);
  }
  return server(scope, { callers: [Callers.pods({ namespace: 'agents', labels: { app: 'gateway' } })], ...props });
}

/** Changes what an object renders, by JsonPatch. */
export function edit(object: ApiObject, change: (json: Manifest) => void): void {
  const before: Manifest = structuredClone(object.toJson());
  const after: Manifest = structuredClone(before);
  change(after);
  object.addJsonPatch(...patchesOf('', before, after));
}

function patchesOf(path: string, before: Manifest, after: Manifest): JsonPatch[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key => {
    const [here, old, now] = [`${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, before[key], after[key]];
    if (JSON.stringify(old) === JSON.stringify(now)) {
      return [];
    }
    if (now === undefined) {
      return [JsonPatch.remove(here)];
    }
    return isMap(old) && isMap(now) ? patchesOf(here, old, now) : [JsonPatch.add(here, now)];
  });
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Changes the pod of the server. */
export function editPod(subject: McpServer, change: (pod: Manifest) => void): void {
  edit(subject.deployment, json => change(json.spec.template.spec));
}

/** Changes a container of the server; an init or ephemeral container is added as a sound copy first. */
export function editContainer(subject: McpServer, role: Role, change: (container: Manifest) => void): void {
  const container: Manifest = structuredClone(subject.deployment.toJson().spec.template.spec.containers[0]);
  if (role !== 'containers') {
    container.name = 'extra';
    for (const part of ['ports', 'startupProbe', 'readinessProbe', 'livenessProbe', 'lifecycle']) {
      delete container[part];
    }
  }
  if (role === 'ephemeralContainers') {
    delete container.resources;
  }
  change(container);
  subject.deployment.addJsonPatch(
    role === 'containers'
      ? JsonPatch.replace(`${CONTAINERS}/containers/0`, container)
      : JsonPatch.add(`${CONTAINERS}/${role}`, [container]),
  );
}

/** The same change in a container of each role. */
export function inEveryRole(title: string, field: string, change: (container: Manifest) => void): Mutant[] {
  return ROLES.map(role => ({
    title: `${title} in ${role}`,
    field: `spec.template.spec.${role}[0].${field}`,
    breaks: subject => editContainer(subject, role, change),
  }));
}

/** An object made by hand beside the server, held to the rules. */
export function byHand(subject: McpServer, json: Manifest, id = 'by-hand'): ApiObject {
  const scope = Chart.of(subject);
  Guardrails.enforce(scope);
  return new ApiObject(scope, id, json);
}

/** A pod as the library makes it, with labels of its own. */
export function soundTemplate(subject: McpServer): Manifest {
  const template: Manifest = structuredClone(subject.deployment.toJson().spec.template);
  template.metadata = { labels: { app: 'by-hand' } };
  return template;
}

/** A policy that selects the pods of `soundTemplate`. */
export function policyByHand(subject: McpServer): ApiObject {
  return byHand(
    subject,
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'by-hand' },
      spec: { podSelector: { matchLabels: { app: 'by-hand' } }, policyTypes: ['Ingress', 'Egress'] },
    },
    'policy-by-hand',
  );
}

/** What synth says, one finding a line. */
export function problems(of: IConstruct): string[] {
  try {
    synth(of);
    return [];
  } catch (error) {
    const [head, ...lines] = String(error).split('\n');
    expect(head).toBe('Error: Validation failed with the following errors:');
    return lines.map(line => line.trim().replace(/^\[.*?\] /, ''));
  }
}

/** The ids of the rules in what synth says. */
export function rulesIn(lines: readonly string[]): string[] {
  return [...new Set(lines.map(line => line.split(': ')[1]))];
}

/** What other rules than `patched` find: the tests of those rules change objects by patches. */
export function besidePatches(lines: readonly string[]): string[] {
  return lines.filter(line => line.split(': ')[1] !== 'patched');
}

/** Acknowledges every finding, and the rule of a warning; of `patched` by the paths that it names. */
export function acknowledgeAll(subject: McpServer, warning?: string): void {
  // paths are those of the objects as they are, so they are named beside what rules find
  const found = problems(subject);
  const paths = found.flatMap(line => {
    const [, rule, rest] = line.split(': ');
    return rule === 'patched' ? [rest.split(' was ')[0]] : [];
  });
  for (const rule of new Set([...rulesIn(found), ...definedItems([warning])])) {
    Guardrails.of(App.of(subject)).acknowledge(
      rule,
      REASON,
      rule === 'patched' ? { paths: [...new Set(paths)] } : undefined,
    );
  }
}

function objectAt(subject: McpServer, path: string): ApiObject {
  const found = subject.node.root.node.findAll().find(({ node }) => node.path === path);
  expect(found).toBeDefined();
  return ApiObject.of(found ?? subject);
}

/** For each rule: the untouched server passes, a mutant fails with its field and fix, an acknowledged one passes. */
export function testRules(mutants: Mutants): void {
  describe.each(Object.keys(mutants))('the rule %s', id => {
    const { fix, severity } = CATALOG.find(rule => rule.id === id) ?? { fix: '', severity: 'error' };

    test('lets a server pass as the library makes it', () => {
      expect(problems(sound())).toEqual([]);
    });

    describe.each(mutants[id])('$title', mutant => {
      const { breaks, field, path = 'test/tool' } = mutant;

      test(severity === 'error' ? 'fails synth' : 'never fails synth', () => {
        const subject = sound(mutant);
        breaks(subject);
        const found = problems(subject);
        if (severity === 'error') {
          expect(
            found.filter(line => line.startsWith(`${path}: ${id}: ${field} `) && line.endsWith(`. Fix: ${fix}`)),
          ).not.toEqual([]);
        } else {
          expect(besidePatches(found)).toEqual([]);
        }
      });

      test('is let pass by an acknowledgement, which is written on the object', () => {
        const subject = sound(mutant);
        breaks(subject);
        acknowledgeAll(subject, id);
        expect(problems(subject)).toEqual([]);
        expect(objectAt(subject, path).toJson().metadata.annotations).toMatchObject({
          [`cdk8s-mcp/acknowledged-${id}`]: REASON,
        });
      });
    });
  });
}
