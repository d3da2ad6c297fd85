"""Counting which pieces speak for which label."""

import json

from hypothesis import given
from hypothesis import strategies as st

from incidents.finding.bayes import RARE, STRANGERS, Bayes

LETTERS = st.sets(st.sampled_from("abcdefgh"), max_size=5)


def taught(*texts: tuple[str, set[str]], times: int = RARE) -> Bayes:
    model = Bayes()
    for label, pieces in texts * times:
        model.learn(label, pieces)
    model.settle()
    return model


def test_the_label_of_its_words_weighs_most() -> None:
    model = taught(("fire", {"通道", "堵塞"}), ("road", {"井盖", "松动"}), ("road", {"路面", "坑洼"}))
    weights = model.weights(["井盖", "堵塞", "井盖"], ["fire", "road", "gas"])
    assert max(weights, key=weights.__getitem__) == "road"
    assert "gas" not in weights


def test_what_few_texts_say_is_never_kept() -> None:
    model = taught(("fire", {"通道"}))
    model.learn("fire", {"张三", "通道"})
    model.settle()
    assert "张三" not in json.dumps(model.as_json(), ensure_ascii=False)
    assert model.speaks_for("张三", "fire") == 0.0


def test_a_label_seen_twice_does_not_outvote_a_common_one() -> None:
    model = taught(*[("common", {"a", letter}) for letter in "bcdefgh"], times=40)
    model.learn("rare", {"z"})
    weights = model.weights(["a", "b"], ["common", "rare"])
    assert weights["common"] > weights["rare"]
    assert STRANGERS > 2


@given(st.lists(st.tuples(st.sampled_from("xyz"), LETTERS), max_size=30), LETTERS)
def test_it_comes_back_from_json_as_it_was(texts: list[tuple[str, set[str]]], asked: set[str]) -> None:
    model = taught(*texts, times=1)
    again = Bayes.of_json(json.loads(json.dumps(model.as_json())))
    assert again.weights(sorted(asked), "xyz") == model.weights(sorted(asked), "xyz")
