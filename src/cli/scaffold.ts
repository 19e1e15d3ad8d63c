import { readFileSync } from 'fs';
import { join } from 'path';

/** A first app: one server that needs nothing but its image, callers that must be named, and no way out. */
export const FIRST_APP = `# yaml-language-server: $schema=node_modules/cdk8s-mcp/schemas/app.schema.json
version: 1
namespace: mcp-tools
namespaces:
  tools: { name: mcp-tools, owner: platform-team }
servers:
  everything:
    # an example of a server; npm packages are installed at the start of each pod, at exactly this version
    source:
      npm: { reference: "@modelcontextprotocol/server-everything@2026.8.31" }
    callers:
      - pods: { namespace: agents, labels: { app.kubernetes.io/name: agent } }
platform:
  # host names need an engine that reads DNS answers; without it name addresses with toCidrs
  networkPolicyEngine: cilium
`;

const IGNORED = 'node_modules/\ndist/\n';

const TEST = `'use strict';
const assert = require('node:assert');
const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { test } = require('node:test');
const { McpReport } = require('cdk8s-mcp');

const dist = join(__dirname, '..', 'dist');
const manifests = readdirSync(dist).filter(file => file.endsWith('.yaml')).map(file => readFileSync(join(dist, file), 'utf8'));
const report = JSON.parse(McpReport.ofManifests(manifests).toJson());

test('no rule is broken without a reason', () => {
  assert.deepStrictEqual(report.findings.filter(({ acknowledged }) => acknowledged === undefined), []);
});

test('every server names who may call it', () => {
  assert.ok(report.servers.length > 0);
  for (const { name, callers } of report.servers) { assert.ok(callers.length > 0, name); }
});
`;

const WORKFLOW = `name: manifests
on:
  pull_request:
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with: { fetch-depth: 0 }
      - uses: actions/setup-node@v6
        with: { node-version: 24, cache: npm }
      - run: npm ci --ignore-scripts
      - run: npm test
      - name: What changes
        run: |
          git worktree add ../before "origin/$GITHUB_BASE_REF"
          npx cdk8s-mcp report dist >> "$GITHUB_STEP_SUMMARY"
          # the first change has nothing before it
          if (cd ../before && npm ci --ignore-scripts && npm run synth); then
            npx cdk8s-mcp diff ../before/dist dist --format markdown --fail-on never >> "$GITHUB_STEP_SUMMARY"
          fi
`;

export type ScaffoldKind = 'typescript' | 'file';

interface Package {
  readonly version: string;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

/** The files of a new project by their paths. */
export function scaffold(kind: ScaffoldKind, name: string, typescript: string): ReadonlyMap<string, string> {
  // our own file
  const { version, peerDependencies } = JSON.parse(
    readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'),
  ) as Package;
  const dependencies = { 'cdk8s-mcp': version === '0.0.0' ? '*' : version, ...peerDependencies };
  const program = kind === 'typescript';
  return new Map([
    [
      'package.json',
      json({
        name,
        private: true,
        scripts: {
          synth: program ? 'cdk8s synth --check-upgrade=false' : 'cdk8s-mcp synth mcp.yaml',
          test: 'npm run synth && node --test',
          report: 'cdk8s-mcp report dist',
        },
        dependencies,
        ...(program
          ? {
              devDependencies: {
                '@types/node': '^22',
                'cdk8s-cli': '^2.207.0',
                'ts-node': '^10.9.2',
                'typescript': '~5.9.3',
              },
            }
          : {}),
      }),
    ],
    ['.gitignore', IGNORED],
    ['test/manifests.test.js', TEST],
    ['.github/workflows/manifests.yml', WORKFLOW],
    ...(program
      ? ([
          ['main.ts', typescript],
          ['cdk8s.yaml', 'language: typescript\napp: ts-node main.ts\n'],
          [
            'tsconfig.json',
            json({
              compilerOptions: {
                target: 'es2022',
                module: 'commonjs',
                strict: true,
                skipLibCheck: true,
                types: ['node'],
              },
              files: ['main.ts'],
            }),
          ],
        ] as const)
      : ([['mcp.yaml', FIRST_APP]] as const)),
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
