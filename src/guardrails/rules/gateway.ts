import { isDeepStrictEqual } from 'node:util';
import { documentFindings, openRoutes } from '../agentgateway-document';
import { AppIndex } from '../app-index';
import { FOREIGN_ROUTES } from '../foreign-routes';
import {
  CONFIG_FILE as CONFIG,
  CONFIG_FOLDER,
  configMounts,
  gatewayPods,
  isOfGateway,
  mountedAt,
} from '../gateway-pods';
import { surroundingFindings } from '../gateway-surroundings';
import { getPath, asArray, describe, asString } from '../json';
import { openMcpRouteFindings, openRouteFindings, policiesFor } from '../open-routes';
import { POLICIES_ANNOTATION, documentDigest, policiesDigest } from '../policy-digest';
import { referredKind } from '../references';
import { ROUTES } from '../route-backends';
import { Finding, ObjectRule, RelationRule, WORKLOADS, findingUnless } from '../rule';
import { Subject, notesOf } from '../subject';

const ARGS = ['-f', `${CONFIG_FOLDER}/${CONFIG}`];
const CONTAINER = 'gateway';
const EXPOSED_HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

export const GATEWAY_RULES: readonly (ObjectRule | RelationRule)[] = [
  {
    id: 'gateway-config',
    title: 'The configuration of a gateway is valid and complete',
    why:
      'agentgateway ignores many errors and then does not respond, admits all callers, or exposes unintended tools. ' +
      'A patch can remove an authorization rule.',
    fix: 'Change the props of the gateway, not its configuration.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ['ConfigMap'],
    checkInApp: (subject, app) =>
      ofGateway(subject, app, source =>
        source === undefined
          ? [{ field: `data.${CONFIG}`, problem: 'is missing: the gateway would not start' }]
          : [
              ...documentFindings(source, subject.facts.clusterDomain).map(({ field, problem }) => ({
                field: `data.${CONFIG}${field === '' ? '' : ` ${field}`}`,
                problem,
              })),
              ...digestFindings(subject, documentDigest(source), `data.${CONFIG}`),
            ],
      ),
  },
  {
    id: 'gateway-anonymous',
    title: 'Gateways authenticate all callers',
    why: 'Anyone who can connect to the gateway can call every tool behind it.',
    fix: 'Use GatewayAuth.oauth, apiKeys or serviceAccounts; GatewayAuth.anonymous(reason) acknowledges this.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ['ConfigMap', 'MCPRoute', 'Ingress', 'AIGatewayRoute', ...ROUTES, ...FOREIGN_ROUTES],
    checkInApp: (subject, app) => {
      switch (subject.kind) {
        case 'ConfigMap':
          return openConfigFindings(subject, app);
        case 'MCPRoute':
          return openMcpRouteFindings(subject);
        default:
          return openRouteFindings(subject, app);
      }
    },
  },
  {
    id: 'gateway-source',
    title: 'A gateway runs the configuration that was checked',
    why:
      'With other arguments or variables, another volume or another ConfigMap it runs a configuration that was not ' +
      'checked.',
    fix: 'Change the props of the gateway, not its pods; an engine of your own acknowledges this.',
    severity: 'error',
    references: [
      'OWASP MCP07:2025 Insufficient Authentication & Authorization',
      'NSA/CISA: Authentication and authorization',
    ],
    scanners: [],
    kinds: [WORKLOADS],
    checkInApp: (subject, app) => sourceFindings(subject, app),
  },
  {
    id: 'gateway-policy',
    title: 'Routes of agentgateway have their policies',
    why:
      'An AgentgatewayBackend does not authenticate callers: without its AgentgatewayPolicy everyone may use every ' +
      'tool behind the route.',
    fix: 'Do not change the AgentgatewayPolicies of the gateway: change its props.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ROUTES,
    checkInApp: (subject, app) => policyFindings(subject, app),
  },
  {
    id: 'exposed-host',
    title: 'Routes and Ingresses have a host name, and an Ingress has TLS',
    why:
      'A route without a host name serves every name of its listener, and an Ingress without TLS transfers ' +
      'credentials unencrypted. For an HTTPRoute the listener terminates TLS: set it with sectionName.',
    fix: 'Name the hosts, without wildcards, and for an Ingress the Secret with the certificate.',
    severity: 'error',
    references: ['NSA/CISA: Network separation', 'MCP 2026-07-28: Transports'],
    scanners: ['polaris:tlsSettingsMissing'],
    kinds: ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'MCPRoute', 'Ingress'],
    check: ({ kind, manifest }) => (kind === 'Ingress' ? ingressFindings(manifest) : routeFindings(manifest)),
  },
];

/** Other ConfigMaps of a gateway have the same label, and a label may be changed. */
function ofGateway(subject: Subject, app: AppIndex, check: (source: string | undefined) => Finding[]): Finding[] {
  const source = asString(getPath(subject.manifest, 'data', CONFIG));
  return app.isGatewayConfig(subject) || (isOfGateway(subject) && source !== undefined) ? check(source) : [];
}

function openConfigFindings(subject: Subject, app: AppIndex): Finding[] {
  return ofGateway(subject, app, source =>
    openRoutes(source ?? '').map(route => ({
      field: `data.${CONFIG} ${route}.policies`,
      problem: 'asks callers for nothing',
    })),
  );
}

function digestFindings(subject: Subject, digest: string, of: string): Finding[] {
  const made = notesOf(subject)[POLICIES_ANNOTATION];
  return findingUnless(
    made === digest,
    `metadata.annotations.${POLICIES_ANNOTATION}`,
    `is ${describe(made)}, and ${digest} for the policies in ${of}: they do not match the gateway's props`,
  );
}

function sourceFindings(subject: Subject, app: AppIndex): Finding[] {
  const pod = gatewayPods(subject);
  if (pod === undefined) {
    return [];
  }
  const container = pod.containers.find(({ role, json }) => role === 'containers' && json.name === CONTAINER);
  if (container === undefined) {
    return [{ field: `${pod.path}.containers`, problem: `have none named ${CONTAINER}` }];
  }
  const { path, json } = container;
  const mounts = configMounts(pod, container);
  return [
    ...findingUnless(
      asArray(json.command).length === 0,
      `${path}.command`,
      'must not be set: it would run another program',
    ),
    ...findingUnless(isDeepStrictEqual(json.args, ARGS), `${path}.args`, `must be ${ARGS.join(' ')}`),
    ...surroundingFindings(container),
    ...findingUnless(mounts.length > 0, `${path}.volumeMounts`, `have nothing at ${CONFIG_FOLDER}`),
    ...asArray(json.volumeMounts).flatMap((mount, i) =>
      findingUnless(
        !/^\/etc\/mcp-gateway\/./.test(mountedAt(mount)),
        `${path}.volumeMounts[${i}].mountPath`,
        `hides a part of ${CONFIG_FOLDER}`,
      ),
    ),
    ...mounts.flatMap(({ path: field, mount, volumePath, volume }) => [
      ...findingUnless(mount.readOnly === true, `${field}.readOnly`, 'must be true'),
      ...findingUnless(
        mount.subPath === undefined && mount.subPathExpr === undefined,
        `${field}.subPath`,
        'must not be set: changes would not be loaded',
      ),
      ...configMapFindings(volumePath, volume, subject, app),
    ]),
  ];
}

function configMapFindings(field: string, volume: unknown, { namespace }: Subject, app: AppIndex): Finding[] {
  const name = asString(getPath(volume, 'configMap', 'name'));
  if (name === undefined) {
    return [{ field, problem: 'must be a ConfigMap' }];
  }
  const config = app.find(namespace, 'ConfigMap', name);
  return [
    ...findingUnless(
      getPath(volume, 'configMap', 'items') === undefined,
      `${field}.configMap.items`,
      'must not be set: another key could stand for the configuration',
    ),
    ...findingUnless(config !== undefined, `${field}.configMap.name`, `${name} is not a ConfigMap of the app`),
    ...findingUnless(
      config === undefined || isOfGateway(config),
      `${field}.configMap.name`,
      `${name} is a ConfigMap without the labels of a gateway`,
    ),
  ];
}

function policyFindings(subject: Subject, app: AppIndex): Finding[] {
  const { manifest } = subject;
  const backends = asArray(getPath(manifest, 'spec', 'rules'))
    .flatMap(rule => asArray(getPath(rule, 'backendRefs')))
    .filter(backend => referredKind(backend) === 'AgentgatewayBackend');
  if (backends.length === 0) {
    return [];
  }
  const policies = app.policiesOfRoute(subject);
  if (policiesFor(subject, app).length === 0) {
    return [
      {
        field: 'spec.rules',
        problem: 'lead to an AgentgatewayBackend, and no AgentgatewayPolicy of the app is for this route',
      },
    ];
  }
  // only routes of this library have an annotation with the digest of their policies
  return isOfGateway(subject)
    ? digestFindings(subject, policiesDigest(policies.map(policy => policy.manifest.spec)), 'its AgentgatewayPolicies')
    : [];
}

function routeFindings(manifest: unknown): Finding[] {
  const hosts = asArray(getPath(manifest, 'spec', 'hostnames'));
  return [
    ...findingUnless(hosts.length > 0, 'spec.hostnames', 'names no host'),
    ...hosts.flatMap((host, i) =>
      findingUnless(EXPOSED_HOST.test(describe(host)), `spec.hostnames[${i}]`, 'is not a host name'),
    ),
  ];
}

function ingressFindings(manifest: unknown): Finding[] {
  const rules = asArray(getPath(manifest, 'spec', 'rules'));
  const secured = asArray(getPath(manifest, 'spec', 'tls')).flatMap(entry =>
    asString(getPath(entry, 'secretName')) === undefined ? [] : asArray(getPath(entry, 'hosts')).map(describe),
  );
  return [
    ...findingUnless(
      getPath(manifest, 'spec', 'defaultBackend') === undefined,
      'spec.defaultBackend',
      'answers for every host',
    ),
    ...findingUnless(rules.length > 0, 'spec.rules', 'names no host'),
    ...rules.flatMap((rule, i) => [
      ...findingUnless(
        EXPOSED_HOST.test(describe(getPath(rule, 'host'))),
        `spec.rules[${i}].host`,
        'is not a host name',
      ),
      ...findingUnless(
        secured.includes(describe(getPath(rule, 'host'))),
        'spec.tls',
        `does not cover ${describe(getPath(rule, 'host'))}`,
      ),
    ]),
  ];
}
