#!/bin/sh
# Installs the package with what it needs, and the engine that pulumi.sha256 names, into .venv.
set -eu

mkdir -p report
read -r sum archive < pipelines/pulumi.sha256
curl --fail --silent --show-error --proto =https --output "report/$archive" \
    "https://get.pulumi.com/releases/sdk/$archive"
printf '%s  %s\n' "$sum" "report/$archive" | sha256sum --check --strict --quiet

python3 -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
tar --extract --gzip --strip-components 1 --directory .venv/bin --file "report/$archive"
rm "report/$archive"
.venv/bin/pulumi version
