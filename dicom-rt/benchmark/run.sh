#!/usr/bin/env bash
# Benchmark of masks -> RTSTRUCT -> masks: Contourflow, plastimatch and rt-utils on the same masks in one run.
#   dicom-rt/benchmark/run.sh FOLDER [ROUNDS]      (about 3 GB in FOLDER; needs plastimatch and python3 with venv)
# Makes the case, the virtual environment with rt-utils and the product if they are not there yet, then prints tables.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
work=${1:?folder}; rounds=${2:-3}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install -q -r "$here/requirements.txt"
fi
[ -d "$work/case" ] || "$work/venv/bin/python" "$here/make_case.py" "$work/case"
"$project/contourflow" --version >/dev/null # builds it if need be
(cd "$project" && mvn -q -B -pl dicom-rt -am test-compile)
exec "$work/venv/bin/python" "$here/measure.py" "$work" "$project" "$rounds"
