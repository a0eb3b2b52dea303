from penstock_client import Client, GenerateInput
from trial import KEY, MODEL, PROMPT, URL, run

authorization = {"authorization": f"Bearer {KEY}"}
client = Client(
    url=f"{URL}/graphql",
    headers=authorization,
    ws_url=f"{URL.replace('http', 'ws', 1)}/graphql",
    ws_connection_init_payload=authorization,
)


async def prompt():
    return (await client.ask(GenerateInput(prompt=PROMPT, model=MODEL))).generate.text


async def stream():
    events = [event.generate async for event in client.stream(GenerateInput(prompt=PROMPT, model=MODEL))]
    return [event.text for event in events if event.typename__ == "TextDelta"]


run(prompt, stream)
