#!/bin/sh
# Does what was reviewed, and nothing else. STACK names the stack.
set -eu
umask 077
PATH="$PWD/.venv/bin:$PATH"
mkdir -p report
# A preview holds personal data: on a runner that lives on, nothing of it stays.
trap 'rm -f report/preview.json report/reviewed.json' EXIT

python pipelines/bucket.py free
python pipelines/bucket.py fetch report/reviewed.json

# Without the steps of replacements it hides whom an earlier run has left to be deleted.
# A preview that failed is no answer: gate says so.
pulumi preview --stack "$STACK" --non-interactive --json --show-replacement-steps > report/preview.json || true
. pipelines/limits.sh
python -m connect_resources gate --stack "$STACK" "$@" --no-personal-data \
    --same-as report/reviewed.json report/preview.json

rm -f report/preview.json report/reviewed.json
# Each step sends the whole state: compressed, that is a small part of it. The engine reads both forms.
export PULUMI_DIY_BACKEND_ZSTD=true
# exec keeps the process id: it is how the next run knows the lock of this one, should it be killed.
python pipelines/bucket.py claim "$$"
exec pulumi up --stack "$STACK" --non-interactive --color never --yes --skip-preview --suppress-outputs
