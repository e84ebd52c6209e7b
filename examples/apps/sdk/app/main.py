"""The app: the routes of the SDK for browsers, and one of its own that records an activity."""

from fastapi import Depends, FastAPI, HTTPException, Request
from timeback.server import TimebackInstance

from app.catalog import lessons
from app.sessions import signed_in
from app.timeback import timeback

app = FastAPI()
app.include_router(timeback.router, prefix="/api/timeback")


@app.put("/api/activities/first-lesson/complete")
async def complete(xp: float, request: Request, tb: TimebackInstance = Depends(timeback)):
    user = signed_in(request)
    if user is None:
        raise HTTPException(401)
    lesson = lessons.FIRST_LESSON
    await tb.activity.record({
        "user": {"email": user.email},
        "activity": {
            "id": lesson.sourced_id,
            "name": lesson.title,
            "course": {"code": lesson.course_code},
        },
        "metrics": {"xp_earned": xp},
    })
    return {"status": "completed"}
