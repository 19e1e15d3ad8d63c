'use strict';
const assert = require('node:assert');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { McpReport } = require('cdk8s-mcp');

const dist = join(__dirname, '..', 'dist');
const manifests = readdirSync(dist)
  .filter(file => file.endsWith('.yaml'))
  .map(file => readFileSync(join(dist, file), 'utf8'));
const report = JSON.parse(McpReport.ofManifests(manifests).toJson());

test('no rule is broken without a reason', () => {
  assert.deepStrictEqual(
    report.findings.filter(({ acknowledged }) => acknowledged === undefined),
    [],
  );
});

test('every server names who may call it', () => {
  assert.ok(report.servers.length > 0);
  for (const { name, callers } of report.servers) {
    assert.ok(callers.length > 0, name);
  }
});
