"""Asking each plugin what it adds, one hook at a time, so that the guilty one is named and the others count."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, cast

import pluggy

from followup.extension.channel import Channel
from followup.extension.load import LeftOutError, hook_names, hooks_of, load, quietly, specifications
from followup.extension.shape import mistake_in
from followup.extension.source import PluginInfo, PluginWarning, Source, of, outcome
from followup.model.additions import BusinessCalendar, RuleKind
from followup.model.condition import CustomCondition
from followup.model.policy import Policy
from followup.model.tell import kind_of, raised
from followup.model.vocabulary import Vocabulary

_KIND: Final = {
    "register_channels": "channel",
    "register_conditions": "condition",
    "register_rule_kinds": "rule kind",
    "register_calendars": "calendar",
}
_CHECK: Final = "check_policy"

PolicyCheck = Callable[[Policy], object]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What all plugins add, and what became of each.

    Attributes:
        origins: Where each channel comes from, as messages name it.
        owners: Which plugin each of them, and each condition, rule kind and calendar, is from, by kind and name.
        checks: Each ``check_policy``, with the plugin that it belongs to.
    """

    channels: Mapping[str, Channel]
    origins: Mapping[str, str]
    owners: Mapping[tuple[str, str], Source]
    vocabulary: Vocabulary
    conditions: Mapping[str, CustomCondition]
    rule_kinds: Mapping[str, RuleKind]
    calendars: Mapping[str, BusinessCalendar]
    checks: tuple[tuple[Source, PolicyCheck], ...]
    plugins: tuple[PluginInfo, ...]
    warnings: tuple[PluginWarning, ...]


def gather(sources: Iterable[Source]) -> Gathered:
    """Load *sources* and return what they add; where two add the same name, the first has it."""
    work = _Work()
    for source in sources:
        work.take(source)
    return Gathered(
        channels=cast(Mapping[str, Channel], work.items["channel"]),
        origins={name: source.origin for (kind, name), source in work.owners.items() if kind == "channel"},
        owners=work.owners,
        vocabulary=work.vocabulary,
        conditions=cast(Mapping[str, CustomCondition], work.items["condition"]),
        rule_kinds=cast(Mapping[str, RuleKind], work.items["rule kind"]),
        calendars=cast(Mapping[str, BusinessCalendar], work.items["calendar"]),
        checks=tuple(work.checks),
        plugins=tuple(work.plugins),
        warnings=tuple(work.warnings),
    )


class _Work:
    """One pass over the plugins."""

    def __init__(self) -> None:
        self.manager = specifications()
        self.items: dict[str, dict[str, object]] = {kind: {} for kind in _KIND.values()}
        self.owners: dict[tuple[str, str], Source] = {}
        self.vocabulary = Vocabulary()
        self.checks: list[tuple[Source, PolicyCheck]] = []
        self.plugins: list[PluginInfo] = []
        self.warnings: list[PluginWarning] = []
        self.known: list[tuple[Source, object]] = []

    def take(self, source: Source) -> None:
        adds: list[str] = []
        mistakes: list[str] = []
        try:
            plugin = load(source)
            self._see_twice(source, plugin)
            found = hooks_of(plugin, source.name, self.manager)
        except LeftOutError as error:
            mistakes.append(str(error))
            found = {}
        for hook in hook_names(self.manager):
            if hook == _CHECK and hook in found:
                self.checks.append((source, cast(PolicyCheck, _caller(found[hook]))))
                adds.append("policy checks")
            elif hook in found:
                for item in _results(hook, found[hook], mistakes):
                    try:
                        more, mistake = (
                            self._words(item) if hook not in _KIND else self._item(source, _KIND[hook], item)
                        )
                    except (Exception, SystemExit) as error:  # an attribute may be a property that fails
                        more, mistake = (), f"looking at what {hook} returned {raised(error)}"
                    adds.extend(more)
                    mistakes.extend([mistake] if mistake else [])
        info, warning = outcome(source, tuple(adds), tuple(mistakes))
        self.plugins.append(info)
        self.warnings.extend([warning] if warning else [])

    def _see_twice(self, source: Source, plugin: object) -> None:
        for other, known in self.known:
            if known is plugin:
                raise LeftOutError(f"it is there already, as `{other.name}`{of(other.origin)}")
            if source.distribution and (other.name, other.distribution) == (source.name, source.distribution):
                raise LeftOutError(f"{source.distribution} has another plugin of that name")
        self.known.append((source, plugin))

    def _item(self, source: Source, kind: str, item: object) -> tuple[tuple[str, ...], str | None]:
        if mistake := mistake_in(kind, item):
            return (), mistake
        name = cast(Channel, item).name
        if name in _reserved(kind):
            return (), f"the language has a `{name}` of its own, so no {kind} can have that name"
        if owner := self.owners.get((kind, name)):
            return (), f"there is a {kind} `{name}` already, from {owner.origin or f'plugin `{owner.name}`'}"
        self.owners[kind, name] = source
        self.items[kind][name] = item
        return (f"{kind} {name}",), None

    def _words(self, item: object) -> tuple[tuple[str, ...], str | None]:
        if not isinstance(item, Vocabulary):
            return (), f"register_words returned a list with {kind_of(item)} in it, not with vocabularies"
        from followup.extension.words import checked, names_in  # late: it reads the built-in words

        words, mistake = checked(item, self.vocabulary)
        if words is None:
            return (), f"in its words, {mistake}"
        self.vocabulary = self.vocabulary | words
        return tuple(names_in(words)), None


def _results(hook: str, implementation: pluggy.HookImpl, mistakes: list[str]) -> Iterable[object]:
    try:
        result = quietly(_caller(implementation))
    except (Exception, SystemExit) as error:
        mistakes.append(f"{hook} {raised(error)}")
        return ()
    if not isinstance(result, list | tuple):
        mistakes.append(f"{hook} returned {kind_of(result)}, not a list")
        return ()
    return result


def _caller(implementation: pluggy.HookImpl) -> Callable[..., object]:
    # A hook names only those of its arguments that it wants.
    names = implementation.argnames

    def call(*arguments: object) -> object:
        return implementation.function(**dict(zip(names, arguments, strict=False)))

    return call


def _reserved(kind: str) -> Iterable[str]:
    part = {"condition": "condition", "rule kind": "rule"}.get(kind)
    if part is None:
        return ()
    from followup.loading.completion import as_shipped  # late: channels do without it

    properties: Mapping[str, object] = as_shipped("policy")["$defs"][part]["properties"]
    return properties
