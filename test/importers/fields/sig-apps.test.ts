import { buildSamples, coverList, fieldsIn, samplesIn, walkTable } from './walk';
import { SIG_FIELDS } from '../../../src/importers/fields/sig-apps';

describe('MCPServer of mcp.x-k8s.io', () => {
  walkTable('sigMcpServer', SIG_FIELDS, samplesIn('sig-apps'));
  coverList(SIG_FIELDS, fieldsIn('sig-apps.txt'));
  buildSamples('sigMcpServer', samplesIn('sig-apps'));
});
