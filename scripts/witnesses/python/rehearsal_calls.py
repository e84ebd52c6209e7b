"""What the official SDK makes of a rehearsal: its models of the events, the line item that its server computes, and
the results, student, class and enrollment that its client reads. One line for each event."""

import asyncio
import json
import os

import aim
from table import row

from timeback.server.handlers.activity.attempts import compute_caliper_line_item_id
from timeback_caliper.types.timeback import ActivityCompletedEvent


async def main():
    core = aim.client()
    c = core.oneroster
    for envelope in json.loads(os.environ["ENVELOPES"]):
        [sent] = envelope["data"]
        event = ActivityCompletedEvent.model_validate(sent)
        student, course = event.actor.id.split("/")[-1], event.extensions["courseId"]
        item = compute_caliper_line_item_id(event.object.id, course)
        where = {"status": "active", "assessmentLineItem.sourcedId": item, "student.sourcedId": student}
        results = await c.assessment_results.list_all(where=where)
        [user] = (await c.users.list(where={"email": event.actor.email})).data
        [held] = [one for one in await c.enrollments.list_all() if one.user.sourced_id == student]
        row(
            lineItem=(await c.assessment_line_items.get(item)).sourced_id,
            results=len(results),
            attempt=results[0].metadata["attempt"],
            isStudent=user.sourced_id == student,
            course=(await c.classes.get(held.class_.sourced_id)).course.sourced_id,
        )
    await core.close()


asyncio.run(main())
