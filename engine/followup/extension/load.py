"""From where a plugin comes from to its hooks: importing it, and seeing that what it marks are hooks.

pluggy says what is marked and which arguments a function takes; the calls are made by `followup.extension.gather`, one
at a time, because a call through pluggy loses everybody's results as soon as one raises.
"""

import inspect
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import lru_cache
from importlib import import_module
from operator import attrgetter
from types import ModuleType
from typing import Final

import pluggy

from followup.extension import hooks
from followup.extension.source import Source
from followup.loading.suggest import did_you_mean
from followup.model.tell import one_line, raised

_TARGET: Final = re.compile(r"(?P<module>\w+(?:\.\w+)*)\s*(?::\s*(?P<attribute>\w+(?:\.\w+)*))?\s*(?:\[.*\])?")


class LeftOutError(Exception):
    """Raised on this floor only: the plugin cannot be used at all; its text is the clause that says why."""


def specifications() -> pluggy.PluginManager:
    """Return a manager that knows the hooks and no plugin."""
    manager = pluggy.PluginManager("followup")
    manager.add_hookspecs(hooks)
    return manager


def load(source: Source) -> object:
    """Import what *source* names, if it is not an object already.

    What the import prints goes to standard error: standard output is for the result.

    Raises:
        LeftOutError: it cannot be imported, or there is nothing of that name.
    """
    if source.plugin is not None:
        return source.plugin
    target = _TARGET.fullmatch(source.target)
    if target is None:
        raise LeftOutError(f"its entry point names `{source.target}`, which is no module")
    try:
        plugin: object = quietly(import_module, target["module"])
        if target["attribute"]:
            plugin = attrgetter(target["attribute"])(plugin)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise LeftOutError(f"importing `{source.target}` {raised(error)}") from error
    return plugin


@lru_cache(maxsize=1)
def hook_names(manager: pluggy.PluginManager) -> tuple[str, ...]:
    """Return the names of all hooks, in the order in which they are called."""
    return tuple(name for name in vars(hooks) if manager.parse_hookspec_opts(hooks, name) is not None)


def has_hooks(module: ModuleType) -> bool:
    """Tell whether anything in *module* is marked as a hook."""
    manager = specifications()
    return any(manager.parse_hookimpl_opts(module, attribute) is not None for attribute in vars(module))


def hooks_of(plugin: object, name: str, manager: pluggy.PluginManager) -> Mapping[str, pluggy.HookImpl]:
    """Return the hooks of *plugin*, which is registered nowhere, by the name of the hook.

    Raises:
        LeftOutError: something is marked that is no hook, or takes what a hook is not given; a hook's name stands at a
            function that is not marked; or there is no hook at all.
    """
    try:
        own = [attribute for attribute in dir(plugin) if not attribute.startswith("__")]
        options = {attribute: manager.parse_hookimpl_opts(plugin, attribute) for attribute in own}
        marked = {attribute: found for attribute, found in options.items() if found is not None}
        functions = {attribute: getattr(plugin, attribute) for attribute in marked}
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise LeftOutError(f"looking for its hooks {raised(error)}") from error
    known = hook_names(manager)
    found: dict[str, pluggy.HookImpl] = {}
    for attribute, option in marked.items():
        hook = option.get("specname") or attribute
        if hook in known:
            found[hook] = pluggy.HookImpl(plugin, name, functions[attribute], option)
            _see_arguments(found[hook], hook, manager)
        elif not option.get("optionalhook"):
            hint = did_you_mean(hook, known)
            raise LeftOutError(f"there is no hook `{one_line(hook)}`{f' ({hint})' if hint else ''}")
    for hook in known:
        if hook not in found and _is_its_own(plugin, hook):
            raise LeftOutError(f"`{hook}` is not marked with `@followup.hookimpl`")
    if not found:
        raise LeftOutError("no function of it is marked with `@followup.hookimpl`")
    return found


def _is_its_own(plugin: object, attribute: str) -> bool:
    # Not what a module has only imported: `followup.check_policy` is called like a hook.
    home = plugin.__name__ if isinstance(plugin, ModuleType) else type(plugin).__module__
    return getattr(inspect.getattr_static(plugin, attribute, None), "__module__", None) == home


def quietly(function: Callable[..., object], *arguments: object, **named: object) -> object:
    """Return what *function* returns, with what it prints on standard error."""
    with redirect_stdout(sys.stderr):
        return function(*arguments, **named)


def _see_arguments(implementation: pluggy.HookImpl, hook: str, manager: pluggy.PluginManager) -> None:
    if implementation.wrapper or implementation.hookwrapper:
        raise LeftOutError(f"`{hook}` is marked as a wrapper, and hooks are not wrapped")
    specification = getattr(manager.hook, hook).spec
    given = specification.argnames if specification else ()
    for argument in implementation.argnames:
        if argument not in given:
            takes = f"is given {', '.join(f'`{name}`' for name in given)}" if given else "is given nothing"
            raise LeftOutError(f"`{hook}` asks for `{one_line(argument)}`, but it {takes}")
