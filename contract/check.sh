#!/usr/bin/env bash
# Holds the contracts against the linter, and a demo of its own, on free ports and in a folder of its own, against the
# API's: each request of the Postman collection that is made from openapi.yaml.
set -euo pipefail
cd "$(dirname "$0")"

npm ci --no-audit --no-fund --silent
npm run --silent lint
npm run --silent collection >/dev/null

folder=$(mktemp -d)
mvn --batch-mode --quiet --file .. -Pdemo -Dventes.folder="$folder" -Dventes.postgres.port=0 -Dventes.kafka.port=0 \
  -Dventes.mongo.port=0 -Dventes.api.port=0 -Dventes.management.port=0 >"$folder.log" 2>&1 &
demo=$!
# The servers end a moment after Maven.
settled() { for _ in $(seq 30); do [ -e "$folder/postgres/data/postmaster.pid" ] || return 0; sleep 1; done; }
trap 'kill $demo; wait $demo || true; settled; rm -rf "$folder" "$folder.log"' EXIT
for _ in $(seq 120); do
  [ -s "$folder/demo.env" ] && source "$folder/demo.env" && curl -sf "$API_URL/health/ready" >/dev/null && break
  kill -0 $demo || { cat "$folder.log"; exit 1; }
  sleep 1
done
npm run --silent newman
