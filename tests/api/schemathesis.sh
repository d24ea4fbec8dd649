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

export ADMIN_TOKEN=schemathesis-admin-token
echo "$ADMIN_TOKEN" > "$folder/admin-token"
# Limits that are not in the way: 429 and 503 have tests of their own.
"$studio" --data "$folder/data" --listen 127.0.0.1:0 --port-file "$folder/port" \
  --admin-token-file "$folder/admin-token" --requests-per-second 1000000 --request-burst 1000000 \
  --max-uploads 1000000 --least-free-bytes 16MiB 2> "$folder/log" &
service=$!
for _ in {1..600}; do
  if [[ -s $folder/port ]]; then break; fi
  kill -0 "$service" || {
    cat "$folder/log" >&2
    exit 1
  }
  sleep 0.05
done
url=http://127.0.0.1:$(< "$folder/port")

status=0
# examine CONFIG OPTION…: one run against the document.
examine() {
  "$schemathesis" --config-file "$1" run "$url/openapi.json" --checks all "${@:2}" || status=1
}

examine tests/api/schemathesis.toml --max-examples 60 "$@"

# Nobody guesses the path of an upload, so once more with a real one.
take=$(curl --silent --fail "$url/v1/takes" --header "Idempotency-Key: a-take-for-schemathesis" \
  --header "Content-Type: application/json" --data '{"fan": "a-fan-of-schemathesis", "size_bytes": 1000000,
  "sha256": "'"$(printf '0%.0s' {1..64})"'", "content_type": "audio/webm", "consent": true}')
field() { sed -E "s/.*\"$1\": *\"([0-9a-f]+)\".*/\1/" <<< "$take"; }
TAKE_ID=$(field take_id) UPLOAD_TOKEN=$(field upload_token) \
  examine tests/api/uploads.toml --include-path-regex '^/v1/uploads/' --max-examples 150 "$@"

# A defect that was answered politely is still one.
if grep -E '"status":500|panicked' "$folder/log"; then status=1; fi
grep -q '"method":"PATCH".*"status":204' "$folder/log" || {
  echo "no bytes got in"
  status=1
}
kill -0 "$service" || {
  echo "the service is gone"
  status=1
}
exit "$status"
