'use strict';
const assert = require('node:assert');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { McpTesting } = require('cdk8s-mcp');

const dist = join(__dirname, '..', 'dist');
const manifests = readdirSync(dist)
  .filter(file => file.endsWith('.yaml'))
  .map(file => readFileSync(join(dist, file), 'utf8'));

test('no rule is broken without a reason', () => {
  const findings = McpTesting.findingsOfManifests(manifests);
  assert.deepStrictEqual(
    findings.filter(({ acknowledged }) => acknowledged === undefined),
    [],
  );
});

test('every server names who may call it', () => {
  const { servers } = McpTesting.postureOfManifests(manifests);
  assert.ok(servers.length > 0);
  for (const { name, callers } of servers) {
    assert.ok(callers.length > 0, name);
  }
});
