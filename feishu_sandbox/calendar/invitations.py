"""What people do with invitations: send them, take them back, answer, hide who is invited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.calendar.changes import Changes
from feishu_sandbox.calendar.model import Attendee

if TYPE_CHECKING:
    from feishu_sandbox.calendar.model import Event


class InvitationActs(Changes):
    """Builders of attendees; each change is one of the event too."""

    def add_attendees(self, event: Event, *targets: str, optional: bool = False) -> list[Attendee]:
        """Invite people (open_id), groups (chat_id), rooms (`omm_...`) or e-mail addresses."""
        with self.world.lock:
            added = [self._attendee(event, target) for target in targets]
            for attendee in added:
                attendee.optional = optional
            event.attendees += added
            self.changed(event)
        return added

    def remove_attendee(self, event: Event, attendee: Attendee) -> None:
        """Take an invitation back: it is still listed, as `removed`."""
        self.rsvp(event, attendee, "removed")

    def rsvp(self, event: Event, attendee: Attendee, answer: str) -> None:
        """Answer an invitation: `accept`, `tentative` or `decline`."""
        with self.world.lock:
            attendee.rsvp = answer
            self.changed(event)

    def hide_attendees(self, event: Event) -> None:
        """Let guests not see each other, nor readers of a calendar who is invited."""
        with self.world.lock:
            event.attendee_ability = "none"
            self.changed(event)

    def _attendee(self, event: Event, target: str) -> Attendee:
        kind, name = self._kind_and_name(target)
        return Attendee(
            attendee_id=f"{kind}_{self.world.new_id('attendee')}",
            kind=kind,
            target=target,
            name=name,
            organizer=target == event.organizer,
            external=kind == "third_party",
        )

    def _kind_and_name(self, target: str) -> tuple[str, str]:
        state = self.world.state
        if target in state.users:
            return "user", state.users[target].name
        if target in state.chats:
            return "chat", state.chats[target].name
        return ("third_party", target) if "@" in target else ("resource", target)
