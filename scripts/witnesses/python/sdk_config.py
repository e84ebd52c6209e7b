"""Reads a timeback.config.json as an app on the official SDK does, for both of its platforms, and prints what it got as JSON.

    python sdk_config.py FILE

An error of the SDK is printed as {"refused": "..."}. Nothing is sent.
"""
import json
import sys

from timeback.server import ApiCredentials, CustomIdentityConfig, TimebackConfig
from timeback.server.timeback import create_server


def read(env, path):
    try:
        server = create_server(
            TimebackConfig(
                env=env,
                api=ApiCredentials(client_id="a", client_secret="b"),
                identity=CustomIdentityConfig(mode="custom", get_email=lambda _: "student@example.org"),
                config_path=path,
            )
        )
    except Exception as error:  # what the SDK raises is the answer
        return {"refused": str(error)}
    config = server.app_config
    return {"name": config.name, "sensor": config.sensor, "courses": config.courses}


print(json.dumps({env: read(env, sys.argv[1]) for env in ("staging", "production")}))
