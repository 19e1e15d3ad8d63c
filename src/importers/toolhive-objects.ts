import { Field } from './field';
import { Filtered } from './tool-filter';
import { Issues } from '../foundation/issues';
import { isToolPattern } from '../workload/tool-names';

export const TOOLHIVE = 'toolhive.stacklok.dev';

/** A server that may belong to a group. */
export interface Member {
  /** The name in the input, and in the app file. */
  readonly name: string;
  readonly id: string;
  readonly group?: string;
  readonly target: Filtered;
  /** Those of its resource. */
  readonly issues: Issues;
}

/** The objects of a file, which servers refer to by kind and name. */
export class ToolHiveObjects {
  private readonly byName = new Map<string, Field>();
  /** What has a list of tools already. */
  private readonly limited = new Set<Filtered>();
  private readonly members: Member[] = [];
  private readonly gatewayGroups = new Set<string>();

  public constructor(public readonly resources: readonly Field[]) {
    for (const resource of resources) {
      const key = keyOf(resource.at('kind').text, resource.at('metadata', 'name').text);
      if (!this.byName.has(key)) {
        this.byName.set(key, resource);
      }
      if (resource.at('kind').text === 'VirtualMCPServer') {
        this.gatewayGroups.add(groupOfGateway(resource.at('spec')) ?? '');
      }
    }
  }

  /** Records what a resource became, and its group. */
  public add(member: Member): void {
    this.members.push(member);
  }

  public membersOf(group: string | undefined): readonly Member[] {
    // a resource that was refused is none: its name may be that of another server
    return this.members.filter(({ group: own, issues }) => group !== undefined && own === group && issues.isEmpty);
  }

  /** Sets the tools that may be used. A second list of the same server is a decision. */
  public setTools(target: Filtered, list: Field, renamed: ReadonlyMap<string, string>): void {
    const names = list.items.map(({ text = '' }) => renamed.get(text) ?? text);
    if (names.length === 0) {
      list.use('every tool');
    } else if (names.every(isTool) && !this.limited.has(target)) {
      this.limited.add(target);
      list.use(target.set('tools', { allow: names }));
    } else {
      list.open('see the decisions');
      const problem = names.every(isTool) ? 'is a second list of tools' : 'has names that no tool can have here';
      decideTools(target, `${list.path} ${problem}: write the tools that may be used`);
    }
  }

  public hasGateway(group: string | undefined): boolean {
    return group !== undefined && this.gatewayGroups.has(group);
  }

  /** The object that an entry refers to: what is wrong in it is an issue of the entry. */
  public find(kind: string, name: string | undefined, entry: Field): Field | undefined {
    return name === undefined ? undefined : this.byName.get(keyOf(kind, name))?.readBy(entry);
  }
}

function keyOf(kind: string | undefined, name: string | undefined): string {
  return `${kind ?? ''} ${name ?? ''}`;
}

/** The group whose members a gateway has. */
export function groupOfGateway(spec: Field): string | undefined {
  return refName(spec.at('groupRef')) ?? refName(spec.at('config', 'groupRef'));
}

/** The name in a reference: a map with it, or the name alone. */
export function refName(ref: Field): string | undefined {
  return ref.isMap ? ref.at('name').text : ref.text;
}

/** The tools that its proxy lets through: a list in the resource, `tools` before v0.12, or an MCPToolConfig. */
export function importTools(target: Filtered, spec: Field, objects: ToolHiveObjects): void {
  const [inline, ref] = [spec.either('toolsFilter', 'tools'), spec.at('toolConfigRef')];
  if (!ref.isGiven) {
    objects.setTools(target, inline, new Map());
    return;
  }
  const config = objects.find('MCPToolConfig', refName(ref), ref)?.at('spec');
  if (config === undefined) {
    ref.open('its object is not in the file');
    decideTools(
      target,
      `${ref.path} names an MCPToolConfig that is not in the file: write the tools that it lets through`,
    );
  } else {
    ref.use('the tools of the object');
    objects.setTools(target, config.at('toolsFilter'), renamedIn(config.at('toolsOverride')));
    decideOverrides(target, config.at('toolsOverride'));
  }
  inline.drop('toolConfigRef replaces it');
}

/** The names that the server gives its tools, by those that the proxy shows. */
export function renamedIn(overrides: Field): ReadonlyMap<string, string> {
  return new Map(overrides.entries.map(([tool, override]) => [override.at('name').text ?? tool, tool]));
}

export function decideOverrides(target: Filtered, overrides: Field): void {
  if (!overrides.isGiven) {
    return;
  }
  overrides.open('see the decisions');
  decideTools(
    target,
    `${overrides.path} gives tools other names or texts, which no gateway does: agents see the server's own`,
  );
}

/** Its filters take names as they are, and ours take * for any text. */
function isTool(name: string): boolean {
  return isToolPattern(name) && !name.includes('*');
}

export function decideTools(target: Filtered, how: string): void {
  target.decide('tools', 'tools', `${how}: { allow: [search, get_*] }`, true);
}

/** The gateway of a group has its members. */
export function joinGroup(objects: ToolHiveObjects, ref: Field, member: Omit<Member, 'group' | 'issues'>): void {
  const group = refName(ref);
  objects.add({ ...member, group, issues: ref.issues });
  if (objects.hasGateway(group)) {
    ref.use('a server of the gateway');
  }
}
