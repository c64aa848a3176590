"""thresholds.yaml is checked on load."""

import pytest
import yaml
from pydantic import ValidationError

from extractors.thresholds import FILE, Thresholds, thresholds


def test_the_file_is_sound():
    assert thresholds().technology.most_fields <= 3


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("technology", "second_share", 1.5),
        ("technology", "most_fields", 9),
        ("technology", "unheard_of", 1),
        ("direction", "prior", -1),
    ],
)
def test_a_bad_value_is_refused_by_name(section, key, value):
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    data[section][key] = value
    with pytest.raises(ValidationError, match=key):
        Thresholds.model_validate(data)
