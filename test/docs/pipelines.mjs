/**
 * Runs the pipelines that docs/day-two.md prints, as a request for a change meets them: a repository whose main branch
 * has an app file and its manifests, and a branch with one more destination.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { yamlBlocks } from './commands.mjs';

const PAGE = 'docs/day-two.md';
const APP = egress => `version: 1
namespace: mcp-tools
namespaces: { tools: { name: mcp-tools, owner: platform-team } }
servers:
  notes:
    source: { image: { reference: "ghcr.io/acme/notes:1.4.2@sha256:${'0'.repeat(64)}", port: 8080, sessions: none } }
    callers: [{ pods: { namespace: agents, labels: { app: agent } } }]
    egress: [${egress.map(range => `{ toCidrs: [${range}] }`).join(', ')}]
`;
// what was installed before, and what talks to a service
const ELSEWHERE = /^(?:npm ci|gh) /;

function scripts() {
  const texts = yamlBlocks()
    .filter(({ page }) => page === PAGE)
    .map(({ text }) => text);
  const [github, gitlab] = ['# .github/workflows/', '# .gitlab-ci.yml'].map(first =>
    parse(texts.find(text => text.startsWith(first))),
  );
  const steps = github.jobs.manifests.steps.flatMap(({ run }) => run ?? []);
  return { GitHub: steps, GitLab: gitlab.manifests.script };
}

/** A clone with a branch of its own, beside which a worktree fits. */
function requestIn(places) {
  const folder = places.folder('installed');
  const [origin, clone] = [join(folder, 'origin'), join(folder, 'work', 'clone')];
  const git = (cwd, ...words) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...words], { cwd });
  const commit = (cwd, egress) => {
    writeFileSync(join(cwd, 'mcp.yaml'), APP(egress));
    const { status, output } = places.shell('installed', cwd, ['npx cdk8s-mcp synth mcp.yaml -o manifests'], {});
    if (status !== 0) {
      throw new Error(output);
    }
    git(cwd, 'add', 'mcp.yaml', 'manifests');
    git(cwd, 'commit', '--quiet', '-m', 'a change');
  };
  mkdirSync(origin);
  git(origin, 'init', '--quiet', '--initial-branch=main');
  commit(origin, ['203.0.113.0/24']);
  git(folder, 'clone', '--quiet', origin, clone);
  git(clone, 'switch', '--quiet', '-c', 'change');
  commit(clone, ['203.0.113.0/24', '198.51.100.0/24']);
  return clone;
}

/** What the pipelines do not do, as lines. */
export function pipelineFailures(places) {
  return Object.entries(scripts()).flatMap(([name, steps]) => {
    const cwd = requestIn(places);
    const env = {
      GITHUB_BASE_REF: 'main',
      GITHUB_STEP_SUMMARY: join(cwd, '..', 'summary.md'),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
    };
    const lines = steps.filter(step => !ELSEWHERE.test(step));
    const { status, output } = places.shell('installed', cwd, lines, env);
    if (status !== 0) {
      return [`${PAGE}: the pipeline of ${name}: exit code ${status}\n${output.slice(-2000)}`];
    }
    const read = file => readFileSync(join(cwd, file), 'utf8');
    const seen = {
      'does not tell what changes': !read('changes.md').includes('egress added: 198.51.100.0/24'),
      'finds something': JSON.parse(read('mcp.sarif')).runs[0].results.length > 0,
    };
    return Object.keys(seen)
      .filter(problem => seen[problem])
      .map(problem => `${PAGE}: the pipeline of ${name} ${problem}`);
  });
}
