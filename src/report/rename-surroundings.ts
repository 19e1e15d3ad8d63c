import { Change } from './change';
import { TakenNames } from './names';
import { keyOf } from './object-changes';
import { Judged } from './objects';
import { WORD } from './renamed-manifests';
import { groupOf } from './workload-groups';
import { ListMap } from '../foundation/list-map';

const ADMISSION = new Set([
  ...['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding', 'MutatingAdmissionPolicy'],
  ...['MutatingAdmissionPolicyBinding', 'ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'],
  ...['ClusterPolicy', 'Policy'],
]);

/** What holds for a server because of its namespace and name, without being among its objects. */
export class Surroundings {
  public readonly admission: AdmissionWords;
  private readonly shared: ReadonlySet<string>;

  public constructor(
    before: readonly Judged[],
    after: readonly Judged[],
    private readonly taken: TakenNames,
  ) {
    this.admission = new AdmissionWords(after);
    const others = before.filter(judged => groupOf(judged) === undefined);
    this.shared = new Set([...contentsOf(others).keys()]);
  }

  public lost(namespace: string): string[] {
    return this.shared.has(namespace) ? [`what held for all of namespace ${namespace} no longer holds for it`] : [];
  }

  public gained(namespace: string): string[] {
    return this.taken.namespaces.has(namespace)
      ? [`what holds for all of namespace ${namespace} now holds for it`]
      : [];
  }
}

/** The words of policies that decide what is admitted, which may name what they are about in any expression. */
export class AdmissionWords {
  private readonly objects = new Map<string, string>();

  public constructor(all: readonly Judged[]) {
    for (const { subject } of all.filter(({ subject: { kind } }) => ADMISSION.has(kind))) {
      for (const [word] of JSON.stringify(subject.manifest.spec ?? subject.manifest.webhooks ?? '').matchAll(WORD)) {
        this.objects.set(word, keyOf(subject.manifest));
      }
    }
  }

  public about(name: string): string[] {
    const object = this.objects.get(name);
    return object === undefined ? [] : [`${object} still names ${name}`];
  }
}

/** The kinds and names of the objects in each namespace, and that of itself. */
export function contentsOf(all: readonly Judged[]): ListMap<string, string> {
  const contents = new ListMap<string, string>();
  for (const { subject } of all) {
    const { kind, name, namespace } = subject;
    const own = kind === 'Namespace' ? name : namespace;
    if (own !== undefined) {
      contents.add(own, `${kind} ${name}`);
    }
  }
  return contents;
}

/** What the change of a name says; what changes with the name is wider until somebody has looked. */
export function renamedChange(subject: string, [name, ...consequences]: readonly string[], rest: string): Change {
  const weight = consequences.length > 0 ? 'widened' : 'changed';
  return { weight, subject, kind: 'renamed', text: [name, ...consequences, rest].join('; ') };
}
