"""The trials of each client. A trial prints a line of JSON: the tried feature, and the problem or null."""

import asyncio
import json
import os
import traceback

URL = os.environ["PENSTOCK_URL"]
KEY = os.environ["PENSTOCK_KEY"]
MODEL = os.environ["PENSTOCK_MODEL"]

WORDS = "the gate is open and the water runs down the penstock to the turbine below the dam"
PROMPT = f'Say "{WORDS}". [call none]'
TOOL_PROMPT = f'Say "{WORDS}". [call weigh {{"grams":41}}]'


def weigh(grams: int) -> str:
    """Weighs a thing and returns what the scale shows."""
    return f"weighed-{grams + 1}"


WEIGH_SCHEMA = {"type": "object", "properties": {"grams": {"type": "integer"}}, "required": ["grams"]}


def check(pieces):
    """The pieces of an answer must be its words; a stream has more than one."""
    text = "".join(pieces)
    assert text.strip() == WORDS, f"it answered {text[:200]!r}"


def check_stream(pieces):
    check(pieces)
    assert len(pieces) > 1, "the stream came in one piece"


def run(prompt, stream, tool=None):
    """Each returns the text that the user sees: a string, or for a stream the list of its pieces."""
    trials = [("a prompt", prompt), ("a stream", stream), ("a tool over two turns", tool)]
    asyncio.run(run_all([(tried, trial) for tried, trial in trials if trial is not None]))


async def run_all(trials):
    for tried, trial in trials:
        problem = None
        try:
            answer = await trial()
            if tried == "a stream":
                check_stream([piece for piece in answer if piece])
            else:
                check([answer])
        except Exception as error:
            traceback.print_exc()
            problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"tried": tried, "problem": problem}), flush=True)


def run_others(trials):
    """Trials by their names; each is a function that raises where it does not work."""
    for tried, trial in trials.items():
        problem = None
        try:
            trial()
        except Exception as error:
            traceback.print_exc()
            problem = f"{type(error).__name__}: {error}"
        print(json.dumps({"tried": tried, "problem": problem}), flush=True)
