"""Writing YAML: what is written is read back as the same."""

from hypothesis import given
from hypothesis import strategies as st

from followup.loading.read import read_text
from followup.loading.write import as_yaml
from followup.testing.strategies import policies

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"], exclude_characters="\ufffe\uffff")),
    st.sampled_from(["no", "~", "", "<<", "=", "09:00", "1_000", "0x1f", "- a", "a: b", "a #b", "$x", "a:", "-1 day"]),
)
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=30,
)


@given(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=5), st.integers(0, 8))
def test_what_is_written_is_read_back(value: dict[str, object], indent: int) -> None:
    node, found = read_text(as_yaml(value, indent), "a.yaml")
    assert () == found
    assert node is not None
    assert value == node.plain()


@given(policies())
def test_a_policy_is_read_back(policy: dict[str, object]) -> None:
    node, found = read_text(as_yaml(policy), "a.yaml")
    assert () == found
    assert node is not None
    assert policy == node.plain()
