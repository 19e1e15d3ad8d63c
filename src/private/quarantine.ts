import { IConstruct } from 'constructs';

/** The name and namespace of a Deployment that must not run. */
export interface Suspect { readonly namespace: string; readonly name: string }

const suspects = new WeakMap<IConstruct, Suspect[]>();

/** The servers of an app that are in quarantine, for admission policies in whatever chart. */
export function suspectsOf({ node: { root } }: IConstruct): readonly Suspect[] { return suspects.get(root) ?? []; }

export function addSuspect(construct: IConstruct, suspect: Suspect): void {
  suspects.set(construct.node.root, [...suspectsOf(construct), suspect]);
}
