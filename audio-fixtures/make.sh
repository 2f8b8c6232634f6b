#!/bin/sh
# Makes the sounds of this folder and manifest.json again, from phrases.tsv and recordings.tsv.
# Needs Debian's flite, espeak-ng, festival with festvox-us-slt-hts, and pocketsphinx-testdata; and Java and Maven as for the build.
set -eu
cd "$(dirname "$0")/.."

missing=
for program in flite espeak-ng text2wave mvn; do
    command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
[ -d /usr/share/festival/voices/us/cmu_us_slt_arctic_hts ] || missing="$missing festvox-us-slt-hts"
[ -d /usr/share/pocketsphinx/test/data ] || missing="$missing pocketsphinx-testdata"
if [ -n "$missing" ]; then
    echo "make.sh: missing:$missing" >&2
    echo "Install them: apt-get install flite espeak-ng festival festvox-us-slt-hts pocketsphinx-testdata maven" >&2
    exit 1
fi

mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile=target/fixtures.classpath -Dmdep.includeScope=test

java=
for candidate in "${JAVA_HOME:-/nonexistent}/bin/java" /usr/lib/jvm/*/bin/java "$(command -v java || true)"; do
    if [ -x "$candidate" ] && "$candidate" -XshowSettings:properties -version 2>&1 | grep -q 'java.specification.version = 25'; then
        java=$candidate
        break
    fi
done
if [ -z "$java" ]; then
    echo "make.sh: no Java 25 found in JAVA_HOME, /usr/lib/jvm or PATH; install one or set JAVA_HOME" >&2
    exit 1
fi

rm -rf audio-fixtures/speech audio-fixtures/noise
"$java" -cp "target/classes:target/test-classes:$(cat target/fixtures.classpath)" io.turngap.sound.FixtureMaker audio-fixtures
