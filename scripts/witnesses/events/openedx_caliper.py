"""Makes events with the PyPI package openedx-caliper-tracking 0.14.3, from tracking events of our own, for the tests:
  pip download --no-deps openedx-caliper-tracking==0.14.3 && tar xzf openedx-caliper-tracking-0.14.3.tar.gz
  pip install python-dateutil isodate && python openedx_caliper.py FOLDER > test/caliper/made-by/openedx-caliper.json
It runs within an LMS on Django: the few names that its transformers take from there stand below. Graded events are made
with and without the subject, course and lesson of a catalog; an LMS would put them in as well.
"""

import builtins
import copy
import itertools
import json
import sys
import types
import uuid

BASE = "https://api.alpha-1edtech.ai"
LESSON = f"{BASE}/rostering/1.0/lessons/lesson-1"
PAGE = "https://lms.example.org/courses/c/quiz"
NAMED = {"subject": "Math", "course": {"id": f"{BASE}/rostering/1.0/courses/course-1"}}


def module(name, **names):
    made = types.ModuleType(name)
    made.__dict__.update(names)
    sys.modules[name] = made
    return made


settings = types.SimpleNamespace(LMS_ROOT_URL=BASE)
for package in ("django", "django.core", "django.contrib", "django.urls"):
    module(package)
module("django.conf", settings=settings)
module("django.contrib.auth", get_user_model=None)
module("django.core.mail", send_mail=None)
module("django.core.urlresolvers", reverse=lambda _, kwargs: f"/rostering/1.0/users/{kwargs['username']}")
module("django.urls.exceptions", NoReverseMatch=LookupError)
# It was written for Python 2.
builtins.unicode = str
counted = itertools.count(1)
uuid.uuid4 = lambda: uuid.UUID(int=next(counted))

# Of the package itself the transformers alone, and not what sends events.
module("openedx_caliper_tracking", __path__=[f"{sys.argv[1]}/openedx_caliper_tracking"])
from openedx_caliper_tracking.base_transformer import base_transformer  # noqa: E402
from openedx_caliper_tracking.caliper_config import EVENT_MAPPING  # noqa: E402


def tracked(name, referer, event, source="server"):
    """An event of the tracking log, in the form that an LMS writes."""
    context = {"course_id": "course-v1:o+c+r", "org_id": "o", "path": "/quiz", "user_id": 6, "referer": referer}
    context |= {"asides": {}, "course_user_tags": {}, "module": {"display_name": "Quiz"}, "username": "student-1"}
    made = {"name": name, "event_type": name, "event": event, "context": context, "event_source": source}
    made |= {"username": "student-1", "time": "2026-01-01T12:00:00+00:00", "referer": referer, "page": referer}
    return made | {"ip": "192.0.2.1", "host": "lms.example.org", "agent": "agent", "session": "s", "accept_language": "en"}


def caliper(name, referer, event, source="server"):
    """What the package makes of it."""
    current = tracked(name, referer, copy.deepcopy(event), source)
    return EVENT_MAPPING[name](current, base_transformer(current))


graded = {
    "problem_graded": "[score]",
    "problem_rescore": {"problem_id": "p", "orig_score": 0, "new_score": 1},
    "edx.grades.problem.rescored": {"problem_id": "p", "new_weighted_earned": 1},
    "edx.grades.problem.score_overridden": {"problem_id": "p", "weighted_earned": 1},
    "openassessmentblock.staff_assess": {"scored_at": "2026-01-01T11:59:00+00:00", "parts": []},
    "openassessmentblock.self_assess": {"scored_at": "2026-01-01T11:59:00+00:00", "parts": []},
    "edx.grades.problem.submitted": {"problem_id": "p", "weighted_earned": 1, "weighted_possible": 1},
    "problem_check": {"problem_id": "p", "grade": 1, "max_grade": 1},
    "edx.drag_and_drop_v2.item.picked_up": {"item_id": 1},
    "edx.drag_and_drop_v2.item.dropped": {"item_id": 1, "is_correct": True},
}
others = {
    "edx.user.login": {"username": "student-1"},
    "edx.user.logout": {"username": "student-1"},
    "edx.drag_and_drop_v2.loaded": {},
    "edx.drag_and_drop_v2.feedback.opened": {"content": "c", "truncated": False},
}

events = []
for name, event in graded.items():
    made = caliper(name, PAGE, event)
    events += [made, made | {"extensions": NAMED}, made | {"extensions": made["extensions"] | NAMED}]
    events.append(caliper(name, LESSON, event) | {"extensions": NAMED})
    # A score where Caliper has it: the package writes none.
    score = {"id": f"{PAGE}#score", "type": "Score", "scoreGiven": 1, "maxScore": 1}
    events.append(caliper(name, LESSON, event) | {"extensions": NAMED, "generated": score})
events += [caliper(name, PAGE, event) for name, event in others.items()]
for event in events:
    event["id"] = uuid.uuid4().urn
lines = ",\n".join("  " + json.dumps(event) for event in events)
print(f'{{ "library": "openedx-caliper-tracking", "version": "0.14.3", "events": [\n{lines}\n]}}')
