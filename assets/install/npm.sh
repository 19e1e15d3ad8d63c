# Installs an npm package into a directory below /opt/mcp. Init containers run it with `sh -ec`, as
#
#   install DIRECTORY PACKAGE FLAGS...              for a bridge
#   install DIRECTORY PACKAGE NAME BIN FLAGS...     for a server, whose program it links; BIN may be empty
#
# Names and versions are arguments, never text of the script. What only installing needs is in HOME, which is removed.
# Manifests have the parts that a container needs, without comments and empty lines.

#: bridge
directory=/opt/mcp/$1 package=$2
shift 2

#: server
directory=/opt/mcp/$1 package=$2 name=$3 bin=$4
shift 4

#: home
trap 'rm -rf "$HOME"' EXIT
mkdir -p "$HOME" /opt/mcp/bin
rm -rf "$directory"
mkdir "$directory"

# npm reads the variable itself: the token is in no file
if [ -n "${REGISTRY_TOKEN-}" ]; then
  registry=${npm_config_registry#*:}
  printf '%s/:_authToken=${REGISTRY_TOKEN}\n' "${registry%/}" > "$HOME/.npmrc"
fi

#: scopes
# registries of scopes: npm reads the variables with their tokens itself
printf '%s\n' "$NPMRC" >> "$HOME/.npmrc"

#: install
npm install --prefix "$directory" --no-save --omit=dev --no-audit --no-fund --loglevel=error "$@" "$package" || {
  echo "cdk8s-mcp: npm package $package could not be installed from $npm_config_registry" >&2
  exit 1
}

#: node
# for images without one
cp /usr/local/bin/node /opt/mcp/bin/node

#: link
node -e '@link-npm.cjs' "$directory" "$name" "$bin"
