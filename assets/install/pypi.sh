# Installs a PyPI package into a virtual environment below /opt/mcp. Init containers run it with `sh -ec`, as
#
#   install DIRECTORY PACKAGE CONSTRAINTS...             without a program
#   install DIRECTORY PACKAGE NAME BIN CONSTRAINTS...    for a server, whose program it links; BIN may be empty
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

# pip reads no variables: the token is in a file until pip has ended
if [ -n "${REGISTRY_TOKEN-}" ]; then
  printf 'machine %s login %s password %s\n' "$REGISTRY_HOST" "$REGISTRY_USER" "$REGISTRY_TOKEN" > "$HOME/.netrc"
fi
printf '%s\n' "$@" > "$HOME/constraints.txt"

#: install
# the environment has no pip of its own, which the server could call
python3 -m venv --without-pip "$directory"
python3 -m pip --python "$directory/bin/python" install --constraint "$HOME/constraints.txt" "$package" || {
  echo "cdk8s-mcp: PyPI package $package could not be installed from $PIP_INDEX_URL" >&2
  exit 1
}
unset REGISTRY_TOKEN
rm -f "$HOME/.netrc"

#: node
# for images without one
cp /usr/local/bin/node /opt/mcp/bin/node

#: link
# the image's own Python, without site: that of the environment would run what packages put into .pth files
python3 -I -S -c '@link-pypi.py' "$directory" "$name" "$bin"
