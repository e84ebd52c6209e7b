"""What the official client does on a platform with faults or quirks. `SERVERS`: their addresses, by name."""

import asyncio
import json
import os

import aim
from table import Table, ids

servers = json.loads(os.environ["SERVERS"])
course = {"sourcedId": "rivers", "status": "active", "title": "Great rivers", "courseCode": "R-1", "org": {"sourcedId": "partner-sandbox"}}

#: What is right at a GET of a course while the fault strikes once: an error, or None for an answer.
faults = {
    "429": (None, None),
    "503": (None, None),
    "500": ("ServerError 500", None),
    "502": ("ServerError 502", None),
    "504": ("ServerError 504", None),
    "html": ("APIError 502", None),
    "forbid": ("ForbiddenError 403", None),
    "token-expires": ("AuthenticationError 401", None),
    "drop-before": ("RemoteProtocolError", "SDK: an error of the network comes as that of its HTTP library, not as one of its own"),
    "empty": ("TypeError", "SDK: an answer of 200 without a body ends as an error of Python"),
    "truncated": ("APIError 200", None),
    "token-down": ("Exception", "SDK: what the token request answers comes as a plain Exception and not as its AuthenticationError, and is not retried"),
}


async def read(t, name, raises, fault):
    core = aim.client(servers[name])
    courses = core.oneroster.courses
    right = lambda a: a.title == "Rivers"  # noqa: E731
    await t.call(f"courses.get() with the fault {name}", lambda: courses.get("rivers"), right, raises=raises, fault=fault)
    if raises and name not in ("forbid", "token-down"):
        await t.call(f"courses.get() once more after {name}", lambda: courses.get("rivers"), right)
    await core.close()


async def written(t):
    core = aim.client(servers["redirect"])
    courses = core.oneroster.courses
    await t.call("courses.update() with the fault redirect", lambda: courses.update("rivers", course), fault="RFC 9110, 15.4.8: a PUT that answers 307 was not carried out; the client says nothing")
    await core.close()


async def quirks(t):
    """Every list and a record of each kind, read under each quirk that publishing absorbs."""
    for name in sorted(servers):
        if not name.startswith("quirk "):
            continue
        core = aim.client(servers[name])
        await t.call(f"all lists under the {name}", lambda c=core: lists(c.oneroster), lambda a: a == "2 courses, 8 components, 4 placements, 3 resources")
        await core.close()


async def lists(c):
    courses = await c.courses.list_all()
    components = await c.courses.components()
    placements = await c.courses.component_resources()
    resources = await c.resources.list_all()
    await c.courses.get("rivers")
    return f"{len(courses)} courses, {len(components)} components, {len(placements)} placements, {len(resources)} resources"


async def pages(t):
    """Lists of 231 components, however they are cut."""
    for name in sorted(servers):
        if not name.startswith("pages "):
            continue
        core = aim.client(servers[name])
        for limit in (100, 200):
            everything = lambda c=core, n=limit: c.oneroster.courses.stream_components(limit=n).to_list()  # noqa: E731
            await t.call(f"courses.stream_components(limit={limit}) of 231, {name}", everything, lambda a: len({*ids(a)}) == 231)
        await core.close()


async def main():
    t = Table("timeback-oneroster")
    for name, (raises, fault) in faults.items():
        await read(t, name, raises, fault)
    await written(t)
    await pages(t)
    await quirks(t)


asyncio.run(main())
