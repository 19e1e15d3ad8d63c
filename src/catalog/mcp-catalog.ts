import { CatalogEntry } from './entry';
import { McpPreset } from './preset';
import { show } from '../foundation/issues';

/**
 * Well-known MCP servers as presets: pinned, read-only unless a reason is given, with their sessions, hosts and
 * directories. docs/catalog.md lists them.
 */
export class McpCatalog {
  /** Bases and records of Airtable. */
  public static airtable(): McpPreset {
    return McpCatalog.named('airtable');
  }

  /** Argo CD: applications, their resources, logs and events. */
  public static argocd(): McpPreset {
    return McpCatalog.named('argocd');
  }

  /** Jira and Confluence in the cloud of Atlassian. */
  public static atlassian(): McpPreset {
    return McpCatalog.named('atlassian');
  }

  /** Logs, metrics and alarms of Amazon CloudWatch. */
  public static awsCloudwatch(): McpPreset {
    return McpCatalog.named('aws-cloudwatch');
  }

  /** The documentation of AWS. Needs nothing. */
  public static awsDocumentation(): McpPreset {
    return McpCatalog.named('aws-documentation');
  }

  /** Azure, for callers with tokens of Entra ID. */
  public static azure(): McpPreset {
    return McpCatalog.named('azure');
  }

  /** Search with Brave. */
  public static brave(): McpPreset {
    return McpCatalog.named('brave');
  }

  /** A database of ClickHouse. */
  public static clickhouse(): McpPreset {
    return McpCatalog.named('clickhouse');
  }

  /** Documentation of libraries, from Context7. */
  public static context7(): McpPreset {
    return McpCatalog.named('context7');
  }

  /** Datadog: metrics, logs, monitors, incidents. */
  public static datadog(): McpPreset {
    return McpCatalog.named('datadog');
  }

  /** Search with DuckDuckGo. Needs nothing. */
  public static duckduckgo(): McpPreset {
    return McpCatalog.named('duckduckgo');
  }

  /** The reference server for tests of clients. */
  public static everything(): McpPreset {
    return McpCatalog.named('everything');
  }

  /** Search with Exa. */
  public static exa(): McpPreset {
    return McpCatalog.named('exa');
  }

  /** Pages of the sites that `egress` leads to. */
  public static fetch(): McpPreset {
    return McpCatalog.named('fetch');
  }

  /** Files of the volume that `storage` has for `/data`. */
  public static filesystem(): McpPreset {
    return McpCatalog.named('filesystem');
  }

  /** Designs of Figma. */
  public static figma(): McpPreset {
    return McpCatalog.named('figma');
  }

  /** Search and pages of the web, from Firecrawl. */
  public static firecrawl(): McpPreset {
    return McpCatalog.named('firecrawl');
  }

  /** Flux in the server's own cluster. */
  public static fluxOperator(): McpPreset {
    return McpCatalog.named('flux-operator');
  }

  /** GitHub. Gateways send its token, or each caller an own one. */
  public static github(): McpPreset {
    return McpCatalog.named('github');
  }

  /** GitLab, gitlab.com or an own one. */
  public static gitlab(): McpPreset {
    return McpCatalog.named('gitlab');
  }

  /** Grafana: dashboards, data sources, alerts. */
  public static grafana(): McpPreset {
    return McpCatalog.named('grafana');
  }

  /** The server's own cluster, or those of a kubeconfig. */
  public static kubernetes(): McpPreset {
    return McpCatalog.named('kubernetes');
  }

  /** A knowledge graph in one file. */
  public static memory(): McpPreset {
    return McpCatalog.named('memory');
  }

  /** A database of MongoDB. */
  public static mongodb(): McpPreset {
    return McpCatalog.named('mongodb');
  }

  /** Pages and data sources of Notion. */
  public static notion(): McpPreset {
    return McpCatalog.named('notion');
  }

  /** Search and answers of Perplexity. */
  public static perplexity(): McpPreset {
    return McpCatalog.named('perplexity');
  }

  /** A browser without display, for the sites that `egress` leads to. */
  public static playwright(): McpPreset {
    return McpCatalog.named('playwright');
  }

  /** A database of PostgreSQL, in read-only transactions. */
  public static postgres(): McpPreset {
    return McpCatalog.named('postgres');
  }

  /** Queries to Prometheus. */
  public static prometheus(): McpPreset {
    return McpCatalog.named('prometheus');
  }

  /** A database of Redis. */
  public static redis(): McpPreset {
    return McpCatalog.named('redis');
  }

  /** Issues and events of Sentry. */
  public static sentry(): McpPreset {
    return McpCatalog.named('sentry');
  }

  /** Thoughts in steps, one process for each client. Needs nothing. */
  public static sequentialThinking(): McpPreset {
    return McpCatalog.named('sequential-thinking');
  }

  /** Channels and messages of Slack. Needs an image with digest. */
  public static slack(): McpPreset {
    return McpCatalog.named('slack');
  }

  /** Projects of Supabase. */
  public static supabase(): McpPreset {
    return McpCatalog.named('supabase');
  }

  /** Search with Tavily. */
  public static tavily(): McpPreset {
    return McpCatalog.named('tavily');
  }

  /** The public registry of Terraform. Needs nothing. */
  public static terraform(): McpPreset {
    return McpCatalog.named('terraform');
  }

  /** The time in time zones. Needs nothing. */
  public static time(): McpPreset {
    return McpCatalog.named('time');
  }

  /** The ids of all presets, in their order. */
  public static get ids(): string[] {
    return entries().map(({ id }) => id);
  }

  /**
   * A preset by its id.
   *
   * @param id For example `github`.
   */
  public static named(id: string): McpPreset {
    const entry = entries().find(one => one.id === id);
    if (entry === undefined) {
      throw new Error(`McpCatalog.named: id must be one of ${McpCatalog.ids.join(', ')}, got ${show(id)}`);
    }
    return McpPreset._of(entry);
  }

  private constructor() {}
}

/** Loaded when a preset is asked for. */
function entries(): readonly CatalogEntry[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return (require('./entries') as typeof import('./entries')).ENTRIES;
}
