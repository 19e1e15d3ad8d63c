/** Manifests as they are written, kept readable in snapshots. */
export class YamlText {
  public constructor(public readonly text: string) {}
}

expect.addSnapshotSerializer({
  test: (value: unknown) => value instanceof YamlText,
  serialize: (value: YamlText) => value.text.trimEnd(),
});
