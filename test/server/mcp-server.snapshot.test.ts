import { SCENARIOS } from '../util/scenarios';
import { manifestsOf } from '../util/yaml';

test.each(Object.entries(SCENARIOS))('%s', (_, build) => {
  expect(manifestsOf(build())).toMatchSnapshot();
});
