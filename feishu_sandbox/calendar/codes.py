"""Error codes of calendar: code -> usual HTTP status and message."""

from __future__ import annotations

CODES: dict[int, tuple[int, str]] = {
    190002: (400, "invalid parameters in request"),
    190003: (500, "internal service error"),
    190004: (429, "method rate limited"),
    190005: (429, "app rate limited"),
    190006: (403, "wrong unit for app tenant"),
    190007: (404, "app bot_id not found"),
    190008: (400, "page_token or sync_token expired"),
    190009: (400, "sync token cannot be used with other request restrictions"),
    190010: (429, "current operation rate limited"),
    190013: (400, "content being saved is at risk"),
    190014: (400, "invalid request parameters. check details for more info."),
    191000: (404, "calendar not found"),
    191001: (400, "invalid calendar_id"),
    191002: (403, "no calendar access_role"),
    191003: (403, "calendar is deleted"),
    191004: (403, "invalid calendar type"),
    193000: (400, "invalid event_id"),
    193001: (404, "event not found"),
    193002: (403, "no permission to operate event"),
    193003: (403, "event is deleted"),
    194000: (404, "attendee not found"),
    194001: (403, "no permission to list event attendees"),
    194002: (403, "no permission to create event attendees"),
    194003: (403, "no permission to delete event attendees"),
    194004: (400, "invalid attendee type"),
    195100: (404, "user is dismiss or not exist in the tenant"),
}
