// The expressions of McpAdmissionPolicy, compiled by the API server's own compiler (cel/main.go) with the CEL
// environments of every supported version, also of those that no test cluster has.
//
//   node test/oracles/cel.mjs
//
// Builds the program in a temporary directory with the ordinary Go client: about two minutes of processor time the
// first time. Needs a compiled lib/.
// Exit code: 0 when all compile, 1 otherwise, 2 when it could not run, 77 without Go.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const { Chart, Testing } = require('cdk8s');
const { AdmissionMode, McpAdmissionPolicy } = require('../..');

const SOURCE = join(import.meta.dirname, 'cel');
const SKIPPED = 77;
/** The oldest supported Kubernetes is 1.30, which reads new expressions as 1.29 would. */
const [OLDEST, NEWEST] = [29, 37];
const VERSIONS = Array.from({ length: NEWEST - OLDEST + 1 }, (_, i) => `1.${OLDEST + i}`);
const { length: ENVIRONMENTS } = VERSIONS;

const REASON = 'writes a cache to its root';
/** Props that lead to every expression there is. */
const ALL = {
  parametersNamespace: 'mcp-admission',
  allowedRegistries: ['docker.io/grafana', 'ghcr.io/acme'],
  allowedPackages: ['oci:docker.io/grafana/*', 'npm:@modelcontextprotocol/*', 'pypi:mcp-server-time'],
  blockedPackages: ['oci:ghcr.io/acme/mcp-blocked', 'npm:@evil/*'],
  exemptions: [{ rule: 'read-only-root', kind: 'Deployment', namespace: 'mcp', name: 'exempt', reason: REASON }],
};

function policies() {
  return Object.values(AdmissionMode).flatMap(mode => {
    const chart = new Chart(Testing.app(), 'admission');
    new McpAdmissionPolicy(chart, 'mcp', { ...ALL, mode });
    return chart.toJson().filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
  });
}

/** A policy of which everything has to be refused: a compiler that takes it proves nothing. */
const WRONG = {
  metadata: { name: 'wrong' },
  spec: {
    variables: [{ name: 'unknown', expression: 'object.' }],
    matchConditions: [{ name: 'no-condition', expression: "'text'" }],
    validations: [{ expression: 'variables.missing == 1', messageExpression: '1' }],
  },
};
const WRONG_EXPRESSIONS = 4;

function main() {
  if (spawnSync('go', ['version']).status !== 0) {
    console.log('cel: skipped (no go)');
    return SKIPPED;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'oracle-cel-'));
  try {
    const program = join(scratch, 'cel');
    execFileSync('go', ['build', '-mod=readonly', '-o', program, '.'], {
      cwd: SOURCE,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return judge(program);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function judge(program) {
  const ask = input =>
    execFileSync(program, VERSIONS, { input: JSON.stringify(input), encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
  const asked = policies();
  const answers = ask(asked);
  const refused = answers.filter(({ error }) => error !== undefined);
  refused.forEach(({ version, policy, field, error }) => console.log(`${version} ${policy} ${field}: ${error}`));
  const wrong = ask([WRONG]).filter(({ error }) => error !== undefined).length;
  if (wrong !== WRONG_EXPRESSIONS * ENVIRONMENTS) {
    console.log(`it refuses ${wrong} of ${WRONG_EXPRESSIONS * ENVIRONMENTS} wrong expressions`);
  }
  const [, version] = /k8s\.io\/apiserver (v\S+)/.exec(readFileSync(join(SOURCE, 'go.mod'), 'utf8'));
  const { count } = answers.at(-1);
  const range = `CEL of ${VERSIONS[0]} to ${VERSIONS.at(-1)}`;
  console.log(
    `k8s.io/apiserver ${version}: ${count / ENVIRONMENTS} expressions of ${asked.length} policies, ${range}: ` +
      `${refused.length} refused`,
  );
  return refused.length === 0 && wrong === WRONG_EXPRESSIONS * ENVIRONMENTS ? 0 : 1;
}

process.exitCode = main();
