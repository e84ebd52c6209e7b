"""Every method of the official OneRoster client that touches a catalog, on one that the tool published.

The catalog is that of test/witnesses/outside/rivers.ts: courses `rivers` (2 units, 4 lessons, 3 resources, 4
placements) and `lakes`, in the org `partner-sandbox`; a class, a student and an enrollment are there.
"""

import asyncio
import inspect

import aim
from table import Table, ids, untried, watch

from timeback_oneroster.resources.resources import resources as resources_module
from timeback_oneroster.resources.rostering import courses as courses_module

watch(
    courses_module.CoursesResource,
    courses_module.ScopedCourseResource,
    resources_module.ResourcesResource,
    resources_module.ScopedResourceResource,
)

no_patch = "OpenAPI document: courses and resources have no PATCH"
ref = lambda sourced_id: {"sourcedId": sourced_id}  # noqa: E731
org = ref("partner-sandbox")
lessons = {"amazon", "nile", "volga", "danube"}


async def read(t, c):
    courses, resources = c.courses, c.resources
    await t.call("courses.list()", lambda: courses.list(), lambda a: set(ids(a)) == {"rivers", "lakes"} and a.total == 2)
    await t.call("courses.list(limit=1)", lambda: courses.list(limit=1), lambda a: len(a.data) == 1 and a.has_more)
    await t.call("courses.list(limit=1, offset=1)", lambda: courses.list(limit=1, offset=1), lambda a: len(a.data) == 1 and not a.has_more)
    await t.call("courses.list(sort='title', order_by='desc')", lambda: courses.list(sort="title", order_by="desc"), lambda a: ids(a) == ["rivers", "lakes"])
    await t.call("courses.list(where={'courseCode'})", lambda: courses.list(where={"courseCode": "R-1"}), lambda a: ids(a) == ["rivers"])
    await t.call("courses.list(where={'title': contains})", lambda: courses.list(where={"title": {"contains": "ake"}}), lambda a: ids(a) == ["lakes"])
    await t.call("courses.list(where={'status': in_})", lambda: courses.list(where={"status": {"in_": ["active"]}}), lambda a: len(a.data) == 2)
    await t.call("courses.list(where={'sourcedId': ne})", lambda: courses.list(where={"sourcedId": {"ne": "lakes"}}), lambda a: ids(a) == ["rivers"])
    await t.call("courses.list(where={'subjects'})", lambda: courses.list(where={"subjects": {"contains": "Science"}}), lambda a: ids(a) == ["rivers"])
    await t.call("courses.list(search='lake')", lambda: courses.list(search="lake"), lambda a: ids(a) == ["lakes"])
    await t.call("courses.list(fields=[sourcedId, title])", lambda: courses.list(fields=["sourcedId", "title"]), lambda a: {one.title for one in a.data} == {"Rivers", "Lakes"})
    await t.call("courses.list(fields=[sourcedId, status])", lambda: courses.list(fields=["sourcedId", "status"]), raises="ValidationError", fault="SDK: its signature takes any fields, and its model requires the title")
    await t.call("courses.list(where={'status': in_ []})", lambda: courses.list(where={"status": {"in_": []}}), lambda a: len(a.data) == 2, fault="SDK, its documentation of in_: none of no values, yet the condition is dropped")
    await t.call("courses.list_all(limit=1)", lambda: courses.list_all(limit=1), lambda a: len(a) == 2)
    await t.call("courses.list_all(offset=1)", lambda: courses.list_all(offset=1), lambda a: len(a) == 2, fault="SDK: its own signature takes offset, and pages start at 0")
    await t.call("courses.stream()", lambda: courses.stream(limit=1).to_list(), lambda a: len(a) == 2)
    await t.call("courses.first(where)", lambda: courses.first(where={"courseCode": "R-1"}), lambda a: a.sourced_id == "rivers")
    await t.call("courses.exists()", lambda: courses.exists("rivers"), lambda a: a is True)
    await t.call("courses.exists() of none", lambda: courses.exists("seas"), lambda a: a is False)
    await t.call("courses.get()", lambda: courses.get("rivers"), lambda a: a.title == "Rivers" and [int(g) for g in a.grades] == [6] and a.metadata["metrics"]["totalXp"] == 40)
    await t.call("courses.get() of none", lambda: courses.get("seas"), raises="NotFoundError 404")
    one = courses("rivers")
    await t.call("courses(id).get()", lambda: one.get(), lambda a: a.sourced_id == "rivers")
    await t.call("courses(id).exists()", lambda: one.exists(), lambda a: a is True)
    await t.call("courses(id).components()", lambda: one.components(), lambda a: set(ids(a)) == {"springs", "deltas"} | lessons)
    await t.call("courses(id).components(where)", lambda: one.components(where={"title": "Nile"}), lambda a: ids(a) == ["nile"])
    await t.call("courses(id).components(where=OR)", lambda: one.components(where={"OR": [{"title": "Nile"}, {"title": "Depths"}]}), lambda a: set(ids(a)) == {"nile", "depths"}, fault="OpenAPI document, filter: AND binds closer, and the client writes no brackets; `depths` is of another course")
    await t.call("courses(id).stream_components()", lambda: one.stream_components(limit=2).to_list(), lambda a: len(a) == 6)
    await t.call("courses(id).classes()", lambda: one.classes(), lambda a: ids(a) == ["class-1"])
    await t.call("courses(id).stream_classes()", lambda: one.stream_classes().to_list(), lambda a: ids(a) == ["class-1"])
    await t.call("courses(id).resources()", lambda: one.resources(), lambda a: set(ids(a)) == {"film", "map", "quiz"}, open="whether a course has the resources that its placements name")
    await t.call("courses(id).stream_resources()", lambda: one.stream_resources().to_list(), lambda a: set(ids(a)) == {"film", "map", "quiz"}, open="the same")
    await t.call("courses.components()", lambda: courses.components(), lambda a: len(a) == 8)
    await t.call("courses.components(where={'course.sourcedId'})", lambda: courses.components(where={"course.sourcedId": "lakes"}), lambda a: set(ids(a)) == {"shores", "depths"})
    await t.call("courses.stream_components(limit=3)", lambda: courses.stream_components(limit=3).to_list(), lambda a: len({*ids(a)}) == 8)
    await t.call("courses.get_component() of a unit", lambda: courses.get_component("springs"), lambda a: a.title == "Springs" and a.parent is None)
    await t.call("courses.get_component() of a lesson", lambda: courses.get_component("nile"), lambda a: a.parent.sourced_id == "springs" and a.course.sourced_id == "rivers")
    await t.call("courses.get_component() of none", lambda: courses.get_component("seas"), raises="NotFoundError 404")
    placements = await t.call("courses.component_resources()", lambda: courses.component_resources(), lambda a: len(a) == 4)
    await t.call("courses.component_resources(where={'courseComponent.sourcedId'})", lambda: courses.component_resources(where={"courseComponent.sourcedId": "amazon"}), lambda a: {one.resource.sourced_id for one in a} == {"film", "map"})
    await t.call("courses.stream_component_resources(limit=1)", lambda: courses.stream_component_resources(limit=1).to_list(), lambda a: len({*ids(a)}) == 4)
    quizzes = [one for one in placements or [] if one.resource.sourced_id == "quiz"]
    await t.call("courses.get_component_resource()", lambda: courses.get_component_resource(quizzes[0].sourced_id), lambda a: a.lesson_type == "quiz" and a.metadata["lessonType"] == "quiz")
    await t.call("resources.list()", lambda: resources.list(), lambda a: set(ids(a)) == {"film", "map", "quiz"} and a.total == 3)
    await t.call("resources.list(where)", lambda: resources.list(where={"vendorResourceId": "v-2"}), lambda a: ids(a) == ["map"])
    await t.call("resources.list_all(limit=2)", lambda: resources.list_all(limit=2), lambda a: len(a) == 3)
    await t.call("resources.stream()", lambda: resources.stream(limit=1).to_list(), lambda a: len(a) == 3)
    await t.call("resources.first(where)", lambda: resources.first(where={"title": "Film"}), lambda a: a.sourced_id == "film")
    await t.call("resources.get()", lambda: resources.get("film"), lambda a: a.title == "Film" and a.metadata["type"] == "video")
    await t.call("resources.get() of one without grades", lambda: resources.get("film"), lambda a: "grades" in a.metadata, fault="SDK: what was read is not what the platform has; it adds metadata.grades")
    await t.call("resources.exists()", lambda: resources.exists("film"), lambda a: a is True)
    await t.call("resources(id).get()", lambda: resources("film").get(), lambda a: a.sourced_id == "film")
    await t.call("resources(id).exists()", lambda: resources("film").exists(), lambda a: a is True)
    await t.call("resources.export()", lambda: resources.export("film"), lambda a: a[:2] == b"PK")
    await t.call("resources(id).export()", lambda: resources("film").export(), lambda a: a[:2] == b"PK")


async def write(t, c):
    courses, resources = c.courses, c.resources
    course = {"sourcedId": "seas", "status": "active", "title": "Seas", "courseCode": "S-1", "org": org, "subjects": ["Science"], "grades": [5]}
    made = lambda a: a.sourced_id_pairs.allocated_sourced_id  # noqa: E731
    await t.call("courses.create()", lambda: courses.create(course), lambda a: made(a) == "seas")
    await t.call("courses.create() without an id", lambda: courses.create({key: value for key, value in course.items() if key != "sourcedId"}), lambda a: made(a), open="whether ids that are left out are made")
    await t.call("courses.create() of what is there", lambda: courses.create(course), raises="ValidationError 422", open="422 here; clients report 409, and the document lists neither")
    await t.call("courses.create() with grade '6-8'", lambda: courses.create({**course, "sourcedId": "x", "grades": ["6-8"]}), raises="InputValidationError")
    await t.call("courses.create() with primaryApp", lambda: courses.create({**course, "sourcedId": "x", "primaryApp": "a"}), raises="InputValidationError", fault="docs.timeback.com, create a course: primaryApp is a field of it")
    await t.call("courses.update()", lambda: courses.update("seas", {**course, "title": "Seven seas"}))
    await t.call("courses.get() after it", lambda: courses.get("seas"), lambda a: a.title == "Seven seas" and [int(g) for g in a.grades] == [5])
    await t.call("courses.update() of none", lambda: courses.update("oceans", {**course, "sourcedId": "oceans"}), raises="NotFoundError 404", open="whether a PUT makes what is not there")
    await t.call("courses.upsert()", lambda: courses.upsert("oceans", {**course, "sourcedId": "oceans", "courseCode": "S-2"}))
    await t.call("courses.patch()", lambda: courses.patch("seas", {"title": "x"}), raises="APIError 405", fault=no_patch)
    await t.call("courses.create_structure()", lambda: courses.create_structure({"course": course, "courseStructure": {}}), absent="courses/structure: not in the OpenAPI document")
    unit = {"sourcedId": "tides", "status": "active", "title": "Tides", "course": ref("seas"), "sortOrder": 1}
    lesson = {"sourcedId": "moon", "status": "active", "title": "The moon", "course": ref("seas"), "parent": ref("tides"), "sortOrder": 2}
    await t.call("courses.create_component() of a unit", lambda: courses.create_component(unit), lambda a: "sourcedIdPairs" in a)
    await t.call("courses.create_component() of a lesson", lambda: courses.create_component(lesson), lambda a: "sourcedIdPairs" in a)
    await t.call("courses.create_component() by its legacy key", lambda: courses.create_component({**{k: v for k, v in lesson.items() if k != "parent"}, "sourcedId": "sun", "courseComponent": ref("tides")}), lambda a: "sourcedIdPairs" in a)
    await t.call("courses.get_component() of that one", lambda: courses.get_component("sun"), lambda a: a.parent.sourced_id == "tides")
    await t.call("courses.update_component()", lambda: courses.update_component("moon", {**lesson, "title": "Our moon"}))
    await t.call("courses.get_component() after it", lambda: courses.get_component("moon"), lambda a: a.title == "Our moon" and a.parent.sourced_id == "tides")
    await t.call("courses.update_component() that clears the parent", lambda: courses.update_component("sun", {**unit, "sourcedId": "sun", "parent": None}), lambda _: True)
    await t.call("courses.get_component() after it: a unit", lambda: courses.get_component("sun"), lambda a: a.parent is None, open="whether null clears a parent")
    resource = {"sourcedId": "song", "title": "Song", "vendorResourceId": "v-9", "metadata": {"type": "audio", "format": "mp3", "xp": 2}}
    await t.call("resources.create()", lambda: resources.create(resource), lambda a: made(a) == "song")
    await t.call("resources.create() with a key of a type and no type", lambda: resources.create({"title": "x", "vendorResourceId": "x", "metadata": {"xp": 1}}), raises="InputValidationError")
    await t.call("resources.update()", lambda: resources.update("song", {**resource, "title": "Shanty"}))
    await t.call("resources.get() after it", lambda: resources.get("song"), lambda a: a.title == "Shanty" and a.metadata["xp"] == 2)
    await t.call("resources.upsert()", lambda: resources.upsert("poem", {"sourcedId": "poem", "title": "Poem", "vendorResourceId": "v-8"}))
    await t.call("resources.patch()", lambda: resources.patch("song", {"title": "x"}), raises="APIError 405", fault=no_patch)
    placing = {"sourcedId": "seas-cr", "status": "active", "title": "Shanty", "courseComponent": ref("moon"), "resource": ref("song"), "sortOrder": 1, "lessonType": "quiz", "metadata": {"lessonType": "quiz", "questionCount": 5}}
    await t.call("courses.create_component_resource()", lambda: courses.create_component_resource(placing), lambda a: "sourcedIdPairs" in a)
    await t.call("courses.create_component_resource() of a lessonType unknown to the SDK", lambda: courses.create_component_resource({**placing, "sourcedId": "x", "lessonType": "exercise"}), raises="InputValidationError")
    await t.call("courses.update_component_resource()", lambda: courses.update_component_resource("seas-cr", {**placing, "title": "Listen"}))
    await t.call("courses.get_component_resource() after it", lambda: courses.get_component_resource("seas-cr"), lambda a: a.title == "Listen" and a.metadata["questionCount"] == 5)
    await t.call("courses.delete_component_resource()", lambda: courses.delete_component_resource("seas-cr"))
    await t.call("courses.get_component_resource() after it", lambda: courses.get_component_resource("seas-cr"), lambda a: a.status == "tobedeleted")
    await t.call("courses.delete_component()", lambda: courses.delete_component("moon"))
    await t.call("resources.delete()", lambda: resources.delete("song"))
    await t.call("courses.delete()", lambda: courses.delete("oceans"))
    await t.call("courses.get() after it", lambda: courses.get("oceans"), lambda a: a.status == "tobedeleted", open="DELETE is soft by the document's text; whether lists show what is deleted is not said")
    await t.call("courses.update() of what was read", lambda: write_back(courses), raises="InputValidationError", fault="SDK: its read model has dateLastModified, and its write model forbids it; OpenAPI document: the field may be sent")


async def sweep(t, c):
    """All lists of the client, and what hangs on a class, a school, a student, an enrollment: each is read."""
    lists = ["users", "students", "teachers", "schools", "orgs", "classes", "enrollments", "academic_sessions", "terms"]
    lists += ["grading_periods", "demographics", "line_items", "results", "categories", "score_scales"]
    for name in [*lists, "assessment_line_items", "assessment_results"]:
        resource = getattr(c, name)
        await t.call(f"{name}.list(limit=1)", lambda r=resource: r.list(limit=1), lambda a: len(a.data) <= 1 and a.total is not None)
        await t.call(f"{name}.list_all()", lambda r=resource: r.list_all(), lambda a: isinstance(a, list))
        await t.call(f"{name}.first()", lambda r=resource: r.first())
        await t.call(f"{name}.exists() of none", lambda r=resource: r.exists("none"), lambda a: a is False)
    held = {"classes": "class-1", "schools": "school-1", "orgs": "partner-sandbox", "students": "student-1", "users": "student-1", "enrollments": "enrollment-1"}
    absent = ("users.agents", "users.agent_for", "users.demographics")
    for name, sourced_id in held.items():
        scope = getattr(c, name)(sourced_id)
        for method, act in inspect.getmembers(scope, inspect.ismethod):
            needs = [one for one in inspect.signature(act).parameters.values() if one.default is one.empty]
            if method.startswith(("_", "stream", "create", "delete", "decrypt")) or needs:
                continue
            lacking = "agents and demographics of a user: docs/emulator.md" if f"{name}.{method}" in absent else None
            await t.call(f"{name}(id).{method}()", act, lambda a: a is not None, absent=lacking)


async def write_back(courses):
    course = await courses.get("rivers")
    await courses.update("rivers", course.model_dump(by_alias=True, mode="json"))


async def around(t, c):
    """What the catalog meets: orgs, schools, people, classes, gradebook."""
    await t.call("orgs.list()", lambda: c.orgs.list(), lambda a: "partner-sandbox" in ids(a))
    await t.call("orgs.get()", lambda: c.orgs.get("partner-sandbox"), lambda a: a.identifier)
    await t.call("schools.list()", lambda: c.schools.list(), lambda a: "school-1" in ids(a))
    await t.call("schools(id).courses()", lambda: c.schools("school-1").courses(), lambda a: isinstance(a, list))
    await t.call("schools(id).classes()", lambda: c.schools("school-1").classes(), lambda a: isinstance(a, list))
    await t.call("users.list(where={'email'})", lambda: c.users.list(where={"email": "student@example.org"}, limit=2), lambda a: ids(a) == ["student-1"])
    await t.call("users.get()", lambda: c.users.get("student-1"), lambda a: a.email == "student@example.org")
    await t.call("users.list(where={'role'})", lambda: c.users.list(where={"role": "student"}), lambda a: "student-1" in ids(a), open="role is no field of a user in the document, and its README filters by it")
    await t.call("students.list()", lambda: c.students.list(), lambda a: "student-1" in ids(a))
    await t.call("teachers.list()", lambda: c.teachers.list(), lambda a: isinstance(a.data, list))
    await t.call("classes.list()", lambda: c.classes.list(), lambda a: ids(a) == ["class-1"])
    await t.call("classes.get()", lambda: c.classes.get("class-1"), lambda a: a.course.sourced_id == "rivers")
    await t.call("classes(id).resources()", lambda: c.classes("class-1").resources(), lambda a: isinstance(a, list), open="which resources a class has")
    await t.call("enrollments.list()", lambda: c.enrollments.list(), lambda a: ids(a) == ["enrollment-1"])
    await t.call("terms.list()", lambda: c.terms.list(), lambda a: isinstance(a.data, list))
    await t.call("academic_sessions.list()", lambda: c.academic_sessions.list(), lambda a: isinstance(a.data, list), open="sessions belong to others than catalogs")
    await t.call("users(id).resources()", lambda: c.users("student-1").resources(), lambda a: isinstance(a, list), open="which resources a user has")
    item = {"sourcedId": "item-1", "status": "active", "title": "Quiz", "course": ref("rivers"), "resultValueMin": 0, "resultValueMax": 100}
    result = {"sourcedId": "result-1", "status": "active", "student": ref("student-1"), "assessmentLineItem": ref("item-1"), "score": 80, "scoreStatus": "fully graded", "scoreDate": "2026-01-01T00:00:00.000Z"}
    items, results = c.assessment_line_items, c.assessment_results
    await t.call("assessment_line_items.create()", lambda: items.create(item), lambda a: a.sourced_id_pairs.allocated_sourced_id == "item-1")
    await t.call("assessment_line_items.get()", lambda: items.get("item-1"), lambda a: a.title == "Quiz")
    await t.call("assessment_line_items.list(where={'course.sourcedId'})", lambda: items.list(where={"course.sourcedId": "rivers"}), lambda a: "item-1" in ids(a))
    await t.call("assessment_results.upsert()", lambda: results.upsert("result-1", result))
    await t.call("assessment_results.list(where)", lambda: results.list(where={"assessmentLineItem.sourcedId": "item-1", "student.sourcedId": "student-1"}), lambda a: ids(a) == ["result-1"])


async def main():
    core = aim.client()
    c, t = core.oneroster, Table("timeback-oneroster")
    await read(t, c)
    await around(t, c)
    await sweep(t, c)
    await write(t, c)
    await core.close()
    untried()


asyncio.run(main())
