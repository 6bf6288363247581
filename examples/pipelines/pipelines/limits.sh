#!/bin/sh
# Makes the limits of gate.txt the arguments of the script that reads this in: one a line, and nothing else.
set -eu
set --
while IFS= read -r option || [ -n "$option" ]; do
    case $option in
    '' | '#'*) ;;
    --max-deletes=* | --max-replaces=* | --privileged=* | --allow-privileged=*) set -- "$@" "$option" ;;
    *) echo "pipelines/gate.txt may not hold: $option" >&2; exit 2 ;;
    esac
done < pipelines/gate.txt
