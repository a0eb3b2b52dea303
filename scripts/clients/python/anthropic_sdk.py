"""The newest helpers of Anthropic's own SDK: `messages.stream`, `messages.parse`, and the runner of tools."""

from anthropic import Anthropic, beta_tool
from pydantic import BaseModel
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, WORDS, run_others, weigh

client = Anthropic(base_url=URL, api_key=KEY, max_retries=0)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


class Place(BaseModel):
    city: str
    days: int


def asked(content):
    return {"model": MODEL, "max_tokens": 1000, "messages": [{"role": "user", "content": content}]}


def stream():
    with client.messages.stream(**asked(PROMPT)) as events:
        pieces = list(events.text_stream)
        assert "".join(pieces) == events.get_final_text() == WORDS, pieces
    assert len(pieces) > 1


def parse():
    place = client.messages.parse(**asked("Oslo, 3 days."), output_format=Place).parsed_output
    assert isinstance(place, Place), place


def tool():
    answer = client.beta.messages.tool_runner(**asked(TOOL_PROMPT), tools=[beta_tool(weigh)]).until_done()
    text = "".join(block.text for block in answer.content if block.type == "text")
    assert text == WORDS, text


def image():
    source = {"type": "base64", "media_type": "image/png", "data": PNG}
    answer = client.messages.create(**asked([{"type": "image", "source": source}, {"type": "text", "text": PROMPT}]))
    assert answer.content[-1].text == WORDS


def count():
    body = asked(PROMPT)
    del body["max_tokens"]
    assert client.messages.count_tokens(**body).input_tokens > 10


run_others(
    {
        "a prompt parsed into a class": parse,
        "a stream": stream,
        "a tool over two turns": tool,
        "an image": image,
        "a count of tokens": count,
    }
)
