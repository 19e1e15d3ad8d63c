import { IConstruct } from 'constructs';
import { loadReport } from './lazy';
import { LocatedFinding } from './locations';
import { ManifestFacts } from './manifest-facts';
import { PictureFilter } from './mermaid';
import { Judged, ManifestFile } from './objects';
import { Named, Posture } from './posture';
import { Issues } from '../foundation/issues';
import { isPlainText } from '../foundation/names';
import { Reader } from '../foundation/reader';
import { reasonText } from '../foundation/reasons';
import { Guard } from '../guardrails/guard';

/** Options of `McpReport.toSarif`. */
export interface SarifOptions {
  /**
   * The file of the app, which tools show beside each result, relative to the repository.
   *
   * @default 'main.ts'
   */
  readonly sourceFile?: string;
}

/**
 * What will run, and whether it is safe: read from the final manifests, without a cluster.
 *
 * The texts depend on the manifests alone, not on the machine, and on the day only where a reason has expired. They
 * hold no secret, because manifests hold none. Do not give their files the ending `.yaml` inside the output directory
 * of cdk8s, which takes such files for manifests.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { McpReport } from 'cdk8s-mcp';
 *
 * const app = new App();
 * new Chart(app, 'mcp', { namespace: 'mcp-tools' });
 * app.synth();
 * const markdown = McpReport.of(app).toMarkdown();
 */
export class McpReport {
  /**
   * The report of an app: everything that its charts write, now.
   *
   * @param scope The app, or any construct in it.
   */
  public static of(scope: IConstruct): McpReport {
    return new McpReport(
      Guard.of(scope)
        .judgements()
        .map(({ path, subject, findings }): Judged => ({
          path,
          subject,
          findings: findings.map(({ acknowledgement, ...finding }) => ({
            ...finding,
            acknowledged: acknowledgement && reasonText(acknowledgement.reason, acknowledgement.expires),
          })),
        })),
    );
  }

  /**
   * The report of manifests, whatever tool wrote them. Findings are acknowledged by the annotations
   * `cdk8s-mcp/acknowledged-<rule>` and `cdk8s-mcp/relaxed-…` with a reason that a reviewer can read and that has not
   * expired.
   *
   * @param yaml Texts of YAML or JSON, each with any number of objects. Anything but Kubernetes objects is an error.
   * @param facts Facts about the cluster that are not in the manifests.
   */
  public static ofManifests(yaml: string[], facts: ManifestFacts = {}): McpReport {
    return new McpReport(loadReport().judgeManifests('McpReport.ofManifests', yaml, facts));
  }

  /** @internal The report of files. */
  public static _ofFiles(files: readonly ManifestFile[], facts: ManifestFacts): McpReport {
    return new McpReport(loadReport().judgeFiles(files, facts));
  }

  private readonly posture: Posture;

  private constructor(private readonly judged: readonly Judged[]) {
    this.posture = loadReport().postureOf(judged);
  }

  /** @internal The findings; located: with their places in files. That costs another look into these. */
  public _findings(places: 'located' | 'unlocated' = 'located'): LocatedFinding[] {
    const { judgedFindings, locate } = loadReport();
    if (places === 'unlocated') {
      return this.posture.findings.map(finding => ({ finding }));
    }
    const locations = locate(judgedFindings(this.judged).map(({ finding: { field }, judged }) => ({ field, judged })));
    return this.posture.findings.map((finding, i) => ({ finding, location: locations[i] }));
  }

  /** @internal An object that several of the given files or folders have, and two of these. */
  public _sharedObject(): readonly [object: string, first: string, second: string] | undefined {
    return loadReport().sharedObject(this.judged);
  }

  /** The whole report as JSON, with the shape of `schemas/report.schema.json`. */
  public toJson(): string {
    return `${JSON.stringify(this.posture, undefined, 2)}\n`;
  }

  /** The report for a comment on a pull request. */
  public toMarkdown(): string {
    return loadReport().renderMarkdown(this.posture);
  }

  /** Who reaches whom, as a Mermaid flowchart: clients, gateways, servers and where these connect to. */
  public toMermaid(): string {
    return loadReport().renderMermaid(this.posture);
  }

  /** @internal The same for some servers. */
  public _toMermaid(filter: PictureFilter): string {
    return loadReport().renderMermaid(this.posture, filter);
  }

  /** @internal The servers, to say which there are. */
  public get _servers(): readonly Named[] {
    return this.posture.servers;
  }

  /**
   * Findings as SARIF 2.1.0 for code scanning. Acknowledged findings are suppressed there, with the reason.
   *
   * @param options The file that results refer to.
   */
  public toSarif(options: SarifOptions = {}): string {
    return loadReport().renderSarif(this._findings(), sourceFileOf(options));
  }
}

function sourceFileOf(options: SarifOptions): string {
  const issues = new Issues('McpReport.toSarif');
  const { sourceFile = 'main.ts' } = new Reader(issues).struct(options, { sourceFile: true });
  issues.check(
    isPlainText(sourceFile) && /^(?![./])[^\s\\:?#%]+$/.test(sourceFile) && !sourceFile.split('/').includes('..'),
    'sourceFile',
    'a path below the repository with forward slashes, such as src/main.ts',
    sourceFile,
  );
  issues.throwIfAny();
  return sourceFile;
}
