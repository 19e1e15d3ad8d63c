#!/usr/bin/env bash
# Sourced by .ci/run: steps that run side by side, and what steps share (clusters, Debian packages).

shared=../shared                      # scanners, clusters and data beside the repository
current=1.36                          # the Kubernetes of a cluster, unless it is said
SKIPPED=77                            # what a step returns that had nothing to do here
logs=test-reports/ci                  # one file for each step
clusters=${MCP_CLUSTER_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/mcp-cluster}

# ---- steps -----------------------------------------------------------------------------------------------------------

names=()                              # in the order in which they are declared
declare -A function_of=() after=() began_at=() verdict_of=()
declare -A running=()                 # names by process id
passed=0 failed=0 failures=()

# step NAME FUNCTION [STEP...]: declares a step. It begins when the steps named have ended, and does not run when one of
# them has failed. `STEP?` is only waited for. A step that STEPS leaves out keeps nobody waiting.
step() {
  names+=("$1") function_of[$1]=$2 after[$1]=${*:3}
  [[ " ${STEPS:-$1} " == *" $1 "* ]] || verdict_of[$1]='not asked for'
}

# Runs the declared steps, each as soon as it may begin.
run_steps() {
  local name ended rc
  mkdir -p "$logs"
  while :; do
    for name in "${names[@]}"; do begin_if_ready "$name"; done
    [ ${#running[@]} -gt 0 ] || break
    rc=0; wait -n -p ended "${!running[@]}" || rc=$?
    end_step "${running[$ended]}" "$rc"
    unset "running[$ended]"
  done
}

begin_if_ready() {
  local name=$1 other verdict
  [ -z "${verdict_of[$name]:-}${began_at[$name]:-}" ] || return 0
  for other in ${after[$name]}; do
    verdict=${verdict_of[${other%\?}]:-}
    [ -n "$verdict" ] || return 0
    if [[ $other != *'?' && ($verdict == FAILED || $verdict == 'not run') ]]; then
      verdict_of[$name]='not run'; echo "==> $name: not run, because $other did not pass"; return 0
    fi
  done
  began_at[$name]=$SECONDS
  echo "--> $name begins; its output is in $logs/$name.log until it ends"
  # a shell of its own, where its traps end with it; not in a condition, in which bash ignores set -e
  (trap 'exit 143' TERM; set -e; "${function_of[$name]}") >"$logs/$name.log" 2>&1 </dev/null &
  running[$!]=$name
}

# end_step NAME EXIT-CODE: prints the whole output, and counts.
end_step() {
  local name=$1
  case $2 in
    0) passed=$((passed + 1)) verdict_of[$name]=passed ;;
    "$SKIPPED") verdict_of[$name]=skipped ;;
    *) failed=$((failed + 1)) failures+=("$name") verdict_of[$name]=FAILED ;;
  esac
  printf '\n==> %s\n' "$name"
  cat "$logs/$name.log"
  printf '==> %s: %s in %s s\n\n' "$name" "${verdict_of[$name]}" $((SECONDS - began_at[$name]))
}

skip() { echo "$1: skipped ($2)"; exit $SKIPPED; }

# Ends what still runs, and leaves nothing behind. Each step is a process group.
clean_up() {
  local signal pid
  for signal in TERM KILL; do
    for pid in "${!running[@]}"; do kill "-$signal" -- "-$pid" 2>/dev/null || true; done
    for _ in {1..150}; do is_any_alive "${!running[@]}" || break; sleep 0.2; done
  done
  while read -r folder version; do stop_cluster "$folder" "$version"; done <"$scratch/clusters"
  rm -rf "$scratch"
}
is_any_alive() {
  local pid
  for pid in "$@"; do ! kill -0 -- "-$pid" 2>/dev/null || return 0; done
  return 1
}

scratch=$(mktemp -d)
: >"$scratch/clusters"                # those that this run started
set -m                                # each step in a process group of its own
trap clean_up EXIT
trap 'exit 143' TERM
trap 'exit 130' INT HUP

temporary() { mktemp -d "$scratch/XXXXXX"; }

# ---- clusters --------------------------------------------------------------------------------------------------------
# The real node's cluster is in $clusters itself. API servers without a node are in a folder of their own, so that they
# run beside it; unpacked programs are shared.

# is_running FOLDER X.Y: is there a cluster whose processes live?
is_running() {
  local file pid
  for file in "$1/$2"/run/*.pid; do
    [ -s "$file" ] && read -r pid _ <"$file" && [ -d "/proc/$pid" ] && return 0
  done
  return 1
}

# start_cluster FOLDER X.Y OPTION...: sets KUBECONFIG and KUBECTL. Only a cluster that was not there before is stopped,
# at the end of the step, whatever comes of it.
start_cluster() {
  local folder=$1 version=$2; shift 2
  mkdir -p "$clusters/bin" "$folder"
  [ -e "$folder/bin" ] || ln -s "$clusters/bin" "$folder/bin"
  if ! is_running "$folder" "$version"; then
    stop_cluster "$folder" "$version"   # what one that was killed has left
    echo "$folder $version" >>"$scratch/clusters"
    started+=("$folder $version"); trap stop_started EXIT
  fi
  [ "$version" = "$current" ] || set -- --version "$version"
  # one at a time: they look for free ports and unpack programs
  KUBECONFIG=$(MCP_CLUSTER_DIR=$folder flock -o "$scratch/clusters" "$shared/cluster/up" "$@") || return 1
  KUBECTL="$(find "$clusters/bin" -path '*/kube-*/kube' -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2) kubectl"
  export KUBECONFIG KUBECTL
}
stop_cluster() { MCP_CLUSTER_DIR=$1 "$shared/cluster/down" --version "$2"; }
started=()
stop_started() {
  local one
  for one in "${started[@]}"; do stop_cluster "${one% *}" "${one##* }"; done
}

# start_node STEP OPTION...: starts a cluster with a real node, or skips the step where there can be none.
start_node() {
  local name=$1; shift
  [ -x "$shared/cluster/up" ] || skip "$name" 'no cluster here'
  [ "$(id -u)" = 0 ] || skip "$name" 'a node needs root'
  debian_packages nft:nftables mmdebstrap:mmdebstrap || skip "$name" 'nftables and mmdebstrap could not be installed'
  ! is_running "$clusters" "$current" || [ "$(cat "$clusters/$current/place")" = node ] ||
    skip "$name" 'a cluster without a node runs here, and it is not ours'
  start_cluster "$clusters" "$current" --node "$@" || skip "$name" 'this machine cannot run a node: see the line above'
}

# debian_packages PROGRAM:PACKAGE...: installs the packages whose program is missing.
debian_packages() {
  local pair missing=()
  for pair in "$@"; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}"); done
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || return 1
  DEBIAN_FRONTEND=noninteractive flock "$scratch" \
    sh -c 'apt-get update -qq && apt-get install -qq -y "$@"' install "${missing[@]}" >&2
}
