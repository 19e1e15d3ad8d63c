/** Where a package is from. Lists of McpPlatform name packages of npm and PyPI only. */
export type Ecosystem =
  | 'npm'
  | 'pypi'
  | 'jsr'
  | 'go'
  | 'gem'
  | 'nuget'
  | 'maven'
  | 'cargo'
  | 'composer'
  | 'nix'
  | 'conda'
  | 'oci'
  /** Of a distribution of Linux. */
  | 'system';

/** What the words behind the options of a runner are. */
export type Operands =
  /** The package, unless an option names it; then its program. Arguments of the program follow. */
  | 'package'
  /** As `package`, and none is needed: the program then asks, or reads the folder. */
  | 'optional-package'
  /** Packages, all of them. */
  | 'packages'
  /** A program or file that is there, or a URL. Arguments of the program follow. */
  | 'local'
  /** As `local`, and any word behind may be a package with the prefix of its registry. */
  | 'specifiers'
  /** Nothing that could be read here. */
  | 'unreadable';

/** The options of a runner by what they mean. */
export interface RunnerOptions {
  /** Their value is a package, or several with commas. */
  readonly packages?: readonly string[];
  /** Their value is the version of the package. */
  readonly versions?: readonly string[];
  /** Their value is no package. */
  readonly values?: readonly string[];
  /** Their value is a command of a shell. */
  readonly scripts?: readonly string[];
  /** They name packages elsewhere, such as in a file. */
  readonly unreadable?: readonly string[];
  /** They have no value. */
  readonly plain?: readonly string[];
  /** A value may follow the letter of an option without a blank. */
  readonly joined?: boolean;
  /** Options are read behind the package too, up to `--`. */
  readonly anywhere?: boolean;
}

/** One way in which a program fetches packages. */
export interface Runner {
  readonly ecosystem: Ecosystem;
  /** The words between program and package: each is one of these. */
  readonly subcommands: readonly (readonly string[])[];
  readonly operands: Operands;
  readonly options: RunnerOptions;
  /** `foo` means the package `create-foo`. */
  readonly creates?: boolean;
}
