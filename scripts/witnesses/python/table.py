"""Makes calls of a client one after the other and prints a row for each, as a line of JSON.

A call says what is right of its answer. A call that is the client's own fault says so with the document that
decides it, and its row tells whether the client still does it; likewise for what a platform need not have.
"""

import functools
import inspect
import json

#: Methods of the classes that `watch` was given, and those that were called.
known, called = set(), set()


def watch(*classes):
    """Notes each call of the public methods of these classes, so that `untried` can name the others."""
    for cls in classes:
        for name, method in inspect.getmembers(cls, inspect.isfunction):
            if not name.startswith("_"):
                known.add(f"{cls.__name__}.{name}")
                setattr(cls, name, _noting(f"{cls.__name__}.{name}", method))


def _noting(name, method):
    @functools.wraps(method)
    def noted(*args, **named):
        called.add(name)
        return method(*args, **named)

    return noted


def row(**fields):
    print(json.dumps(fields, ensure_ascii=False), flush=True)


def untried():
    """A row with the methods that no call came by."""
    row(untried=sorted(known - called), tried=len(called))


class Table:
    def __init__(self, client):
        self.client = client

    async def call(self, call, act, right=lambda _: True, *, raises=None, fault=None, absent=None, open=None):
        """`act`: makes the call. `right`: whether its answer is so. `raises`: the error that is right instead.

        `fault`: the document that says why what comes out is the client's fault. `absent`: what the platform
        lacks, told by 501. `open`: the question that no document decides.
        """
        answer, error = None, None
        try:
            made = act()
            answer = await made if inspect.isawaitable(made) else made
        except Exception as raised:  # noqa: BLE001: any error of a client is an answer
            error = raised
        if absent is not None:
            verdict = "absent" if 501 in (status_of(error), status_of(answer)) else "wrong"
        elif raises is not None:
            verdict = "right" if error is not None and said(error).startswith(raises) else "wrong"
        else:
            verdict = "right" if error is None and is_so(right, answer) else "wrong"
        if verdict == "right" and fault is not None:
            verdict = "client"
        if verdict == "right" and open is not None:
            verdict = "open"
        why = fault or absent or open
        words = said(error) if error is not None else words_of(answer)
        row(client=self.client, call=call, answer=words, verdict=verdict, **({"why": why} if why else {}))
        return answer


def is_so(right, answer):
    try:
        return bool(right(answer))
    except Exception:  # noqa: BLE001: an answer of another form is not right
        return False


def status_of(error):
    return getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)


def said(error):
    """An error in a few words that are the same in every run."""
    status = status_of(error)
    return type(error).__name__ + (f" {status}" if status else "")


def words_of(answer):
    """An answer in a few words that are the same in every run: counts and kinds, no ids and no times."""
    if answer is None:
        return "nothing"
    if isinstance(answer, (bool, int, float, str)):
        return repr(answer) if len(repr(answer)) <= 80 else f"{type(answer).__name__} of {len(answer)}"
    if hasattr(answer, "in_words"):
        return answer.in_words()
    if isinstance(answer, bytes):
        return f"{len(answer) // 1024 + 1} KiB of bytes"
    if hasattr(answer, "data") and isinstance(answer.data, list):
        total = getattr(answer, "total", None)
        return words_of(answer.data) + (f" of {total}" if total is not None else "")
    if isinstance(answer, (list, tuple)):
        kinds = sorted({type(one).__name__ for one in answer})
        return f"{len(answer)} {' and '.join(kinds)}" if kinds else "none"
    if isinstance(answer, dict):
        return "map of " + ", ".join(sorted(map(str, answer))[:4])
    return type(answer).__name__


def ids(answer):
    """The ids of a list, of a page or of one record."""
    items = getattr(answer, "data", answer)
    return [getattr(one, "sourced_id", None) for one in items]
