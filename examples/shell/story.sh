#!/usr/bin/env bash
# A scenario with curl and jq. Start mockserver, then run: bash examples/shell/story.sh
set -euo pipefail

url=${OPERATELY_URL:-http://127.0.0.1:4000/api/external/v1}
view=10 # the access level of people who can see the project but not change it

# query TOKEN NAME [--data-urlencode KEY=VALUE ...] sends a GET request, mutate TOKEN NAME JSON sends a POST request.
query() { local token=$1 name=$2; shift 2; curl -sS --fail-with-body -G -H "Authorization: Bearer $token" "$url/$name" "$@"; }
mutate() {
  local token=$1 name=$2 inputs=$3; shift 3
  curl -sS --fail-with-body -H "Authorization: Bearer $token" -H "Content-Type: application/json" "$url/$name" -d "$inputs" "$@"
}

me=$(query opk_owner get_me | jq .me)
reviewer=$(query opk_admin get_me | jq .me)
echo "I am $(jq -r .full_name <<<"$me"), and $(jq -r .full_name <<<"$reviewer") reviews my project"

space=$(query opk_owner get_spaces | jq '.spaces[0]')
project=$(mutate opk_owner create_project "$(jq -n --argjson me "$me" --argjson reviewer "$reviewer" --argjson space "$space" \
  --argjson view $view '{
  space_id: $space.id,
  name: "Launch the new website",
  champion_id: $me.id,
  reviewer_id: $reviewer.id,
  anonymous_access_level: 0,
  company_access_level: $view,
  space_access_level: $view
}')" | jq .project)
id=$(jq -r .id <<<"$project")
echo "$(jq -r .name <<<"$project") is a new project in $(jq -r .name <<<"$space")"

for name in "Write the texts" "Take the pictures"; do
  mutate opk_owner tasks/create "$(jq -n --arg id "$id" --arg name "$name" --argjson me "$me" '{
    type: "project", id: $id, milestone_id: null, name: $name, assignee_id: $me.id,
    due_date: {date_type: "day", value: "2026-03-31", date: "2026-03-31"}
  }')" >/dev/null
done
echo "the tasks are: $(query opk_owner tasks/list --data-urlencode "project_id=$id" | jq -r '[.tasks[].name] | join(", ")')"

# Rich text in the form that the API requires: JSON that is encoded as a string.
text='{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"Off to a good start."}]}]}'
mutate opk_owner post_project_check_in "$(jq -n --arg id "$id" --arg text "$text" '{
  project_id: $id, status: "on_track", description: $text, send_notifications_to_everyone: false, subscriber_ids: []
}')" >/dev/null
status=$(query opk_owner get_flat_work_map --data-urlencode "space_id=$(jq -r .id <<<"$space")" |
  jq -r --arg id "$id" '.work_map[] | select(.id == $id) | .status')
echo "the status in the work map is $status"

mine=$(jq -n --arg id "$id" '{project_id: $id, name: "Mine now"}')
{ read -r refused; read -r code; } < <(mutate opk_member edit_project_name "$mine" -w '\n%{http_code}\n' 2>/dev/null)
echo "a member cannot rename the project: $code $(jq -r .message <<<"$refused")"

for _ in 1 2 3 4 5 6; do
  answer=$(query opk_ratelimited get_me -o /dev/null -w '%{http_code} %header{retry-after}' 2>/dev/null) || true
done
read -r code wait <<<"$answer"
echo "too many requests: $code, repeat after $wait s"
sleep "$wait"
echo "after this time: $(query opk_ratelimited get_me -o /dev/null -w '%{http_code}')"
