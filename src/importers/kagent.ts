import { importCommand } from './command-line';
import { ReadResource } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { importHeaders } from './headers';
import { RemoteDraft } from './remote-draft';
import { ServerDraft } from './server-draft';
import { setHeader } from './toolhive-remote';
import { importTransport } from './transport';
import { importEnv } from './values';

/** RemoteMCPServer of kagent: a server elsewhere. */
export const readRemoteMcpServer: ReadResource = (draft, name, spec, nameField) => {
  const remote = remoteOf(draft, name, spec, nameField);
  if (remote !== undefined) {
    importTransport(remote, spec.at('protocol'));
  }
  return remote;
};

/** ToolServer of kagent: a command, or a server elsewhere. */
export const readToolServer: ReadResource = (draft, name, spec, nameField) => {
  const config = spec.at('config');
  config.at('type').use('the transport');
  if (config.at('stdio').isGiven) {
    return fromStdio(draft, name, config.at('stdio'), nameField);
  }
  const remote = remoteOf(draft, name, config.either('streamableHttp', 'sse'), nameField);
  if (remote !== undefined && config.at('sse').isGiven && !config.at('streamableHttp').isGiven) {
    remote.set('transport', 'sse');
  }
  return remote;
};

function remoteOf(draft: Draft, name: string, from: Field, nameField: Field): RemoteDraft | undefined {
  const remote = RemoteDraft.ofResource(draft, name, from.at('url'), nameField);
  if (remote === undefined) {
    return undefined;
  }
  importHeaders(draft, remote.name, from.at('headers').entries);
  for (const header of from.at('headersFrom').items) {
    importHeader(draft, remote, header);
  }
  return remote;
}

function importHeader(draft: Draft, remote: RemoteDraft, header: Field): void {
  const [name, from] = [header.at('name'), header.at('valueFrom')];
  if (from.isGiven && from.at('type').text !== 'ConfigMap') {
    setHeader(remote, header, name, from);
  } else if (from.isGiven) {
    header.open('see the decisions');
    remote.decide('headers', 'credential', `${header.path} is in a ConfigMap: write the header from a Secret`, true);
  } else {
    importHeaders(draft, remote.name, [[name.text ?? '', header.at('value')]]);
    name.use('the name of the header');
  }
}

function fromStdio(draft: Draft, name: string, stdio: Field, nameField: Field): ServerDraft | undefined {
  const command = stdio.at('command');
  const first = command.text === undefined ? [] : [{ text: command.text, field: command }];
  const server = importCommand(draft, {
    name,
    nameField,
    words: [...first, ...stdio.at('args').words],
    env: () => undefined,
    options: {},
  });
  if (server === undefined) {
    stdio.drop('it belongs to a server that was not imported as a workload');
    return undefined;
  }
  for (const [key, field] of stdio.at('env').entries) {
    importEnv(server, { name: key, field });
  }
  for (const variable of stdio.at('envFrom').items) {
    importVariable(server, variable.at('name').text ?? '', variable);
  }
  return server;
}

/** A variable with a value, or from a key of a Secret, in the forms of kagent and of Kubernetes. */
export function importVariable(server: ServerDraft, name: string, variable: Field): void {
  const from = variable.at('valueFrom');
  const ref = from.at('secretKeyRef').isGiven ? from.at('secretKeyRef') : from;
  const isSecret = from.at('secretKeyRef').isGiven || from.at('type').text === 'Secret';
  if (!from.isGiven) {
    variable.at('name').use('the name of the variable');
    importEnv(server, { name, field: variable.at('value'), text: variable.at('value').text ?? '' });
  } else if (isSecret) {
    variable.use(server.secretRef(name, ref.either('name', 'valueRef').text ?? '', ref.at('key').text ?? ''));
  } else {
    variable.open('it comes from a ConfigMap or a field');
    server.decide(`env.${name}`, 'value', `${variable.path} comes from a ConfigMap or a field: give its value`, true);
  }
}
