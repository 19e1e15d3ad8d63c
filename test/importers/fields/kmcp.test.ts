import { buildSamples, coverList, fieldsIn, resourcesIn, samplesIn, walkTable } from './walk';
import {
  KAGENT_REMOTE_FIELDS,
  KAGENT_TOOL_SERVER_FIELDS,
  KMCP_FIELDS,
  KMCP_SERVER_FIELDS,
} from '../../../src/importers/fields/kmcp';

describe('MCPServer of kmcp', () => {
  walkTable('kmcp', KMCP_SERVER_FIELDS, resourcesIn('kmcp', 'MCPServer'));
});

describe('RemoteMCPServer of kagent', () => {
  walkTable('kmcp', KAGENT_REMOTE_FIELDS, resourcesIn('kmcp', 'RemoteMCPServer'));
});

describe('ToolServer of kagent', () => {
  walkTable('kmcp', KAGENT_TOOL_SERVER_FIELDS, resourcesIn('kmcp', 'ToolServer'));
});

describe('the kinds of kmcp', () => {
  coverList(
    KMCP_FIELDS,
    fieldsIn('kmcp.txt').map(line => line.replace(' ', '.')),
  );
  buildSamples('kmcp', samplesIn('kmcp'));
});
