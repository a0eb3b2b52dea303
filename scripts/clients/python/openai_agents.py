from agents import Agent, OpenAIProvider, RunConfig, Runner, function_tool, set_tracing_disabled
from openai import AsyncOpenAI
from trial import KEY, MODEL, PROMPT, TOOL_PROMPT, URL, run, weigh

set_tracing_disabled(True)
client = AsyncOpenAI(base_url=f"{URL}/v1", api_key=KEY)
# The library treats the text before a slash in a model's name as one of its own providers.
config = RunConfig(model_provider=OpenAIProvider(openai_client=client))
agent = Agent(name="Penstock", model=MODEL)
weigher = Agent(name="Weigher", model=MODEL, tools=[function_tool(weigh)])


async def prompt():
    return (await Runner.run(agent, PROMPT, run_config=config)).final_output


async def stream():
    events = Runner.run_streamed(agent, PROMPT, run_config=config).stream_events()
    raw = [event.data async for event in events if event.type == "raw_response_event"]
    return [data.delta for data in raw if data.type == "response.output_text.delta"]


async def tool():
    return (await Runner.run(weigher, TOOL_PROMPT, run_config=config)).final_output


run(prompt, stream, tool)
