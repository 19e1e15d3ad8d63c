/** Versions of a package that a published advisory names: `from` the first one to `below` the fixed one. */
export interface Advisory {
  readonly registry: 'npm' | 'pypi';
  readonly package: string;
  /** Left out: the first version. Packages that changed their version scheme have a row for each. */
  readonly from?: string;
  readonly below: string;
  /** Its id in the CVE list. */
  readonly id: string;
}

/**
 * Published advisories for MCP servers and libraries, as of 2026-11: github.com/CVEProject/cvelistV5, osv.dev and
 * pypa/advisory-database.
 */
export const ADVISORIES: readonly Advisory[] = [
  { registry: 'npm', package: 'mcp-remote', from: '0.0.5', below: '0.1.16', id: 'CVE-2025-6514' },
  { registry: 'npm', package: '@modelcontextprotocol/inspector', below: '0.14.1', id: 'CVE-2025-49596' },
  { registry: 'npm', package: '@modelcontextprotocol/server-filesystem', below: '0.6.4', id: 'CVE-2025-53109' },
  {
    registry: 'npm',
    package: '@modelcontextprotocol/server-filesystem',
    from: '2025.1.14',
    below: '2025.7.1',
    id: 'CVE-2025-53109',
  },
  { registry: 'npm', package: '@playwright/mcp', below: '0.0.40', id: 'CVE-2025-9611' },
  { registry: 'npm', package: '@zereight/mcp-gitlab', below: '2.1.30', id: 'CVE-2026-61568' },
  { registry: 'npm', package: 'figma-developer-mcp', below: '0.6.3', id: 'CVE-2025-53967' },
  { registry: 'npm', package: 'mcp-server-kubernetes', below: '3.9.0', id: 'CVE-2026-61459' },
  { registry: 'pypi', package: 'aws-mcp-server', below: '1.3.0', id: 'CVE-2025-5277' },
  { registry: 'pypi', package: 'fastmcp', below: '3.2.0', id: 'CVE-2026-32871' },
  { registry: 'pypi', package: 'mcp', below: '1.23.0', id: 'CVE-2025-66416' },
  { registry: 'pypi', package: 'mcp', below: '1.27.2', id: 'CVE-2026-52869' },
  { registry: 'pypi', package: 'mcp', from: '1.10.0', below: '1.30.0', id: 'CVE-2026-116686' },
  { registry: 'pypi', package: 'mcp', from: '2.0.0', below: '2.2.0', id: 'CVE-2026-116686' },
  { registry: 'pypi', package: 'mcp-atlassian', below: '0.22.0', id: 'CVE-2026-77244' },
  { registry: 'pypi', package: 'mcp-server-git', below: '2025.12.17', id: 'CVE-2025-68144' },
];
