import { buildSamples, coverList, fieldsIn, resourcesIn, samplesIn, walkTable } from './walk';
import {
  TOOLHIVE_AUTH_FIELDS,
  TOOLHIVE_FIELDS,
  TOOLHIVE_GATEWAY_FIELDS,
  TOOLHIVE_GROUP_FIELDS,
  TOOLHIVE_REMOTE_FIELDS,
  TOOLHIVE_SERVER_FIELDS,
  TOOLHIVE_TOOLS_FIELDS,
} from '../../../src/importers/fields/toolhive';

describe('MCPServer of ToolHive', () => {
  walkTable('toolHive', TOOLHIVE_SERVER_FIELDS, resourcesIn('toolhive', 'MCPServer'));
});

describe('MCPRemoteProxy and MCPServerEntry of ToolHive', () => {
  walkTable('toolHive', TOOLHIVE_REMOTE_FIELDS, resourcesIn('toolhive', 'MCPRemoteProxy', 'MCPServerEntry'));
});

describe('VirtualMCPServer of ToolHive', () => {
  walkTable('toolHive', TOOLHIVE_GATEWAY_FIELDS, resourcesIn('toolhive', 'VirtualMCPServer'));
});

describe('objects that servers of ToolHive refer to', () => {
  walkTable('toolHive', TOOLHIVE_TOOLS_FIELDS, resourcesIn('toolhive', 'MCPToolConfig'));
  walkTable('toolHive', TOOLHIVE_GROUP_FIELDS, resourcesIn('toolhive', 'MCPGroup'));
  walkTable('toolHive', TOOLHIVE_AUTH_FIELDS, resourcesIn('toolhive', 'MCPExternalAuthConfig'));
});

describe('the kinds of ToolHive', () => {
  coverList(
    TOOLHIVE_FIELDS,
    fieldsIn('toolhive.txt').map(line => line.replace(' ', '.')),
  );
  buildSamples('toolHive', samplesIn('toolhive'));
});
