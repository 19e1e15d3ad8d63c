import { openVariables } from './compose-interpolation';
import { listOf } from './container-keys';
import { openFile, openSecretFile } from './container-volumes';
import { Field } from './field';
import { ServerDraft } from './server-draft';
import { shown, withMember } from './texts';
import { credentialInText } from '../foundation/credentials/literals';
import { isCleanAbsolutePath } from '../foundation/names';

/** `configs`: files by the names of the map at the top of the input. */
export function importConfigs(server: ServerDraft, configs: Field, known: Field): void {
  for (const config of configs.items) {
    const name = (config.isMap ? config.at('source').text : config.text) ?? '';
    const target = config.at('target').text ?? `/${name}`;
    importConfig(server, { config, target }, known.at(name));
  }
}

interface Config {
  readonly config: Field;
  readonly target: string;
}

function importConfig(server: ServerDraft, { config, target }: Config, source: Field): void {
  const content = source.at('content').text;
  if (!isCleanAbsolutePath(target)) {
    config.refuse('must mount at an absolute path without . and ..');
  } else if (content !== undefined && openVariables(content).length === 0 && credentialInText(content) === undefined) {
    config.use(server.set('files', withMember(server.get('files'), target, content)));
  } else {
    openFile(server, target, config, originOf(source));
  }
}

/** Where a config or secret comes from, for people. */
function originOf(source: Field): string {
  const [file, variable] = [source.at('file').text, source.at('environment').text];
  if (file !== undefined) {
    return `the file ${shown(file)}`;
  }
  if (variable !== undefined) {
    return `the value of the variable ${shown(variable)}`;
  }
  return source.at('content').isGiven ? 'a content with a variable or a credential' : 'an object that exists elsewhere';
}

/** `secrets`: files below /run/secrets. */
export function importSecretFiles(server: ServerDraft, secrets: Field, known: Field): void {
  for (const secret of secrets.items) {
    const name = (secret.isMap ? secret.at('source').text : secret.text) ?? '';
    const target = secret.at('target').text ?? name;
    const file = /[^/]*$/.exec(target)?.[0] ?? '';
    if (file === '') {
      secret.refuse('must name a secret');
      continue;
    }
    secret.open('its value is not in the input');
    const path = target.startsWith('/') ? target : `/run/secrets/${target}`;
    openSecretFile(server, file, `${secret.path} mounts ${originOf(known.at(name))} at ${shown(path)}`);
  }
}

/** `env_file`: a text, or a list of texts or of maps with a path. */
export function importEnvFiles(server: ServerDraft, list: Field): void {
  const files = listOf(list);
  if (files.length === 0) {
    return;
  }
  const names = files.map(file => shown((file.isMap ? file.at('path').text : file.text) ?? ''));
  list.open('its content is not in the input');
  server.decide(
    'env',
    'variables',
    `${list.path} reads variables from ${names.join(', ')}: write them here, and those with credentials in secrets`,
    true,
  );
}
