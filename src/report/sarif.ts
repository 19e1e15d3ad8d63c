import { isAbsolute, relative, sep } from 'path';
import { pathToFileURL } from 'url';
import { LocatedFinding } from './locations';
import { packageVersion } from '../foundation/package-version';
import { CATALOG } from '../guardrails/catalog';

const RULES_PAGE = 'https://github.com/cdk8s-mcp/cdk8s-mcp/blob/main/docs/rules.md';

/**
 * Findings as SARIF 2.1.0 (OASIS). What was read from files has their lines. Manifests of an app have none before they
 * are written: the location of a result is the source file of the app, with the construct and its object.
 */
export function renderSarif(findings: readonly LocatedFinding[], sourceFile: string): string {
  const used = new Set(findings.map(({ finding: { rule } }) => rule));
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
        results: findings.map(found => resultOf(found, known.get(found.finding.rule), sourceFile)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf(
  { finding, location, cluster, isKnown }: LocatedFinding,
  ruleIndex: number | undefined,
  sourceFile: string,
) {
  const uri = location === undefined ? sourceFile : uriOf(location.file);
  const inCluster = cluster === undefined ? '' : `cluster ${cluster}: `;
  const { rule, severity, object, path, field, problem, fix, acknowledged } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: severity,
    message: {
      text: `${inCluster}${path === undefined ? '' : `${path}: `}${object}: ${field} ${problem}. Fix: ${fix}`,
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri }, region: { startLine: location?.line ?? 1 } },
        logicalLocations: [{ name: object, fullyQualifiedName: path, kind: 'object' }],
      },
    ],
    partialFingerprints: { 'objectField/v1': `${inCluster}${rule} ${object} ${field}` },
    baselineState: isKnown === true ? 'unchanged' : undefined,
    suppressions: acknowledged === undefined ? undefined : [{ kind: 'inSource', justification: acknowledged }],
  };
}

/** Code scanning shows what is below the working directory, by relative addresses. */
function uriOf(file: string): string {
  const path = relative('.', file);
  return path.startsWith('..') || isAbsolute(path)
    ? pathToFileURL(file).href
    : path.split(sep).map(encodeURIComponent).join('/');
}
