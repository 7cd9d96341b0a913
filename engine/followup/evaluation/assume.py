"""How the future answers what the simulated candidate does. Source: ``language.md`` section 4."""

from collections.abc import Iterable, Mapping, Sequence

from followup.model.timeline import Assumption, Event


def assumed_outcome(assume: Iterable[Assumption], deed: Mapping[str, str], dids: Sequence[Event]) -> str | None:
    """Return the outcome of *deed*, the fields of a `did`, or None; *dids* are those before it, real and simulated."""
    for assumption in assume:
        if _speaks_of(assumption, deed):
            before = sum(did.fields.get("to") == deed.get("to") and _speaks_of(assumption, did.fields) for did in dids)
            return assumption.outcomes[before] if before < len(assumption.outcomes) else None
    return None


def _speaks_of(assumption: Assumption, deed: Mapping[str, object]) -> bool:
    return assumption.act in (None, deed.get("act")) and assumption.via in (None, deed.get("via"))
