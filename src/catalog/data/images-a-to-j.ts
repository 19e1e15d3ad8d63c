import { optional, required, requiredSecret } from './common';
import { Sessions } from '../../protocol/sessions';
import { CatalogEntry, Directory } from '../entry';
import { PresetVerdict } from '../preset-verdict';

const AZURE_BUNDLE: Directory = {
  path: '/var/azure-mcp',
  mebibytes: 512,
  kind: 'scratch',
  why: 'the program unpacks itself there',
};

/** Servers whose images are pinned by digest, A to J. */
export const IMAGE_ENTRIES_A_TO_J: readonly CatalogEntry[] = [
  {
    id: 'atlassian',
    title: 'Atlassian Jira and Confluence (sooperset)',
    verdict: PresetVerdict.USABLE,
    repository: 'sooperset/mcp-atlassian',
    licence: 'MIT',
    facts: 'PyPI mcp-atlassian 0.23.1, run on 2026-11-21; image digest named by two projects',
    run: {
      kind: 'image',
      image:
        'ghcr.io/sooperset/mcp-atlassian:0.23.1' +
        '@sha256:5b7c9b64d4eb3210cab74be8bf3e6aeea9ed14f3042dc59ba5c5287bd4dbe466',
      command: ['mcp-atlassian'],
      port: 9000,
      health: '/healthz',
      sessions: Sessions.NONE,
    },
    args: ['--transport', 'streamable-http', '--host', '0.0.0.0', '--port', '9000', '--stateless'],
    env: { ALLOW_GLOBAL_CRED_FALLBACK: 'true' },
    variables: [
      required('JIRA_URL', 'the site of Jira, https://NAME.atlassian.net'),
      required('JIRA_USERNAME', 'the account whose token is used'),
      requiredSecret('JIRA_API_TOKEN', 'the API token of that account for Jira'),
      required('CONFLUENCE_URL', 'the site of Confluence, https://NAME.atlassian.net/wiki'),
      required('CONFLUENCE_USERNAME', 'the account whose token is used'),
      requiredSecret('CONFLUENCE_API_TOKEN', 'the API token of that account for Confluence'),
      optional('JIRA_PROJECTS_FILTER', 'the projects that it may see'),
      optional('CONFLUENCE_SPACES_FILTER', 'the spaces that it may see'),
      optional('TOOLSETS', 'the tool sets: all, default or names'),
    ],
    readOnly: { says: '--read-only', args: ['--read-only'], writes: {} },
    reaches: 'the site of Jira and Confluence, <site>.atlassian.net',
    problems: [
      'ALLOW_GLOBAL_CRED_FALLBACK=true, without which HTTP answers 401, lets every caller act with the one account',
    ],
  },
  {
    id: 'azure',
    title: 'Azure',
    verdict: PresetVerdict.USABLE_WITH_CARE,
    repository: 'microsoft/mcp',
    licence: 'MIT',
    facts: 'npm @azure/mcp 2.0.5, run on 2026-11-21; image digest named by one project as a multi-architecture index',
    run: {
      kind: 'image',
      image:
        'mcr.microsoft.com/azure-sdk/azure-mcp:2.0.5' +
        '@sha256:2285f62dc1720ebf5da90498828b27e73d8fae6fd6fb89cab8cf67e3646fce3a',
      port: 8080,
      path: '/',
      health: '/health',
      sessions: Sessions.IN_MEMORY,
    },
    args: ['--transport', 'http', '--mode', 'all', '--outgoing-auth-strategy', 'UseHostingEnvironmentIdentity'],
    env: {
      ASPNETCORE_URLS: 'http://0.0.0.0:8080',
      AZURE_MCP_COLLECT_TELEMETRY: 'false',
      DOTNET_BUNDLE_EXTRACT_BASE_DIR: AZURE_BUNDLE.path,
    },
    variables: [
      required('AzureAd__TenantId', 'the Entra tenant whose tokens callers bring'),
      required('AzureAd__ClientId', 'the application that those tokens are for'),
      required('AZURE_TENANT_ID', 'the tenant of the service principal that it acts as'),
      required('AZURE_CLIENT_ID', 'the service principal that it acts as'),
      requiredSecret('AZURE_CLIENT_SECRET', 'the secret of that service principal'),
    ],
    readOnly: { says: '--read-only', args: ['--read-only'], writes: {} },
    hosts: ['management.azure.com', 'login.microsoftonline.com'],
    directories: [AZURE_BUNDLE],
    problems: [
      'every caller needs a token of Entra ID: there is no health route without',
      'the image was not run on a read-only root; the npm build needs the directory that the preset gives it',
      'the npm package serves 2.0.5 while the Python package msmcp-azure serves 3.0.0',
    ],
    notes: [
      'key vaults and blobs have hosts of their own, *.vault.azure.net and *.blob.core.windows.net: ' +
        'give them in egress, with the two above',
    ],
  },
  {
    id: 'flux-operator',
    title: 'Flux Operator MCP',
    verdict: PresetVerdict.USABLE,
    repository: 'controlplaneio-fluxcd/flux-operator',
    licence: 'AGPL-3.0',
    facts: 'source and manifests of the repository, 2026-08, not run; image digest named by one project',
    run: {
      kind: 'image',
      image:
        'ghcr.io/controlplaneio-fluxcd/flux-operator-mcp:v0.61.0' +
        '@sha256:b253ef07502413bcad89d8fb8f9c01d3cfa070331698323fbd8fe0ae9cfa1cb4',
      command: ['/flux-operator-mcp'],
      port: 8080,
      sessions: Sessions.IN_MEMORY,
    },
    args: ['serve', '--transport=http', '--port=8080'],
    readOnly: {
      says: '--read-only',
      args: ['--read-only'],
      writes: 'its writing tools apply objects of any kind in any namespace, which no named set of rights covers',
    },
    refused: ['get_kubeconfig_contexts', 'set_kubeconfig_context'],
    cluster: {
      resources: [
        'pods',
        'pods/log',
        'events',
        'namespaces',
        'nodes',
        'services',
        'deployments.apps',
        'replicasets.apps',
        'statefulsets.apps',
        'pods.metrics.k8s.io',
        'nodes.metrics.k8s.io',
        'gitrepositories.source.toolkit.fluxcd.io',
        'ocirepositories.source.toolkit.fluxcd.io',
        'helmrepositories.source.toolkit.fluxcd.io',
        'helmcharts.source.toolkit.fluxcd.io',
        'buckets.source.toolkit.fluxcd.io',
        'kustomizations.kustomize.toolkit.fluxcd.io',
        'helmreleases.helm.toolkit.fluxcd.io',
        'alerts.notification.toolkit.fluxcd.io',
        'providers.notification.toolkit.fluxcd.io',
        'receivers.notification.toolkit.fluxcd.io',
        'imagerepositories.image.toolkit.fluxcd.io',
        'imagepolicies.image.toolkit.fluxcd.io',
        'imageupdateautomations.image.toolkit.fluxcd.io',
        'fluxinstances.fluxcd.controlplane.io',
        'fluxreports.fluxcd.controlplane.io',
        'resourcesets.fluxcd.controlplane.io',
        'resourcesetinputproviders.fluxcd.controlplane.io',
      ],
    },
    problems: ['AGPL-3.0', 'sessions are kept in memory, and this cannot be disabled'],
  },
  {
    id: 'github',
    title: 'GitHub MCP Server',
    verdict: PresetVerdict.USABLE,
    repository: 'github/github-mcp-server',
    licence: 'MIT',
    facts:
      'source of the repository, 2026-08, not run; image digest named by six projects as the index of amd64 and arm64',
    run: {
      kind: 'image',
      image:
        'ghcr.io/github/github-mcp-server:v1.12.2' +
        '@sha256:508a0857ec762b1ab1cece29193345b501fab1dd9d1228a7b617062954cecac6',
      command: ['/server/github-mcp-server'],
      port: 8082,
      path: '/',
      health: '/.well-known/oauth-protected-resource',
      sessions: Sessions.NONE,
    },
    args: ['http', '--port', '8082'],
    variables: [
      {
        name: 'GITHUB_PERSONAL_ACCESS_TOKEN',
        purpose: 'the token that gateways send for their callers; without it each caller brings a token',
        secret: true,
        bearer: 'only',
      },
      optional('GITHUB_HOST', 'the base URL of GitHub Enterprise or of a tenant at ghe.com'),
      optional('GITHUB_TOOLSETS', 'the tool sets, with commas'),
      optional('GITHUB_TOOLS', 'single tools, with commas'),
      optional('GITHUB_EXCLUDE_TOOLS', 'tools to leave out, with commas'),
      optional('GITHUB_LOCKDOWN_MODE', 'content of public repositories only from authors who may push'),
    ],
    readOnly: { says: '--read-only', args: ['--read-only'], writes: {} },
    hosts: ['api.github.com', 'uploads.github.com', 'raw.githubusercontent.com', 'github.com'],
    problems: [
      'over HTTP the server reads no token of its own: each call needs Authorization, ' +
        'so GITHUB_PERSONAL_ACCESS_TOKEN is given to callers and not to the pod',
    ],
  },
  {
    id: 'grafana',
    title: 'Grafana',
    verdict: PresetVerdict.USABLE,
    repository: 'grafana/mcp-grafana',
    licence: 'Apache-2.0',
    facts: 'PyPI mcp-grafana 2.1.1, run on 2026-11-21; image 2.0.1, digest named by one project',
    run: {
      kind: 'image',
      image:
        'docker.io/grafana/mcp-grafana:2.0.1@sha256:87b48c8fa1a09d00befe361e009be9ab85343ab95b7f2ebb374c1051832985b9',
      command: ['/app/mcp-grafana'],
      port: 8000,
      health: '/healthz',
      sessions: Sessions.NONE,
      hostsFlag: '--allowed-hosts',
    },
    args: ['--transport', 'streamable-http', '--address', '0.0.0.0:8000', '--usage-stats', 'disabled'],
    variables: [
      required('GRAFANA_URL', 'the base URL of Grafana'),
      requiredSecret('GRAFANA_SERVICE_ACCOUNT_TOKEN', 'the token of a service account in Grafana'),
      { name: 'MCP_GRAFANA_SERVER_TOKEN', purpose: 'what callers must send', secret: true, bearer: 'too' },
      optional('GRAFANA_ORG_ID', 'the organisation'),
    ],
    readOnly: { says: '--disable-write', args: ['--disable-write'], writes: {} },
    hosts: ['grafana.com'],
    reaches: 'Grafana itself, the host of GRAFANA_URL',
    problems: [
      'the image is 2.0.1 while 2.1.1 was run',
      'with --disable-write grafana_api_request stays, limited to reads',
    ],
    notes: [
      'grafana.com is asked for documentation and the catalogue of plugins: ' +
        'give it in egress too when those tools are used',
    ],
  },
];
