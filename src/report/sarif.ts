import { FindingPosture, Posture } from './posture';
import { packageVersion } from '../foundation/package-version';
import { CATALOG } from '../guardrails/catalog';

const RULES_PAGE = 'https://github.com/cdk8s-mcp/cdk8s-mcp/blob/main/docs/rules.md';

/**
 * Findings as SARIF 2.1.0 (OASIS). The location of a result is the construct and its object: manifests have no
 * lines before they are written.
 */
export function renderSarif({ findings }: Posture, sourceFile: string): string {
  const used = new Set(findings.map(({ rule }) => rule));
  const rules = CATALOG.filter(({ id }) => used.has(id)).map(({ id, title, why, fix, severity, references }) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
    helpUri: `${RULES_PAGE}#${id}`,
    defaultConfiguration: { level: severity },
    properties: { tags: ['security', ...references] },
  }));
  // custom rules are not in the catalogue
  const known = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cdk8s-mcp', semanticVersion: packageVersion(), informationUri: RULES_PAGE, rules } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(finding => resultOf(finding, known.get(finding.rule), sourceFile)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(finding: FindingPosture, ruleIndex: number | undefined, sourceFile: string) {
  const { rule, severity, object, path, field, problem, fix, acknowledged } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: { text: `${path === undefined ? '' : `${path}: `}${object}: ${field} ${problem}. Fix: ${fix}` },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: sourceFile }, region: { startLine: 1 } },
        logicalLocations: [{ name: object, fullyQualifiedName: path, kind: 'object' }],
      },
    ],
    partialFingerprints: { 'objectField/v1': `${rule} ${object} ${field}` },
    suppressions: acknowledged === undefined ? undefined : [{ kind: 'inSource', justification: acknowledged }],
  };
}
