"""Reads all records of a platform with the official client's models and prints them: to parse is to accept."""

import asyncio
import os

import aim
from table import row

from timeback_common import TimebackProvider
from timeback_core import TimebackClient


def partner_client():
    """The partner half: its paths are those of the profile LEARNWITH_AI, with resources where partners have them."""
    return TimebackClient(
        provider=TimebackProvider(
            base_url=aim.BASE,
            auth_url=f"{aim.BASE}/auth/1.0/token",
            client_id=aim.CLIENT_ID,
            client_secret=aim.CLIENT_SECRET,
            path_profile="LEARNWITH_AI",
            paths={"oneroster": {"resources": "/rostering/1.0"}},
        )
    )


async def main():
    is_partner = os.environ["DIALECT"] == "partner"
    core = partner_client() if is_partner else aim.client()
    c = core.oneroster
    lists = {"course": c.courses.list_all, "resource": c.resources.list_all}
    if not is_partner:
        lists |= {"courseComponent": c.courses.stream_components().to_list, "componentResource": c.courses.stream_component_resources().to_list}
    for kind, read in lists.items():
        for record in await read():
            row(kind=kind, record=record.model_dump(by_alias=True, mode="json", exclude_none=True))
    await core.close()


asyncio.run(main())
