"""Taking away from a draft whatever it can do without."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from followup.analysis.draft import START, Draft, Figure, Scene
from followup.model.vocabulary import INTERVIEWER


def shrunk(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Return *draft* less all that can be taken away one at a time while it is *still* what it should be.

    What comes out is minimal: whatever `smaller` takes away from it is missed.
    """
    while True:
        found = next((one for one in smaller(draft) if still(one)), None)
        if found is None:
            return draft
        draft = found


def tidied(draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Return *draft* with its events by time and its first meeting, or first event, at `START`, if it is *still* so."""
    if not draft.scenes:
        return draft
    sorted_ = replace(draft, scenes=tuple(sorted(draft.scenes, key=lambda scene: scene.at.minute)))
    first = next((scene for scene in sorted_.scenes if scene.kind.meets is not None), sorted_.scenes[0])
    for tidy in (sorted_.moved(START - first.at.minute), sorted_):
        if still(tidy):
            return tidy
    return draft


def smaller(draft: Draft) -> Iterator[Draft]:
    """Yield *draft* with one thing less, the largest first: an instant, an event, a person, a field, a fact."""
    if draft.as_of is not None:
        yield replace(draft, as_of=None)
    if draft.horizon is not None:
        yield replace(draft, horizon=None)
    for index in range(len(draft.scenes)):
        yield replace(draft, scenes=draft.scenes[:index] + draft.scenes[index + 1 :])
    for person in draft.people:
        yield _without_person(draft.renaming(person, INTERVIEWER), person)
        yield _without_person(_unnamed(draft, person), person)
    for scene in draft.scenes:
        for name, value in scene.fields.items():
            yield draft.instead(scene, _without_field(scene, name))
            if isinstance(value, tuple) and scene.kind.fields[name].type.personal and len(value) > 1:
                for one in value:
                    yield draft.instead(scene, _without_one(scene, name, str(one)))
    for name, figure in draft.people.items():
        if figure.role is not None:
            yield draft.casting(name, replace(figure, role=None))
        if figure.reach is not None:
            yield draft.casting(name, replace(figure, reach=None))
            for medium in figure.reach if len(figure.reach) > 1 else ():
                yield draft.casting(name, Figure(figure.role, tuple(one for one in figure.reach if one != medium)))
    for fact in draft.facts:
        yield draft.stating(fact, None)


def _without_field(scene: Scene, name: str) -> Scene:
    return replace(scene, fields={key: value for key, value in scene.fields.items() if key != name})


def _without_one(scene: Scene, name: str, gone: str) -> Scene:
    value = scene.fields[name]
    assert isinstance(value, tuple), "asked only for a list"
    return replace(scene, fields={**scene.fields, name: tuple(str(one) for one in value if one != gone)})


def _unnamed(draft: Draft, person: str) -> Draft:
    """Return *draft* with *person* in none of its events."""

    def less(scene: Scene) -> Scene:
        for name, value in scene.fields.items():
            if scene.kind.fields[name].type.personal:
                if value == person or value == (person,):
                    scene = _without_field(scene, name)
                elif isinstance(value, tuple) and person in value:
                    scene = _without_one(scene, name, person)
        return scene

    return replace(draft, scenes=tuple(map(less, draft.scenes)))


def _without_person(draft: Draft, person: str) -> Draft:
    return replace(draft, people={name: one for name, one in draft.people.items() if name != person})
