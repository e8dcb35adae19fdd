"""What Slack says of a user, followed: joining, changing, leaving, and coming back."""

from typing import Any

import pytest

from bot.errors import Refusal
from bot.roster.models import Person
from bot.roster.profiles import admit, follow
from bot.storage.work import Work
from tests.conftest import Do


def user(slack_id: str = "U1ANA", email: str = "ana@example.com", **changes: Any) -> dict[str, Any]:
    profile = {"real_name": "Ana Torres", "email": email}
    return {"id": slack_id, "tz": "Europe/Madrid", "profile": profile, **changes}


def deactivated(slack_id: str = "U1ANA") -> dict[str, Any]:
    """Slack leaves the zone and most of the flags out."""
    return {"id": slack_id, "deleted": True, "profile": {"real_name": "", "email": ""}}


class Following:
    def __init__(self, do: Do) -> None:
        self._do = do

    def __call__(self, said: dict[str, Any]) -> Person | None:
        person: Person | None = self._do(lambda work: follow(work, said))
        return person

    def set(self, person: Person, **values: Any) -> None:
        def change(work: Work) -> None:
            stored = work.session.merge(person)
            for name, value in values.items():
                setattr(stored, name, value)

        self._do(change)


@pytest.fixture
def following(do: Do) -> Following:
    return Following(do)


def test_somebody_new_is_known_from_then_on(following: Following) -> None:
    ana = following(user(is_owner=True))
    assert ana is not None
    assert (ana.name, ana.email, ana.time_zone) == ("Ana Torres", "ana@example.com", "Europe/Madrid")
    assert (ana.is_admin, ana.active) == (True, True)


@pytest.mark.parametrize("flag", ["is_bot", "is_restricted", "is_ultra_restricted", "is_stranger", "deleted"])
def test_guests_bots_strangers_and_leavers_are_left_out(following: Following, flag: str) -> None:
    assert following(user() | {flag: True}) is None
    assert following(user(slack_id="USLACKBOT")) is None


def test_a_move_to_another_zone_is_followed(following: Following) -> None:
    following(user())
    moved = following(user(tz="Asia/Tokyo"))
    assert moved is not None
    assert moved.time_zone == "Asia/Tokyo"


def test_what_the_roster_file_gave_is_not_followed(following: Following) -> None:
    ana = following(user())
    assert ana is not None
    following.set(ana, zone_is_given=True, name_is_given=True)
    again = following(user(tz="Asia/Tokyo", profile={"real_name": "ana t", "email": "ana@example.com"}))
    assert again is not None
    assert (again.time_zone, again.name) == ("Europe/Madrid", "Ana Torres")


def test_whoever_leaves_is_kept_as_inactive_with_everything_that_was_known(following: Following) -> None:
    following(user())
    gone = following(deactivated())
    assert gone is not None
    assert (gone.active, gone.name, gone.time_zone) == (False, "Ana Torres", "Europe/Madrid")


def test_whoever_becomes_a_guest_no_longer_takes_part(following: Following) -> None:
    following(user())
    guest = following(user(is_restricted=True))
    assert guest is not None
    assert not guest.active


def test_whoever_is_activated_again_takes_part_again(following: Following) -> None:
    following(user())
    following(deactivated())
    back = following(user())
    assert back is not None
    assert back.active


def test_a_new_account_takes_the_email_over_from_the_old_one(following: Following) -> None:
    old = following(user())
    following(deactivated())
    new = following(user(slack_id="U2ANA"))
    assert old is not None
    assert new is not None
    assert new.email == "ana@example.com"
    assert new.id != old.id


def test_two_accounts_with_one_email_disturb_nobody(following: Following) -> None:
    following(user())
    second = following(user(slack_id="U2ANA"))
    assert second is not None
    assert second.email is None


def test_a_zone_that_does_not_exist_becomes_utc(following: Following) -> None:
    ana = following(user(tz="Mars/Olympus"))
    assert ana is not None
    assert ana.time_zone == "UTC"


def test_guests_who_use_tandem_are_told_why_not(do: Do) -> None:
    with pytest.raises(Refusal, match="guests and bots take no part"):
        do(lambda work: admit(work, user(is_restricted=True)))
