"""Who is signed in, by a cookie. Kept in memory: an app with more than one process keeps it in its database."""

import secrets

from starlette.responses import RedirectResponse

users = {}


def remember(context):
    """Called after a sign-in, with the user that the platform knows by the e-mail address."""
    session = secrets.token_urlsafe()
    users[session] = context.user
    response = RedirectResponse("/", status_code=302)
    response.set_cookie("session", session, httponly=True, secure=True, samesite="lax")
    return response


def signed_in(request):
    """The user of a request, or None."""
    return users.get(request.cookies.get("session"))
