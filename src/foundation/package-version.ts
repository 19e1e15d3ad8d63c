import { readFileSync } from 'fs';
import { join } from 'path';

/** The version of this package. */
export function packageVersion(): string {
  // our own file
  const { version } = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
