"""Nobody else owns our plain top-level names, and we would see it if somebody did."""

from pipeline.doctor import TOP_LEVELS, foreign_owners


def test_no_other_distribution_owns_our_names() -> None:
    assert foreign_owners() == {}


def test_another_owner_is_seen() -> None:
    owners = {"models": ["kejichu", "some-models"], "flows": ["kejichu"], "numpy": ["numpy"]}
    assert foreign_owners(owners) == {"models": ["some-models"]}


def test_our_own_name_is_known_in_any_spelling() -> None:
    assert foreign_owners({name: ["Kejichu"] for name in TOP_LEVELS}) == {}
