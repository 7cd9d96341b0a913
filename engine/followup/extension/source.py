"""Where a plugin comes from, what became of it, and what went wrong with it."""

from dataclasses import dataclass

from followup.model.tell import one_line


@dataclass(frozen=True, slots=True)
class Source:
    """A plugin or a policy pack that is not loaded yet.

    Attributes:
        name: The entry point's name, or that of the object in *plugin*.
        target: What the entry point names: ``module`` or ``module:attribute``; of a pack, a package.
        distribution: What was installed to get it; empty for an object that was handed over.
        version: The distribution's version; empty where that is unknown, and for what ships with the engine.
        plugin: The object that was handed over, or None.
    """

    name: str
    target: str = ""
    distribution: str = ""
    version: str = ""
    plugin: object = None

    @property
    def origin(self) -> str:
        """The distribution and its version, as messages name them.

        >>> Source("shout", "followup_shout", "followup-shout", "1.0").origin
        'followup-shout 1.0'
        """
        return f"{self.distribution} {self.version}".strip()


@dataclass(frozen=True, slots=True)
class PluginWarning:
    """What a plugin's mistakes cost; one for each plugin that made any.

    Attributes:
        distribution: The distribution and its version; empty for an object that was handed over.
        text: The clause that follows the plugin's name.
    """

    plugin: str
    distribution: str
    text: str

    def __str__(self) -> str:
        """Return the line that the command line prints.

        >>> print(PluginWarning("shout", "followup-shout 1.0", "was left out: importing it raised ValueError: boom"))
        plugin `shout` of followup-shout 1.0 was left out: importing it raised ValueError: boom
        """
        return f"plugin `{self.plugin}`{of(self.distribution)} {self.text}"


@dataclass(frozen=True, slots=True)
class PluginInfo:
    """What became of a plugin or a policy pack.

    Attributes:
        adds: What it brought, kind and name: ``channel text``, ``act send-flowers``, ``policy krautzel``.
        loaded: Whether anything of it is in use.
        why_not: What went wrong with it, or None; a plugin may be loaded in part.
    """

    name: str
    distribution: str
    version: str
    adds: tuple[str, ...]
    loaded: bool
    why_not: str | None = None


def handed_over(plugin: object) -> Source:
    """Return *plugin*, a module or an object with hooks, as a source: called like the module, or like its class."""
    name = getattr(plugin, "__name__", None)
    return Source(one_line(name if isinstance(name, str) else type(plugin).__name__), plugin=plugin)


def of(origin: str) -> str:
    """Return " of *origin*", or nothing where there is none."""
    return f" of {origin}" if origin else ""


def outcome(
    source: Source, adds: tuple[str, ...], mistakes: tuple[str, ...]
) -> tuple[PluginInfo, PluginWarning | None]:
    """Return what became of *source*, which brought *adds* and made *mistakes*: the first is told, the rest counted."""
    if not mistakes:
        return PluginInfo(source.name, source.distribution, source.version, adds, loaded=True), None
    more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
    why = f"{mistakes[0]}{more}"
    text = f"was left out in part: {why}" if adds else f"was left out: {why}"
    info = PluginInfo(source.name, source.distribution, source.version, adds, bool(adds), why)
    return info, PluginWarning(source.name, source.origin, text)
