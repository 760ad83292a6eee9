#!/usr/bin/env bash
# Run: bash example.sh (it needs apivideo-admin-mock and curl; flags that follow go to `apivideo-admin-mock serve`)
set -euo pipefail

fail() { echo "FAILED: $*" >&2; exit 1; }
expect() { [[ $2 == "$3" ]] || fail "$1: expected $2, got $3"; }
# Prints a part of the JSON on standard input. Python is there, since the mock needs it; jq does as well.
json() { python3 -c "import json, sys; it = json.load(sys.stdin); print($1)"; }

# Start the mock on a free port, and wait for the file that tells its URL.
work=$(mktemp -d)
apivideo-admin-mock serve --port 0 --key bash-example --ready-file "$work/ready" "$@" >"$work/out" 2>"$work/err" &
mock=$!
stop() {
    kill "$mock" 2>/dev/null || true
    wait "$mock" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
until [[ -s $work/ready ]]; do
    kill -0 "$mock" 2>/dev/null || fail "the mock did not start: $(cat "$work/err")"
    sleep 0.05
done
url=$(<"$work/ready")
echo "the mock answers on $url"

# call METHOD PATH [JSON]: prints the body; a status that is not 2xx ends the script.
call() {
    curl -sS --fail-with-body -u bash-example: -X "$1" "$url$2" ${3+-H 'Content-Type: application/json' -d "$3"}
}
status() { curl -sS -o /dev/null -w '%{http_code}' -u bash-example: "$url$1"; }

# A project and its API key.
project=$(call POST /projects '{"name": "My project"}' | json 'it["project_id"]')
secret=$(call POST "/projects/$project/api-keys" '{"name": "ci"}' | json 'it["value"]')
expect "the API key is listed" "$secret" "$(call GET "/projects/$project/api-keys" | json 'it["items"][0]["value"]')"
echo "created $project and its API key"

# 45 projects more, from a scenario; then all pages, by their links.
call POST /_mock/scenario '{"projects": {"count": 45, "name": "project {n}"}}'
path='/projects?page_size=20&sort_by=name&sort_order=desc' pages=0 items=0
while [[ -n $path ]]; do
    page=$(call GET "$path")
    pages=$((pages + 1)) items=$((items + $(json 'len(it["items"])' <<<"$page")))
    path=$(json 'next((link["href"] for link in it["links"] if link["rel"] == "next"), "")' <<<"$page")
done
expect "pages" 3 "$pages"
expect "projects on all pages" 46 "$items"
echo "walked $pages pages with $items projects"

# The rate limit: with the clock standing still, the requests of a second never get old.
call PATCH /_mock/clock '{"advance": 2, "frozen": true}' >/dev/null
for number in {1..10}; do
    expect "request $number of a second" 200 "$(status /projects/count)"
done
expect "request 11 of a second" 429 "$(status /projects/count)"
call PATCH /_mock/clock '{"advance": 1}' >/dev/null
expect "a request one second later" 200 "$(status /projects/count)"
echo "the eleventh request of a second was refused with 429, and a second later one was accepted"

# A project that is scheduled for deletion is gone once the next month has begun.
call PATCH "/projects/$project" '{"name": "My project", "deletes_at": "next_cycle"}' >/dev/null
call PATCH /_mock/clock '{"advance": 2764800}' >/dev/null # 32 days
expect "the project after its deletion" 404 "$(status "/projects/$project")"
expect "projects left" 45 "$(call GET /projects/count | json 'it["count"]')"
echo "moved the clock by 32 days: $project is gone"

kill "$mock"
wait "$mock" || fail "the mock did not stop cleanly"
echo "stopped the mock"
