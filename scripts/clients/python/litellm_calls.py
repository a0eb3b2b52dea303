import json
import sys

import litellm
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, WEIGH_SCHEMA, run, weigh

protocol = sys.argv[1]
access = {
    "model": f"{protocol}/{MODEL}",
    "api_base": f"{URL}/v1" if protocol == "openai" else URL,
    "api_key": KEY,
}
WEIGH = {"name": "weigh", "description": weigh.__doc__, "parameters": WEIGH_SCHEMA}


async def prompt():
    answer = await litellm.acompletion(messages=[{"role": "user", "content": PROMPT}], **access)
    return answer.choices[0].message.content


async def stream():
    chunks = await litellm.acompletion(messages=[{"role": "user", "content": PROMPT}], stream=True, **access)
    return [chunk.choices[0].delta.content async for chunk in chunks if chunk.choices]


async def tool():
    messages = [{"role": "user", "content": TOOL_PROMPT}]
    tools = [{"type": "function", "function": WEIGH}]
    message = (await litellm.acompletion(messages=messages, tools=tools, **access)).choices[0].message
    [call] = message.tool_calls
    result = weigh(**json.loads(call.function.arguments))
    messages += [message.model_dump(), {"role": "tool", "tool_call_id": call.id, "content": result}]
    return (await litellm.acompletion(messages=messages, tools=tools, **access)).choices[0].message.content


run(prompt, stream, tool)
