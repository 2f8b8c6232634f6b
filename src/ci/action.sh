#!/usr/bin/env bash
# What the steps of action.yml run. Inputs come as environment variables TURNGAP_IN_… and are only ever arguments: nothing of them is
# evaluated, split into words or expanded, whatever stands in them.
#
#   action.sh prepare   is a Java 25 here? under which key are Maven's downloads kept? → $GITHUB_OUTPUT
#   action.sh call      runs Turngap; outputs → $GITHUB_OUTPUT, summary.md → $GITHUB_STEP_SUMMARY; exits as Turngap did
#
# It works without GitHub, too: outputs then go nowhere. Written for bash 3.2, which macOS has.
set -euo pipefail

home=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)
outputs=${GITHUB_OUTPUT:-/dev/null}
summaries=${GITHUB_STEP_SUMMARY:-/dev/null}

# GitHub takes a summary of at most 1 MiB a step, and throws a larger one away whole.
most_summary_bytes=1000000

usage_error() {
  echo "::error title=Turngap::${1//%/%25}"
  echo "exit-code=2" >>"$outputs"
  exit 2
}

# The input $1 of the action, which has to be one line.
one_line() {
  local variable
  variable=TURNGAP_IN_$(printf '%s' "$1" | tr 'a-z-' 'A-Z_')
  value=${!variable:-}
  case $value in
    *$'\n'* | *$'\r'*) usage_error "The input $1 has several lines; one is expected. Write it on one line." ;;
  esac
}

# Adds the option $1 with the value of the input $2, where it has one. Joined by =, so that no value can pass for an option.
option() {
  one_line "$2"
  if [ -n "$value" ]; then words+=("$1=$value"); fi
}

# Calls $1 with each line of the input $2; blank lines and those that begin with # are left out.
each_line() {
  local variable line
  variable=TURNGAP_IN_$(printf '%s' "$2" | tr 'a-z-' 'A-Z_')
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    line=${line#"${line%%[![:space:]]*}"}
    line=${line%"${line##*[![:space:]]}"}
    case $line in '' | '#'*) continue ;; esac
    "$1" "$line"
  done <<<"${!variable:-}"
}

add_gate() { words+=("--gate=$1"); }
add_setting() { words+=("--set=$1"); }
add_word() { words+=("$1"); }

is_true() {
  one_line "$1"
  case $value in
    true) return 0 ;;
    false | '') return 1 ;;
    *) usage_error "The input $1 is \"$value\"; true or false is expected." ;;
  esac
}

# True where the Java home $1 holds a compiler of 25 or newer.
is_new_enough() {
  [ -n "$1" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  local major
  major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${major:-0}" -ge 25 ]
}

# GitHub's machines name their Java homes so.
hosted_java() {
  local candidate
  for candidate in "${JAVA_HOME:-}" "${JAVA_HOME_25_X64:-}" "${JAVA_HOME_25_ARM64:-}" "${JAVA_HOME_25_arm64:-}"; do
    if is_new_enough "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
}

prepare() {
  one_line java
  local setup=false
  case $value in
    auto | '') if [ -z "$(hosted_java)" ]; then setup=true; fi ;;
    setup) setup=true ;;
    none) ;;
    *) usage_error "The input java is \"$value\"; auto, setup or none is expected." ;;
  esac
  {
    echo "setup-java=$setup"
    echo "cache-key=$(cksum <"$home/pom.xml" | tr ' ' -)"
  } >>"$outputs"
}

# A folder for the run, new in this workspace: a job may use the action several times.
free_folder() {
  local n=1
  out=reports/ci
  while [ -e "$out" ]; do
    n=$((n + 1))
    [ "$n" -le 99 ] || usage_error "reports/ci to reports/ci-99 exist already; a new folder is expected. Give one as the input out."
    out=reports/ci-$n
  done
}

# The words of the command, in $words; its folder, in $out.
command_line() {
  one_line command
  local command=${value:-run}
  words=("$command")
  one_line out
  out=$value
  case $out in
    *[][*?!{}]*) usage_error "The input out is \"$out\"; a path without wildcards is expected." ;;
  esac
  case $command in
    run | simulate)
      one_line scenario
      [ -n "$value" ] || usage_error "The input scenario is missing; the path of a scenario is expected, such as scenarios/first-call.yaml."
      operand=$value
      [ -n "$out" ] || free_folder
      words+=("--out=$out")
      ;;
    report)
      one_line run
      [ -n "$value" ] || usage_error "The input run is missing; the folder of the run to judge and report is expected."
      case $value in
        *[][*?!{}]*) usage_error "The input run is \"$value\"; a path without wildcards is expected." ;;
      esac
      operand=$value
      out=$value
      ;;
    *) usage_error "The input command is \"$command\"; run, simulate or report is expected." ;;
  esac
  option --agent agent
  option --against against
  option --baseline baseline
  option --calls calls
  option --concurrency concurrency
  option --unsure unsure
  each_line add_gate gates
  each_line add_setting set
  each_line add_word args
  # Behind the two dashes nothing is an option.
  words+=(-- "$operand")
}

# The run's verdict, from its run.json: the only key of that name at that depth.
verdict_of() {
  awk '/^  "verdict" *:/ { gsub(/[^a-z]/, "", $3); print $3; exit }' "$1"
}

p95_of() {
  awk '/^  "metrics" *:/ { metrics = 1; next }
    metrics && /^  [^ ]/ { exit }
    metrics && /^    "/ { ttfa = ($1 == "\"ttfa\"") }
    metrics && ttfa && /^      "p95_ms" *:/ { gsub(/[^0-9.-]/, "", $3); print $3; exit }' "$1"
}

# What an exit code means, and what to do.
meaning_of() {
  case $1 in
    0) echo "no gate failed" ;;
    1) echo "internal error, or a full disk; see the step's log" ;;
    2) echo "wrong usage, or a scenario that is wrong; the step's log says where" ;;
    3) echo "a gate failed; the report says which, and where the time went" ;;
    4) echo "a gate could not be decided; the report says how many more calls it needs" ;;
    5) echo "the run is invalid: this runner was too slow to measure, or too few turns were made. No gate was judged. Run it again, with fewer calls at once or on a larger runner" ;;
    6) echo "the agent could not be reached, or too many calls failed; the step's log says why" ;;
    *) echo "ended by a signal or by the runner" ;;
  esac
}

publish() {
  local code=$1 verdict='' p95='' report=''
  # What is there after wrong usage was there before: the verdict of an earlier run is none on this one.
  if [ "$code" != 2 ] && [ -d "$out" ]; then report=$(cd -- "$out" && pwd -P); fi
  # A link may lead to any name, and one of several lines would write outputs of its own.
  case $report in *$'\n'* | *$'\r'*) report= ;; esac
  if [ -n "$report" ] && [ -r "$report/run.json" ]; then
    verdict=$(verdict_of "$report/run.json")
    p95=$(p95_of "$report/run.json")
  fi
  {
    echo "exit-code=$code"
    echo "verdict=$verdict"
    echo "p95-ms=$p95"
    echo "report=$report"
  } >>"$outputs"
  if is_true summary; then
    if [ -n "$report" ] && [ -s "$report/summary.md" ]; then
      head -c "$most_summary_bytes" "$report/summary.md" >>"$summaries"
    else
      echo "Turngap ended with exit code $code: $(meaning_of "$code")." >>"$summaries"
    fi
    echo >>"$summaries"
  fi
  echo "turngap: exit code $code: $(meaning_of "$code")"
  # Those leave no run behind that could be annotated.
  case $code in
    1 | 2 | 6) echo "::error title=Turngap (exit code $code)::$(meaning_of "$code")" ;;
  esac
}

call() {
  one_line working-directory
  cd -- "${value:-.}" || usage_error "The input working-directory is \"$value\"; a folder in the workspace is expected."
  is_true summary || true
  command_line
  local java
  java=$(hosted_java)
  if [ -n "$java" ] && [ -z "${TURNGAP_JAVA_HOME:-}" ]; then export TURNGAP_JAVA_HOME=$java; fi
  # A job that is cancelled gets its signal here; Turngap then ends its calls and reports what it has.
  "$home/turngap" "${words[@]}" </dev/null &
  child=$!
  trap 'interrupted=true; kill -TERM "$child" 2>/dev/null || true' INT TERM
  local code
  while true; do
    interrupted=false
    code=0
    wait "$child" || code=$?
    # A signal ends the waiting, not the child.
    [ "$interrupted" = true ] || break
  done
  trap - INT TERM
  publish "$code"
  return "$code"
}

value=
operand=
out=
child=
interrupted=false
words=()
case ${1:-} in
  prepare) prepare ;;
  call) call ;;
  *) usage_error "action.sh was given \"${1:-}\"; prepare or call is expected." ;;
esac
