import { dataKey, objectName } from './cluster-objects';
import { ReadResource } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { headerOf, importHeaders } from './headers';
import { RemoteDraft } from './remote-draft';
import { withMember } from './texts';
import { ToolHiveObjects, importTools, joinGroup, refName } from './toolhive-objects';
import { importTransport } from './transport';

/** MCPRemoteProxy and MCPServerEntry: servers elsewhere, which a gateway reaches. */
export function readRemote(objects: ToolHiveObjects): ReadResource {
  return (draft, name, spec, nameField) => {
    const url = spec.either('remoteUrl', 'remoteURL');
    const remote = RemoteDraft.ofResource(draft, name, url, nameField);
    if (remote === undefined) {
      return undefined;
    }
    importTransport(remote, spec.at('transport'));
    importForwarded(draft, remote, spec.at('headerForward'));
    importExternalAuth(remote, spec.at('externalAuthConfigRef'), objects);
    importTools(remote, spec, objects);
    importBundle(remote, spec.at('caBundleRef', 'configMapRef'), url);
    joinGroup(objects, spec.at('groupRef'), { name, id: remote.name, target: remote });
    return remote;
  };
}

function importForwarded(draft: Draft, remote: RemoteDraft, forward: Field): void {
  const plain = forward.at('addPlaintextHeaders');
  if (plain.isGiven) {
    importHeaders(draft, remote.name, plain.entries);
  }
  for (const header of forward.at('addHeadersFromSecret').items) {
    setHeader(remote, header, header.at('headerName'), header.at('valueSecretRef'));
  }
}

/** Sets a header to the value of an existing Secret. */
export function setHeader(remote: RemoteDraft, entry: Field, name: Field, ref: Field): void {
  const header = headerOf(remote.draft, remote.name, name.text ?? '', entry);
  if (header === undefined) {
    return;
  }
  const [secret, key] = [objectName(ref.either('name', 'valueRef')), dataKey(ref.at('key').text)];
  if (secret === undefined || key === undefined) {
    ref.refuse('must name a Secret and a key of it');
  }
  const source = { fromSecretName: { name: secret, key } };
  const headers = withMember(remote.draft.remoteValue(remote.name, 'headers'), header, source);
  entry.use(`${remote.set('headers', headers)}.${header}`);
}

/** The credential that its proxy adds, from an object of the file. */
function importExternalAuth(remote: RemoteDraft, ref: Field, objects: ToolHiveObjects): void {
  if (!ref.isGiven) {
    return;
  }
  const auth = objects.find('MCPExternalAuthConfig', refName(ref), ref)?.at('spec');
  const injected = auth?.at('headerInjection');
  if (injected?.at('headerName').text !== undefined) {
    setHeader(remote, injected, injected.at('headerName'), injected.at('valueSecretRef'));
    ref.use('a header of the remote server');
    auth?.at('type').use('a header of the remote server');
    return;
  }
  ref.open('see the decisions');
  remote.decide(
    'headers',
    'credential',
    `${ref.path} adds a credential to each request: write the header, such as ` +
      '{ authorization: { fromSecretName: { name, key } } }, whose value is Bearer and the token',
    true,
  );
}

function importBundle(remote: RemoteDraft, bundle: Field, url: Field): void {
  if (!bundle.isGiven) {
    return;
  }
  if (/^http:/i.test(url.text ?? '')) {
    bundle.drop('an http URL has no certificate');
    return;
  }
  const [name, key] = [objectName(bundle.at('name')), dataKey(bundle.at('key').text ?? 'ca.crt')];
  if (name === undefined || key === undefined) {
    bundle.refuse('must name a ConfigMap and a key of it');
  }
  const value = { fromConfigMap: { name, key } };
  const at = remote.set('caBundle', value);
  bundle.useEach(['name', 'key'], at);
  bundle.at('optional').drop('a gateway does not start without its certificates');
}
