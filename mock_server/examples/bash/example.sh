#!/usr/bin/env bash
# Run: bash example.sh [FLAG ...] (requires apivideo-admin-mock and curl; the flags are passed to `apivideo-admin-mock serve`)
set -euo pipefail

fail() { echo "FAILED: $*" >&2; exit 1; }
expect() { [[ $2 == "$3" ]] || fail "$1: expected $2, got $3"; }
# Prints a part of the JSON on standard input. It uses Python, which the mock requires; you can use jq instead.
json() { python3 -c "import json, sys; it = json.load(sys.stdin); print($1)"; }

# Start the mock on a free port, and wait for the file with its URL.
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
echo "started the mock on $url"

# call METHOD PATH [JSON]: prints the body. A status other than 2xx ends the script.
call() {
    curl -sS --fail-with-body -u bash-example: -X "$1" "$url$2" ${3+-H 'Content-Type: application/json' -d "$3"}
}
status() { curl -sS -o /dev/null -w '%{http_code}' -u bash-example: "$url$1"; }

# Create a project and its API key.
project=$(call POST /projects '{"name": "My project"}' | json 'it["project_id"]')
secret=$(call POST "/projects/$project/api-keys" '{"name": "ci"}' | json 'it["value"]')
expect "the API key is listed" "$secret" "$(call GET "/projects/$project/api-keys" | json 'it["items"][0]["value"]')"
echo "created $project and its API key"

# Add 45 projects with a scenario, then request all pages by their links.
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

# Exceed the rate limit. While the clock is frozen, all requests are in the same second.
call PATCH /_mock/clock '{"advance": 2, "frozen": true}' >/dev/null
for number in {1..10}; do
    expect "request $number in one second" 200 "$(status /projects/count)"
done
expect "request 11 in one second" 429 "$(status /projects/count)"
call PATCH /_mock/clock '{"advance": 1}' >/dev/null
expect "a request one second later" 200 "$(status /projects/count)"
echo "the eleventh request in one second was a 429; one second later a request was accepted"

# Schedule the deletion of a project, and move the clock to the next month.
call PATCH "/projects/$project" '{"name": "My project", "deletes_at": "next_cycle"}' >/dev/null
call PATCH /_mock/clock '{"advance": 2764800}' >/dev/null # 32 days
expect "the project after its deletion" 404 "$(status "/projects/$project")"
expect "projects left" 45 "$(call GET /projects/count | json 'it["count"]')"
echo "moved the clock by 32 days: $project is deleted"

kill "$mock"
wait "$mock" || fail "the mock ended with an error"
echo "stopped the mock"
