import { Field } from './field';
import { ServerDraft } from './server-draft';
import { ToolHiveObjects } from './toolhive-objects';

/** Where a server may connect to: a profile that is built in, or one of a ConfigMap. */
export function importProfile(server: ServerDraft, profile: Field, objects: ToolHiveObjects): void {
  if (profile.at('type').text !== 'builtin') {
    importOwnProfile(server, profile, objects);
  } else if (profile.at('name').text === 'none') {
    server.denyEgress();
    profile.use('a server reaches nothing that it is not given');
  } else {
    server.allowInternet([]);
    profile.use(`${server.at}.egress`);
  }
}

/** A profile in a ConfigMap, as JSON. */
function importOwnProfile(server: ServerDraft, profile: Field, objects: ToolHiveObjects): void {
  if (!profile.isGiven) {
    return;
  }
  const key = profile.at('key').text;
  const data = objects.find('ConfigMap', profile.at('name').text, profile)?.at('data');
  const outbound = key === undefined ? undefined : outboundOf(data?.at(key));
  if (outbound === undefined) {
    profile.open('it is in a ConfigMap');
    server.decide('egress', 'egress', `${profile.path} names a ConfigMap: its allowed hosts belong to egress`, true);
    return;
  }
  const ports = outbound.at('allow_port').items.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
  if (outbound.at('insecure_allow_all').flag) {
    server.allowInternet(ports);
  } else {
    server.denyEgress();
    server.allowHosts(outbound.at('allow_host').items, ports);
  }
  profile.use(`${server.at}.egress`);
}

/** The outbound part of a profile; undefined: it is none that can be read. */
function outboundOf(text: Field | undefined): Field | undefined {
  if (text?.text === undefined) {
    return undefined;
  }
  try {
    const profile = Field.root(JSON.parse(text.text) as unknown, text.issues, text.path);
    const outbound = profile.at('network', 'outbound');
    text.use('egress of the server');
    return profile.isMap ? outbound : undefined;
  } catch {
    return undefined;
  }
}
