import { buildSamples, coverList, fieldsIn, resourcesIn, samplesIn, walkTable } from './walk';
import { SIG_FIELDS } from '../../../src/importers/fields/sig-apps';

describe('MCPServer of mcp.x-k8s.io', () => {
  walkTable('sigMcpServer', SIG_FIELDS, resourcesIn('sig-apps', 'MCPServer'));
  coverList(SIG_FIELDS, fieldsIn('sig-apps.txt'));
  buildSamples('sigMcpServer', samplesIn('sig-apps'));
});
