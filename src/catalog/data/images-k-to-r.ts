import { NOTHING_TO_WRITE, optional, optionalSecret, required, requiredSecret } from './common';
import { Sessions } from '../../protocol/sessions';
import { CatalogEntry } from '../entry';
import { PresetVerdict } from '../preset-verdict';

/** Servers whose images are pinned by digest, K to R. */
export const IMAGE_ENTRIES_K_TO_R: readonly CatalogEntry[] = [
  {
    id: 'kubernetes',
    title: 'Kubernetes MCP Server (containers)',
    verdict: PresetVerdict.USABLE,
    repository: 'containers/kubernetes-mcp-server',
    licence: 'Apache-2.0',
    facts:
      'npm kubernetes-mcp-server 0.0.67, run on 2026-11-21; image v0.0.66, digest named by four projects as an index',
    run: {
      kind: 'image',
      image:
        'quay.io/containers/kubernetes_mcp_server:v0.0.66' +
        '@sha256:6d650f4bd6ac303ad82713c997e73a2d001602f9bf17392c9b9a0e30e29c6423',
      command: ['/app/kubernetes-mcp-server'],
      port: 8080,
      health: '/healthz',
      sessions: Sessions.NONE,
    },
    args: ['--port', '8080', '--stateless'],
    readOnly: {
      says: '--read-only and tools',
      args: ['--read-only'],
      tools: [
        'configuration_contexts_list',
        'events_list',
        'namespaces_list',
        'nodes_top',
        'pods_get',
        'pods_list',
        'pods_list_in_namespace',
        'pods_log',
        'pods_top',
        'projects_list',
        'resources_get',
        'resources_list',
      ],
      writes: {},
    },
    refused: ['configuration_view', 'nodes_log', 'nodes_stats_summary', 'pods_exec'],
    cluster: {
      resources: [
        'pods',
        'pods/log',
        'events',
        'events.events.k8s.io',
        'namespaces',
        'nodes',
        'services',
        'endpoints',
        'configmaps',
        'persistentvolumeclaims',
        'persistentvolumes',
        'serviceaccounts',
        'replicationcontrollers',
        'resourcequotas',
        'limitranges',
        'deployments.apps',
        'replicasets.apps',
        'statefulsets.apps',
        'daemonsets.apps',
        'jobs.batch',
        'cronjobs.batch',
        'horizontalpodautoscalers.autoscaling',
        'ingresses.networking.k8s.io',
        'networkpolicies.networking.k8s.io',
        'endpointslices.discovery.k8s.io',
        'poddisruptionbudgets.policy',
        'storageclasses.storage.k8s.io',
        'pods.metrics.k8s.io',
        'nodes.metrics.k8s.io',
      ],
      inClusterArgs: ['--disable-multi-cluster'],
      kubeconfigFlag: '--kubeconfig',
      writes: [
        {
          apiGroup: '',
          resources: ['pods', 'pods/log', 'events', 'configmaps', 'services'],
          verbs: ['get', 'list', 'watch'],
        },
        { apiGroup: '', resources: ['pods'], verbs: ['create', 'delete'] },
        {
          apiGroup: 'apps',
          resources: ['deployments', 'statefulsets'],
          verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
        },
        { apiGroup: 'apps', resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['get', 'update', 'patch'] },
      ],
    },
    problems: [
      'an Authorization header of a caller is passed on to the API server, which then answers as that caller',
      'configuration_view shows the kubeconfig, and nodes_log and nodes_stats_summary need nodes/proxy: ' +
        'all three are refused at gateways',
    ],
    notes: [
      'with `kubeconfig` it serves every context of that file, and the rights are those of its users: ' +
        'give them view, not admin',
      'without `kubeconfig`, writes reach pods, Deployments and StatefulSets of its own namespace only, ' +
        'and nothing is read elsewhere',
      'without `kubeconfig`, a cluster with McpAdmissionPolicy needs an exemption of token-grant for it: ' +
        'synth prints it where the policy is in the same app (docs/admission.md)',
    ],
  },
  {
    id: 'playwright',
    title: 'Playwright',
    verdict: PresetVerdict.USABLE,
    repository: 'microsoft/playwright-mcp',
    licence: 'Apache-2.0',
    facts:
      'npm @playwright/mcp 0.0.83, run on 2026-11-21 without a browser; image v0.0.82, ' +
      'digest named by four projects as an index',
    run: {
      kind: 'image',
      image:
        'mcr.microsoft.com/playwright/mcp:v0.0.82' +
        '@sha256:77dccc5ce9e94cb8ae7ebea87ddbb6cd54b05760c4d63c54e16accf2726b8734',
      command: ['node', '/app/cli.js'],
      port: 8931,
      sessions: Sessions.IN_MEMORY,
      hostsFlag: '--allowed-hosts',
    },
    args: [
      '--headless',
      '--browser',
      'chromium',
      '--no-sandbox',
      '--isolated',
      '--host',
      '0.0.0.0',
      '--port',
      '8931',
      '--output-dir',
      '/tmp/out',
    ],
    readOnly: {
      says: 'tools',
      tools: [
        'browser_console_messages',
        'browser_find',
        'browser_network_requests',
        'browser_network_request',
        'browser_take_screenshot',
        'browser_snapshot',
        'browser_wait_for',
        'browser_navigate',
        'browser_navigate_back',
        'browser_close',
      ],
      writes: {},
    },
    refused: ['browser_run_code_unsafe'],
    reaches: 'the sites that the browser may open',
    directories: [
      {
        path: '/dev/shm',
        mebibytes: 256,
        kind: 'memory',
        why: 'shared memory of Chromium, for which 64Mi is too small',
      },
      { path: '/tmp', mebibytes: 512, kind: 'scratch', why: 'the profile, screenshots and downloads' },
    ],
    memoryMiB: 1280,
    cpuMillis: { request: 500, limit: 2000 },
    problems: [
      'the sandbox of Chromium is off, as in the image: it would need user namespaces or CAP_SYS_ADMIN; a Sandbox ' +
        'with a runtime class adds isolation',
      'Chromium was not started as another uid on a read-only root',
      'it answers protocol 2025-11-25 and older only',
    ],
    notes: [
      'opening a page counts as reading here, though the server calls it destructive; ' +
        'clicking and typing count as writes',
    ],
  },
  {
    id: 'postgres',
    title: 'Postgres MCP Pro (CrystalDBA)',
    verdict: PresetVerdict.USABLE,
    repository: 'crystaldba/postgres-mcp',
    licence: 'MIT',
    facts:
      'PyPI postgres-mcp 0.3.0, run on 2026-11-30 against PostgreSQL 15 with mcp 1.6.0 and pglast 7.20; ' +
      'image digest named by six projects as an index',
    run: {
      kind: 'stdio-image',
      image:
        'docker.io/crystaldba/postgres-mcp:0.3.0' +
        '@sha256:dbbd346860d29f1543e991f30f3284bf4ab5f096d049ecc3426528f20b1b6e6b',
      command: ['/app/.venv/bin/postgres-mcp'],
    },
    variables: [
      requiredSecret('DATABASE_URI', 'the URL of the database, postgresql://…, with a role that may only read'),
    ],
    readOnly: {
      says: '--access-mode=restricted',
      args: ['--access-mode=restricted'],
      writes: { args: ['--access-mode=unrestricted'] },
    },
    reaches: 'the database, usually port 5432',
    memoryMiB: 512,
    problems: [
      'no release since 0.3.0, which has no streamable HTTP: a bridge stands in front',
      'PyPI no longer has pglast 7.2.0, which the package of 0.3.0 asks for: only the image can be used',
      'the image is said to hold mcp 1.6.0, which fails on a call before notifications/initialized',
    ],
  },
  {
    id: 'prometheus',
    title: 'Prometheus',
    verdict: PresetVerdict.USABLE,
    repository: 'pab1it0/prometheus-mcp-server',
    licence: 'MIT',
    facts: 'PyPI prometheus-mcp-server 1.6.2, run on 2026-11-21; image 1.6.1, digest named by one project',
    run: {
      kind: 'image',
      image:
        'ghcr.io/pab1it0/prometheus-mcp-server:1.6.1' +
        '@sha256:ed91f3f9e4f6fb92c5b8fd48a29f3382c11498de405f59da5eac16398d47d43b',
      command: ['/app/.venv/bin/prometheus-mcp-server'],
      port: 8080,
      health: '/health',
      sessions: Sessions.NONE,
    },
    env: {
      PROMETHEUS_MCP_SERVER_TRANSPORT: 'http',
      PROMETHEUS_MCP_BIND_HOST: '0.0.0.0',
      PROMETHEUS_MCP_BIND_PORT: '8080',
      PROMETHEUS_MCP_STATELESS_HTTP: 'true',
    },
    variables: [
      required('PROMETHEUS_URL', 'the base URL of Prometheus'),
      optionalSecret('PROMETHEUS_TOKEN', 'a bearer token for Prometheus'),
      optionalSecret('PROMETHEUS_USERNAME', 'the user for basic authentication'),
      optionalSecret('PROMETHEUS_PASSWORD', 'the password of that user'),
      optional('ORG_ID', 'the tenant, sent as X-Scope-OrgID'),
      optional('PROMETHEUS_REQUEST_TIMEOUT', 'seconds that a query may take'),
    ],
    readOnly: {
      says: 'tools: all only read',
      tools: [
        'health_check',
        'execute_query',
        'execute_range_query',
        'list_metrics',
        'get_metric_metadata',
        'get_targets',
      ],
      writes: NOTHING_TO_WRITE,
    },
    reaches: 'Prometheus itself, the host of PROMETHEUS_URL',
    problems: ['the image is 1.6.1 while 1.6.2 was run'],
  },
];
