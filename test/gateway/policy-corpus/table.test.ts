import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { CONTROLLER } from './evaluators/agentgateway-controller';
import { STANDALONE } from './evaluators/agentgateway-standalone';
import { ENVOY } from './evaluators/envoy-ai-gateway';
import { KUADRANT_OBJECTS } from './evaluators/kuadrant';
import { tableOf } from './verdicts';
import { ROOT } from '../../util/paths';

const START = '<!-- policies: written by test/gateway/policy-corpus/table.test.ts -->';
const END = '<!-- end of policies -->';

/** `UPDATE_GOLDEN=1` writes the table instead. */
test.each(['docs/gateways.md', 'docs/adr/0015-engines-without-a-deployment.md'])(
  'the table of policies in %s is what the engines do',
  name => {
    const file = join(ROOT, name);
    const text = readFileSync(file, 'utf8');
    const [before, rest = ''] = text.split(START);
    const [, after = ''] = rest.split(END);
    const table = tableOf([STANDALONE, CONTROLLER, ENVOY, KUADRANT_OBJECTS]);
    const expected = `${before}${START}\n\n${table}\n\n${END}${after}`;
    if (process.env.UPDATE_GOLDEN === '1') {
      writeFileSync(file, expected);
    } else {
      expect(text).toBe(expected);
    }
  },
);
