import { Change } from './change';
import { loadReport } from './lazy';
import { ManifestFacts } from './manifest-facts';
import { Judged, ManifestFile } from './objects';
import { withoutCredentials } from '../foundation/credentials/redacted';

type Files = readonly ManifestFile[];

/**
 * What changes between two outputs of synth: who may do what, and what runs. Order, formatting, labels and
 * annotations are no differences.
 *
 * Each change is `widened` (somebody may do more, or something new runs), `narrowed`, or `changed`, which somebody
 * should look at.
 *
 * @example
 *
 * import { McpDiff } from 'cdk8s-mcp';
 *
 * // the contents of the files before and after
 * const before = '';
 * const after = '';
 * const diff = McpDiff.between([before], [after]);
 * const lines = diff.toText();
 */
export class McpDiff {
  /**
   * Compares two sets of manifests, whatever tool wrote them.
   *
   * @param before Texts of YAML or JSON with any number of objects, as they are now.
   * @param after Texts of YAML or JSON, as they will be.
   * @param facts Facts about the cluster that are not in the manifests.
   */
  public static between(before: string[], after: string[], facts: ManifestFacts = {}): McpDiff {
    const { judgeManifests } = loadReport();
    return McpDiff.of(
      judgeManifests('McpDiff.between: before', before, facts),
      judgeManifests('McpDiff.between: after', after, facts),
    );
  }

  /** @internal What changes between files. */
  public static _betweenFiles(before: Files, after: Files, facts: ManifestFacts): McpDiff {
    const { judgeFiles } = loadReport();
    return McpDiff.of(judgeFiles(before, facts), judgeFiles(after, facts));
  }

  private static of(old: readonly Judged[], now: readonly Judged[]): McpDiff {
    const { changesBetween, gatewayRightsOf, manifestsOf, objectChanges, postureOf, toolReviewsOf, withRenames } =
      loadReport();
    const { refuseDuplicates } = loadReport();
    refuseDuplicates('before', old);
    refuseDuplicates('after', now);
    const renamed = withRenames(old, now);
    const [before, after] = [renamed.before, now].map(all => ({
      posture: postureOf(all),
      rights: gatewayRightsOf(all),
      reviews: toolReviewsOf(all),
      manifests: manifestsOf(all),
    }));
    const meaning = changesBetween(before, after);
    return new McpDiff(
      withoutCredentials([
        ...renamed.changes,
        ...meaning,
        ...objectChanges(renamed.before, now, meaning, renamed.called),
      ]),
    );
  }

  private constructor(private readonly changes: readonly Change[]) {}

  /** Whether there is no change. */
  public get isEmpty(): boolean {
    return this.changes.length === 0;
  }

  /** Whether somebody may do more than before, or something new runs. */
  public get isWider(): boolean {
    return this.changes.some(({ weight }) => weight === 'widened');
  }

  /** One line for each change, for a terminal or a log. Empty when nothing differs. */
  public toText(): string {
    return loadReport().renderChangesText(this.changes);
  }

  /** For a comment on a pull request. */
  public toMarkdown(): string {
    return loadReport().renderChangesMarkdown(this.changes);
  }

  /** The changes as JSON, with the shape of `schemas/diff.schema.json`. */
  public toJson(): string {
    return `${JSON.stringify({ version: 1, wider: this.isWider, changes: this.changes }, undefined, 2)}\n`;
  }
}
