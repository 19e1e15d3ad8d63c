import { buildSamples, coverList, fieldsIn, resourcesIn, samplesIn, walkTable } from './walk';
import { WORKLOAD } from '../../../src/importers/fields/workloads';

describe('Deployment and StatefulSet', () => {
  walkTable('kubernetes', WORKLOAD, resourcesIn('kubernetes', 'Deployment', 'StatefulSet'));
  coverList(WORKLOAD, fieldsIn('kubernetes.txt'));
  buildSamples('kubernetes', samplesIn('kubernetes'));
});
