import { McpNamespaceProps } from './mcp-namespace-props';
import { PodSecurityLevel } from './pod-security-level';
import { definedEntries } from '../foundation/defined';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';
import { checkMember } from '../platform/checks';
import { checkLabelValue, checkNamespace } from '../server/resolve/metadata';
import { Texts } from '../server/spec';

const PROPS: PropNames<McpNamespaceProps> = { name: true, podSecurity: true, defaultDeny: true, owner: true };

export interface NamespaceSpec {
  readonly name: string;
  readonly podSecurity: PodSecurityLevel;
  /** `latest` or a version such as `v1.30`. */
  readonly podSecurityVersion: string;
  readonly defaultDeny: boolean;
  readonly owner?: string;
  readonly labels: Texts;
}

export function resolveNamespace(path: string, props: McpNamespaceProps): NamespaceSpec {
  const issues = new Issues(path);
  const {
    name,
    podSecurity = PodSecurityLevel.RESTRICTED,
    defaultDeny = true,
    owner,
  } = new Reader(issues).struct(props, PROPS);
  checkNamespace(issues, name, 'name');
  checkMember(issues, 'podSecurity', PodSecurityLevel, podSecurity);
  issues.check(typeof defaultDeny === 'boolean', 'defaultDeny', 'true or false', defaultDeny);
  checkLabelValue(issues, 'owner', owner);
  issues.throwIfAny();
  return {
    name,
    podSecurity,
    podSecurityVersion: 'latest',
    defaultDeny,
    owner,
    labels: definedEntries({
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/part-of': 'mcp',
      'app.kubernetes.io/managed-by': 'cdk8s',
      owner,
    }),
  };
}
