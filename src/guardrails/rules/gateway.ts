import { documentFindings, openRoutes } from '../agentgateway-document';
import { at, list, shown, text } from '../json';
import { Finding, ObjectRule, expect } from '../rule';
import { Subject } from '../subject';

const CONFIG = 'config.json';
const EXPOSED_HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

export const GATEWAY_RULES: readonly ObjectRule[] = [
  {
    id: 'gateway-config',
    title: 'The configuration of a gateway means what it says',
    why: 'agentgateway takes many mistakes without a word and then answers nothing, lets everyone in, or shows other tools than were meant.',
    fix: 'Change the props of the gateway, not its configuration.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    kinds: ['ConfigMap'],
    check: subject => ofGateway(subject, source => (source === undefined
      ? [{ field: `data.${CONFIG}`, problem: 'is missing: the gateway would not start' }]
      : documentFindings(source).map(({ field, problem }) => ({ field: `data.${CONFIG}${field === '' ? '' : ` ${field}`}`, problem })))),
  },
  {
    id: 'gateway-anonymous',
    title: 'Nobody is let in without credentials',
    why: 'Whoever reaches the gateway can call every tool behind it.',
    fix: 'Use GatewayAuth.oauth, apiKeys or serviceAccounts; GatewayAuth.anonymous(reason) acknowledges this.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    kinds: ['ConfigMap'],
    check: subject => ofGateway(subject, source => openRoutes(source ?? '').map(route => ({ field: `data.${CONFIG} ${route}.policies`, problem: 'asks callers for nothing' }))),
  },
  {
    id: 'exposed-host',
    title: 'What is exposed has a host name and TLS',
    why: 'A route without host name answers for every name of its listener, and without TLS credentials pass in the clear.',
    fix: 'Name the hosts, without wildcards, and for an Ingress the Secret with the certificate.',
    severity: 'error',
    references: ['NSA/CISA: Network separation', 'MCP 2026-07-28: Transports'],
    kinds: ['HTTPRoute', 'Ingress'],
    check: ({ kind, manifest }) => (kind === 'HTTPRoute' ? routeFindings(manifest) : ingressFindings(manifest)),
  },
];

function ofGateway({ manifest, name }: Subject, check: (source: string | undefined) => Finding[]): Finding[] {
  const isGateway = at(manifest, 'metadata', 'labels', 'app.kubernetes.io/component') === 'mcp-gateway' && name.endsWith('-config');
  return isGateway ? check(text(at(manifest, 'data', CONFIG))) : [];
}

function routeFindings(manifest: unknown): Finding[] {
  const hosts = list(at(manifest, 'spec', 'hostnames'));
  return [
    ...expect(hosts.length > 0, 'spec.hostnames', 'names no host'),
    ...hosts.flatMap((host, i) => expect(EXPOSED_HOST.test(shown(host)), `spec.hostnames[${i}]`, 'is no host name')),
  ];
}

function ingressFindings(manifest: unknown): Finding[] {
  const rules = list(at(manifest, 'spec', 'rules'));
  const secured = list(at(manifest, 'spec', 'tls')).flatMap(entry => (text(at(entry, 'secretName')) === undefined ? [] : list(at(entry, 'hosts')).map(shown)));
  return [
    ...expect(at(manifest, 'spec', 'defaultBackend') === undefined, 'spec.defaultBackend', 'answers for every host'),
    ...expect(rules.length > 0, 'spec.rules', 'names no host'),
    ...rules.flatMap((rule, i) => [
      ...expect(EXPOSED_HOST.test(shown(at(rule, 'host'))), `spec.rules[${i}].host`, 'is no host name'),
      ...expect(secured.includes(shown(at(rule, 'host'))), 'spec.tls', `does not cover ${shown(at(rule, 'host'))}`),
    ]),
  ];
}
