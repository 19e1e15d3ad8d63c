import { corsFindings } from '../agentgateway-policies';
import { AppIndex } from '../app-index';
import { ClaimIndex } from '../claim-index';
import { asArray, asObject, asString, describe, getPath } from '../json';
import { ROUTES, backendsOf } from '../route-backends';
import { CLAIMING } from '../route-claims';
import { conflictFindings } from '../route-conflicts';
import { RouteBackend } from '../route-destination';
import { Finding, ObjectRule, RelationRule, findingUnless } from '../rule';
import { BY_HOST, shadowFindings } from '../shadow-routes';
import { Subject } from '../subject';

/** Headers with which a request says who sends it, where it goes or what it may. */
const IDENTITY = /authorization|cookie|token|key|secret|password|forwarded|^host$|^:|real-ip|client|user|^mcp-|origin/i;
/** Headers of answers that let other web pages in, or take part in authentication. */
const ANSWERS = /^access-control-|cookie|authenticate|location/i;

/** Kinds that write configuration of proxies, or run programs in them. */
const EXTENSIONS = [
  'EnvoyFilter.networking.istio.io',
  'WasmPlugin.extensions.istio.io',
  'EnvoyPatchPolicy.gateway.envoyproxy.io',
  'EnvoyExtensionPolicy.gateway.envoyproxy.io',
  'CiliumEnvoyConfig.cilium.io',
  'CiliumClusterwideEnvoyConfig.cilium.io',
];

export const ROUTE_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'gateway-extension',
    title: 'Nothing writes configuration of proxies',
    why: 'A filter in a proxy reads the tokens of all callers, and can send calls past authentication.',
    fix: 'Use routes and policies of the gateway, which are judged.',
    severity: 'error',
    references: [
      'OWASP MCP07:2025 Insufficient Authentication & Authorization',
      'NSA/CISA: Network separation and hardening',
    ],
    scanners: [],
    kinds: EXTENSIONS,
    check: () => [{ field: 'kind', problem: 'changes what gateways do and is not judged' }],
  },
  {
    id: 'route-filters',
    title: 'Routes to gateways and servers change and copy no calls',
    why:
      'A mirror gets every call with the token in it; a filter can write headers that servers trust, or send calls ' +
      'elsewhere.',
    fix: 'Use filters that remove request headers or rewrite the path, and one backend for each rule.',
    severity: 'error',
    references: [
      'OWASP MCP07:2025 Insufficient Authentication & Authorization',
      'NSA/CISA: Network separation and hardening',
    ],
    scanners: [],
    kinds: ROUTES,
    checkInApp: (subject, app) => routeFindings(subject, app),
  },
  {
    id: 'route-shadow',
    title: 'No route takes calls for the path of a gateway',
    why:
      'Of several rules for a host the most specific one wins: it gets the calls of the gateway, with their tokens. ' +
      'A GRPCRoute or TLSRoute takes a whole host.',
    fix: 'Give it another path or another host name; a GRPCRoute or TLSRoute needs a host name of its own.',
    severity: 'error',
    references: [
      'OWASP MCP07:2025 Insufficient Authentication & Authorization',
      'NSA/CISA: Network separation and hardening',
    ],
    scanners: [],
    kinds: ['HTTPRoute', 'Ingress', ...BY_HOST],
    checkInApp: shadowFindings,
  },
  {
    id: 'route-conflict',
    title: 'An address leads to one gateway',
    why:
      'Of two routes that take the same host name and path the older one gets all calls: the other gateway is never ' +
      'called, and tokens and tools are those of a gateway that the caller did not mean.',
    fix: 'Give one of them another path (GatewayRoutes) or another host name.',
    severity: 'error',
    references: ['MCP 2026-07-28: Authorization', 'NSA/CISA: Network separation and hardening'],
    scanners: [],
    kinds: CLAIMING,
    checkInApp: conflictFindings,
  },
  {
    id: 'route-width',
    title: 'Routes to gateways and servers take no whole host',
    why:
      'A gateway answers a few paths. A route for every path of a host leads to it what belongs to others, and what ' +
      'a later gateway at this host is to answer.',
    fix: 'Match the paths that it answers: exactly, or the prefix of one.',
    severity: 'error',
    references: ['MCP 2026-07-28: Transports', 'NSA/CISA: Network separation and hardening'],
    scanners: [],
    kinds: ['HTTPRoute', 'Ingress'],
    checkInApp: widthFindings,
  },
];

function widthFindings(subject: Subject, app: AppIndex): Finding[] {
  const wide = ClaimIndex.of(app)
    .ofSubject(subject)
    .filter(({ type, path, destination }) => destination !== undefined && type === 'prefix' && path === '/')
    .map(({ field }) => field);
  return [...new Set(wide)].map(field => ({ field, problem: 'takes every path of its host' }));
}

function routeFindings(subject: Subject, app: AppIndex): Finding[] {
  const backends = backendsOf(subject, app);
  return asArray(getPath(subject.manifest, 'spec', 'rules')).flatMap((rule, i) => {
    const own = backends.filter(backend => backend.rule === i);
    return own.some(({ leadsTo }) => leadsTo !== 'other') ? ruleFindings(`spec.rules[${i}]`, rule, own) : [];
  });
}

function ruleFindings(field: string, rule: unknown, backends: readonly RouteBackend[]): Finding[] {
  const names = backends.map(({ name }) => name);
  const hosts = asArray(getPath(rule, 'backendRefs'));
  return [
    ...backends.flatMap(backend =>
      findingUnless(
        backend.leadsTo !== 'other',
        backend.field,
        'is beside a gateway or server of this library, and would get a part of its calls, with their tokens',
      ),
    ),
    ...filterFindings(`${field}.filters`, getPath(rule, 'filters'), names),
    ...hosts.flatMap((reference, k) =>
      filterFindings(`${field}.backendRefs[${k}].filters`, getPath(reference, 'filters'), names),
    ),
  ];
}

function filterFindings(field: string, filters: unknown, names: readonly string[]): Finding[] {
  return asArray(filters).flatMap((filter, i) => {
    const at = `${field}[${i}]`;
    switch (getPath(filter, 'type')) {
      case 'RequestHeaderModifier':
        return headerFindings(`${at}.requestHeaderModifier`, getPath(filter, 'requestHeaderModifier'), IDENTITY);
      case 'ResponseHeaderModifier':
        return headerFindings(`${at}.responseHeaderModifier`, getPath(filter, 'responseHeaderModifier'), ANSWERS);
      case 'URLRewrite':
        return rewriteFindings(`${at}.urlRewrite.hostname`, getPath(filter, 'urlRewrite', 'hostname'), names);
      case 'RequestRedirect':
        return redirectFindings(`${at}.requestRedirect`, getPath(filter, 'requestRedirect'));
      case 'CORS':
        return corsFindings(`${at}.cors`, getPath(filter, 'cors'));
      default:
        return [{ field: `${at}.type`, problem: `must not be ${describe(getPath(filter, 'type'))}` }];
    }
  });
}

function headerFindings(field: string, modifier: unknown, refused: RegExp): Finding[] {
  return ['set', 'add'].flatMap(way =>
    asArray(getPath(modifier, way)).flatMap((header, i) => {
      const name = describe(getPath(header, 'name'));
      return findingUnless(!refused.test(name), `${field}.${way}[${i}].name`, `must not be ${name}`);
    }),
  );
}

/** Servers that check Host know the name of their Service. */
function rewriteFindings(field: string, hostname: unknown, names: readonly string[]): Finding[] {
  const host = asString(hostname) ?? '';
  const isBackend = names.some(name => host === name || host.startsWith(`${name}.`));
  return findingUnless(hostname === undefined || isBackend, field, 'must be the name of a backend of the rule');
}

function redirectFindings(field: string, redirect: unknown): Finding[] {
  const { hostname, scheme } = asObject(redirect);
  return [
    ...findingUnless(hostname === undefined, `${field}.hostname`, 'sends callers with their tokens to another host'),
    ...findingUnless(scheme === undefined || scheme === 'https', `${field}.scheme`, 'must be https'),
  ];
}
