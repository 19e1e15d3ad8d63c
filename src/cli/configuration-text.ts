import type { Document } from 'yaml';
import { composeDocuments } from '../foundation/yaml/yaml-documents';
import { withoutValues, yamlProblem } from '../foundation/yaml/yaml-problems';

type Yaml = typeof import('yaml');

/** More aliases than any configuration has. */
const MAX_ALIASES = 100;

/** One document of YAML 1.2 whose values have lines. */
export class ConfigurationText {
  private readonly document: Document.Parsed | undefined;

  /** @throws Error that says where it is no YAML. */
  public constructor(private readonly text: string) {
    const [document, ...others] = composeDocuments(text, { uniqueKeys: true });
    const [problem] = document?.errors ?? [];
    if (problem !== undefined) {
      throw new Error(`is not valid YAML: ${yamlProblem(problem)}`);
    }
    if (others.length > 0) {
      throw new Error('has several documents: it must have one');
    }
    this.document = document;
  }

  /** What it says, as JSON has it. */
  public get value(): unknown {
    try {
      return this.document?.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
    } catch (error) {
      throw new Error(`is not valid YAML: ${withoutValues(error)}`, { cause: error });
    }
  }

  /** The line of a value, from 1: that of its key if it has one. */
  public lineOf(path: readonly (string | number)[]): number {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { isMap, isNode, isScalar } = require('yaml') as Yaml;
    const last = path.at(-1);
    const around = this.document?.getIn(path.slice(0, -1), true);
    const pair = isMap(around)
      ? around.items.find(({ key }) => isScalar(key) && String(key.value) === String(last))
      : undefined;
    const node: unknown = pair === undefined ? this.document?.getIn(path, true) : pair.key;
    const [start = 0] = (isNode(node) ? node.range : undefined) ?? [];
    return this.text.slice(0, start).split('\n').length;
  }
}
