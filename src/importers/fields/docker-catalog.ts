import { CARRIED, FieldTable, decision, each, told } from '../field-table';

const LISTING = told('what a catalog shows of a server');
const FORM = told('the form of a client: its defaults are put in where they are used');
const DOCUMENTATION = told('documentation');

/** Fields of a server, in `server.yaml` and in a catalog. */
export const DOCKER_CATALOG_FIELDS: FieldTable = {
  ...each(
    [
      'name',
      'image',
      'type',
      'oauth',
      'remote.url',
      'remote.transport_type',
      'remote.transport',
      'remote.headers',
      'run.env',
      ...['command', 'volumes', 'user', 'allowHosts', 'disableNetwork'].flatMap(key => [key, `run.${key}`]),
      ...['secrets[].env', 'secrets[].required', 'env[].name', 'env[].value'].flatMap(key => [key, `config.${key}`]),
    ],
    CARRIED,
  ),
  ...each(
    [
      'about',
      'dateAdded',
      'description',
      'dynamic',
      'icon',
      'meta',
      'metadata',
      'prompts',
      'readme',
      'ref',
      'resources',
      'source',
      'title',
      'toolsUrl',
      'upstream',
    ],
    LISTING,
  ),
  ...each(['longLived', 'run.longLived'], told('a server of a cluster runs until it is replaced')),
  ...each(['config.description', 'config.parameters', 'config[]'], FORM),
  ...each(
    ['secrets[].name', 'secrets[].example', 'secrets[].description', 'env[].example', 'env[].description'].flatMap(
      key => [key, `config.${key}`],
    ),
    DOCUMENTATION,
  ),
  ...each(
    ['extraHosts', 'run.extraHosts'],
    decision(
      'egress',
      'hosts',
      'names that only its container knows: use names of the DNS, or addresses in its variables and toCidrs here',
    ),
  ),
  tools: told('reviewed tools belong to the prop tools, after a review'),
};
