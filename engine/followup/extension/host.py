"""The plugin host: a value that holds what is installed, and loads it when it is asked for."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, final

from followup.extension.installed import installed
from followup.extension.late import Late
from followup.extension.packs import OURS, Packs, look_through
from followup.extension.source import PluginInfo, PluginWarning, Source, handed_over, of
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.tell import kind_of, one_line, raised

if TYPE_CHECKING:
    from followup.extension.channel import Channel
    from followup.extension.gather import Gathered
    from followup.extension.render import RenderFailure
    from followup.model.additions import BusinessCalendar
    from followup.model.comparison import Comparison
    from followup.model.condition import CustomCondition
    from followup.model.plan import Plan
    from followup.model.policy import Policy

BUILT_IN: Final = (
    "followup_plugins.text",
    "followup_plugins.markdown",
    "followup_plugins.json_format",
    "followup_plugins.html_format",
    "followup_plugins.ics",
    "followup_plugins.eml",
    "followup_plugins.csv_format",
    "followup_plugins.taskwarrior",
    "followup_plugins.todotxt",
    "followup_plugins.org",
)
"""The plugins that ship with the engine and write plans. They add channels only, so that no file needs them."""

LANGUAGE: Final = (
    "followup_plugins.company_gap",
    "followup_plugins.public_holidays",
    "followup_plugins.quiet_hours",
    "followup_plugins.weekday",
)
"""Those that add conditions and calendars, and nothing else: loaded where a file names what the language lacks."""

_MOST_FINDINGS: Final = 1_000


class UnknownChannelError(LookupError):
    """There is no channel of that name; its text says so, with the nearest name."""


@final
class PluginHost:
    """Plugins and policy packs: which there are, what they add, and what was wrong with them.

    Nothing is imported before it is needed: where no plugin but ours is installed, words and policies come without any,
    channels bring those of ours that write, and a condition or calendar that the language lacks brings all. Otherwise
    all are loaded at the first question, once for each host. What a broken plugin costs is told in `warnings`; no
    method raises for it.

    >>> host = PluginHost.of()
    >>> host.warnings
    ()
    """

    def __init__(self, plugins: Iterable[Source] = (), packs: Iterable[Source] = ()) -> None:
        self._sources = tuple(plugins)
        self._packs = (OURS, *packs)
        self._late: dict[Source, PluginWarning] = {}

    @classmethod
    def default(cls, path: Iterable[str] | None = None) -> "PluginHost":
        """Return a host for what is installed: found on *path*, which is ``sys.path`` if not given."""
        return cls(*installed(sys.path if path is None else path))

    @classmethod
    def of(cls, *plugins: object) -> "PluginHost":
        """Return a host for *plugins*, modules or objects with hooks, and ours; nothing that is installed counts."""
        return cls(map(handed_over, plugins))

    @cached_property
    def additions(self) -> Additions:
        """What plugins and packs add to the language."""
        if not self._sources:
            return Additions(conditions=Late(_our_conditions), calendars=Late(_our_calendars), policies=self.policies)
        found = self._gathered
        words, origins = found.vocabulary, {item: owner.origin for item, owner in found.owners.items()}
        return Additions(words, found.conditions, found.rule_kinds, found.calendars, self.policies, origins)

    @property
    def policies(self) -> Mapping[str, str]:
        """The paths of the installed policies, by id; ours come first. Loads no plugin."""
        return self._looked_through.policies

    @property
    def channels(self) -> "Mapping[str, Channel]":
        """All channels by name; ours come first."""
        return self._writing.channels

    def channel(self, name: str) -> "Channel":
        """Return the channel *name*.

        Raises:
            UnknownChannelError: there is none; it is a `LookupError`.
        """
        if name in self.channels:
            return self.channels[name]
        from followup.loading.suggest import hint_for  # late, like all here that most runs do not need

        hint = hint_for(name, self.channels)
        raise UnknownChannelError(f"unknown channel `{one_line(name)}`{f' ({hint})' if hint else ''}")

    def render(self, name: str, plan: "Plan") -> "str | bytes | RenderFailure":
        """Return *plan* in the form of the channel *name*, or what the channel did instead.

        Raises:
            UnknownChannelError: there is no such channel.
        """
        from followup.extension.render import rendered

        return rendered(self.channel(name), plan, self._writing.origins[name])

    def render_comparison(
        self, name: str, comparison: "Comparison", width: int | None = None
    ) -> "str | bytes | RenderFailure":
        """Return *comparison* in the form of the channel *name*, or what the channel did instead.

        Args:
            width: The columns of the page, where the channel fits what it makes to one; None: as it likes, mostly 80.

        Raises:
            UnknownChannelError: there is no such channel.
        """
        from followup.extension.render import rendered_comparison

        return rendered_comparison(self.channel(name), comparison, self._writing.origins[name], width)

    def render_feed(
        self, name: str, plans: "Sequence[Plan]", previous: bytes | None = None
    ) -> "str | bytes | RenderFailure":
        """Return *plans* in one file of the channel *name*, or what the channel did instead.

        Args:
            previous: What that file held; None: there was none.

        Raises:
            UnknownChannelError: there is no such channel.
        """
        from followup.extension.render import rendered_feed

        return rendered_feed(self.channel(name), plans, previous, self._writing.origins[name])

    def origin_of(self, name: str) -> str:
        """Return which plugin brings the condition, rule kind or calendar *name*, as messages say it; empty: none."""
        owners = self._gathered.owners.items()
        found = dict.fromkeys(source for (kind, brought), source in owners if brought == name and kind != "channel")
        return " or ".join(f"plugin `{source.name}`{of(source.origin)}" for source in found)

    def check(self, policy: "Policy") -> tuple[Diagnostic, ...]:
        """Return what plugins have to say about *policy*; a check that fails is among the `warnings` from then on."""
        if not self._sources:
            return ()
        from followup.extension.shape import mistake_in_diagnostic

        found: list[Diagnostic] = []
        for source, check in self._gathered.checks:
            try:
                answers = islice(_as_iterable(check(policy)), _MOST_FINDINGS)
                for answer in answers:
                    if not isinstance(answer, Diagnostic):
                        self._note(source, f"check_policy returned {kind_of(answer)} among its diagnostics")
                    elif complaint := mistake_in_diagnostic(answer):
                        self._note(source, f"check_policy returned a diagnostic that {complaint}")
                    else:
                        found.append(answer)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                self._note(source, f"check_policy {raised(error)}")
        return in_order(found)

    @property
    def plugins(self) -> tuple[PluginInfo, ...]:
        """What became of each plugin and pack; loads them all."""
        return (*self._gathered.plugins, *self._looked_through.plugins)

    @property
    def warnings(self) -> tuple[PluginWarning, ...]:
        """What went wrong so far, one warning for each broken plugin or pack; loads what is not ours."""
        found = list(self._looked_through.warnings)
        if self._sources or "_gathered" in vars(self):
            found += self._gathered.warnings
        known = {(warning.plugin, warning.distribution) for warning in found}
        found += [late for source, late in self._late.items() if (source.name, source.origin) not in known]
        return tuple(sorted(found, key=lambda warning: (warning.plugin, warning.distribution)))

    def _note(self, source: Source, why: str) -> None:
        warning = PluginWarning(source.name, source.origin, f"was left out in part: {why}")
        self._late.setdefault(source, warning)

    @cached_property
    def _gathered(self) -> "Gathered":
        if not self._sources:
            return _ours()
        from followup.extension.gather import gather  # late: it imports pluggy

        return gather([*map(_built_in, (*BUILT_IN, *LANGUAGE)), *self._sources])

    @cached_property
    def _writing(self) -> "Gathered":
        """What knows all channels."""
        if self._sources or "_gathered" in vars(self):
            return self._gathered
        from followup.extension.gather import gather

        return gather(map(_built_in, BUILT_IN))

    @cached_property
    def _looked_through(self) -> Packs:
        return look_through(self._packs)


@cache
def _ours() -> "Gathered":
    """Return what all that ships adds: the same for every host."""
    from followup.extension.gather import gather

    return gather(map(_built_in, (*BUILT_IN, *LANGUAGE)))


# Functions of the module, so that policies, which keep what was added when they were loaded, can be pickled.


def _our_conditions() -> "Mapping[str, CustomCondition]":
    return _ours().conditions


def _our_calendars() -> "Mapping[str, BusinessCalendar]":
    return _ours().calendars


def _built_in(module: str) -> Source:
    name = module.rpartition(".")[2].removesuffix("_format").replace("_", "-")
    return Source(name, module, OURS.distribution)


def _as_iterable(answer: object) -> Iterable[object]:
    if isinstance(answer, Iterable) and not isinstance(answer, str | bytes):
        return answer
    # One answer of a wrong type is dropped like one among others; None is a hook that found nothing.
    return () if answer is None else (answer,)
