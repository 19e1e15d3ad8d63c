import { IMAGE_ENTRIES_A_TO_J } from './data/images-a-to-j';
import { IMAGE_ENTRIES_K_TO_R } from './data/images-k-to-r';
import { IMAGE_ENTRIES_S_TO_Z } from './data/images-s-to-z';
import { NPM_ENTRIES_A_TO_F } from './data/npm-packages-a-to-f';
import { NPM_ENTRIES_G_TO_Z } from './data/npm-packages-g-to-z';
import { PYPI_ENTRIES } from './data/pypi-packages';
import { CatalogEntry } from './entry';
import { compare } from '../foundation/reader';

/** Every server of the catalogue, in the order of ids. */
export const ENTRIES: readonly CatalogEntry[] = [
  ...IMAGE_ENTRIES_A_TO_J,
  ...IMAGE_ENTRIES_K_TO_R,
  ...IMAGE_ENTRIES_S_TO_Z,
  ...NPM_ENTRIES_A_TO_F,
  ...NPM_ENTRIES_G_TO_Z,
  ...PYPI_ENTRIES,
].sort((a, b) => compare(a.id, b.id));
