#!/usr/bin/env bash
# Load the export of October and print the revenue. On Windows: python tasks.py run
set -euo pipefail

# TODO(learner): one file by its name, and only when it is started from this folder. A scheduler
# starts a script from anywhere, perhaps twice, and wants all exports loaded or a clear no.
python=.venv/bin/python
[[ -x $python ]] || python=.venv/Scripts/python.exe
if [[ ! -x $python ]]; then
  echo "There is no environment in $PWD. Run first: python tasks.py setup" >&2
  exit 1
fi
export PYTHONPATH=src PYTHONUTF8=1
"$python" -m mlr_starter.load data/raw/orders-2026-10.csv
"$python" -m mlr_starter.report revenue_by_month
