// The end of every script here: exit codes.
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Skip, Stop } from './commands.mjs';

/** Runs main, which returns an exit code, when this module is the script that node was called with. */
export function runScript(url, main) {
  if (!process.argv[1] || realpathSync(process.argv[1]) !== fileURLToPath(url)) {
    return;
  }
  Promise.resolve()
    .then(main)
    .then(
      code => {
        process.exitCode = code;
      },
      error => {
        if (error instanceof Skip) {
          console.log(`e2e: skipped (${error.message})`);
          process.exitCode = 77;
          return;
        }
        console.error(error instanceof Stop ? error.message : error);
        process.exitCode = 2;
      },
    );
}
