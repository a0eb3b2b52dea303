import sys

from pydantic_ai import Agent
from trial import MODEL, PROMPT, TOOL_PROMPT, run, weigh

# The address and the key come from OPENAI_… and ANTHROPIC_….
agent = Agent(f"{sys.argv[1]}:{MODEL}")
weigher = Agent(f"{sys.argv[1]}:{MODEL}", tools=[weigh])


async def prompt():
    return (await agent.run(PROMPT)).output


async def stream():
    async with agent.run_stream(PROMPT) as result:
        return [piece async for piece in result.stream_text(delta=True, debounce_by=None)]


async def tool():
    return (await weigher.run(TOOL_PROMPT)).output


run(prompt, stream, tool)
