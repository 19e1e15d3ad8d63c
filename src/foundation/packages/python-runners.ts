import { Operands, Runner, RunnerOptions } from './runner';

const words = (list: string): string[] => list.split(' ');

const UV_VALUES = words(
  '-p --python --python-preference --python-platform --index --index-url -i --default-index --extra-index-url ' +
    '--find-links -f --cache-dir --directory --project --config-file --color --index-strategy --keyring-provider ' +
    '--resolution --prerelease --exclude-newer --link-mode -C --config-setting --config-settings -P ' +
    '--upgrade-package --env-file --torch-backend --allow-insecure-host --trusted-host --refresh-package ' +
    '--reinstall-package --no-build-package --no-binary-package --no-build-isolation-package --no-sources-package ' +
    '--fork-strategy -c --constraint --constraints --override --overrides -b --build-constraint ' +
    '--build-constraints --only-binary --no-binary -t --target --prefix --python-version --exclude',
);
const UV_PLAIN = words(
  '--isolated -n --offline -q -qq --quiet -v --verbose --native-tls --system-certs --managed-python -U --upgrade ' +
    '--reinstall --refresh --strict --compile-bytecode --compile --preview --lfs --show-resolution --system ' +
    '--break-system-packages --require-hashes --verify-hashes --dry-run --exact --active --force -y',
);
const UV: RunnerOptions = { values: UV_VALUES, plain: UV_PLAIN, joined: true };
const UVX: RunnerOptions = {
  ...UV,
  packages: ['--from', '--spec', '--package', '--with', '-w'],
  unreadable: ['--with-requirements', '--with-editable'],
};
const UV_RUN: RunnerOptions = {
  ...UV,
  packages: ['--with', '-w'],
  values: [
    ...UV_VALUES,
    ...words('--package --extra --no-extra --group --no-group --only-group --no-install-package --max-recursion-depth'),
  ],
  plain: [
    ...UV_PLAIN,
    ...words('-m --module -s --script --gui-script --all-extras --all-groups --dev --only-dev --all-packages --locked'),
    ...words('--frozen --inexact --no-editable --no-project --no-sync'),
  ],
  unreadable: ['--with-requirements', '--with-editable'],
};
const PIP: RunnerOptions = {
  joined: true,
  values: words(
    '-i --index-url --extra-index-url -f --find-links -t --target -d --dest -w --wheel-dir --prefix --root --src ' +
      '--python --python-version --platform --implementation --abi --cache-dir --log --proxy --retries --timeout ' +
      '--exists-action --trusted-host --cert --client-cert --progress-bar --upgrade-strategy --no-binary ' +
      '--only-binary -C --config-setting --config-settings --report --root-user-action --use-feature ' +
      '--use-deprecated --keyring-provider -c --constraint --build-constraint --resume-retries',
  ),
  plain: words(
    '-q -qq -qqq --quiet -v -vv --verbose -U --upgrade --user --pre --isolated --force-reinstall -I ' +
      '--ignore-installed --ignore-requires-python --compile --require-virtualenv --require-hashes --prefer-binary ' +
      '--use-pep517 --break-system-packages --disable-pip-version-check --debug --dry-run --check-build-dependencies',
  ),
  unreadable: ['-r', '--requirement', '-e', '--editable', '--group'],
};
const PIPX: RunnerOptions = {
  packages: ['--spec', '--with', '--preinstall'],
  values: words('--python --index-url -i --pip-args --suffix'),
  plain: words(
    '--verbose -v --quiet -q --pypackages --fetch-missing-python --system-site-packages --include-deps -f --force',
  ),
  unreadable: ['--path', '--editable', '-e'],
};
const UV_INSTALL: RunnerOptions = {
  ...UV,
  packages: ['--with', '-w', '--with-executables-from'],
  values: [...UV_VALUES, '--package', '--extra', '--group', '--optional', '--tag', '--branch', '--rev', '--bounds'],
  plain: [...UV_PLAIN, '--dev', '--locked', '--frozen', '--raw'],
  unreadable: ['-r', '--requirement', '--requirements', '-e', '--editable', '--with-requirements', '--with-editable'],
};

const runner = (
  operands: Operands,
  options: RunnerOptions,
  subcommands: readonly (readonly string[])[] = [],
): Runner => ({ ecosystem: 'pypi', operands, options, subcommands });

const PIPENV: RunnerOptions = {
  ...PIP,
  plain: [
    ...(PIP.plain ?? []),
    ...words('--deploy --dev -d --system --skip-lock --ignore-pipfile --clear --keep-outdated'),
  ],
};
const RYE: RunnerOptions = {
  ...PIP,
  packages: ['--include-dep', '--extra-requirement'],
  unreadable: ['--git', '--path', '--url'],
};
const conda = (operands: Operands, subcommands: readonly (readonly string[])[]): Runner => ({
  ecosystem: 'conda',
  operands,
  options: CONDA_RUN,
  subcommands,
});
const CONDA_RUN: RunnerOptions = {
  values: words('-n --name -p --prefix -r --root-prefix --cwd -a --attach'),
  plain: words('-v --verbose --no-capture-output --live-stream -q --quiet -y --yes --dev --debug-wrapper-scripts'),
};
const CONDA = [
  conda('local', [['run']]),
  conda('unreadable', [['install', 'create', 'update', 'upgrade']]),
  conda('unreadable', [['env'], ['create', 'update']]),
];

/** Programs of Python. */
export const PYTHON_RUNNERS: Readonly<Record<string, readonly Runner[]>> = {
  uvx: [runner('package', UVX)],
  uv: [
    runner('package', UVX, [['tool'], ['run']]),
    runner('package', UVX, [['x']]),
    runner('local', UV_RUN, [['run']]),
    runner('packages', UV_INSTALL, [['tool'], ['install', 'upgrade']]),
    runner('packages', UV_INSTALL, [['pip'], ['install']]),
    runner('packages', UV_INSTALL, [['add']]),
    runner('unreadable', UV, [['pip'], ['sync']]),
  ],
  pipx: [
    runner('package', PIPX, [['run']]),
    runner('packages', PIPX, [['install', 'upgrade']]),
    runner('unreadable', PIPX, [['inject', 'runpip', 'install-all', 'upgrade-all', 'reinstall', 'reinstall-all']]),
  ],
  pip: [runner('packages', PIP, [['install', 'download', 'wheel']])],
  poetry: [runner('packages', PIP, [['add']])],
  pdm: [runner('packages', PIP, [['add']])],
  easy_install: [runner('packages', PIP)],
  pipenv: [runner('packages', PIPENV, [['install', 'upgrade', 'update']])],
  rye: [runner('packages', RYE, [['install', 'add']]), runner('packages', RYE, [['tools', 'tool'], ['install']])],
  conda: CONDA,
  mamba: CONDA,
  micromamba: CONDA,
  pixi: [conda('unreadable', [['exec', 'x', 'add', 'upgrade']]), conda('unreadable', [['global', 'g']])],
};
