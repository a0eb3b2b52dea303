import sys
from pathlib import Path

from gql import Client, gql
from gql.transport.aiohttp import AIOHTTPTransport
from gql.transport.websockets import WebsocketsTransport
from trial import KEY, MODEL, PROMPT, URL, run

schema = Path(sys.argv[1]).read_text()
authorization = {"authorization": f"Bearer {KEY}"}
ASK = "mutation ($input: GenerateInput!) { generate(input: $input) { text } }"
STREAM = "subscription ($input: GenerateInput!) { generate(input: $input) { ... on TextDelta { text } } }"


def request(text):
    request = gql(text)
    request.variable_values = {"input": {"prompt": PROMPT, "model": MODEL}}
    return request


async def prompt():
    transport = AIOHTTPTransport(url=f"{URL}/graphql", headers=authorization)
    async with Client(transport=transport, schema=schema) as session:
        return (await session.execute(request(ASK)))["generate"]["text"]


async def stream():
    url = f"{URL.replace('http', 'ws', 1)}/graphql"
    transport = WebsocketsTransport(url=url, init_payload=authorization)
    async with Client(transport=transport, schema=schema) as session:
        events = [event["generate"] async for event in session.subscribe(request(STREAM))]
        return [event["text"] for event in events if "text" in event]


run(prompt, stream)
