#!/bin/sh
# Tells in report/drift.md who differs in Connect from the program, and ends with 1 if anybody does.
# STACK names the stack.
set -eu
umask 077
PATH="$PWD/.venv/bin:$PATH"
mkdir -p report
# A preview holds personal data: on a runner that lives on, nothing of it stays.
trap 'rm -f report/refreshed.json report/judged.md' EXIT

echo "**There is no preview to judge.** Why stands in the job's log." > report/drift.md
# A preview that failed is no answer: drift says so.
pulumi preview --stack "$STACK" --non-interactive --refresh --json > report/refreshed.json || true
answer=0
python -m connect_resources drift --stack "$STACK" --cloudtrail --no-personal-data --markdown \
    --output report/judged.md report/refreshed.json || answer=$?
if [ -f report/judged.md ]; then mv report/judged.md report/drift.md; fi
cat report/drift.md
exit "$answer"
