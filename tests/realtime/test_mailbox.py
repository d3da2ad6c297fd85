"""What waits for a socket: in order, bounded, and a long beginning takes no one's space."""

from realtime.mailbox import MOST_CHARACTERS, MOST_MESSAGES, Mailbox


async def test_what_comes_first_is_delivered_first_and_the_rest_in_order() -> None:
    box = Mailbox()
    box.hold()
    box.put("2")
    box.put("3")
    box.release("1")
    assert [await box.get() for _ in range(3)] == ["1", "2", "3"]


async def test_a_county_that_fills_the_box_leaves_room_for_what_follows() -> None:
    box = Mailbox()
    box.release("x" * (MOST_CHARACTERS + 1))
    box.put("alarms")
    assert len(await box.get() or "") == MOST_CHARACTERS + 1
    assert await box.get() == "alarms"


async def test_whoever_does_not_read_is_sent_away() -> None:
    box = Mailbox()
    for number in range(MOST_MESSAGES + 1):
        box.put(str(number))
    assert await box.get() is None


async def test_whoever_reads_slowly_but_reads_may_stay() -> None:
    box = Mailbox()
    for number in range(3 * MOST_MESSAGES):
        box.put(str(number))
        assert await box.get() == str(number)
