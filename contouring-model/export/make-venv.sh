#!/usr/bin/env bash
# Makes the virtual environment of the exporters and the parity cases: make-venv.sh FOLDER (6.2 GB, Python 3.11 to 3.12).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
python3 -m venv "${1:?folder}"
"$1/bin/pip" install -r "$here/requirements.txt"
