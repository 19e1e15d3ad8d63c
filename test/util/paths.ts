import { join } from 'path';

/** The folder of the repository. */
export const ROOT = join(__dirname, '..', '..');
