import { Ecosystem, Operands, Runner, RunnerOptions } from './runner';

const words = (list: string): string[] => list.split(' ');

const DOTNET: RunnerOptions = {
  versions: ['--version'],
  values: words('--source --add-source --configfile --verbosity -v --framework --tool-path --arch -a'),
  plain: words('--yes -y --allow-roll-forward --interactive --prerelease --global -g --local --ignore-failed-sources'),
  // dnx reads its options behind the package too
  anywhere: true,
};
const GEM: RunnerOptions = {
  packages: ['-g', '--gem'],
  versions: ['-v', '--version'],
  values: words('-s --source -i --install-dir -n --bindir -P --trust-policy -p --http-proxy --platform'),
  plain: words(
    '--conservative --prerelease --pre -N --no-document --user-install -q --quiet -V --verbose -f --force --silent',
  ),
};
const GO: RunnerOptions = {
  values: words('-mod -tags -ldflags -gcflags -asmflags -C -p -pkgdir -buildmode -installsuffix'),
  plain: words('-race -v -x -a -n -work -trimpath -msan -asan -u -t'),
  unreadable: ['-exec', '-modfile', '-overlay', '-toolexec'],
};
const CARGO: RunnerOptions = {
  versions: ['--version', '--vers'],
  values: words(
    '--root --target --target-dir --profile -F --features --bin --example --index --registry -j --jobs --color',
  ),
  plain: words('--locked --frozen --offline -q --quiet -v --verbose -f --force --debug --all-features --bins -y'),
  unreadable: ['--git', '--path', '--config'],
};
const JBANG: RunnerOptions = {
  packages: ['--deps'],
  values: words('-j --java -m --main --repos --cp --cds -D -R --runtime-option --javaagent'),
  plain: words('-o --offline --fresh -q --quiet --verbose --insecure -i --interactive'),
};
const DENO: RunnerOptions = {
  packages: ['--preload', '--require', '--import'],
  values: words(
    '-c --config --import-map --lock --cert --seed -L --log-level --location --ext --env-file --inspect --port --host',
  ),
};

const runner = (
  ecosystem: Ecosystem,
  operands: Operands,
  options: RunnerOptions,
  subcommands: readonly (readonly string[])[] = [],
): Runner => ({ ecosystem, operands, options, subcommands });

const DENO_RUN = runner('npm', 'specifiers', DENO, [
  [
    ...words(
      'run serve x add install i test eval cache bundle compile check bench repl doc jupyter info outdated update',
    ),
  ],
]);

/** Programs whose packages are not read: their names and versions have too many forms. */
const unreadable = (ecosystem: Ecosystem, ...subcommands: readonly (readonly string[])[]): Runner =>
  runner(ecosystem, 'unreadable', {}, subcommands);
const each = (names: readonly string[], runners: readonly Runner[]): Readonly<Record<string, readonly Runner[]>> =>
  Object.fromEntries(names.map(name => [name, runners]));

/** Programs of other languages. */
export const OTHER_RUNNERS: Readonly<Record<string, readonly Runner[]>> = {
  'deno': [DENO_RUN, runner('npm', 'specifiers', DENO)],
  'dx': [runner('npm', 'specifiers', DENO)],
  'go': [runner('go', 'package', GO, [['run']]), runner('go', 'packages', GO, [['install', 'get']])],
  'gem': [runner('gem', 'package', GEM, [['exec']]), runner('gem', 'packages', GEM, [['install', 'i', 'update']])],
  'dnx': [runner('nuget', 'package', DOTNET)],
  'dotnet': [
    runner('nuget', 'package', DOTNET, [['dnx']]),
    runner('nuget', 'package', DOTNET, [['tool'], ['exec', 'execute', 'install', 'update']]),
  ],
  'cargo': [runner('cargo', 'packages', CARGO, [['install', 'binstall']])],
  'cargo-binstall': [runner('cargo', 'packages', CARGO)],
  'jbang': [runner('maven', 'package', JBANG, [['run']]), runner('maven', 'package', JBANG)],
  'nix': [
    unreadable('nix', ['run', 'shell', 'develop', 'build', 'bundle', 'env']),
    unreadable('nix', ['profile'], ['install', 'add', 'upgrade']),
  ],
  'nix-shell': [unreadable('nix')],
  'nix-env': [unreadable('nix')],
  'composer': [
    unreadable('composer', ['require', 'r', 'create-project', 'update', 'u', 'upgrade']),
    unreadable('composer', ['global'], ['require', 'update', 'exec']),
  ],
  'bundle': [unreadable('gem', ['add', 'update', 'inject'])],
  'bundler': [unreadable('gem', ['add', 'update', 'inject'])],
  'cs': [unreadable('maven', ['launch', 'install', 'fetch', 'bootstrap', 'setup'])],
  'coursier': [unreadable('maven', ['launch', 'install', 'fetch', 'bootstrap', 'setup'])],
  ...each(
    ['docker', 'podman', 'nerdctl'],
    [
      unreadable('oci', ['run', 'pull', 'create']),
      unreadable('oci', ['container', 'image'], ['run', 'pull', 'create']),
      unreadable('oci', ['compose', 'stack'], ['up', 'run', 'pull', 'deploy']),
    ],
  ),
  ...each(
    ['apt', 'apt-get', 'aptitude', 'dnf', 'yum', 'microdnf', 'tdnf', 'zypper', 'brew', 'snap', 'flatpak'],
    [
      unreadable(
        'system',
        words('install in reinstall upgrade dist-upgrade full-upgrade localinstall groupinstall run'),
      ),
    ],
  ),
  'apk': [unreadable('system', ['add', 'upgrade', 'fix'])],
};
