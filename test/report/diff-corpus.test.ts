import { Chart, Yaml } from 'cdk8s';
import { McpDiff } from '../../src';
import { DIFF_CASES } from './diff-corpus/cases';
import { chart } from '../util/app';

function written(app: (scope: Chart) => void): string[] {
  const scope = chart();
  app(scope);
  return [Yaml.stringify(...scope.node.findAll().flatMap(each => (Chart.isChart(each) ? each.toJson() : [])))];
}

test.each(DIFF_CASES)('a reviewer reads of servers and gateways, in words: $title', ({ before, after, expected }) => {
  const lines = McpDiff.between(written(before), written(after)).toText().trimEnd().split('\n');
  const said = lines
    .map(line => line.replace(/^(.) \w+ +/, '$1 '))
    .filter(line => /^. (?:server|gateway|namespace) /.test(line));
  expect([...said].sort()).toEqual([...expected].sort());
  expect(lines.join('\n')).not.toMatch(/\b[0-9a-f]{8}\b|sha256/);
});
