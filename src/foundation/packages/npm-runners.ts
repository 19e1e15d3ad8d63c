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
/** npm knows its commands by their first letters too. */
const prefixes = (name: string, shortest: number): string[] =>
  Array.from({ length: name.length - shortest + 1 }, (_, i) => name.slice(0, shortest + i));
const CREATE = creator(...prefixes('create', 2), ...prefixes('init', 3), ...prefixes('innit', 3));
const ADD = [
  [
    ...words('add install i in ins inst insta instal isnt isnta isntal isntall it up ln'),
    ...prefixes('install-test', 9),
    ...prefixes('update', 3),
    ...prefixes('upgrade', 3),
    ...prefixes('udpate', 2),
    ...prefixes('link', 3),
  ],
];
const YARN = [
  runner('package', EXEC, [['dlx']]),
  CREATE,
  runner('packages', COMMON, [['add', 'up', 'upgrade']]),
  runner('packages', COMMON, [['global'], ['add', 'upgrade']]),
];

/** Programs of Node.js and its siblings. */
export const NPM_RUNNERS: Readonly<Record<string, readonly Runner[]>> = {
  npx: [runner('package', EXEC)],
  pnpx: [runner('package', PNPM_DLX)],
  bunx: [runner('package', EXEC)],
  npm: [runner('package', NPM_EXEC, [['exec', 'exe', 'x']]), CREATE, runner('packages', COMMON, ADD)],
  pnpm: [runner('package', PNPM_DLX, [['dlx']]), CREATE, runner('packages', COMMON, ADD)],
  yarn: YARN,
  yarnpkg: YARN,
  corepack: [runner('packages', COMMON, [['use', 'install', 'prepare']])],
  bun: [
    runner('package', EXEC, [['x']]),
    creator('create', 'c'),
    runner('packages', COMMON, [['add', 'install', 'i', 'a', 'update', 'link']]),
  ],
};
