import sys

from langchain_core.messages import HumanMessage, ToolMessage
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, run, weigh

if sys.argv[1] in ("openai", "responses"):
    from langchain_openai import ChatOpenAI

    uses_responses = sys.argv[1] == "responses"
    chat = ChatOpenAI(model=MODEL, base_url=f"{URL}/v1", api_key=KEY, use_responses_api=uses_responses)
else:
    from langchain_anthropic import ChatAnthropic

    chat = ChatAnthropic(model=MODEL, base_url=URL, api_key=KEY)


async def prompt():
    return (await chat.ainvoke(PROMPT)).text


async def stream():
    return [chunk.text async for chunk in chat.astream(PROMPT)]


async def tool():
    weigher = chat.bind_tools([weigh])
    question = HumanMessage(TOOL_PROMPT)
    answer = await weigher.ainvoke([question])
    [call] = answer.tool_calls
    result = ToolMessage(weigh(**call["args"]), tool_call_id=call["id"])
    return (await weigher.ainvoke([question, answer, result])).text


run(prompt, stream, tool)
