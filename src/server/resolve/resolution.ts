import { Issues } from '../../foundation/issues';
import { NamespaceDefaults } from '../../foundation/scopes';
import { PlatformSpec } from '../../platform/resolve';
import { McpServerProps } from '../mcp-server-props';
import { PoolScope } from '../pool-membership';
import { WorkloadRole } from '../spec';

/** Where a server is created. */
export interface ServerContext {
  readonly path: string;
  readonly id: string;
  readonly platform: PlatformSpec;
  /** The defaults of an McpNamespace above. */
  readonly defaults?: NamespaceDefaults;
  /** The namespace of the chart. */
  readonly chartNamespace?: string;
  /** The pool that the server is created in. */
  readonly pool?: PoolScope;
  /** What the pods are; undefined for a server. */
  readonly role?: WorkloadRole;
}

/** What the steps of resolving one server have in common. */
export interface Resolution {
  readonly issues: Issues;
  /** The server's props with the defaults of its pool. */
  readonly props: McpServerProps;
  readonly platform: PlatformSpec;
  readonly name: string;
  readonly namespace: string;
}
