/** A map of lists. */
export class ListMap<K, V> extends Map<K, V[]> {
  public add(key: K, value: V): void {
    const list = this.get(key);
    if (list === undefined) {
      this.set(key, [value]);
    } else {
      list.push(value);
    }
  }
}
