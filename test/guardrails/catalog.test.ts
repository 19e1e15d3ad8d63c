import { ANNOTATIONS } from './cases/annotations';
import { AVAILABILITY } from './cases/availability';
import { CONTAINERS } from './cases/containers';
import { FOREIGN } from './cases/foreign';
import { GATEWAY } from './cases/gateway';
import { GUARDING } from './cases/guarding';
import { IDENTITY } from './cases/identity';
import { INSTALLS } from './cases/installs';
import { MCP } from './cases/mcp';
import { ROLES } from './cases/mutant';
import { NETWORK } from './cases/network';
import { OBJECTS } from './cases/objects';
import { PATCHED } from './cases/patched';
import { POD_SECURITY } from './cases/pod-security';
import { QUARANTINE } from './cases/quarantine';
import { ROUTES } from './cases/routes';
import { CATALOG } from '../../src/guardrails/catalog';
import { CONTROLS } from '../../src/guardrails/data/controls';
import { POD_SECURITY_RULES } from '../../src/guardrails/rules/pod-security';

const MUTANTS = {
  ...POD_SECURITY,
  ...CONTAINERS,
  ...INSTALLS,
  ...IDENTITY,
  ...NETWORK,
  ...AVAILABILITY,
  ...FOREIGN,
  ...GATEWAY,
  ...ANNOTATIONS,
  ...ROUTES,
  ...MCP,
  ...QUARANTINE,
  ...OBJECTS,
  ...PATCHED,
  ...GUARDING,
};

test('every rule of the catalog has mutants, each tested failing and acknowledged', () => {
  expect(Object.keys(MUTANTS).sort()).toEqual(CATALOG.map(({ id }) => id).sort());
  expect(Object.entries(MUTANTS).filter(([, mutants]) => mutants.length === 0)).toEqual([]);
});

test('every rule says what, why, how to fix it and who asks for it', () => {
  for (const { id, title, why, fix, references } of CATALOG) {
    expect([id, id]).toEqual([id, expect.stringMatching(/^[a-z]+(-[a-z]+)*$/)]);
    for (const text of [title, why, fix, ...references]) {
      expect(text.trim()).not.toBe('');
    }
    expect(why.endsWith('.') && fix.endsWith('.')).toBe(true);
    expect(references.length).toBeGreaterThan(0);
  }
  expect(new Set(CATALOG.map(({ id }) => id)).size).toBe(CATALOG.length);
});

// the controls of CIS Kubernetes Benchmark 1.12, section 5, as kube-bench lists them
const CIS = [
  ...numbers('5.1', 13),
  ...numbers('5.2', 12),
  ...numbers('5.3', 2),
  ...numbers('5.4', 2),
  '5.5.1',
  ...numbers('5.6', 4),
];

function numbers(section: string, last: number): string[] {
  return Array.from({ length: last }, (_, i) => `${section}.${i + 1}`);
}

function isAnswer(reference: string, control: string): boolean {
  return reference === control || reference.startsWith(`${control} `);
}

const OWASP = /^OWASP MCP(0[1-9]|10):2025 [A-Z]/;

test('references name controls that exist', () => {
  for (const reference of CATALOG.flatMap(({ references }) => references)) {
    if (/^(CIS|PSS|OWASP|NSA)/.test(reference) && reference !== 'PSS restricted') {
      expect(CONTROLS.filter(({ id }) => isAnswer(reference, id)).map(({ id }) => [reference, id])).toHaveLength(1);
    }
    if (reference.startsWith('OWASP')) {
      expect(reference).toMatch(OWASP);
    }
    expect(reference).toMatch(/^(CIS|OWASP|PSS|NSA\/CISA:|Kubernetes:|Cilium:|KEDA:|MCP) ?/);
  }
});

test('every control is answered by a rule, or says why no manifest can', () => {
  const references = CATALOG.flatMap(rule => rule.references);
  expect(
    CONTROLS.filter(
      ({ id, elsewhere }) => elsewhere === undefined && !references.some(reference => isAnswer(reference, id)),
    ),
  ).toEqual([]);
  expect(CONTROLS.filter(({ id }) => id.startsWith('CIS ')).map(({ id }) => id.slice(4))).toEqual(CIS);
  expect(CONTROLS.filter(({ id }) => id.startsWith('OWASP ')).map(({ id }) => id)).toEqual(
    Array.from({ length: 10 }, (_, i) => `OWASP MCP${String(i + 1).padStart(2, '0')}:2025`),
  );
});

test('every Pod Security control is tried in containers, init containers and ephemeral containers', () => {
  const podOnly = ['host-namespaces', 'host-aliases', 'volume-types', 'sysctls', 'system-priority'];
  for (const { id } of POD_SECURITY_RULES.filter(rule => !podOnly.includes(rule.id))) {
    const fields = POD_SECURITY[id].map(({ field }) => field);
    expect([id, ROLES.filter(role => !fields.some(field => field.includes(`.${role}[0].`)))]).toEqual([id, []]);
  }
});
