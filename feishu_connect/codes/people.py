"""Codes of changes of people (`/uAjLw4CM/ukTMukTMukTM/reference/contact-v3/user/...`)."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AmbiguousWriteError, NotFoundError, RetriesExhaustedError

#: Seats, the quota of new people, and the way people are let go: of the company, not of a person.
_OF_COMPANY = (41007, 44004, 44062)


def people() -> Rows:
    """Give the rows of this area."""
    yield from _identity()
    yield from _values()
    yield from _state()
    yield from _partial()


def _identity() -> Rows:
    taken = "Let the record give what the person has in Feishu, or change that in the admin console"
    yield (
        (41012,),
        Resolution(
            Action.FAIL,
            "there is no such person",
            "Check the id and its kind (`user_id_type`)",
            NotFoundError,
        ),
    )
    for code, what in (
        (41001, "somebody has this mobile already"),
        (41002, "somebody has this e-mail already"),
        (41011, "somebody has this user_id already"),
        (41034, "somebody has the e-mail's first part already"),
        (41053, "there is such a person already"),
        (44024, "somebody has this enterprise e-mail already"),
        (44051, "somebody has this employee_no already"),
    ):
        yield (code,), Resolution(Action.FAIL, what, taken)
    yield (
        (41003,),
        Resolution(
            Action.FAIL,
            "mobile and e-mail belong to two different accounts",
            "Give the mobile and e-mail of one person, or close the account that has the other",
        ),
    )
    yield (
        (40021,),
        Resolution(
            Action.FAIL,
            "this client_token was used for somebody else",
            "Look in the admin console whether the person is there",
        ),
    )


def _values() -> Rows:
    for codes, what, cure in (
        ((41004,), "the mobile is not valid", "Abroad it needs + and the country's code"),
        ((41005, 41035), "the e-mail is not valid", ""),
        ((41009, 41010), "the mobile is missing", "A new person needs one"),
        ((41006, 41040), "the name is missing", "A new person needs one"),
        ((41014,), "Feishu does not accept the name", ""),
        ((41017, 41041), "the department is missing", "A new person needs `department_ids`"),
        ((41033,), "a person is in 50 departments at most", ""),
        ((44035,), "there is no such department", "Check `department_ids`, `department_id_type`"),
        ((41025,), "`orders` names a department that is not in `department_ids`", ""),
        ((41410,), "the primary department has to have the highest `department_order`", ""),
        ((44002,), "`orders` can be changed together with `department_ids` only", ""),
        ((41030,), "nobody can be his or her own leader", ""),
        ((44021,), "the leader has left", "Give somebody who is still there"),
        ((44022,), "the leader is not known", "Give an id, e-mail or mobile of this company"),
        ((41036, 41037), "the avatar_key is not valid", "Upload the picture as an avatar first"),
        ((41038,), "gender is 0, 1, 2 or 3", ""),
        ((41042,), "the join_time is not valid", "Give seconds since 1970 or a date"),
        ((41043,), "a user_id has 64 characters at most", ""),
        ((41045,), "there is no such custom field", "See the stream `custom_attrs`"),
        ((41044, 41046, 41047, 41048), "a custom field is not given as it should be", ""),
        ((41057, 41059), "there is no such employee_type", "See the stream `employee_types`"),
        ((41060,), "the employee_type is not in use", "See the stream `employee_types`"),
        ((44044,), "there is no such job level", "See the stream `job_levels`"),
        ((44045,), "there is no such job family", "See the stream `job_families`"),
        ((44038, 44039, 44040), "the tenant cannot keep people in this `geo`", ""),
        ((44018,), "Lark takes no +86 mobiles", "Give another mobile"),
        ((44019,), "an unverified company takes +86 mobiles only", "Have the company verified"),
        ((44020,), "a mobile from abroad needs an e-mail beside it", "Give `email` too"),
        ((44001,), "the enterprise e-mail's domain is not the company's", ""),
        ((41052,), "the acceptor is not valid", "Give a colleague who is still there"),
    ):
        yield codes, Resolution(Action.FAIL, what, cure)


def _state() -> Rows:
    lock = Resolution(
        Action.RETRY, "the directory is being changed by another", error=RetriesExhaustedError
    )
    yield (43024, 43030, 44025), lock
    yield (
        (41027,),
        Resolution(
            Action.VERIFY,
            "Feishu could not make the account",
            "Run again later",
            AmbiguousWriteError,
        ),
    )
    for codes, what, cure in (
        ((41007, 41008, 44023), "the tenant has no seat left", "Free one, or buy more"),
        (
            (44046, 44047, 44048, 44049, 44050),
            "the seat is not valid",
            "Give `subscription_ids` of free seats, and the app the scope to assign them",
        ),
        ((44004, 44009), "too many people were made lately", "Run again after 24 hours"),
        ((41013,), "the user_id was changed too often", "Change it in the admin console"),
        (
            (42006,),
            "the person has left",
            "Take the person back in the admin console, or let the route do it with `resurrect`",
        ),
        ((44010, 44011), "the person has not joined, or has quit", "Look in the admin console"),
        ((44028,), "the person left more than 30 days ago", "Make a new account"),
        ((44030, 44031, 44032), "somebody else has the person's number, address or id now", ""),
        ((44033,), "the person has not left", ""),
        (
            (44034, 44042),
            "the person is still leaving or coming back",
            "Run again later; it takes 48 hours at most",
        ),
        (
            (44036, 44037),
            "administrators cannot be suspended or let go",
            "Take the role away in the admin console first",
        ),
        ((44053, 43031), "this comes from another source and cannot be edited", "Change it there"),
        ((44062,), "the company lets people go by its life cycle only", "Let go there"),
    ):
        yield codes, Resolution(Action.FAIL, what, cure, of_all=codes[0] in _OF_COMPANY)


def _partial() -> Rows:
    yield (
        (44054, 44055, 44056, 44057, 44058, 44059),
        Resolution(
            Action.FAIL,
            "the person is saved, without city or job title",
            "Enable the city or job title in the admin console",
        ),
    )
