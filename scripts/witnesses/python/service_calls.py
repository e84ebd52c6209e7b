"""The other official clients, as far as they touch a catalog: Caliper, EduBridge, PowerPath, CASE."""

import asyncio

import aim
from table import Table, untried, watch

from timeback_caliper import create_activity_event, create_question_graded_event, create_time_spent_event
from timeback_caliper.resources.events import EventsResource
from timeback_caliper.resources.jobs import JobsResource
from timeback_caliper.types import (
    ActivityCompletedInput,
    CaliperEnvelope,
    TimebackActivity,
    TimebackActivityContext,
    TimebackActivityMetric,
    TimebackApp,
    TimebackCourse,
    TimebackUser,
    TimeSpentInput,
    TimeSpentMetric,
)
from timeback_caliper.types.timeback import QuestionGradedInput, ScoreGeneratedInput
from timeback_case import CaseClient
from timeback_case import resources as case_resources
from timeback_edubridge import resources as edubridge_resources
from timeback_edubridge.types import SubjectTrackUpsertInput
from timeback_powerpath.resources.lesson_plans import LessonPlansResource
from timeback_powerpath.resources.render_config import RenderConfigResource
from timeback_powerpath.resources.syllabus import SyllabusResource

watch(
    EventsResource,
    JobsResource,
    case_resources.AssociationsResource,
    case_resources.DocumentsResource,
    case_resources.ItemsResource,
    case_resources.PackagesResource,
    edubridge_resources.AnalyticsResource,
    edubridge_resources.EnrollmentsResource,
    edubridge_resources.SubjectTrackResource,
    LessonPlansResource,
    RenderConfigResource,
    SyllabusResource,
)

sensor = "https://app.example.org"
users = f"{aim.BASE}/ims/oneroster/rostering/v1p2/users"
courses = f"{aim.BASE}/ims/oneroster/rostering/v1p2/courses"
actor = TimebackUser(id=f"{users}/student-1", email="student@example.org")
activity = TimebackActivityContext(
    id=f"{sensor}/activities/R-1/first",
    subject="Science",
    app=TimebackApp(name="App"),
    course=TimebackCourse(id=f"{courses}/rivers", name="R-1"),
    activity=TimebackActivity(name="First"),
)
more = {"courseId": "rivers"}
powerpath = "PowerPath: docs/emulator.md"


def done(**fields):
    metric = lambda kind, value: TimebackActivityMetric(type=kind, value=value)  # noqa: E731
    metrics = [metric("xpEarned", 10), metric("totalQuestions", 4), metric("correctQuestions", 3)]
    return ActivityCompletedInput(**{"actor": actor, "object": activity, "metrics": metrics, "extensions": more} | fields)


def spent():
    metrics = [TimeSpentMetric(type="active", value=60), TimeSpentMetric(type="inactive", value=5)]
    return TimeSpentInput(actor=actor, object=activity, metrics=metrics, extensions=more)


def enveloped(*events):
    data = [event.model_dump(mode="json", by_alias=True, exclude_none=True) for event in events]
    return CaliperEnvelope(sensor=sensor, sendTime="2026-01-01T00:00:00.000Z", dataVersion="http://purl.imsglobal.org/ctx/caliper/v1p2", data=data)


async def caliper(t, c):
    events, jobs = c.caliper.events, c.caliper.jobs
    sent = await t.call("events.send_activity()", lambda: events.send_activity(sensor, done()), lambda a: a.job_id)
    job = sent.job_id if sent else "none"
    await t.call("jobs.get_status()", lambda: jobs.get_status(job), lambda a: a.state == "completed")
    await t.call("jobs.wait_for_completion()", lambda: jobs.wait_for_completion(job, timeout=5), lambda a: a.state == "completed")
    await t.call("jobs.get_status() of none", lambda: jobs.get_status("none"), raises="NotFoundError 404")
    await t.call("events.send_time_spent()", lambda: events.send_time_spent(sensor, spent()), lambda a: a.job_id)
    both = [create_activity_event(done()), create_time_spent_event(spent())]
    await t.call("events.send() of two in one envelope", lambda: events.send(sensor, both), lambda a: a.job_id)
    await t.call("events.send_envelope()", lambda: events.send_envelope(enveloped(*both)), lambda a: a.job_id)
    await t.call("events.validate()", lambda: events.validate(enveloped(*both)), lambda a: a.status == "success")
    question = "GradeEvent of a question: the object is a text and no course is named; the documents differ"
    graded = QuestionGradedInput(actor=f"{users}/student-1", object="urn:uuid:11111111-1111-4111-8111-111111111111", generated=ScoreGeneratedInput(score_given=1, max_score=1, attempt="urn:uuid:11111111-1111-4111-8111-111111111111"), ed_app=sensor)
    await t.call("events.send_question_graded()", lambda: events.send_question_graded(sensor, graded), open=question)
    await t.call("events.send_question_seen()", lambda: events.send_question_seen(sensor, question_seen()), open="AssessmentItemEvent on this service: no document says what comes of it")
    await t.call("events.send_question_answered()", lambda: events.send_question_answered(sensor, question_answered()), open="the same")
    await t.call("events.send() of a question graded, in one envelope with an activity", lambda: events.send(sensor, [both[0], create_question_graded_event(graded)]), open=question)
    await t.call("events.list()", lambda: events.list(), lambda a: len(a.events) >= 5)
    stored = await t.call("events.stream()", lambda: events.stream(limit=2).to_list(), lambda a: len(a) >= 5)
    external = stored[0].external_id if stored else "none"
    await t.call("events.get()", lambda: events.get(external), lambda a: a.external_id == external)
    await t.call("events.get() of none", lambda: events.get("urn:uuid:11111111-1111-4111-8111-111111111111"), raises="NotFoundError 404")


def question_seen():
    from timeback_caliper.types.timeback import QuestionObjectInput, QuestionSeenInput

    return QuestionSeenInput(actor=f"{users}/student-1", object=QuestionObjectInput(id="urn:uuid:22222222-2222-4222-8222-222222222222"), ed_app=sensor)


def question_answered():
    from timeback_caliper.types.timeback import QuestionAnsweredInput, QuestionObjectInput, ResponseGeneratedInput

    generated = ResponseGeneratedInput(id="urn:uuid:33333333-3333-4333-8333-333333333333", attempt="urn:uuid:11111111-1111-4111-8111-111111111111")
    return QuestionAnsweredInput(actor=f"{users}/student-1", object=QuestionObjectInput(id="urn:uuid:22222222-2222-4222-8222-222222222222"), generated=generated, ed_app=sensor)


def xp_of(days):
    subjects = [subject for day in days.values() for subject in day.values()]
    return sum(one.activity_metrics.xp_earned for one in subjects)


async def edubridge(t, c):
    enrollments, analytics, tracks = c.edubridge.enrollments, c.edubridge.analytics, c.edubridge.subject_tracks
    own = await t.call("enrollments.list()", lambda: enrollments.list(user_id="student-1"), lambda a: [one.course.id for one in a] == ["rivers"] and a[0].course.metadata)
    enrollment = own[0].id if own else "enrollment-1"
    days = {"start_date": "2020-01-01", "end_date": "2099-01-01", "student_id": "student-1"}
    await t.call("analytics.get_activity()", lambda: analytics.get_activity(**days), lambda a: xp_of(a.facts) >= 10)
    await t.call("analytics.get_enrollment_facts()", lambda: analytics.get_enrollment_facts(enrollment_id=enrollment), lambda a: xp_of(a.facts) >= 10)
    import datetime

    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    await t.call("analytics.get_weekly_facts()", lambda: analytics.get_weekly_facts(week_date=today, student_id="student-1"), lambda a: any(one.course_id == "rivers" for one in a))
    absent = "EduBridge, but for enrollments and analytics of facts: docs/emulator.md"
    await t.call("analytics.get_highest_grade_mastered()", lambda: analytics.get_highest_grade_mastered("student-1", "Science"), absent=absent)
    await t.call("enrollments.enroll()", lambda: enrollments.enroll("student-1", "lakes"), lambda a: a.course.id == "lakes")
    await t.call("enrollments.unenroll()", lambda: enrollments.unenroll("student-1", "lakes"))
    await t.call("enrollments.list() after it", lambda: enrollments.list(user_id="student-1"), lambda a: [one.course.id for one in a] == ["rivers"])
    await t.call("enrollments.get_default_class()", lambda: enrollments.get_default_class("rivers"), lambda a: a is not None)
    await t.call("enrollments.reset_goals()", lambda: enrollments.reset_goals("rivers"), absent=absent)
    await t.call("enrollments.reset_progress()", lambda: enrollments.reset_progress("student-1", "rivers"), absent=absent)
    await t.call("subject_tracks.list()", lambda: tracks.list(), absent=absent)
    await t.call("subject_tracks.list_groups()", lambda: tracks.list_groups(), absent=absent)
    await t.call("subject_tracks.upsert()", lambda: tracks.upsert(SubjectTrackUpsertInput(subject="Science", grade="6", course_id="rivers")), absent=absent)
    await t.call("subject_tracks.delete()", lambda: tracks.delete("track-1"), absent=absent)


async def power(t, c):
    plans, syllabus, configs = c.powerpath.lesson_plans, c.powerpath.syllabus, c.powerpath.render_config
    calls = {
        "lesson_plans.create()": lambda: plans.create({"courseId": "rivers", "userId": "student-1"}),
        "lesson_plans.get()": lambda: plans.get("rivers", "student-1"),
        "lesson_plans.get_structure()": lambda: plans.get_structure("plan-1"),
        "lesson_plans.get_tree()": lambda: plans.get_tree("plan-1"),
        "lesson_plans.get_course_progress()": lambda: plans.get_course_progress("rivers", "student-1"),
        "lesson_plans.list_operations()": lambda: plans.list_operations("plan-1"),
        "lesson_plans.create_operations()": lambda: plans.create_operations("plan-1", {"operation": {"type": "set-skipped", "payload": {"target": {"type": "resource", "id": "film"}, "value": True}}}),
        "lesson_plans.recreate()": lambda: plans.recreate("plan-1"),
        "lesson_plans.sync()": lambda: plans.sync("plan-1"),
        "lesson_plans.update_student_item_response()": lambda: plans.update_student_item_response({"studentId": "student-1", "componentResourceId": "x", "result": {"status": "active", "scoreDate": "2026-01-01", "scoreStatus": "fully graded"}}),
        "lesson_plans.delete_all()": lambda: plans.delete_all("rivers"),
        "syllabus.get()": lambda: syllabus.get("rivers"),
        "render_config.get()": lambda: configs.get("rivers"),
        "render_config.upsert()": lambda: configs.upsert({"courseIds": ["rivers"], "rendererId": "r", "rendererUrl": "https://app.example.org", "rendererVersion": "1"}),
        "render_config.delete()": lambda: configs.delete("rivers"),
    }
    for call, act in calls.items():
        await t.call(call, act, absent=powerpath)
    await t.call("lesson_plans.sync_course()", lambda: plans.sync_course("rivers"), lambda a: isinstance(a.lesson_plans_affected, list))


async def case(t, c):
    absent = "CASE, but for items and documents to read: docs/emulator.md"
    token = {"auth_url": f"{aim.BASE}/oauth2/token", "client_id": aim.CLIENT_ID, "client_secret": aim.CLIENT_SECRET}
    c = CaseClient(base_url=aim.BASE, **token)
    items, documents, packages = c.items, c.documents, c.packages
    standard = "11111111-1111-4111-8111-111111111111"
    await t.call("items.get()", lambda: items.get(standard), lambda a: "CFItem" in a)
    await t.call("items.get() of none", lambda: items.get("none"), raises="NotFoundError 404")
    await t.call("items.list()", lambda: items.list(), lambda a: standard in [one.sourced_id for one in a["CFItems"]])
    await t.call("documents.get()", lambda: documents.get("22222222-2222-4222-8222-222222222222"), lambda a: "CFDocument" in a)
    await t.call("documents.list()", lambda: documents.list(), lambda a: "22222222-2222-4222-8222-222222222222" in [one.sourced_id for one in a["CFDocuments"]])
    await t.call("associations.get()", lambda: c.associations.get("11111111-1111-4111-8111-111111111111"), absent=absent)
    await t.call("packages.get()", lambda: packages.get("11111111-1111-4111-8111-111111111111"), absent=absent)
    await t.call("packages.get_groups()", lambda: packages.get_groups("11111111-1111-4111-8111-111111111111"), absent=absent)
    document = {"identifier": "d", "uri": "https://example.org/d", "lastChangeDateTime": "2026-01-01T00:00:00Z", "title": "D", "creator": "A"}
    package = {"CFDocument": document, "CFItems": [], "CFAssociations": []}
    await t.call("packages.create()", lambda: packages.create(package), absent=absent)
    await t.call("packages.update()", lambda: packages.update("d", package), absent=absent)
    await t.call("packages.upsert()", lambda: packages.upsert("d", package), absent=absent)


async def main():
    c = aim.client()
    for name, calls in (("timeback-caliper", caliper), ("timeback-edubridge", edubridge), ("timeback-powerpath", power), ("timeback-case", case)):
        await calls(Table(name), c)
    await c.close()
    untried()


asyncio.run(main())
