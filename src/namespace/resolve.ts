import { McpNamespaceProps } from './mcp-namespace-props';
import { PodSecurityLevel } from './pod-security-level';
import { Issues } from '../foundation/issues';
import { isLabelValue, isPlainText } from '../foundation/names';
import { PropNames, Reader } from '../foundation/reader';
import { checkMember } from '../platform/resolve';
import { checkNamespace } from '../server/resolve/metadata';
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
  issues.check(
    owner === undefined || (isPlainText(owner) && owner !== '' && isLabelValue(owner)),
    'owner',
    'a label value: letters, digits, - _ . and at most 63 characters',
    owner,
  );
  issues.throwIfAny();
  return {
    name,
    podSecurity,
    podSecurityVersion: 'latest',
    defaultDeny,
    owner,
    labels: {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/instance': name,
      'app.kubernetes.io/part-of': 'mcp',
      'app.kubernetes.io/managed-by': 'cdk8s',
      ...(owner === undefined ? {} : { owner }),
    },
  };
}
