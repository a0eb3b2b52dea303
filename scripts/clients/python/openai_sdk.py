"""The newest helpers of OpenAI's own SDK: `responses.parse`, `responses.stream`, background, and those of chats."""

import json
import sys
import time

from openai import OpenAI
from pydantic import BaseModel
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, WEIGH_SCHEMA, WORDS, run_others, weigh

client = OpenAI(base_url=f"{URL}/v1", api_key=KEY, max_retries=0)
PNG = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Place(BaseModel):
    city: str
    days: int


def responses_parse():
    place = client.responses.parse(model=MODEL, input="Oslo, 3 days.", text_format=Place).output_parsed
    assert isinstance(place, Place), place


def responses_stream():
    with client.responses.stream(model=MODEL, input=PROMPT) as stream:
        pieces = [event.delta for event in stream if event.type == "response.output_text.delta"]
        assert "".join(pieces) == stream.get_final_response().output_text == WORDS, pieces
    assert len(pieces) > 1


def responses_parsed_stream():
    with client.responses.stream(model=MODEL, input="Oslo, 3 days.", text_format=Place) as stream:
        assert isinstance(stream.get_final_response().output_parsed, Place)


def responses_tool():
    tools = [{"type": "function", "name": "weigh", "parameters": WEIGH_SCHEMA, "strict": False}]
    first = client.responses.create(model=MODEL, input=TOOL_PROMPT, tools=tools)
    [call] = [item for item in first.output if item.type == "function_call"]
    output = weigh(**json.loads(call.arguments))
    result = {"type": "function_call_output", "call_id": call.call_id, "output": output}
    second = client.responses.create(
        model=MODEL, previous_response_id=first.id, tools=tools, input=[result]
    )
    assert second.output_text == WORDS, second.output_text


def responses_background():
    response = client.responses.create(model=MODEL, input=PROMPT, background=True)
    assert response.status in ("queued", "in_progress"), response.status
    while response.status in ("queued", "in_progress"):
        time.sleep(0.05)
        response = client.responses.retrieve(response.id)
    assert response.output_text == WORDS, response
    client.responses.delete(response.id)


def chat_parse():
    messages = [{"role": "user", "content": "Oslo, 3 days."}]
    answer = client.chat.completions.parse(model=MODEL, messages=messages, response_format=Place)
    assert isinstance(answer.choices[0].message.parsed, Place)


def chat_stream():
    messages = [{"role": "user", "content": PROMPT}]
    with client.chat.completions.stream(model=MODEL, messages=messages) as stream:
        pieces = [event.delta for event in stream if event.type == "content.delta"]
        assert "".join(pieces) == stream.get_final_completion().choices[0].message.content == WORDS
    assert len(pieces) > 1


def responses_image():
    image = {"type": "input_image", "image_url": PNG, "detail": "auto"}
    content = [{"type": "input_text", "text": PROMPT}, image]
    answer = client.responses.create(model=MODEL, input=[{"role": "user", "content": content}])
    assert answer.output_text == WORDS


def chat_image():
    content = [{"type": "text", "text": PROMPT}, {"type": "image_url", "image_url": {"url": PNG}}]
    answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": content}])
    assert answer.choices[0].message.content == WORDS


protocols = {
    "responses": {
        "a prompt parsed into a class": responses_parse,
        "a stream": responses_stream,
        "a stream parsed into a class": responses_parsed_stream,
        "a tool over two turns": responses_tool,
        "an image": responses_image,
        "a response in the background": responses_background,
    },
    "chat": {
        "a prompt parsed into a class": chat_parse,
        "a stream": chat_stream,
        "an image": chat_image,
    },
}
run_others(protocols[sys.argv[1]])
