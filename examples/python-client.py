"""A client in Python, with only its standard library. It streams one answer over as many connections as necessary.

npm start, then: python3 examples/python-client.py "Write a haiku about rivers."
"""

import http.client
import json
import os
import pathlib
import sys
import time
import urllib.parse
import uuid

ADDRESS = os.environ.get("PENSTOCK_URL", "http://localhost:4000")
KEY_FILE = pathlib.Path(__file__).parent.parent / ".penstock" / "admin-key"
KEY = os.environ.get("PENSTOCK_KEY") or KEY_FILE.read_text().strip()

QUERY = """subscription ($input: GenerateInput!) {
  event: generate(input: $input) {
    type: __typename
    ... on NumberedEvent { number }
    ... on TextDelta { text }
    ... on AttemptFailed { model nextModel }
    ... on GenerationCompleted { generation { model cost { totalUsd } } }
    ... on GenerationFailed { errorMessage }
  }
}"""

MOST_TRIES = 5


def read_stream(variables):
    """Yields the results of one subscription from its server-sent events."""
    address = urllib.parse.urlsplit(ADDRESS)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    # The service sends a comment every 12 s.
    connection = kind(address.hostname, address.port, timeout=30)
    try:
        headers = {
            "authorization": f"Bearer {KEY}",
            "content-type": "application/json",
            "accept": "text/event-stream",
        }
        body = json.dumps({"query": QUERY, "variables": variables})
        connection.request("POST", "/graphql", body, headers)
        for line in connection.getresponse():
            if line.startswith(b"data: {"):
                yield json.loads(line[len("data: ") :])
            elif line.startswith(b"{"):
                yield json.loads(line)
    finally:
        connection.close()


def generate(**wishes):
    """Yields the events of one generation.

    After a lost connection it sends the same clientId, continues, and pays once.
    """
    request = {**wishes, "clientId": str(uuid.uuid4())}
    tries = 0
    while True:
        try:
            for result in read_stream({"input": request}):
                if result.get("errors"):
                    raise SystemExit(result["errors"][0]["message"])
                event = result["data"]["event"]
                request["after"] = event["number"]
                tries = 0
                yield event
                if event["type"] in ("GenerationCompleted", "GenerationFailed", "GenerationCancelled"):
                    return
        except (OSError, http.client.HTTPException):
            pass
        tries += 1
        if tries == MOST_TRIES:
            raise SystemExit(f"There is no answer at {ADDRESS}: is Penstock running there?")
        print("[the connection is lost; going on]", file=sys.stderr)
        time.sleep(0.2 * tries)


def main():
    prompt = sys.argv[1] if len(sys.argv) > 1 else "Write a haiku about rivers."
    for event in generate(prompt=prompt):
        if event["type"] == "TextDelta":
            print(event["text"], end="", flush=True)
        elif event["type"] == "AttemptFailed":
            print(f"[{event['model']} failed, on to {event['nextModel']}]", file=sys.stderr)
        elif event["type"] == "GenerationRestarted":
            print("\n[from the beginning]")
        elif event["type"] == "GenerationCompleted":
            generation = event["generation"]
            cost = (generation["cost"] or {}).get("totalUsd")
            print(f"\n[{generation['model']}, ${cost or '?'}]")
        elif event["type"] == "GenerationFailed":
            raise SystemExit(event["errorMessage"])


main()
