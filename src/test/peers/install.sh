#!/usr/bin/env bash
# Installs the pinned packages of the peer tests, each folder beside this file into target/peers/<folder>, from the registry that npm is set
# to. No package's own script is run. Where this has been done, mvn test holds the conversations too; where not, those tests are skipped.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../../target/peers
command -v node >/dev/null && command -v npm >/dev/null || { echo "no node and npm here: install Node 20 or later" >&2; exit 1; }
for peer in "$here"/*/; do
  name=$(basename "$peer")
  mkdir -p "$target/$name"
  cp "$peer"package.json "$peer"package-lock.json "$peer".npmrc "$target/$name/"
  npm --prefix "$target/$name" ci --ignore-scripts --loglevel=error
done
