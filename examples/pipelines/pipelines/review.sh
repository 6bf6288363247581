#!/bin/sh
# Tells in report/gate.md what a merge request changes, and keeps the preview if that may be done.
# STACK names the stack. Ends with 1 where the answer is no, with 2 where there is none.
set -eu
umask 077
PATH="$PWD/.venv/bin:$PATH"
mkdir -p report
# A preview holds personal data: on a runner that lives on, nothing of it stays.
trap 'rm -f report/preview.json report/judged.md' EXIT

echo "**The roster has problems.** They stand in the job's log." > report/gate.md
python -m connect_resources check --stack "$STACK" stacks/"$STACK".users*

echo "**There is no preview to judge.** Why stands in the job's log." > report/gate.md
# Without the steps of replacements it hides whom an earlier run has left to be deleted.
# A preview that failed is no answer: gate says so.
pulumi preview --stack "$STACK" --non-interactive --json --show-replacement-steps > report/preview.json || true

. pipelines/limits.sh
answer=0
python -m connect_resources gate --stack "$STACK" "$@" --no-personal-data --markdown \
    --output report/judged.md report/preview.json || answer=$?
if [ -f report/judged.md ]; then mv report/judged.md report/gate.md; fi
cat report/gate.md
if [ "$answer" -eq 0 ]; then python pipelines/bucket.py keep report/preview.json; fi
exit "$answer"
