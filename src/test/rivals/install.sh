#!/usr/bin/env bash
# Installs what the load bench compares Turngap with into target/bench: Gatling (from the Maven repository that Maven is set to; about 100 MB)
# and Artillery (from the registry that npm is set to; about 350 MB). No package's own script is run. Neither is part of Turngap. Where one
# cannot be installed, the bench leaves it out and says so. Give gatling or artillery to install only one.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
home=$here/../../..
target=$home/target/bench
wanted=${*:-gatling artillery}
for rival in $wanted; do
  mkdir -p "$target/$rival"
  case $rival in
    gatling)
      mvn -q -B -f "$here/gatling/pom.xml" dependency:copy-dependencies -DoutputDirectory="$(cd "$target/gatling" && pwd)/lib"
      javac="${TURNGAP_JAVA_HOME:-${JAVA_HOME:-}}/bin/javac"
      [ -x "$javac" ] || javac=javac
      "$javac" -proc:none -cp "$target/gatling/lib/*" -d "$target/gatling/classes" "$here/gatling/DuplexSimulation.java"
      cp "$here/gatling/logback.xml" "$target/gatling/classes/"
      ;;
    artillery)
      cp "$here/artillery/package.json" "$here/artillery/package-lock.json" "$here/artillery/.npmrc" "$target/artillery/"
      npm --prefix "$target/artillery" ci --ignore-scripts --loglevel=error
      ;;
    *) echo "unknown: $rival; known are gatling and artillery" >&2; exit 2 ;;
  esac
done
