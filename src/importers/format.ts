import { Kinds, ReadResource, importKinds, importResourcesOf, itemsOf, kindsOf } from './custom-resources';
import { Draft } from './draft';
import { Field } from './field';
import { FieldTable } from './field-table';

/** How a format is recognized and read. */
export interface Reader {
  /** Whether documents look like the format. */
  readonly matches: (documents: readonly Field[]) => boolean;
  /** Reads documents; refuses documents in other formats. */
  readonly read: (draft: Draft, documents: readonly Field[]) => void;
}

/** A format that can be imported. */
export interface Format extends Reader {
  /** The name in reports and errors. */
  readonly name: string;
  /** The value of `--format` on the command line. */
  readonly option: string;
  /** The heading of its section in docs/importing.md. */
  readonly title: string;
  /** What is read: a line for docs/importing.md. */
  readonly reads: string;
  /** The kinds of resources that it reads, such as `MCPServer, ToolServer of kagent.dev`. */
  readonly kinds?: string;
  /** The fate of every known field. */
  readonly fields: FieldTable;
}

/** A format of one document, which is a map. */
export function documentReader(
  name: string,
  matches: (root: Field) => boolean,
  read: (draft: Draft, root: Field) => void,
): Reader {
  return {
    matches: documents => documents.length === 1 && documents[0].isMap && matches(documents[0]),
    read: (draft, [root, second]) => {
      if (second !== undefined) {
        second.refuse('must not exist: the format has one document');
        return;
      }
      if (!root.isMap) {
        root.refuse(`must be a map of the format ${name}`);
        return;
      }
      read(draft, root);
    },
  };
}

function refuseKinds(documents: readonly Field[], name: string): void {
  const seen = kindsOf(documents);
  const has = seen.length === 0 ? '' : `; it has: ${seen.join(', ')}`;
  documents[0].refuse(`must have a resource of ${name}`, `apiVersion and kind say what it is${has}`);
}

/** A format of custom resources, among other objects and any number of them. */
export function resourceReader(name: string, matches: (resource: Field) => boolean, read: ReadResource): Reader {
  return {
    matches: documents => documents.flatMap(itemsOf).some(matches),
    read: (draft, documents) => {
      if (!documents.flatMap(itemsOf).some(matches)) {
        refuseKinds(documents, name);
        return;
      }
      importResourcesOf(draft, documents, matches, read);
    },
  };
}

/** A format of several kinds of resources, whose reader may look at all of them. */
export function kindsReader(
  name: string,
  matches: (resource: Field) => boolean,
  kinds: (draft: Draft, resources: readonly Field[]) => Kinds,
): Reader {
  return {
    matches: documents => documents.flatMap(itemsOf).some(matches),
    read: (draft, documents) => {
      const resources = documents.flatMap(itemsOf);
      if (!resources.some(matches)) {
        refuseKinds(documents, name);
        return;
      }
      importKinds(draft, resources, kinds(draft, resources));
    },
  };
}

/** The first reader whose documents match, else the last one. */
export function firstOf(first: Reader, second: Reader): Reader {
  return {
    matches: documents => first.matches(documents) || second.matches(documents),
    read: (draft, documents) => {
      (first.matches(documents) ? first : second).read(draft, documents);
    },
  };
}
