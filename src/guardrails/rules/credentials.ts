import { GATEWAY_LABEL } from '../../foundation/labels';
import { getPath, asArray } from '../json';
import { ObjectRule, WORKLOADS } from '../rule';

/** agentgateway reads the key of its sessions from nowhere else. */
const SESSION_KEY = 'SESSION_KEY';

export const CREDENTIAL_RULES: readonly ObjectRule[] = [
  {
    id: 'secret-variable',
    title: 'Secrets are in files rather than in variables',
    why:
      'Every program that the server starts inherits its variables, and they appear in crash reports and debug ' +
      'pages; a file is also updated when the Secret is rotated.',
    fix: 'Use secretFiles where the server can read a file.',
    severity: 'warning',
    references: ['CIS 5.4.1', 'OWASP MCP01:2025 Token Mismanagement & Secret Exposure'],
    scanners: ['checkov:CKV_K8S_35'],
    kinds: [WORKLOADS],
    check: ({ pod }) =>
      (pod?.containers ?? []).flatMap(({ path, json }) => [
        ...asArray(json.env).flatMap((variable, i) =>
          getPath(variable, 'valueFrom', 'secretKeyRef') === undefined ||
          (pod?.labels[GATEWAY_LABEL] !== undefined && getPath(variable, 'name') === SESSION_KEY)
            ? []
            : [{ field: `${path}.env[${i}].valueFrom.secretKeyRef`, problem: 'is a secret in a variable' }],
        ),
        ...asArray(json.envFrom).flatMap((source, i) =>
          getPath(source, 'secretRef') === undefined
            ? []
            : [{ field: `${path}.envFrom[${i}].secretRef`, problem: 'makes every value of a Secret a variable' }],
        ),
      ]),
  },
];
