import { below } from './pods';
import { CARRIED, FieldTable, each, told } from '../field-table';

const LISTING = told('what a registry shows of a server');
const DOCUMENTATION = told('documentation');
const UNCHECKED = told('there is no value to check');
const ABOUT_VARIABLE = told('documentation of a variable');
const ABOUT = ['description', 'placeholder', 'valueHint', 'value_hint'];
const MARKS = ['isRequired', 'is_required', 'required', 'isSecret', 'is_secret', 'secret'];
const CHECKS = ['format', 'choices'];

/** An input: a variable, an argument or a header. */
const INPUT_FIELDS: FieldTable = {
  ...each(['name', 'value', 'default', ...MARKS], CARRIED),
  ...each(CHECKS, UNCHECKED),
  ...each(ABOUT, DOCUMENTATION),
  ...each(['value', 'default'], CARRIED, 'variables.*.'),
  ...each([...MARKS, ...CHECKS, ...ABOUT], ABOUT_VARIABLE, 'variables.*.'),
};

const ARGUMENT_FIELDS: FieldTable = {
  ...INPUT_FIELDS,
  type: CARRIED,
  ...each(['isRepeated', 'is_repeated'], told('one value is imported')),
};

const PACKAGE_FIELDS: FieldTable = {
  ...each(['registryType', 'registry_type', 'registry_name', 'identifier', 'name', 'version'], CARRIED),
  ...each(['registryBaseUrl', 'registry_base_url', 'transport.type', 'transport.url'], CARRIED),
  ...each(['fileSha256', 'file_sha256'], told('the package manager checks what it installs')),
  ...each(['runtimeHint', 'runtime_hint'], told('the type of the package says how it runs')),
  'transport.headers': told('its callers send them'),
  ...below('environmentVariables[]', INPUT_FIELDS),
  ...below('environment_variables[]', INPUT_FIELDS),
  ...below('packageArguments[]', ARGUMENT_FIELDS),
  ...below('package_arguments[]', ARGUMENT_FIELDS),
  ...below('runtimeArguments[]', ARGUMENT_FIELDS),
  ...below('runtime_arguments[]', ARGUMENT_FIELDS),
};

const REMOTE_FIELDS: FieldTable = {
  ...each(['url', 'type', 'transportType', 'transport_type'], CARRIED),
  ...below('headers[]', INPUT_FIELDS),
  ...each(['value', 'default', ...MARKS], CARRIED, 'variables.*.'),
  ...each(CHECKS, UNCHECKED, 'variables.*.'),
  ...each(ABOUT, DOCUMENTATION, 'variables.*.'),
  variables: told('the URL does not name it'),
  description: DOCUMENTATION,
};

/** What the registry of ToolHive says of an image, below the key of its publisher. */
const PUBLISHED_FIELDS: FieldTable = {
  ...each(['allow_host', 'allowHost', 'allow_port', 'allowPort'], CARRIED, 'permissions.network.outbound.'),
  ...each(['insecure_allow_all', 'insecureAllowAll'], CARRIED, 'permissions.network.outbound.'),
  ...each(['permissions.read', 'permissions.write', 'health_path'], CARRIED),
  ...each(['tools', 'tool_definitions'], told('reviewed tools belong to props.tools, after a review')),
  provenance: told('signatures are checked at admission: McpAdmissionPolicy and ImageSignatures'),
};

/** `server.json` of the registry, in all published generations. */
export const SERVER_JSON_FIELDS: FieldTable = {
  ...each(['$schema', 'name'], CARRIED),
  ...each(['title', 'description', 'version', 'websiteUrl', 'website_url', 'icons', 'status'], LISTING),
  ...each(['repository', 'version_detail', '_meta'], LISTING),
  ...below('_meta.*.*.*', PUBLISHED_FIELDS),
  ...below('packages[]', PACKAGE_FIELDS),
  ...below('remotes[]', REMOTE_FIELDS),
};
