import {
  AllowedHosts,
  Isolation,
  KubernetesAccess,
  NetworkPolicyEngine,
  ServerSource,
  Sessions,
  ToolPolicy,
} from '../../../src';
import { CATALOG } from '../../../src/guardrails/catalog';
import { ADVISORIES } from '../../../src/guardrails/data/advisories';
import { DIGEST, source } from '../../util/app';
import { MCP } from '../cases/mcp';
import { besidePatches, edit, editContainer, problems, sound, testRules } from '../cases/mutant';

testRules(MCP);

const CILIUM = { networkPolicyEngine: NetworkPolicyEngine.CILIUM };

describe('no rule is broken by', () => {
  test.each([
    { title: 'a server with sessions in memory', props: { source: source({ sessions: Sessions.IN_MEMORY }) } },
    {
      title: 'a server with a list of hosts',
      props: { source: source({ allowedHosts: AllowedHosts.argument('--allowed-hosts'), healthPath: '/mcp/health' }) },
    },
    { title: 'a package without advisory', props: { source: ServerSource.pypi('fastmcp==3.2.0') } },
    {
      title: 'a release after the one that fixes it',
      props: { source: ServerSource.pypi('mcp-atlassian==0.22.0.post1') },
    },
    {
      title: 'one process for each session',
      props: {
        source: ServerSource.npm('@scope/tool@1.2.3', {
          isolation: Isolation.session({ maxSessions: 2 }),
          args: ["it's"],
        }),
      },
    },
    {
      title: 'one process for all',
      props: { source: ServerSource.npm('@scope/tool@1.2.3', { args: ['--', '--stateless'] }) },
    },
    {
      title: 'a shell with a reason',
      props: {
        source: ServerSource.stdioImage(`a.example/tool:1.2.3@${DIGEST}`, {
          command: ['sh', '-c', 'server'],
          shellReason: 'the image has a script alone',
        }),
      },
    },
    {
      title: 'tools that only read with a role that only reads',
      props: {
        tools: ToolPolicy.allow('pods_list'),
        kubernetesAccess: KubernetesAccess.readOnly({ resources: ['pods'] }),
      },
    },
  ])('$title', ({ props }) => {
    expect(problems(sound({ props, platform: CILIUM }))).toEqual([]);
  });

  test('any number of replicas without sessions', () => {
    const subject = sound();
    edit(subject.service, ({ spec }) => {
      spec.sessionAffinity = 'None';
    });
    expect(besidePatches(problems(subject))).toEqual([]);
  });

  test.each([
    { title: 'one name with any port', args: ['--allowed-hosts', 'tool:*'] },
    { title: 'a check that stays on', args: ['--disable-dns-rebinding-protection=false'] },
    { title: 'the version that fixes it', args: ['mcp-remote@0.1.16'] },
    { title: 'a version before the first that has it', args: ['mcp-remote@0.0.4'] },
    { title: 'a package of another registry', args: ['mcp-remote==0.1.15'] },
    { title: 'an npm package with the name of one of PyPI', args: ['npx', '-y', 'fastmcp@1.0.0'] },
    { title: 'a package whose name begins like it', args: ['mcp-remote-next@0.1.0'] },
  ])('$title', ({ args }) => {
    const subject = sound();
    editContainer(subject, 'containers', container => {
      container.args = args;
    });
    expect(besidePatches(problems(subject))).toEqual([]);
  });

  test.each(['MCPGODEBUG', 'DNS_REBINDING_PROTECTION', 'MCP_CORS_MODE'])(
    '%s with a value that leaves the check on',
    name => {
      const subject = sound();
      editContainer(subject, 'containers', ({ env }) => {
        env.push({ name, value: 'strict' });
      });
      expect(besidePatches(problems(subject))).toEqual([]);
    },
  );
});

test('advisories have the ids of the CVE list, and versions in order', () => {
  for (const { id, from, below } of ADVISORIES) {
    expect(id).toMatch(/^CVE-20\d{2}-\d{4,7}$/);
    for (const version of [from ?? '0', below]) {
      expect(version).toMatch(/^\d+(\.\d+)*$/);
    }
  }
  expect(new Set(ADVISORIES.map(({ id, below }) => `${id} ${below}`)).size).toBe(ADVISORIES.length);
});

test('rules name checks as <scanner>:<check>', () => {
  const checks = CATALOG.flatMap(({ scanners }) => scanners);
  expect(
    checks.filter(
      check =>
        !/^(kubeconform|kube-score|kube-linter|pod-security|trivy|checkov|polaris|kubesec):[A-Za-z0-9_/-]+$/.test(
          check,
        ),
    ),
  ).toEqual([]);
  expect(checks.length).toBeGreaterThan(80);
});
