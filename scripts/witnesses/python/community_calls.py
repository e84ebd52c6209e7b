"""Every method for courses and resources of the PyPI client `timeback` 0.3.0, which others than the platform make."""

import asyncio

import aim  # noqa: F401: refuses every other address
import timeback.models.request as requests
from table import Table, untried, watch
from timeback import Timeback
from timeback.services.oneroster.resources import ResourcesService
from timeback.services.oneroster.rostering import RosteringService

ref = lambda sourced_id: {"sourcedId": sourced_id}  # noqa: E731

org = "OpenAPI document: a course has `org`, and the client sends `orgSourcedId`"
org_read = "OpenAPI document: a course has `org`, and the client's model requires `orgSourcedId`"
beside = "OpenAPI document: resources of a course, class or user are below /resources/v1p2/resources, and the client leaves that out"
bare = "OpenAPI document: references in answers are `{sourcedId}`, and the client requires href and type"
importance = "OpenAPI document: `importance` of a resource is optional, and the client requires it"
partial = "OpenAPI document: a PUT of this record requires its title and references, and the client leaves out what is not set"


def catalog_methods(cls):
    """Leaves the methods of a class that are about courses and resources."""
    for name in list(vars(cls)):
        if not name.startswith("_") and not any(word in name for word in ("course", "component", "resource")):
            delattr(cls, name)


def calls(method, of, **fields):
    """The call of a method with the request that it takes."""
    name = "".join(word.title() for word in method.__name__.split("_"))
    request = getattr(requests, f"Timeback{name}Request")
    return lambda: method(request(**of, **fields))


def first(answer):
    return next(iter(answer.model_dump().values()))


async def read(t, rostering, resources):
    by_id = lambda i: {"sourced_id": i}  # noqa: E731
    count = lambda n: lambda a: len(first(a)) == n  # noqa: E731
    await t.call("get_all_component_resources()", calls(rostering.get_all_component_resources, {}), raises="ValidationError", fault=bare)
    await t.call("get_all_courses()", calls(rostering.get_all_courses, {}), raises="ValidationError", fault=org_read)
    await t.call("get_course()", calls(rostering.get_course, by_id("rivers")), raises="ValidationError", fault=org_read)
    await t.call("get_course() of none", calls(rostering.get_course, by_id("seas")), raises="NotFoundError")
    await t.call("get_classes_for_course()", calls(rostering.get_classes_for_course, {"course_sourced_id": "rivers"}), count(1))
    await t.call("get_courses_for_school()", calls(rostering.get_courses_for_school, {"school_sourced_id": "school-1"}), open="which courses a school has")
    await t.call("get_all_course_components()", calls(rostering.get_all_course_components, {}), count(8))
    await t.call("get_course_component()", calls(rostering.get_course_component, by_id("nile")), lambda a: a.courseComponent.title == "Nile")
    await t.call("get_component_resource()", calls(rostering.get_component_resource, by_id("made-cr")), raises="NotFoundError")
    await t.call("get_all_resources()", calls(resources.get_all_resources, {}), raises="ValidationError", fault=importance)
    await t.call("get_resource()", calls(resources.get_resource, by_id("film")), lambda a: a.resource.title == "Film")
    await t.call("get_resource() of one without importance", calls(resources.get_resource, by_id("map")), raises="ValidationError", fault=importance)
    await t.call("get_resources_for_course()", calls(resources.get_resources_for_course, {"course_sourced_id": "rivers"}), raises="NotFoundError", fault=beside)
    await t.call("get_resources_for_class()", calls(resources.get_resources_for_class, {"class_sourced_id": "class-1"}), raises="NotFoundError", fault=beside)
    await t.call("get_resources_for_user()", calls(resources.get_resources_for_user, {"user_sourced_id": "student-1"}), raises="NotFoundError", fault=beside)


async def write(t, rostering, resources):
    course = {"sourcedId": "seas", "title": "Seas", "orgSourcedId": "partner-sandbox"}
    await t.call("create_course()", calls(rostering.create_course, {}, course=course), raises="RequestError", fault=org)
    await t.call("update_course()", calls(rostering.update_course, {"sourced_id": "lakes"}, course={"title": "Great lakes", "status": "active", "orgSourcedId": "partner-sandbox"}), raises="RequestError", fault=org)
    unit = {"sourcedId": "isles", "title": "Isles", "course": ref("lakes")}
    await t.call("create_course_component()", calls(rostering.create_course_component, {}, courseComponent=unit))
    await t.call("update_course_component() with all that is required", calls(rostering.update_course_component, {"sourced_id": "isles"}, courseComponent={**unit, "status": "active", "title": "Islands"}))
    await t.call("update_course_component() of a title", calls(rostering.update_course_component, {"sourced_id": "isles"}, courseComponent={"title": "x"}), raises="RequestError", fault=partial)
    made = {"sourcedId": "made", "title": "Made", "vendorResourceId": "v-7", "importance": "primary"}
    await t.call("create_resource()", calls(resources.create_resource, {}, resource=made))
    await t.call("update_resource()", calls(resources.update_resource, {"sourced_id": "made"}, resource={**made, "title": "Made again"}))
    placing = {"sourcedId": "made-cr", "title": "Made", "courseComponent": ref("isles"), "resource": ref("made")}
    await t.call("create_component_resource()", calls(rostering.create_component_resource, {}, componentResource=placing))
    await t.call("update_component_resource()", calls(rostering.update_component_resource, {"sourced_id": "made-cr"}, componentResource={**placing, "status": "active", "title": "Placed"}), raises="ValidationError", fault=bare)
    await t.call("delete_component_resource()", lambda: rostering.delete_component_resource("made-cr"))
    await t.call("delete_resource()", lambda: resources.delete_resource("made"))
    await t.call("delete_course_component()", lambda: rostering.delete_course_component("isles"))
    await t.call("delete_course()", lambda: rostering.delete_course("lakes"))


async def main():
    for cls in (RosteringService, ResourcesService):
        catalog_methods(cls)
    watch(RosteringService, ResourcesService)
    client = Timeback(client_id=aim.CLIENT_ID, client_secret=aim.CLIENT_SECRET, environment="staging")
    # It takes no address: those of its parts are changed.
    http = client._http_oneroster
    http._base_url = aim.BASE
    http._token_provider._idp_token_url = f"{aim.BASE}/oauth2/token"
    t = Table("timeback")
    await read(t, client.oneroster.rostering, client.oneroster.resources)
    await write(t, client.oneroster.rostering, client.oneroster.resources)
    untried()


asyncio.run(main())
