import { IConstruct } from 'constructs';
import { ManifestFacts } from './manifest-facts';
import { McpFinding } from './mcp-finding';
import { McpReport } from './mcp-report';
import { Posture } from './posture';

/**
 * What a report says, as values that tests of an app assert on, with whatever test runner.
 *
 * @example
 *
 * import { App, Chart } from 'cdk8s';
 * import { McpTesting } from 'cdk8s-mcp';
 *
 * const chart = new Chart(new App(), 'mcp', { namespace: 'mcp-tools' });
 * const findings = McpTesting.findings(chart);
 */
export class McpTesting {
  /**
   * The rules that an app breaks, acknowledged or not, in the order of reports. It never fails; synth does.
   *
   * @param scope The app, or any construct in it: the whole app is judged, because rules look across its objects.
   */
  public static findings(scope: IConstruct): McpFinding[] {
    return findingsOf(McpReport.of(scope));
  }

  /**
   * What will run: `servers`, `gateways`, `pools`, `findings` and `prune`, with the shape of
   * `schemas/report.schema.json`. What has no value is absent.
   *
   * @param scope The app, or any construct in it: the whole app is read.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any kind
  public static posture(scope: IConstruct): { [name: string]: any } {
    return postureOf(McpReport.of(scope));
  }

  /**
   * The rules that manifests break, acknowledged or not, whatever tool wrote them.
   *
   * @param yaml Texts of YAML or JSON, each with any number of objects. Anything but Kubernetes objects is an error.
   * @param facts Facts about the cluster that are not in the manifests.
   */
  public static findingsOfManifests(yaml: string[], facts: ManifestFacts = {}): McpFinding[] {
    return findingsOf(McpReport.ofManifests(yaml, facts));
  }

  /**
   * What will run according to manifests, whatever tool wrote them, with the shape of `schemas/report.schema.json`.
   *
   * @param yaml Texts of YAML or JSON, each with any number of objects. Anything but Kubernetes objects is an error.
   * @param facts Facts about the cluster that are not in the manifests.
   */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- JSON of any kind
  public static postureOfManifests(yaml: string[], facts: ManifestFacts = {}): { [name: string]: any } {
    return postureOf(McpReport.ofManifests(yaml, facts));
  }

  private constructor() {}
}

function postureOf(report: McpReport): Posture {
  // its own JSON: plain values, without what is undefined
  return JSON.parse(report.toJson()) as Posture;
}

function findingsOf(report: McpReport): McpFinding[] {
  return postureOf(report).findings.map(({ problem, ...finding }) => ({ ...finding, message: problem }));
}
