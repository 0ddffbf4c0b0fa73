#!/bin/bash
# health live|ready: asks the service in this container, without curl and without a second JVM.
# Prints what the service says; the exit code is 0 if it says 200.
set -euo pipefail

exec 3<>"/dev/tcp/127.0.0.1/${VENTES_MANAGEMENT_PORT}"
printf 'GET /health/%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
answer=$(timeout 3 cat <&3)
printf '%s\n' "${answer##*$'\r\n\r\n'}"
[[ $answer == HTTP/1.?' 200 '* ]]
