#!/usr/bin/env bash
# Holds the upload service to its own OpenAPI document: requests made from it, right and wrong ones, must get documented
# answers, and never a 5xx that was not asked for.
#
#   tests/api/schemathesis.sh [SCHEMATHESIS_OPTION…]
#
#   SCHEMATHESIS        the program; target/test-venv/bin/schemathesis if not given
#   STEMFORGE_STUDIO    the service's binary; target/debug/stemforge-studio if not given
set -euo pipefail
cd "$(dirname "$0")/../.."

studio=${STEMFORGE_STUDIO:-target/debug/stemforge-studio}
schemathesis=${SCHEMATHESIS:-target/test-venv/bin/schemathesis}
folder=$(mktemp -d)
service=

stop() {
  if [[ -n $service ]]; then
    kill "$service" 2> /dev/null || true
    wait "$service" || true
  fi
  rm -rf "$folder"
}
trap stop EXIT

readonly ADMIN_TOKEN=schemathesis-admin-token
echo "$ADMIN_TOKEN" > "$folder/admin-token"
# Limits that are not in the way: 429 and 503 have tests of their own.
"$studio" --data "$folder/data" --listen 127.0.0.1:0 --port-file "$folder/port" \
  --admin-token-file "$folder/admin-token" --requests-per-second 1000000 --request-burst 1000000 \
  --max-uploads 1000000 --least-free-bytes 16MiB 2> "$folder/log" &
service=$!
for _ in {1..600}; do
  if [[ -s $folder/port ]]; then break; fi
  kill -0 "$service" || { cat "$folder/log" >&2; exit 1; }
  sleep 0.05
done

status=0
"$schemathesis" run "http://127.0.0.1:$(< "$folder/port")/openapi.json" \
  --checks all --seed 3 --max-examples 100 --workers 2 --request-timeout 30 \
  --output-truncate false --no-color "$@" || status=$?

# A defect that was answered politely is still one.
if grep -E '"status":500|panicked' "$folder/log"; then status=1; fi
kill -0 "$service" || { echo "the service is gone"; status=1; }
exit "$status"
