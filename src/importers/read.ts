import { kindsOf } from './custom-resources';
import { Draft, Selection } from './draft';
import { Field } from './field';
import { Format } from './format';
import { FORMATS, FormatKey } from './formats';
import { ImportDecision, ImportLoss } from './import-loss';
import { parseText } from './parse';
import { Json } from './texts';
import { Issues } from '../foundation/issues';

/** An app file made from a text in the format of another system, and the outcome of each field of it. */
export interface Imported {
  readonly format: string;
  readonly app: Json;
  readonly losses: readonly ImportLoss[];
  readonly decisions: readonly ImportDecision[];
}

/** What is read. */
export interface Request {
  /** The factory, for errors. */
  readonly where: string;
  /** The format; undefined: the one that the text has. */
  readonly wanted?: FormatKey;
  readonly text: string;
  readonly selection?: Selection;
}

/** Reads a text. Throws one error with every problem. */
export function readImport({ where, wanted, text, selection }: Request): Imported {
  const issues = new Issues(where);
  const documents = parseText(where, text);
  const fields = documents.map((document, i) =>
    Field.root(document, issues, documents.length === 1 ? '' : `document ${i + 1}`),
  );
  const format: Format | undefined =
    wanted === undefined ? Object.values<Format>(FORMATS).find(({ matches }) => matches(fields)) : FORMATS[wanted];
  const draft = new Draft(issues, selection);
  if (format === undefined) {
    issues.add('text', 'is in no format that can be imported', known(fields));
  } else if (fields.length === 0) {
    issues.add('text', 'is empty');
  } else {
    format.read(draft, fields);
    draft.finish();
  }
  if (issues.isEmpty && draft.isEmpty) {
    issues.add(
      'text',
      'has no server that can run in a cluster',
      draft.decisions
        .filter(({ at }) => at !== 'namespace')
        .map(({ at, how }) => `${at}: ${how}`)
        .join('; ') || undefined,
    );
  }
  issues.throwIfAny();
  return {
    format: format?.name ?? '',
    app: draft.toJson(),
    losses: draft.settled(fields.flatMap(({ losses }) => losses)),
    decisions: draft.decisions,
  };
}

/** What can be imported; for resources of Kubernetes, which kinds there are and which are read. */
function known(documents: readonly Field[]): string {
  const formats = Object.values<Format>(FORMATS);
  const names = `known: ${formats
    .map(({ name }) => name)
    .sort()
    .join(', ')}`;
  const seen = kindsOf(documents);
  if (seen.length === 0) {
    return names;
  }
  const read = formats.flatMap(({ kinds }) => kinds ?? []).sort();
  return `${names}; kinds in it: ${seen.join(', ')}; kinds that are read: ${read.join('; ')}`;
}
