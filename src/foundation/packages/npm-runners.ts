import { Operands, Runner, RunnerOptions } from './runner';

const VALUES =
  '-w --workspace -C --dir --prefix --registry --cache --loglevel --userconfig --globalconfig --tag --otp --shell ' +
  '--script-shell --omit --include --allow-build --reporter --before --os --cpu --libc --install-strategy --proxy ' +
  '--https-proxy --noproxy --cafile --store-dir --virtual-store-dir --cwd --cache-folder --cache-dir --config ' +
  '--backend --location --save-prefix --node-options -F --filter --filter-prod';
const PLAIN =
  '-y --yes -q --quiet -s --silent -d -dd -ddd --verbose --bun -b --offline --prefer-offline --prefer-online ' +
  '--ignore-scripts --force -f --global -g --production --prod -P -D --save-dev -E --save-exact -S --save ' +
  '--save-prod -O --save-optional --legacy-peer-deps --strict-peer-deps --audit --fund --workspaces ' +
  '--include-workspace-root --foreground-scripts --color --json --long --dry-run --update-notifier ' +
  '--package-lock-only --ignore-existing ' +
  '--frozen-lockfile --exact --dev --development --peer --optional --trust --recursive -r --workspace-root ' +
  '--non-interactive --pure-lockfile --isolated';

const words = (list: string): string[] => list.split(' ');

const COMMON: RunnerOptions = { values: words(VALUES), plain: words(PLAIN) };
const EXEC: RunnerOptions = { ...COMMON, packages: ['-p', '--package'], scripts: ['-c', '--call'] };
// npm reads options behind the package as its own
const NPM_EXEC: RunnerOptions = { ...EXEC, anywhere: true };
const PNPM_DLX: RunnerOptions = {
  ...COMMON,
  packages: ['--package', '-p'],
  plain: [...words(PLAIN), '-c', '--shell-mode'],
};

const runner = (
  operands: Operands,
  options: RunnerOptions,
  subcommands: readonly (readonly string[])[] = [],
  creates = false,
): Runner => ({ ecosystem: 'npm', operands, options, subcommands, creates });

const creator = (...names: readonly string[]): Runner => runner('optional-package', COMMON, [names], true);
const CREATE = creator('create', 'init', 'innit');
const ADD = [['add', 'install', 'i', 'in', 'ins', 'inst', 'insta', 'instal', 'isnt', 'isnta', 'isntal', 'isntall']];

/** Programs of Node.js and its siblings. */
export const NPM_RUNNERS: Readonly<Record<string, readonly Runner[]>> = {
  npx: [runner('package', EXEC)],
  pnpx: [runner('package', PNPM_DLX)],
  bunx: [runner('package', EXEC)],
  npm: [runner('package', NPM_EXEC, [['exec', 'x']]), CREATE, runner('packages', COMMON, ADD)],
  pnpm: [runner('package', PNPM_DLX, [['dlx']]), CREATE, runner('packages', COMMON, ADD)],
  yarn: [
    runner('package', EXEC, [['dlx']]),
    CREATE,
    runner('packages', COMMON, [['add']]),
    runner('packages', COMMON, [['global'], ['add']]),
  ],
  bun: [
    runner('package', EXEC, [['x']]),
    creator('create', 'c'),
    runner('packages', COMMON, [['add', 'install', 'i', 'a']]),
  ],
};
