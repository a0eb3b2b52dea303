import sys

import instructor
from openai import OpenAI
from pydantic import BaseModel
from trial import KEY, MODEL, URL, run_others

MODES = {"tools": instructor.Mode.TOOLS, "schema": instructor.Mode.JSON_SCHEMA, "responses": instructor.Mode.RESPONSES_TOOLS}
client = instructor.from_openai(OpenAI(base_url=f"{URL}/v1", api_key=KEY), mode=MODES[sys.argv[1]])
messages = [{"role": "user", "content": "Oslo, 3 days."}]


class Place(BaseModel):
    city: str
    days: int


def parse():
    place = client.create(model=MODEL, messages=messages, response_model=Place, max_retries=0)
    assert isinstance(place, Place), place


def stream():
    parts = list(client.create_partial(model=MODEL, messages=messages, response_model=Place, max_retries=0))
    assert parts[-1].city and parts[-1].days is not None, parts


run_others({"a prompt parsed into a class": parse, "a stream of it": stream})
