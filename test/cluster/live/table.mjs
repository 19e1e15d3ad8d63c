// The results, as rows for docs/verified.md. Each is printed at once.
import { check } from '../api.mjs';

export class Table {
  rows = [];

  constructor(part) {
    this.part = part;
  }

  /** Counts what must hold, with what was seen. */
  row(title, holds, seen) {
    check(`${this.part}: ${title}`, holds, seen);
    if (holds) {
      console.log(`holds  ${this.part}: ${title}: ${seen}`);
    }
    this.rows.push({ title, holds, seen: String(seen) });
    return holds;
  }
}
