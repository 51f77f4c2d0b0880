"""Generators of API clients, and for each generator a program that uses the generated client.

Each program lists the goals, creates a goal, and sends a mutation with a read-only token, which returns 403. The
program prints the number of goals, the name of the new goal, and the status and text of the error.
"""

from typing import Final, NamedTuple

TYPESCRIPT_HEAD: Final = """\
declare const process: { env: Record<string, string> };
const { URL: baseUrl, TOKEN, READ_ONLY_TOKEN, SPACE: space_id } = process.env;
const levels = { anonymous_access_level: 0, company_access_level: 70, space_access_level: 70 };
const body = { name: "Grow revenue", space_id, ...levels };
"""

PYTHON_HEAD: Final = """\
import os

url, token, read_only, space = (os.environ[name] for name in ("URL", "TOKEN", "READ_ONLY_TOKEN", "SPACE"))
"""


class Generator(NamedTuple):
    """A generator of clients: its command, the program that uses the client, and the language of the program."""

    command: str
    program: str
    language: str = "typescript"


GENERATORS: Final = {
    "openapi-typescript": Generator(
        "openapi-typescript openapi.json -o types.ts",
        """
import createClient from "openapi-fetch";
import type { paths } from "./types";

const using = (token: string) => createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${token}` } });

async function main() {
  const goals = await using(TOKEN).GET("/api/external/v1/get_goals");
  const made = await using(TOKEN).POST("/api/external/v1/create_goal", { body });
  const failed = await using(READ_ONLY_TOKEN).POST("/api/external/v1/create_goal", { body });
  console.log(goals.data?.goals?.length, made.data?.goal.name, failed.response.status, failed.error);
}
main();
""",
    ),
    "hey-api": Generator(
        "openapi-ts -i openapi.json -o generated",
        """
import { createGoal, getGoals } from "./generated";
import { createClient } from "./generated/client";

const using = (auth: string) => createClient({ baseUrl, auth });

async function main() {
  const goals = await getGoals({ client: using(TOKEN) });
  const made = await createGoal({ client: using(TOKEN), body });
  const failed = await createGoal({ client: using(READ_ONLY_TOKEN), body });
  console.log(goals.data?.goals?.length, made.data?.goal.name, failed.response?.status, failed.error);
}
main();
""",
    ),
    "orval": Generator(
        "orval --config orval.config.cjs",
        """
import { createGoal, getGoals } from "./generated";

const using = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

async function main() {
  const goals = await getGoals({}, using(TOKEN));
  const made = await createGoal(body, using(TOKEN));
  const failed = await createGoal(body, using(READ_ONLY_TOKEN));
  if (goals.status === 200 && made.status === 200 && failed.status === 403)
    console.log(goals.data.goals?.length, made.data.goal.name, failed.status, failed.data);
}
main();
""",
    ),
    "openapi-generator-typescript-fetch": Generator(
        "openapi-generator-cli generate -i openapi.json -g typescript-fetch -o generated",
        """
import { Configuration, GoalsApi, ResponseError } from "./generated";

const using = (accessToken: string) => new GoalsApi(new Configuration({ basePath: baseUrl, accessToken }));
const createGoalRequest = {
  name: body.name,
  spaceId: space_id,
  anonymousAccessLevel: 0,
  companyAccessLevel: 70,
  spaceAccessLevel: 70,
};

async function main() {
  const { goals } = await using(TOKEN).getGoals({});
  const { goal } = await using(TOKEN).createGoal({ createGoalRequest });
  try {
    await using(READ_ONLY_TOKEN).createGoal({ createGoalRequest });
  } catch (error) {
    if (error instanceof ResponseError)
      console.log(goals?.length, goal.name, error.response.status, await error.response.text());
  }
}
main();
""",
    ),
    "openapi-generator-go": Generator(
        # Some enums have equal values. In Go, they need prefixes, because the values are constants of one package.
        "openapi-generator-cli generate -i openapi.json -g go -o src/generated --package-name generated "
        "--additional-properties=enumClassPrefix=true",
        """
package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"generated"
)

func using(token string) context.Context {
	return context.WithValue(context.Background(), generated.ContextAccessToken, os.Getenv(token))
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	configuration := generated.NewConfiguration()
	configuration.Servers[0].URL = os.Getenv("URL")
	client := generated.NewAPIClient(configuration).GoalsAPI
	body := generated.NewCreateGoalRequest(os.Getenv("SPACE"), "Grow revenue")
	body.SetAnonymousAccessLevel(0)
	body.SetCompanyAccessLevel(70)
	body.SetSpaceAccessLevel(70)

	goals, _, err := client.GetGoals(using("TOKEN")).Execute()
	check(err)
	made, _, err := client.CreateGoal(using("TOKEN")).CreateGoalRequest(*body).Execute()
	check(err)
	_, response, err := client.CreateGoal(using("READ_ONLY_TOKEN")).CreateGoalRequest(*body).Execute()
	var failed *generated.GenericOpenAPIError
	if errors.As(err, &failed) {
		fmt.Println(len(goals.Goals), made.Goal.Name, response.StatusCode, string(failed.Body()))
	}
}
""",
        "go",
    ),
    "openapi-python-client": Generator(
        "openapi-python-client generate --path openapi.json --output-path generated --meta none",
        """
from generated import AuthenticatedClient
from generated.api.goals import create_goal, get_goals
from generated.models import CreateGoalBody, GetGoalsResponse200, GoalSummaryResponse

client, reader = (AuthenticatedClient(url, one) for one in (token, read_only))
body = CreateGoalBody(
    name="Grow revenue", space_id=space, anonymous_access_level=0, company_access_level=70, space_access_level=70
)

goals = get_goals.sync(client=client)
made = create_goal.sync(client=client, body=body)
failed = create_goal.sync_detailed(client=reader, body=body)
assert isinstance(goals, GetGoalsResponse200) and isinstance(made, GoalSummaryResponse)
print(len(goals.goals or ()), made.goal.name, failed.status_code.value, failed.parsed)
""",
        "python",
    ),
    "openapi-generator-python": Generator(
        "openapi-generator-cli generate -i openapi.json -g python -o . --package-name generated",
        """
from generated import ApiClient, Configuration, CreateGoalRequest, GoalsApi
from generated.exceptions import ForbiddenException

client, reader = (GoalsApi(ApiClient(Configuration(host=url, access_token=one))) for one in (token, read_only))
body = CreateGoalRequest(
    name="Grow revenue", space_id=space, anonymous_access_level=0, company_access_level=70, space_access_level=70
)

goals = client.get_goals().goals
made = client.create_goal(body)
try:
    reader.create_goal(body)
except ForbiddenException as failed:
    print(len(goals or ()), made.goal.name, failed.status, failed.body)
""",
        "python",
    ),
    "datamodel-code-generator": Generator(
        "datamodel-codegen --input openapi.json --input-file-type openapi --openapi-scopes schemas paths "
        "--use-operation-id-as-name --output generated.py --output-model-type pydantic_v2.BaseModel "
        "--target-python-version 3.11",
        """
import httpx
from generated import CreateGoalRequest, GetGoalsResponse, GoalSummaryResponse

client, reader = (
    httpx.Client(base_url=f"{url}/api/external/v1", headers={"Authorization": f"Bearer {one}"})
    for one in (token, read_only)
)
body = CreateGoalRequest(
    name="Grow revenue", space_id=space, anonymous_access_level=0, company_access_level=70, space_access_level=70
).model_dump(exclude_unset=True)

goals = GetGoalsResponse.model_validate(client.get("/get_goals").json())
made = GoalSummaryResponse.model_validate(client.post("/create_goal", json=body).json())
failed = reader.post("/create_goal", json=body)
print(len(goals.goals or ()), made.goal.name, failed.status_code, failed.text)
""",
        "python",
    ),
}
