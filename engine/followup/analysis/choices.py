"""Media and recipients that can never be chosen, or that make no difference."""

from collections.abc import Iterator

from followup.analysis.conditions import not_looked_at, of_condition, when_of
from followup.analysis.kinds import CHOICE_CHANGES_NOTHING, GROUP_NEVER_REACHED, MEDIUM_NEVER_CHOSEN
from followup.analysis.subject import Advising
from followup.analysis.worlds import World, value
from followup.loading.findings import shown
from followup.loading.parts import entries, items, key_place, mapping, one_or_many, part, text
from followup.model.diagnostic import Diagnostic
from followup.model.rule import LAST_USED
from followup.model.vocabulary import INTERVIEWER


def of_choices(one: Advising) -> Iterator[Diagnostic]:
    """Yield what is to be said of the entries of ``via``."""
    if one.worlds is None and any(choice.when is not None for choice in one.do.via):
        yield not_looked_at(key_place(one.body, "via"))
    if not one.do.via or not one.live or one.dead:
        return
    choices = list(zip(one.do.via, items(part(one.body, "via")), one.chances, strict=True))
    for number, (choice, node, chances) in enumerate(choices):
        medium = mapping(node)["medium"]
        answers = {True if choice.when is None else value(choice.when, world) for world in one.live}
        if choice.when is not None:
            alone = any(value(choice.when, world) is True for world in one.worlds or ())
            where = f" when the rule's own {shown('when')} does" if alone else ""
            never = f"this never holds{where}, so that {shown(choice.medium)} is never chosen here"
            yield from of_condition(choice.when, when_of(node), one.look_when_live, one.setting.vocabulary, never)
        if True in answers and not chances and not (choice.medium == LAST_USED and one.do.to is None):
            message = f"{shown(choice.medium)} is never chosen: wherever it would be, an earlier choice is taken"
            yield MEDIUM_NEVER_CHOSEN.at(medium.place, message)
        elif choice.when is not None and answers != {True} and True in answers and number + 1 < len(choices):
            after = one.do.via[number + 1]
            same = (after.medium, after.object) == (choice.medium, choice.object)
            if same and all(_follows(number, one, world) for world in one.live):
                message = (
                    f"the choice after this one is {shown(choice.medium)}, too, whether this condition holds or not"
                )
                yield CHOICE_CHANGES_NOTHING.at(medium.place, message)


def _follows(number: int, one: Advising, world: World) -> bool:
    """Tell whether the choice after that *number* applies in *world*, if that one does not surely fail."""
    own, after = one.do.via[number].when, one.do.via[number + 1].when
    if own is not None and value(own, world) is False:
        return True
    return after is None or value(after, world) is True


def of_groups(one: Advising) -> Iterator[Diagnostic]:
    """Yield the entries of ``first`` that can never have their turn."""
    event = one.do.anchor.event
    kinds = () if event is None else one.setting.vocabulary.kinds_called(event)
    met = bool(kinds) and all(kind.meets for kind in kinds)
    seen: set[str] = set()
    for how, _, groups in entries(part(one.body, "to")):
        for group in one_or_many(groups) if how == "first" else ():
            if text(group) in seen:
                yield GROUP_NEVER_REACHED.at(group.place, f"{shown(text(group))} stands here a second time")
            elif met and INTERVIEWER in seen:
                message = f"{shown(text(group))} never has its turn: every {shown(str(event))} has an interviewer"
                yield GROUP_NEVER_REACHED.at(group.place, message)
            seen.add(text(group))
