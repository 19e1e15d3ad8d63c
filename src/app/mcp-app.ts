import { writeFileSync } from 'fs';
import { App, Yaml } from 'cdk8s';
import { yamlText } from '../foundation/yaml/yaml-text';

/**
 * An `App` of cdk8s that writes its files in about half of the time: the same files with the same bytes, for any
 * construct in it. Props, outputs and `app.synth()` are those of `App`, and so is `synthYaml()`.
 *
 * Most of the time of a large app goes to the YAML writer of cdk8s. This app writes plain texts, lists and maps itself
 * and leaves to that writer what may need quotes or anchors.
 */
export class McpApp extends App {
  /**
   * Writes the manifests into the output directory.
   *
   * @throws an Error with all problems, before anything is written
   */
  public override synth(): void {
    // App has no place to put another writer; nothing else runs before the writer of cdk8s is back
    const save = Yaml.save;
    Yaml.save = saveFast;
    try {
      super.synth();
    } finally {
      Yaml.save = save;
    }
  }
}

function saveFast(path: string, documents: unknown[]): void {
  writeFileSync(path, yamlText(documents), 'utf8');
}
