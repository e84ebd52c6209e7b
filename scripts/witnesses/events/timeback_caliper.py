"""Makes events with the official timeback-caliper 0.4.0, for the tests: all five of its factories, and the two events that its server builds.

    pip install timeback-caliper==0.4.0 timeback-sdk==0.4.0
    python timeback_caliper.py > test/caliper/made-by/timeback-caliper.json
"""

import sys

sys.path = [entry for entry in sys.path if not entry.endswith("witnesses/events")]

from timeback.server.handlers.activity import caliper as server
from timeback.shared.types import CourseCodeRef
from timeback_caliper import event_factories as make
from timeback_caliper.types import timeback as t

BASE = "https://api.alpha-1edtech.ai"
LESSON = BASE + "/rostering/1.0/lessons/lesson-1"
PERSON = {"id": BASE + "/rostering/1.0/users/student-1", "type": "Person"}
EXTENSIONS = {"subject": "Math", "course": {"id": BASE + "/rostering/1.0/courses/course-1"}}
APP = {"id": BASE + "/applications/1.0/app-1", "type": "SoftwareApplication"}
TIME = "2026-01-01T12:00:00.000Z"
numbers = iter(range(1, 1000))


def common(**options):
    number = next(numbers)
    return {"id": f"urn:uuid:00000000-0000-4000-8000-{number:012}", "event_time": TIME, "ed_app": APP, **options}


def questions():
    for actor in (PERSON, PERSON["id"]):
        for extensions in (None, EXTENSIONS, {**EXTENSIONS, "lesson": {"id": LESSON}}):
            item = t.QuestionObjectInput(id="https://app.example.org/items/1", isPartOf=LESSON)
            answer = t.ResponseGeneratedInput(id="urn:uuid:response", attempt="urn:uuid:attempt")
            score = t.ScoreGeneratedInput(id="urn:uuid:score", scoreGiven=1, maxScore=1, attempt="urn:uuid:attempt")
            yield make.create_question_seen_event(t.QuestionSeenInput(actor=actor, object=item, **common(extensions=extensions)))
            yield make.create_question_answered_event(t.QuestionAnsweredInput(actor=actor, object=item, generated=answer, **common(extensions=extensions)))
            yield make.create_question_graded_event(t.QuestionGradedInput(actor=actor, object="urn:uuid:attempt", generated=score, **common(extensions=extensions)))


def activities():
    user = t.TimebackUser(id=BASE + "/ims/oneroster/rostering/v1p2/users/student-1", email="student@example.org")
    context = server.build_activity_context(
        activity_id="halves",
        activity_name="Halves",
        course_selector=CourseCodeRef(code="MATH-3"),
        course_config={"subject": "Math", "course_code": "MATH-3", "ids": {"production": "course-1"}},
        app_name="Example app",
        api_env="production",
        sensor="https://app.example.org",
        oneroster_base_url=BASE,
        oneroster_rostering_path="/ims/oneroster/rostering/v1p2",
    )
    for metrics in ({"xpEarned": 10, "totalQuestions": 4, "correctQuestions": 3, "masteredUnits": 1}, {"xpEarned": 1.5}, {"totalQuestions": 4, "correctQuestions": 3}):
        yield server.build_submit_event(
            actor=user,
            activity_context=context,
            activity_metrics=server.build_activity_metrics(metrics),
            event_time=TIME,
            attempt=1,
            course_id="course-1",
            run_id="00000000-0000-4000-8000-00000000000a",
        )
    yield server.build_time_spent_event(
        actor=user,
        activity_context=context,
        time_spent_metrics=server.build_time_spent_metrics(60000, 500),
        event_time=TIME,
        course_id="course-1",
    )
    bare = t.TimebackActivityContext(id="https://app.example.org/activities/1", subject="Reading", app=t.TimebackApp(name="Example app"))
    yield make.create_activity_event(t.ActivityCompletedInput(actor=user, object=bare, metrics=[t.TimebackActivityMetric(type="xpEarned", value=5)], **common()))


def dump(events):
    return "[\n" + ",\n".join(event.model_dump_json(by_alias=True, exclude_none=True) for event in events) + "\n]"


print(f'{{ "library": "timeback-caliper", "version": "0.4.0", "events": {dump(questions())}, "activities": {dump(activities())} }}')
