import { Selection } from './draft';
import { Issues } from '../foundation/issues';
import { PropNames, Reader } from '../foundation/reader';

/** Which servers of an input are imported. */
export interface ImportOptions {
  /**
   * Only these, by their names in the input: keys of `mcpServers` or `services`, names of resources. An error if the
   * input does not have one of them.
   *
   * @default - all
   */
  readonly only?: string[];

  /**
   * All but these, by their names in the input. An error if the input does not have one of them.
   *
   * @default - none
   */
  readonly except?: string[];
}

const PROPS: PropNames<ImportOptions> = { only: true, except: true };

/** Throws one error with every problem. */
export function selectionOf(where: string, options: ImportOptions = {}): Selection {
  const issues = new Issues(where);
  const reader = new Reader(issues);
  const { only, except } = reader.struct(options, PROPS, 'options.');
  const selection = {
    only: only && reader.textList(only, 'options.only'),
    except: except && reader.textList(except, 'options.except'),
  };
  issues.check(
    only?.length !== 0,
    'options.only',
    { allowed: 'a list of at least one name', fix: 'leave it out for all servers' },
    only,
  );
  issues.throwIfAny();
  return selection;
}
