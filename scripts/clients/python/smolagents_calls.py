from smolagents import OpenAIServerModel, ToolCallingAgent, tool
from trial import KEY, MODEL, PROMPT, URL, WORDS, run_others

model = OpenAIServerModel(model_id=MODEL, api_base=f"{URL}/v1", api_key=KEY)
question = [{"role": "user", "content": [{"type": "text", "text": PROMPT}]}]


def prompt():
    assert model(question).content == WORDS


def stream():
    pieces = [piece.content for piece in model.generate_stream(question) if piece.content]
    assert "".join(pieces) == WORDS and len(pieces) > 1, pieces


def tool_call():
    @tool
    def weigh(grams: int) -> str:
        """Weighs a thing and returns what the scale shows.

        Args:
            grams: How heavy it is.
        """
        return f"weighed-{grams + 1}"

    agent = ToolCallingAgent(tools=[weigh], model=model, max_steps=3)
    assert agent.run('[call final_answer {"answer":"done"}]') == "done"


run_others({"a prompt": prompt, "a stream": stream, "a tool that an agent calls": tool_call})
