/** Under which names a server of the catalogue is found besides the one that its preset runs. */
export interface KnownAs {
  /** Packages, such as `npm:name` and `pypi:name`. */
  readonly packages?: readonly string[];
  /** Repositories of images. */
  readonly images?: readonly string[];
  /** Hosts at which the vendor runs a server for the same service. */
  readonly hosts?: readonly string[];
}

/**
 * By the ids of presets: from the documentation of the servers, from the package registries on 2026-11-21, and for
 * `docker.io/mcp` from the commands that the documentation of the reference servers prints.
 */
export const KNOWN_AS: Readonly<Record<string, KnownAs>> = {
  'argocd': { images: ['ghcr.io/argoproj-labs/mcp-for-argocd'] },
  'atlassian': { packages: ['pypi:mcp-atlassian'], hosts: ['mcp.atlassian.com'] },
  'azure': { packages: ['npm:@azure/mcp', 'pypi:msmcp-azure'] },
  'brave': { images: ['docker.io/mcp/brave-search'] },
  'context7': { hosts: ['mcp.context7.com'] },
  'everything': { images: ['docker.io/mcp/everything'] },
  'fetch': { images: ['docker.io/mcp/fetch'] },
  'filesystem': { images: ['docker.io/mcp/filesystem'] },
  'github': { hosts: ['api.githubcopilot.com'] },
  'gitlab': { images: ['docker.io/zereight050/gitlab-mcp'] },
  'grafana': { packages: ['pypi:mcp-grafana'], images: ['docker.io/mcp/grafana'] },
  'kubernetes': { packages: ['npm:kubernetes-mcp-server', 'pypi:kubernetes-mcp-server'] },
  'memory': { images: ['docker.io/mcp/memory'] },
  'mongodb': { images: ['docker.io/mongodb/mongodb-mcp-server'] },
  'notion': { hosts: ['mcp.notion.com'] },
  'playwright': { packages: ['npm:@playwright/mcp'] },
  'postgres': { packages: ['pypi:postgres-mcp'] },
  'prometheus': { packages: ['pypi:prometheus-mcp-server'] },
  'redis': { images: ['docker.io/mcp/redis'] },
  'sentry': { hosts: ['mcp.sentry.dev'] },
  'sequential-thinking': { images: ['docker.io/mcp/sequentialthinking'] },
  'slack': { packages: ['npm:slack-mcp-server'] },
  'time': { images: ['docker.io/mcp/time'] },
};
