import { buildSamples, resourcesIn, samplesIn, walkTable } from './walk';
import { V2DY_FIELDS } from '../../../src/importers/fields/v2dy';

describe('MCPServer of v2dY', () => {
  walkTable('v2dy', V2DY_FIELDS, resourcesIn('v2dy', 'MCPServer'));
  buildSamples('v2dy', samplesIn('v2dy'));
});
