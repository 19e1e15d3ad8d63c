import { INSTALL_PATH, NODE_PATH, PROGRAM_PATH } from '../labels';

/** What decides over the script of an install container. */
export interface InstallKind {
  readonly how: string;
  readonly copyNode: boolean;
  readonly program?: object;
}

/** What its script is told. */
export interface InstallTask {
  readonly how: string;
  readonly directory: string;
  readonly pin: string;
  readonly program?: { readonly package: string; readonly bin: string };
  readonly extra: readonly string[];
}

/** Install scripts of npm packages do not run. */
export const NO_SCRIPTS = '--ignore-scripts';

/*
 * What install containers run with `sh -ec`. Names and versions come as words, never as text of the script. Everything that is only needed
 * while installing lies in HOME, which is removed at the end.
 */

const START = `trap 'rm -rf "$HOME"' EXIT
mkdir -p "$HOME" ${INSTALL_PATH}/bin`;

const BRIDGE_WORDS = `directory=${INSTALL_PATH}/$1 package=$2
shift 2`;

const SERVER_WORDS = `directory=${INSTALL_PATH}/$1 package=$2 name=$3 bin=$4
shift 4`;

const NPM = `${START}
rm -rf "$directory"
mkdir "$directory"
if [ -n "\${REGISTRY_TOKEN-}" ]; then
  registry=\${npm_config_registry#*:}
  printf '%s/:_authToken=\${REGISTRY_TOKEN}\\n' "\${registry%/}" > "$HOME/.npmrc"
fi
npm install --prefix "$directory" --no-save --omit=dev --no-audit --no-fund --loglevel=error "$@" "$package" || {
  echo "cdk8s-mcp: npm package $package could not be installed from $npm_config_registry" >&2
  exit 1
}`;

const PYPI = `${START}
rm -rf "$directory"
if [ -n "\${REGISTRY_TOKEN-}" ]; then
  printf 'machine %s login %s password %s\\n' "$REGISTRY_HOST" "$REGISTRY_USER" "$REGISTRY_TOKEN" > "$HOME/.netrc"
fi
printf '%s\\n' "$@" > "$HOME/constraints.txt"
python3 -m venv --without-pip "$directory"
python3 -m pip --python "$directory/bin/python" install --constraint "$HOME/constraints.txt" "$package" || {
  echo "cdk8s-mcp: PyPI package $package could not be installed from $PIP_INDEX_URL" >&2
  exit 1
}
unset REGISTRY_TOKEN
rm -f "$HOME/.netrc"`;

const COPY_NODE = `cp /usr/local/bin/node ${NODE_PATH}`;

// the choice of npm exec: the only program, else the one that is called like the package
const LINK_NPM = `node -e '
  const { readFileSync, rmSync, symlinkSync } = require("fs");
  const [directory, name, wanted] = process.argv.slice(1);
  const { bin = {} } = JSON.parse(readFileSync(directory + "/node_modules/" + name + "/package.json", "utf8"));
  const short = name.split("/").pop();
  const bins = typeof bin === "string" ? { [short]: bin } : bin;
  const names = Object.keys(bins).sort();
  const chosen = wanted || (new Set(Object.values(bins)).size === 1 ? names[0] : short);
  if (!names.includes(chosen)) {
    console.error("cdk8s-mcp: npm package " + name + " has no program " + chosen + "; it has: " + (names.join(", ") || "none") + ". Set bin in ServerSource.npm");
    process.exit(1);
  }
  rmSync("${PROGRAM_PATH}", { force: true });
  symlinkSync(directory + "/node_modules/.bin/" + chosen, "${PROGRAM_PATH}");
' "$directory" "$name" "$bin"`;

// the image's own Python, without site: that of the environment would run what packages put into .pth files
const LINK_PYPI = `python3 -I -S -c '
import glob, os, re, sys
from importlib.metadata import distributions
directory, name, wanted = sys.argv[1:]
found = distributions(name=name, path=glob.glob(directory + "/lib/python*/site-packages"))
names = sorted(entry.name for package in found for entry in package.entry_points if entry.group == "console_scripts")
alike = [script for script in names if re.sub(r"[-_.]+", "-", script).lower() == name]
chosen = wanted or (names if len(names) == 1 else alike or [name])[0]
if chosen not in names:
    sys.exit("cdk8s-mcp: PyPI package " + name + " has no program " + chosen + "; it has: " + (", ".join(names) or "none") + ". Set bin in ServerSource.pypi")
if os.path.lexists("${PROGRAM_PATH}"):
    os.remove("${PROGRAM_PATH}")
os.symlink(directory + "/bin/" + chosen, "${PROGRAM_PATH}")
' "$directory" "$name" "$bin"`;

/** The whole script of one install container. */
export function installScript({ how, copyNode, program }: InstallKind): string {
  const [install, link] = how === 'npm' ? [NPM, LINK_NPM] : [PYPI, LINK_PYPI];
  return [
    program === undefined ? BRIDGE_WORDS : SERVER_WORDS,
    install,
    ...(copyNode ? [COPY_NODE] : []),
    ...(program === undefined ? [] : [link]),
  ].join('\n');
}

/** What stands behind the script. */
export function installWords({ directory, pin, program, extra }: InstallTask): string[] {
  return [directory, pin, ...(program === undefined ? [] : [program.package, program.bin]), ...extra];
}

/** Finds the program of a package that was installed in another way. */
export function linkScript({ how, directory, program }: InstallTask): string {
  const assignments = `directory=${INSTALL_PATH}/${directory} name='${program?.package ?? ''}' bin='${program?.bin ?? ''}'`;
  return [`mkdir -p ${INSTALL_PATH}/bin`, assignments, how === 'npm' ? LINK_NPM : LINK_PYPI, ''].join('\n');
}
