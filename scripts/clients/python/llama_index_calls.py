import sys

from llama_index.core.agent.workflow import FunctionAgent
from llama_index.core.base.llms.types import ChatMessage
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, run, weigh

access = {"model": MODEL, "api_base": f"{URL}/v1", "api_key": KEY, "context_window": 100_000, "max_retries": 0}
if sys.argv[1] == "responses":
    from llama_index.llms.openai import OpenAIResponses

    llm = OpenAIResponses(**access)
else:
    from llama_index.llms.openai_like import OpenAILike

    llm = OpenAILike(**access, is_chat_model=True, is_function_calling_model=True)
question = [ChatMessage(role="user", content=PROMPT)]


async def prompt():
    return (await llm.achat(question)).message.content


async def stream():
    return [piece.delta async for piece in await llm.astream_chat(question)]


async def tool():
    return str(await FunctionAgent(tools=[weigh], llm=llm).run(TOOL_PROMPT))


run(prompt, stream, tool)
