"""The Timeback instance of the app: who it is, and how it knows its users. Reads timeback.config.json."""

import os

from timeback.server import ApiCredentials, SsoIdentityConfig, TimebackConfig, TimebackFastAPI

from app.sessions import remember, signed_in

timeback = TimebackFastAPI(
    TimebackConfig(
        env="staging",
        api=ApiCredentials(
            client_id=os.environ["TIMEBACK_CLIENT_ID"],
            client_secret=os.environ["TIMEBACK_CLIENT_SECRET"],
        ),
        identity=SsoIdentityConfig(
            client_id=os.environ["SSO_CLIENT_ID"],
            client_secret=os.environ["SSO_CLIENT_SECRET"],
            issuer=os.environ.get("SSO_ISSUER"),
            get_user=signed_in,
            on_callback_success=remember,
        ),
    )
)
