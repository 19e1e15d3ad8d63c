import { loadReport } from './lazy';
import { ManifestFacts } from './manifest-facts';
import { Judged, JudgedFinding } from './objects';
import { Issues } from '../foundation/issues';
import { ListMap } from '../foundation/list-map';
import { PlatformFacts } from '../foundation/scopes';
import { CATALOG } from '../guardrails/catalog';
import { asObject } from '../guardrails/json';

/** What a plugin reports about resources (cdk8s-cli, ValidationViolation). */
interface Violation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly {
    readonly resourceName: string;
    readonly locations: readonly string[];
    readonly manifestPath: string;
  }[];
}

/** The part of cdk8s-cli's ValidationContext that is used; cdk8s-cli is no dependency. */
interface Context {
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: Violation): void;
    submit(status: 'success' | 'failure', metadata?: Readonly<Record<string, string>>): void;
  };
  parseManifest(manifestPath: string): unknown[];
}

/** The `properties` of the plugin in cdk8s.yaml. */
interface Properties extends ManifestFacts {
  readonly failOnWarnings?: boolean;
}

/**
 * @internal
 *
 * A validation plugin for `cdk8s synth`: checks every manifest of an app, whatever library wrote it, against the rules
 * of docs/rules.md. It is named in cdk8s.yaml and is no part of the API of other languages; see docs/reports.md.
 */
export class McpPostureValidation {
  private readonly facts: PlatformFacts;
  private readonly failOnWarnings: boolean;

  public constructor({ failOnWarnings = false, ...facts }: Properties = {}) {
    const issues = new Issues('McpPostureValidation: properties');
    issues.check(typeof failOnWarnings === 'boolean', 'failOnWarnings', 'true or false', failOnWarnings);
    this.facts = loadReport().resolveFacts(issues, facts);
    this.failOnWarnings = failOnWarnings;
    issues.throwIfAny();
  }

  public validate(context: Context): Promise<void> {
    const files = context.manifests.flatMap(file =>
      context
        .parseManifest(file)
        .flatMap(document => (document === null ? [] : [{ file, manifest: asObject(document) }])),
    );
    const judged = loadReport().judgeObjects(
      files.map(({ manifest }) => manifest),
      this.facts,
    );
    const open = judged.flatMap((object, i) =>
      object.findings
        .filter(
          ({ acknowledged, severity }) => acknowledged === undefined && (severity === 'error' || this.failOnWarnings),
        )
        .map(finding => ({ object, finding, file: files[i].file })),
    );
    for (const rule of new Set(open.map(({ finding }) => finding.ruleId))) {
      const found = open.filter(({ finding }) => finding.ruleId === rule);
      context.report.addViolation({
        ruleName: rule,
        recommendation: recommendationOf(found[0].finding),
        fix: found[0].finding.fix,
        violatingResources: [...grouped(found)].map(([object, those]) => resourceOf(object, those)),
      });
    }
    context.report.submit(open.length === 0 ? 'success' : 'failure', {
      objects: String(files.length),
      findings: String(open.length),
    });
    return Promise.resolve();
  }
}

/** The title of a rule and why it exists; custom rules are not in the catalogue. */
function recommendationOf({ ruleId }: JudgedFinding): string {
  const rule = CATALOG.find(({ id }) => id === ruleId);
  return rule === undefined ? ruleId : `${rule.title}. ${rule.why}`;
}

function grouped(found: readonly Found[]): ListMap<Judged, Found> {
  const groups = new ListMap<Judged, Found>();
  for (const one of found) {
    groups.add(one.object, one);
  }
  return groups;
}

interface Found {
  readonly object: Judged;
  readonly finding: JudgedFinding;
  readonly file: string;
}

function resourceOf({ subject: { name } }: Judged, found: readonly Found[]): Violation['violatingResources'][number] {
  return {
    resourceName: name,
    manifestPath: found[0].file,
    locations: found.map(({ finding: { field, problem } }) => `${field} ${problem}`),
  };
}
