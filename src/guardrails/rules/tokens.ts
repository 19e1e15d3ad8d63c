import { AppIndex } from '../app-index';
import { getPath, asArray, parseObject, asObject, asString } from '../json';
import { Finding, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject } from '../subject';

const CONFIG = 'config.json';
/** Fields of a gateway's configuration with its credentials for servers. */
const CREDENTIALS = ['backendAuth', 'auth'];
/** Arguments of servers that forward the token of a caller. */
const FLAG = /^--?(?:enable-)?token-passthrough(?:=true)?$/i;
/** Custom resources whose policies may hold credentials for servers. */
const POLICIES = ['AgentgatewayPolicy', 'AgentgatewayBackend'];
/** No configuration is nested more deeply. */
const MAX_DEPTH = 30;

export const TOKEN_RULES: readonly RelationRule[] = [
  {
    id: 'token-passthrough',
    title: 'Tokens of callers are not passed through',
    why:
      'With a forwarded token each server can act as the caller elsewhere, and servers accept tokens for other ' +
      'audiences.',
    fix: 'Give the gateway a separate credential for the server (serverAuth), and the server its own secrets.',
    severity: 'error',
    references: ['MCP 2026-07-28: Authorization', 'OWASP MCP01:2025 Token Mismanagement & Secret Exposure'],
    scanners: [],
    kinds: [WORKLOADS, 'ConfigMap', ...POLICIES],
    checkInApp: (subject, app) => {
      if (subject.pod !== undefined) {
        return argumentFindings(subject);
      }
      return POLICIES.includes(subject.kind) ? passed('spec', subject.manifest.spec) : documentFindings(subject, app);
    },
  },
];

function documentFindings(subject: Subject, app: AppIndex): Finding[] {
  const source = asString(getPath(subject.manifest, 'data', CONFIG));
  return source === undefined || !app.isGatewayConfig(subject)
    ? []
    : passed('', parseObject(source)).map(({ field, problem }) => ({ field: `data.${CONFIG} ${field}`, problem }));
}

function argumentFindings({ pod }: Subject): Finding[] {
  return (pod?.containers ?? []).flatMap(({ path, json }) =>
    (['command', 'args'] as const).flatMap(part =>
      asArray(json[part]).flatMap((word, i) =>
        findingUnless(!FLAG.test(asString(word) ?? ''), `${path}.${part}[${i}]`, 'forwards the token of a caller'),
      ),
    ),
  );
}

/** Every credential of a configuration that is the caller's own. */
function passed(field: string, value: unknown, depth = 0): Finding[] {
  if (depth > MAX_DEPTH) {
    return [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((item, i) => passed(`${field}[${i}]`, item, depth + 1));
  }
  return Object.entries(asObject(value)).flatMap(([name, item]) => {
    const path = field === '' ? name : `${field}.${name}`;
    const isCallers =
      CREDENTIALS.includes(name) &&
      [item, ...asArray(getPath(item, 'credentials'))].some(
        one => one === 'passthrough' || getPath(one, 'passthrough') !== undefined,
      );
    return isCallers ? [{ field: path, problem: 'forwards the token of a caller' }] : passed(path, item, depth + 1);
  });
}
