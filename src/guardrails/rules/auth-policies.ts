import { isTrustedUrl } from '../agentgateway-policies';
import { AppIndex } from '../app-index';
import { predicatesIn } from '../auth-policies';
import { asObject, asString, describe, getPath } from '../json';
import { referredKind } from '../references';
import { Finding, RelationRule, findingUnless } from '../rule';
import { listOf, mapOf, object, unknownFieldsOf } from '../shape';
import { Subject } from '../subject';

const TARGET = object({ group: 'value', kind: 'value', name: 'value' });
const POLICY = object({
  targetRef: TARGET,
  rules: object({
    authentication: mapOf(object({ jwt: object({ jwksUrl: 'value' }), anonymous: object({}) })),
    authorization: mapOf(object({ patternMatching: object({ patterns: listOf(object({ predicate: 'value' })) }) })),
    response: object({ unauthenticated: object({ headers: mapOf(object({ value: 'value' })) }) }),
  }),
});
const REGISTRATION = object({ prefix: 'value', path: 'value', targetRef: TARGET });

export const AUTH_POLICY_RULES: readonly RelationRule[] = [
  {
    id: 'auth-policy',
    title: 'Servers behind Kuadrant have their AuthPolicies',
    why:
      'Kuadrant authenticates and authorizes calls of tools by the AuthPolicy of the route of a server alone. ' +
      'Without its conditions tokens that were made for others pass, and every tool may be called.',
    fix: 'Change the props of the gateway, not its AuthPolicies and MCPServerRegistrations.',
    severity: 'error',
    references: ['OWASP MCP07:2025 Insufficient Authentication & Authorization', 'MCP 2026-07-28: Authorization'],
    scanners: [],
    kinds: ['AuthPolicy', 'MCPServerRegistration'],
    checkInApp: (subject, app) =>
      subject.kind === 'AuthPolicy' ? policyFindings(subject) : registrationFindings(subject, app),
  },
];

function policyFindings({ manifest, facts: { clusterDomain } }: Subject): Finding[] {
  const { spec } = manifest;
  const predicates = predicatesIn(spec);
  const methods = Object.entries(asObject(getPath(spec, 'rules', 'authentication')));
  return [
    ...unknownFieldsOf('spec', spec ?? {}, POLICY),
    ...findingUnless(methods.length > 0, 'spec.rules.authentication', 'is missing: it would ask callers for nothing'),
    ...methods.flatMap(([name, method]) => keyFindings(`spec.rules.authentication.${name}`, method, clusterDomain)),
    ...findingUnless(predicates.length > 0, 'spec.rules.authorization', 'has no conditions: every call would pass'),
    ...predicates.flatMap(({ field, predicate }) =>
      findingUnless(predicate !== undefined && predicate.trim() !== 'true', field, 'always holds'),
    ),
  ];
}

function keyFindings(field: string, method: unknown, clusterDomain: string): Finding[] {
  const jwt = getPath(method, 'jwt');
  return findingUnless(
    jwt === undefined || isTrustedUrl(describe(getPath(jwt, 'jwksUrl')), clusterDomain),
    `${field}.jwt.jwksUrl`,
    'must be an https URL: an attacker who changes the keys in transit can sign tokens',
  );
}

function registrationFindings({ manifest, namespace }: Subject, app: AppIndex): Finding[] {
  const target = getPath(manifest, 'spec', 'targetRef');
  const name = asString(getPath(target, 'name')) ?? '';
  const route = app.find(namespace, referredKind(target, 'HTTPRoute'), name);
  return [
    ...unknownFieldsOf('spec', manifest.spec ?? {}, REGISTRATION),
    ...findingUnless(route !== undefined, 'spec.targetRef.name', `${name} is not an HTTPRoute of the app`),
    ...findingUnless(
      route === undefined || app.authPoliciesOf(route).length > 0,
      'spec.targetRef.name',
      `${name} has no AuthPolicy: everyone may call every tool of its server`,
    ),
  ];
}
