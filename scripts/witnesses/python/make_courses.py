"""Makes, with the official SDK, what its own sync makes of a course, and a course with units and lessons."""

import asyncio

import aim
from table import row

from timeback.server.lib.utils import derive_course_structure_ids

org = {"sourcedId": "partner-sandbox"}


def ref(sourced_id):
    return {"sourcedId": sourced_id}


def titled(sourced_id, title, **more):
    return {"sourcedId": sourced_id, "status": "active", "title": title, **more}


async def main():
    core = aim.client()
    courses, resources = core.oneroster.courses, core.oneroster.resources
    own = derive_course_structure_ids("math-3")
    interactive = {"type": "interactive", "launchUrl": "https://app.example.org", "toolProvider": "App"}
    quiz = {"lessonType": "quiz", "metadata": {"lessonType": "quiz", "questionCount": 5}}
    await courses.create(titled(own.course, "Math 3", courseCode="MATH-3", org=org, subjects=["Math"], grades=[3]))
    await courses.create_component(titled(own.component, "Math 3", course=ref(own.course), sortOrder=1))
    await resources.create({"sourcedId": own.resource, "title": "Math 3", "vendorResourceId": own.resource, "metadata": interactive})
    await courses.create_component_resource(titled(own.component_resource, "Math 3", courseComponent=ref(own.component), resource=ref(own.resource), sortOrder=1, **quiz))

    await courses.create(titled("fractions", "Fractions", courseCode="F-1", org=org, subjects=["Math"], grades=[4, 5], metadata={"metrics": {"totalXp": 10}}))
    await courses.create_component(titled("halves", "Halves", course=ref("fractions"), sortOrder=1))
    await courses.create_component(titled("thirds", "Thirds", course=ref("fractions"), sortOrder=2, prerequisites=["halves"], prerequisiteCriteria="ALL"))
    for at, lesson in enumerate(("half", "quarter"), 1):
        await courses.create_component(titled(lesson, lesson.title(), course=ref("fractions"), parent=ref("halves"), sortOrder=at))
        video = {"type": "video", "format": "mp4", "duration": "00:05:00", "xp": 2}
        await resources.create({"sourcedId": f"{lesson}-video", "title": lesson.title(), "vendorResourceId": lesson, "roles": ["primary"], "importance": "primary", "metadata": video})
        await courses.create_component_resource(titled(f"{lesson}-cr", lesson.title(), courseComponent=ref(lesson), resource=ref(f"{lesson}-video"), sortOrder=1, **quiz))
    await core.close()
    row(made=True)


asyncio.run(main())
