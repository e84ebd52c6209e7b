"""An app on TimebackFastAPI, from sign-in to credited activity. The app is that of docs/how-to/connect-an-app.md.

`APP`: the folder with the app's files and its timeback.config.json. The provider of identities is played here.
"""

import asyncio
import datetime
import json
import os
import sys
import threading
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import aim
from table import Table

folder = os.environ["APP"]
os.chdir(folder)
sys.path.insert(0, folder)
aim.aim_server_sdk()


class Identities(BaseHTTPRequestHandler):
    """The few answers of OpenID Connect that a sign-in asks for. Whoever asks is the student."""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path == "/authorize":
            asked = dict(urllib.parse.parse_qsl(query))
            back = urllib.parse.urlencode({"code": "once", "state": asked["state"]})
            return self.answer(302, {}, {"Location": f"{asked['redirect_uri']}?{back}"})
        if path == "/userinfo":
            return self.answer(200, {"sub": "abc", "email": "student@example.org", "given_name": "A"})
        here = f"http://127.0.0.1:{self.server.server_port}"
        return self.answer(200, {"authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token", "userinfo_endpoint": f"{here}/userinfo"})

    def do_POST(self):
        self.answer(200, {"access_token": "a", "token_type": "Bearer"})

    def answer(self, status, body, headers=()):
        text = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **dict(headers)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


identities = ThreadingHTTPServer(("127.0.0.1", 0), Identities)
threading.Thread(target=identities.serve_forever, daemon=True).start()
os.environ.update(
    TIMEBACK_CLIENT_ID=aim.CLIENT_ID,
    TIMEBACK_CLIENT_SECRET=aim.CLIENT_SECRET,
    SSO_CLIENT_ID="app",
    SSO_CLIENT_SECRET="app",
    SSO_ISSUER=f"http://127.0.0.1:{identities.server_port}",
)

import httpx  # noqa: E402
from app.main import app  # noqa: E402
from starlette.testclient import TestClient  # noqa: E402
from timeback.server.handlers.activity.attempts import compute_caliper_line_item_id  # noqa: E402

sdk = "/api/timeback"
powerpath = "PowerPath: docs/emulator.md"


def now():
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Answer:
    """An answer of the app in words."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.headers = answer.headers
        self.json = answer.json() if "json" in answer.headers.get("content-type", "") else None
        # What the platform answered stands in the text that the SDK gives on.
        self.status_code = 501 if "[501]" in answer.text else self.status

    def in_words(self):
        code = self.json.get("error", {}) if isinstance(self.json, dict) else {}
        code = code.get("code", "") if isinstance(code, dict) else code
        return " ".join(filter(None, [str(self.status), code]))


async def requests(t, browser):
    async def ask(method, path, body=None, right=lambda a: a.status in (200, 204), name=None, **more):
        act = lambda: Answer(browser.request(method, path, json=body, follow_redirects=False))  # noqa: E731
        return await t.call(name or f"{method} {path.removeprefix(sdk)}", act, right, **more)

    activity = {"id": "first", "name": "First", "course": {"code": "R-1"}, "runId": str(uuid.uuid4())}
    metrics = {"xpEarned": 10, "totalQuestions": 4, "correctQuestions": 3, "masteredUnits": 1}
    submitted = lambda: {**activity, "endedAt": now(), "metrics": metrics}  # noqa: E731

    await ask("GET", f"{sdk}/user/verify", right=lambda a: a.status == 401, name="GET /user/verify before the sign-in")
    start = await ask("GET", f"{sdk}/identity/signin", right=lambda a: a.status == 302 and "/authorize?" in a.headers["location"])
    back = httpx.get(start.headers["location"], follow_redirects=False).headers["location"]
    await ask("GET", back.replace("https://app.example.org", ""), right=lambda a: a.status == 302 and "session=" in a.headers["set-cookie"], name="GET /identity/callback")
    await ask("GET", f"{sdk}/user/verify", right=lambda a: a.json == {"verified": True, "timebackId": "student-1"})
    await ask("GET", f"{sdk}/user/me", right=lambda a: a.status == 200 and [one["id"] for one in a.json["courses"]] == ["rivers"])
    await ask("POST", f"{sdk}/activity/submit", submitted())
    await ask("POST", f"{sdk}/activity/submit", {**submitted(), "metrics": {**metrics, "xpEarned": -2}}, name="POST /activity/submit with XP below 0")
    await ask("POST", f"{sdk}/activity/submit", {**submitted(), "id": "last", "runId": str(uuid.uuid4()), "metrics": {**metrics, "masteredUnits": 4}}, name="POST /activity/submit of all units")
    await ask("POST", f"{sdk}/activity/submit", {**submitted(), "course": {"code": "X-9"}}, lambda a: a.status == 400, name="POST /activity/submit of another course")
    await ask("POST", f"{sdk}/activity/submit", {**submitted(), "metrics": {}}, lambda a: a.status == 400, name="POST /activity/submit without XP")
    await ask("POST", f"{sdk}/activity/heartbeat", {**activity, "startedAt": now(), "endedAt": now(), "elapsedMs": 60000, "pausedMs": 500})
    await ask("PUT", "/api/activities/first-lesson/complete?xp=3", name="PUT of a route of the app: activity.record()")
    listed = await ask("POST", f"{sdk}/lessons/list", {}, lambda a: sorted(one["name"] for one in a.json["lessons"]) == ["Film", "Map", "Quiz", "The film"])
    await ask("POST", f"{sdk}/lessons/list", {"course": {"code": "R-1"}}, lambda a: [one["question_count"] for one in a.json["lessons"] if one["name"] == "Quiz"] == [4], name="POST /lessons/list of a course")
    lesson = {"lessonId": listed.json["lessons"][0]["id"]}
    for path, body in (
        ("start", lesson),
        ("next", lesson),
        ("submit", {**lesson, "questionId": "q", "response": "a"}),
        ("complete", lesson),
        ("attempts", lesson),
        ("attempt-details", {**lesson, "attempt": 1}),
    ):
        await ask("POST", f"{sdk}/lessons/{path}", body, absent=powerpath)
    zero = lambda a: a.status == 200 and a.json["xp"] == {"today": 0, "all": 0}  # noqa: E731
    await ask("GET", f"{sdk}/user/me", right=zero, name="GET /user/me after it: XP", fault="SDK: its sum_xp wants maps and gets models, so XP is 0 whatever the platform has")
    await ask("GET", f"{sdk}/identity/signout", right=lambda a: a.status == 302)


async def platform(t):
    """What the platform has of all this."""
    c = aim.client()
    item = compute_caliper_line_item_id("https://app.example.org/activities/R-1/first", "rivers")
    results = c.oneroster.assessment_results
    where = {"assessmentLineItem.sourcedId": item, "student.sourcedId": "student-1"}
    await t.call("assessment results of the activity", lambda: results.list(where=where), lambda a: len(a.data) > 0)
    done = lambda: results.list(where={"student.sourcedId": "student-1"})  # noqa: E731
    is_done = lambda a: any((one.metadata or {}).get("isMasteryCompletion") for one in a.data)  # noqa: E731
    await t.call("assessment result of the course's completion, on rivers-cr", done, is_done)
    days = {"start_date": "2020-01-01", "end_date": "2099-01-01", "student_id": "student-1"}
    xp = lambda a: sum(one.activity_metrics.xp_earned for day in a.facts.values() for one in day.values())  # noqa: E731
    await t.call("analytics.get_activity(): XP of the student", lambda: c.edubridge.analytics.get_activity(**days), lambda a: xp(a) == 21)
    await c.close()


async def main():
    t = Table("timeback-sdk")
    with TestClient(app, base_url="https://app.example.org", raise_server_exceptions=False) as browser:
        await requests(t, browser)
    await platform(t)


asyncio.run(main())
identities.shutdown()
