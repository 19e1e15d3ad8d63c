import { CLIENT_CLASSES, CLIENT_PROPS } from './clients';
import { ENVIRONMENT_PROPS } from './environment';
import { FILE_PROPS } from './files';
import { IDENTITY_CLASSES, IDENTITY_PROPS, checkSandboxOverride } from './identity';
import { LIFECYCLE_CLASSES, LIFECYCLE_PROPS } from './lifecycle';
import { METADATA_PROPS, mergeTexts } from './metadata';
import { CONFIG_MAP_FILE_PROPS } from './mounted-keys';
import { NETWORK_PROPS } from './network';
import { PLACEMENT_PROPS } from './placement';
import { ServerContext } from './resolution';
import { RESOURCE_PROPS } from './resources';
import { SCALING_PROPS } from './scaling';
import { SECRET_PROPS } from './secrets';
import { SOURCE_PROPS } from './source';
import { STORAGE_PROPS } from './storage';
import { TELEMETRY_PROPS } from './telemetry';
import { TRUST_CLASSES, TRUST_PROPS } from './trust';
import { Issues } from '../../foundation/issues';
import { PropNames, Reader, isInstance } from '../../foundation/reader';
import { McpServerProps } from '../mcp-server-props';
import { ServerDefaults } from '../server-defaults';

/** Every prop of McpServer, from the file that resolves it. A prop that none of them lists does not compile. */
const PROPS: PropNames<McpServerProps> = {
  ...SOURCE_PROPS,
  ...METADATA_PROPS,
  ...ENVIRONMENT_PROPS,
  ...SECRET_PROPS,
  ...FILE_PROPS,
  ...CONFIG_MAP_FILE_PROPS,
  ...STORAGE_PROPS,
  ...RESOURCE_PROPS,
  ...SCALING_PROPS,
  ...NETWORK_PROPS,
  ...IDENTITY_PROPS,
  ...LIFECYCLE_PROPS,
  ...PLACEMENT_PROPS,
  ...TELEMETRY_PROPS,
  ...CLIENT_PROPS,
  ...TRUST_PROPS,
};

export function isServerProp(name: string): boolean {
  return Object.hasOwn(PROPS, name);
}

/** Props whose values are made by one class. */
const CLASSES = { ...IDENTITY_CLASSES, ...LIFECYCLE_CLASSES, ...CLIENT_CLASSES, ...TRUST_CLASSES };

/** The props of a server with the defaults of its pool. Throws when a value was not made by its class. */
export function readProps(issues: Issues, input: McpServerProps, { pool }: ServerContext): McpServerProps {
  const serverProps = new Reader(issues).struct(input, PROPS);
  const defaults = pool?.defaults ?? {};
  if (pool !== undefined) {
    issues.inherit(inheritedProps(serverProps, defaults), `the pool ${pool.path}`);
  }
  const props = withDefaults(serverProps, defaults);
  for (const [prop, type] of Object.entries<Function>(CLASSES)) {
    // the keys are props
    const value: unknown = props[prop as keyof typeof CLASSES];
    issues.check(value === undefined || isInstance(value, type), prop, `made by ${type.name}`, value);
  }
  // what follows reads these values
  issues.throwIfAny();
  checkSandboxOverride(issues, serverProps.sandbox, defaults.sandbox);
  return props;
}

/** The props that a server has from its pool alone. */
function inheritedProps(props: McpServerProps, defaults: ServerDefaults): string[] {
  // keys of the defaults are props
  const keys = Object.keys(defaults) as (keyof ServerDefaults)[];
  return keys.filter(prop => defaults[prop] !== undefined && props[prop] === undefined);
}

const MERGED = ['labels', 'annotations', 'podAnnotations', 'serviceAnnotations', 'claimAnnotations'] as const;

/**
 * A prop of the server replaces the default of its pool; labels and annotations are merged. Placement, pull
 * secrets and scaling are merged where they are resolved.
 */
function withDefaults(
  props: McpServerProps,
  { placement, imagePullSecrets, scaling, ...defaults }: ServerDefaults,
): McpServerProps {
  const merged = MERGED.map(prop => [prop, mergeTexts(defaults[prop], props[prop])] as const);
  return { ...defaults, ...props, ...Object.fromEntries(merged) };
}
