import { ReadResource } from './custom-resources';
import { Field } from './field';
import { Decider } from './field-table';
import { Filtered } from './tool-filter';
import {
  Member,
  ToolHiveObjects,
  decideOverrides,
  decideTools,
  groupOfGateway,
  refName,
  renamedIn,
} from './toolhive-objects';

/** VirtualMCPServer: a gateway for the servers of a group. */
export function readGateway(objects: ToolHiveObjects): ReadResource {
  return (draft, name, spec, nameField) => {
    const members = objects.membersOf(groupOfGateway(spec)).filter(({ id }) => draft.has(id));
    const id = draft.gateway(name, { servers: members.map(member => member.id) });
    const at = `gateways.${id}`;
    const decider: Decider = {
      decide: (place, what, how, required) => {
        draft.decide(`${at}.${place}`, what, how, required);
      },
    };
    const key = draft.storeEntry(
      id,
      `${at}.sessionKey`,
      'SESSION_KEY',
      ': 64 hexadecimal digits, of openssl rand -hex 32',
    );
    draft.setGateway(id, 'sessionKey', key);
    nameField.use(at);
    for (const ref of [spec.at('groupRef'), spec.at('config', 'groupRef')]) {
      ref.use(`${at}.servers`);
    }
    spec.at('config', 'name').drop('the gateway has the name of the resource');
    if (members.length === 0) {
      decider.decide('servers', 'servers', 'no server of its group is in the file: name its servers', true);
    }
    decideAuth(decider, spec.at('incomingAuth'));
    for (const filter of spec.at('config', 'aggregation', 'tools').items) {
      importFilter(members, filter, objects);
    }
    return decider;
  };
}

function decideAuth(gateway: Decider, auth: Field): void {
  const type = auth.at('type');
  type.open('see the decisions');
  const was = type.text === 'anonymous' ? 'admitted all callers' : 'checked tokens of an issuer';
  gateway.decide(
    'auth',
    'auth',
    `it ${was} (${auth.path}): write what callers must show, such as { oauth: { issuer, jwks: { fromUrl } } }, ` +
      'or { anonymous: reason }',
    true,
  );
}

/** The tools of one member that the gateway shows. */
function importFilter(members: readonly Member[], filter: Field, objects: ToolHiveObjects): void {
  const workload = filter.at('workload');
  const member = members.find(({ name }) => name === workload.text);
  if (member === undefined) {
    filter.drop('it names no server of the gateway');
    return;
  }
  const { target } = member;
  workload.use('a server of the gateway');
  importExclusion(target, filter, filter.at('excludeAll'));
  importShown(target, filter, objects);
}

function importExclusion(target: Filtered, filter: Field, exclude: Field): void {
  if (exclude.flag) {
    exclude.open('see the decisions');
    decideTools(target, `${filter.path} shows no tool of it: take it out of the gateway, or write tools`);
  }
  exclude.use('the default');
}

function importShown(target: Filtered, filter: Field, objects: ToolHiveObjects): void {
  const ref = filter.at('toolConfigRef');
  const config = objects.find('MCPToolConfig', refName(ref), ref)?.at('spec');
  if (ref.isGiven && config === undefined) {
    ref.open('its object is not in the file');
    decideTools(
      target,
      `${ref.path} names an MCPToolConfig that is not in the file: write the tools that it lets through`,
    );
    return;
  }
  const overrides = config?.at('toolsOverride') ?? filter.at('overrides');
  objects.setTools(target, config?.at('toolsFilter') ?? filter.at('filter'), renamedIn(overrides));
  decideOverrides(target, overrides);
  ref.use('the tools of the object');
  for (const key of ['filter', 'overrides']) {
    filter.at(key).drop('toolConfigRef replaces it');
  }
}
