import {
  ENV_FIELDS,
  PLACEMENT_FIELDS,
  RESOURCES_FIELDS,
  RESOURCE_FIELDS,
  SECURITY_FIELDS,
  SPREAD,
  below,
} from './pods';
import { CARRIED, FieldTable, each, told } from '../field-table';

const OF_OPERATOR = 'of its operator';

/** MCPServer of v2dY with an image: the shape of its design document and v2dY/mcp-operator (2026-08). */
export const V2DY_SPEC_FIELDS: FieldTable = {
  ...each(['image', 'protocol', 'port', 'replicas', 'args'], CARRIED),
  ...below('env', ENV_FIELDS),
  ...below('resources', RESOURCES_FIELDS),
  ...below('podTemplate.resources', RESOURCES_FIELDS),
  ...below('podTemplate.security', SECURITY_FIELDS),
  ...below('podTemplate.scheduling', PLACEMENT_FIELDS),
  'podTemplate.scheduling.priorityClassName': CARRIED,
  'podTemplate.scheduling.topologySpreadConstraints': SPREAD,
  'podTemplate.health.path': CARRIED,
  'podTemplate.health.enabled': told('a probe of the library takes its place'),
  'podTemplate.runtime': told('the runtime is that of the image'),
  'auth': told('the gateway authenticates callers'),
  ...each(['deploymentName', 'legacy', 'kagent', 'registry', 'basePath', 'url'], told(OF_OPERATOR)),
};

export const V2DY_FIELDS: FieldTable = {
  ...RESOURCE_FIELDS,
  ...below('spec', V2DY_SPEC_FIELDS),
};
