// The results, as rows for docs/verified.md. Each is printed at once.
import { check } from '../api.mjs';
import { notYet } from './not-yet.mjs';

export class Table {
  rows = [];

  constructor(part) {
    this.part = part;
  }

  /** Counts what must hold, with what was seen. */
  row(title, holds, seen) {
    const what = `${this.part}: ${title}`;
    if (notYet.includes(what)) {
      check(`${what} holds now, so it is no longer one of those that do not hold yet`, !holds, seen);
    } else {
      check(what, holds, seen);
    }
    if (holds || notYet.includes(what)) {
      console.log(`${holds ? 'holds  ' : 'not yet'} ${what}: ${seen}`);
    }
    this.rows.push({ title, holds, seen: String(seen) });
    return holds;
  }
}
