#!/usr/bin/env bash
# Load all exports of a folder and print the revenue. On Windows: python tasks.py run
#   ./run.sh [FOLDER]     by default data/raw; MLR_STARTER_DB names another database
set -euo pipefail

root=$PWD
folder=${1:-$root/data/raw}
database=${MLR_STARTER_DB:-$root/data/orders.db}
python=$root/.venv/bin/python
[[ -x $python ]] || python=$root/.venv/Scripts/python.exe
if [[ ! -x $python ]]; then
  echo "There is no environment yet. Run first: python tasks.py setup" >&2
  exit 1
fi
export PYTHONPATH=$root/src PYTHONUTF8=1

shopt -s nullglob
exports=("$folder"/*.csv)
if [[ ${#exports[@]} -eq 0 ]]; then
  echo "There is no export in $folder." >&2
  exit 1
fi

# Making a folder succeeds for one of two runs, also when both try at the same moment.
lock=$database.lock
if ! mkdir -- "$lock" 2>/dev/null; then
  echo "Another run is loading. If there is none, remove $lock." >&2
  exit 75
fi
trap 'rmdir -- "$lock"' EXIT

for export in "${exports[@]}"; do
  "$python" -m mlr_starter.load "$export" --db "$database"
done
"$python" -m mlr_starter.report revenue_by_month --db "$database"
