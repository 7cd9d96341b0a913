"""Taking away from a sketch whatever it can do without."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from followup.analysis.sketch import START, Figure, Scene, Sketch
from followup.model.vocabulary import INTERVIEWER


def shrunk(sketch: Sketch, still: Callable[[Sketch], bool]) -> Sketch:
    """Return *sketch* less all that can be taken away one at a time while it is *still* what it should be.

    What comes out is minimal: whatever `smaller` takes away from it is missed.
    """
    while True:
        found = next((one for one in smaller(sketch) if still(one)), None)
        if found is None:
            return sketch
        sketch = found


def tidied(sketch: Sketch, still: Callable[[Sketch], bool]) -> Sketch:
    """Return *sketch* with its events by time, and its first meeting or event at `START`, if it is *still* so."""
    if not sketch.scenes:
        return sketch
    sorted_ = replace(sketch, scenes=tuple(sorted(sketch.scenes, key=lambda scene: scene.at.minute)))
    first = next((scene for scene in sorted_.scenes if scene.kind.meets is not None), sorted_.scenes[0])
    for tidy in (sorted_.moved(START - first.at.minute), sorted_):
        if still(tidy):
            return tidy
    return sketch


def smaller(sketch: Sketch) -> Iterator[Sketch]:
    """Yield *sketch* with one thing less, the largest first: an instant, an event, a person, a field, a fact."""
    if sketch.as_of is not None:
        yield replace(sketch, as_of=None)
    if sketch.horizon is not None:
        yield replace(sketch, horizon=None)
    for index in range(len(sketch.scenes)):
        yield replace(sketch, scenes=sketch.scenes[:index] + sketch.scenes[index + 1 :])
    for person in sketch.people:
        yield _without_person(sketch.renaming(person, INTERVIEWER), person)
        yield _without_person(_unnamed(sketch, person), person)
    for scene in sketch.scenes:
        for name, value in scene.fields.items():
            yield sketch.instead(scene, _without_field(scene, name))
            if isinstance(value, tuple) and scene.kind.fields[name].type.personal and len(value) > 1:
                for one in value:
                    yield sketch.instead(scene, _without_one(scene, name, str(one)))
    for name, figure in sketch.people.items():
        if figure.role is not None:
            yield sketch.casting(name, replace(figure, role=None))
        if figure.reach is not None:
            yield sketch.casting(name, replace(figure, reach=None))
            for medium in figure.reach if len(figure.reach) > 1 else ():
                yield sketch.casting(name, Figure(figure.role, tuple(one for one in figure.reach if one != medium)))
    for fact in sketch.facts:
        yield sketch.stating(fact, None)


def _without_field(scene: Scene, name: str) -> Scene:
    return replace(scene, fields={key: value for key, value in scene.fields.items() if key != name})


def _without_one(scene: Scene, name: str, gone: str) -> Scene:
    value = scene.fields[name]
    assert isinstance(value, tuple), "asked only for a list"
    return replace(scene, fields={**scene.fields, name: tuple(str(one) for one in value if one != gone)})


def _unnamed(sketch: Sketch, person: str) -> Sketch:
    """Return *sketch* with *person* in none of its events."""

    def less(scene: Scene) -> Scene:
        for name, value in scene.fields.items():
            if scene.kind.fields[name].type.personal:
                if value == person or value == (person,):
                    scene = _without_field(scene, name)
                elif isinstance(value, tuple) and person in value:
                    scene = _without_one(scene, name, person)
        return scene

    return replace(sketch, scenes=tuple(map(less, sketch.scenes)))


def _without_person(sketch: Sketch, person: str) -> Sketch:
    return replace(sketch, people={name: one for name, one in sketch.people.items() if name != person})
