'use strict';
const assert = require('node:assert');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { McpTesting } = require('cdk8s-mcp');

const DIST = join(__dirname, '..', 'dist');
const isManifest = name => /\.ya?ml$/.test(name);
const entries = readdirSync(DIST, { withFileTypes: true });
// manifests in dist itself and in folders below it are those of one cluster; without any, each folder is a cluster or stage
const folders = entries.some(({ name }) => isManifest(name))
  ? ['.']
  : entries.filter(entry => entry.isDirectory()).map(({ name }) => name);
const clusters = folders.map(folder => ({
  place: join('dist', folder),
  manifests: readdirSync(join(DIST, folder), { recursive: true })
    .filter(isManifest)
    .sort()
    .map(name => readFileSync(join(DIST, folder, name), 'utf8')),
}));

test('there is a server or a gateway', () => {
  const found = clusters.flatMap(({ manifests }) => {
    const { servers, gateways } = McpTesting.postureOfManifests(manifests);
    return [...servers, ...gateways];
  });
  assert.ok(found.length > 0);
});

for (const { place, manifests } of clusters) {
  test(`${place}: no rule is broken without a reason`, () => {
    const findings = McpTesting.findingsOfManifests(manifests);
    // warnings are in the report: a server may leave no choice, such as one that reads its token from a variable
    assert.deepStrictEqual(
      findings.filter(({ severity, acknowledged }) => severity === 'error' && acknowledged === undefined),
      [],
    );
  });

  test(`${place}: every server names who may call it; in quarantine it has no callers`, () => {
    for (const { name, callers, quarantine } of McpTesting.postureOfManifests(manifests).servers) {
      assert.strictEqual(callers.length > 0, quarantine === undefined, name);
    }
  });
}
