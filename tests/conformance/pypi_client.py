"""What the scripts share that drive the local Recharge with PyPI's recharge-api."""

import json
import logging
import sys
from datetime import date, timedelta
from typing import Optional
from urllib.request import Request, urlopen

import recharge.api
from recharge import RechargeAPI
from recharge.client import RechargeClient
from recharge.exceptions import RechargeHTTPError
from recharge.retry import RetryStrategy
from recharge.transport import RequestsTransport

URL = sys.argv[1]
TODAY = date(2026, 11, 22)
CALLS: list[str] = []


def day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


class Recording(RequestsTransport):
    """Writes down each call with its status."""

    def send(self, method, url, headers, params, json):
        response = super().send(method, url, headers, params, json)
        version = headers.get("X-Recharge-Version", "none")
        path = response.url.removeprefix(URL).split("?")[0]
        CALLS.append(f"{version}  {method:6} {path} -> {response.status_code}")
        assert response.headers["X-Recharge-Version"] == version, response.headers
        return response


class Once(RetryStrategy):
    """An error is an answer here, not something to try again."""

    def should_retry(self, attempt, status_code):
        return False

    def delay_for(self, attempt):
        return 0


def control(method: str, path: str, body: Optional[dict] = None) -> dict:
    """The sandbox's own endpoint: what no client of Recharge's has."""
    data = b"" if method == "POST" and body is None else body and json.dumps(body).encode()
    request = Request(f"{URL}/_sandbox/{path}", method=method, data=data)
    request.add_header("X-Sandbox-Control", "1")
    with urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def settle() -> None:
    """Regeneration follows a write by some seconds; nobody waits for it here. No invariant may be broken after it."""
    control("POST", "settle")
    broken = control("GET", "invariants")
    assert broken["violations"] == [], broken


def refused(status: int, text: str, call, *arguments) -> None:
    try:
        call(*arguments)
    except RechargeHTTPError as error:
        assert error.status_code == status, (error.status_code, error.body)
        assert text in json.dumps(error.body), (text, error.body)
    else:
        raise AssertionError(f"{call.__name__}{arguments} was not refused")


recharge.api.RechargeResource.base_url = URL
RechargeClient.base_url = URL
logging.getLogger("recharge").setLevel(logging.CRITICAL)
client = RechargeClient("sk_test_1x1_conformance", transport=Recording(), retry_strategy=Once(), logging_level=logging.CRITICAL)
api = RechargeAPI("sk_test_1x1_conformance", client=client)


def run(steps, version: str) -> None:
    """Takes the steps one after another, and prints the calls they made."""
    for step in steps:
        step()
        print(f"recharge-api 2.0.8 in {version}: {step.__name__.replace('_', ' ')}: as expected")
    print(f"recharge-api 2.0.8 made {len(CALLS)} calls in {version}:")
    for call in CALLS:
        print(f"  {call}")
