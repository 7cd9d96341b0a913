"""Plugins: what a good one adds, what a broken one costs, and what nobody pays who has none."""

import contextlib
import importlib.metadata
import inspect
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

import followup
from followup.cli import main
from followup.extension import hooks
from followup.extension.gather import gather
from followup.extension.host import BUILT_IN, LANGUAGE, UnknownChannelError
from followup.extension.installed import PACKS, PLUGINS, installed
from followup.extension.load import hook_names, specifications
from followup.extension.render import RenderFailure
from followup.extension.source import Source
from followup.model.comparison import Comparison
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.vocabulary import Vocabulary
from followup.testing.samples import policy as policy_from

OURS = ("followup_plugins", "followup_policies", "followup_schemas")
CHANNELS = [module.removeprefix("followup_plugins.").removesuffix("_format") for module in BUILT_IN]
FIXTURES = Path(__file__).parent / "plugin_fixtures"
GOOD = FIXTURES / "good"
BROKEN = sorted((FIXTURES / "broken").glob("*.py.txt"))

NO_CHANNELS = "import followup\n\n@followup.hookimpl\ndef register_channels():\n    return []\n"
POLICY = Policy("empty", 1, (), "sha256:0", Vocabulary())


@pytest.fixture(autouse=True)
def fresh_imports() -> Iterator[None]:
    # Forget the plugins that a test has imported, and the folders where it looked for them.
    before, path = set(sys.modules), list(sys.path)
    yield
    sys.path[:] = path
    for name in set(sys.modules) - before:
        if name.startswith("followup_") and not name.startswith(OURS):
            del sys.modules[name]


def install(folder: Path, name: str, source: str, target: str | None = None, group: str = PLUGINS) -> None:
    """Put a plugin into *folder* as a package installer would, in the distribution ``followup-NAME``."""
    module = f"followup_{name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(source, "utf-8")
    about = folder / f"{module}-1.0.dist-info"
    about.mkdir()
    about.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: followup-{name}\nVersion: 1.0\n", "utf-8")
    about.joinpath("entry_points.txt").write_text(
        f"[{group}]\n{name} = {module if target is None else target}\n", "utf-8"
    )


def host_for(*folders: Path) -> followup.PluginHost:
    sys.path[:0] = [str(folder) for folder in folders]
    return followup.PluginHost.default([str(folder) for folder in folders])


def broken(file: Path, folder: Path) -> str:
    """Install the broken plugin of *file* into *folder*; return the line that it is to cost."""
    lines = file.read_text("utf-8").splitlines(keepends=True)
    target = lines[1].partition("# entry point:")[2].strip() if lines[1].startswith("# entry point:") else None
    install(folder, file.name.removesuffix(".py.txt").replace("_", "-"), "".join(lines[1:]), target)
    return lines[0].removeprefix("# ").rstrip("\n")


def told(host: followup.PluginHost) -> list[str]:
    return [str(warning) for warning in host.warnings]


def plan() -> Plan:
    return comparison().plans[0]


def comparison() -> Comparison:
    policy = followup.load_policy("krautzel")
    timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
    return followup.compare([policy, policy], timeline)


class Shout:
    name, says, suffix, media_type = "shout", "the plan in capitals", ".txt", "text/plain"

    def __init__(self, render: Callable[[Plan], object] = lambda plan: "SHOUT") -> None:
        self.render = render


def adding(*channels: object) -> object:
    @followup.hookimpl
    def register_channels() -> list[object]:
        return list(channels)

    return SimpleNamespace(register_channels=register_channels)


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.name.removesuffix(".py.txt"))
def test_a_broken_plugin_costs_one_line_and_the_others_still_count(file: Path, tmp_path: Path) -> None:
    expected = broken(file, tmp_path)
    host = host_for(tmp_path, GOOD)
    host.check(POLICY)
    assert [expected] == told(host)
    assert {"text", "json", "shout"} <= set(host.channels)
    assert {"day-number", "weekday"} <= set(host.additions.conditions)
    assert {"krautzel", "shout-politely"} <= set(host.policies)


def test_all_broken_plugins_together_cost_one_line_each_in_the_order_of_their_names(tmp_path: Path) -> None:
    expected = [broken(file, tmp_path) for file in BROKEN]
    host = host_for(tmp_path)
    host.check(POLICY)
    lines = told(host)
    assert [line.split("`")[1] for line in expected] == [line.split("`")[1] for line in lines]
    assert host.render("text", plan())


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.name.removesuffix(".py.txt"))
def test_a_broken_plugin_costs_one_line_and_exit_code_3_and_the_output_is_delivered(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("policy: mine\nrules: [{id: a, title: A, forbid: {act: connect}}]\n")
    # What only looks at policies is asked by `check`, all else by `plan`, too.
    commands = [["plan", "-p", "krautzel"], ["check", "mine.yaml"]][file.name.startswith(("check_", "diagnostic_")) :]
    for command in commands:
        assert main(command) in (0, 1)
    usual = capsys.readouterr().out
    expected = broken(file, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    for command in commands:
        assert 3 == main(command)
        out, err = capsys.readouterr()
        assert [f"warning: {expected}"] == [line for line in err.splitlines() if line.startswith("warning: plugin")]
        usual = usual.removeprefix(out)
    assert "" == usual


def test_for_authors_a_mistake_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["plugins", "--strict"])
    assert "" == capsys.readouterr().err
    expected = broken(FIXTURES / "broken" / "hook_raises.py.txt", tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    assert 3 == main(["plugins"])
    assert 1 == main(["plugins", "--strict", "--format", "json"])
    out, err = capsys.readouterr()
    assert '"why_not": "register_conditions' in out or '"why_not": "register_channels' in out
    assert f"warning: {expected}\nerror: with --strict, no plugin may have a mistake: `hook-raises`\n" in err


def strictly(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what ``--strict`` tells; it is told to standard error alone, and only with that option a failure."""
    assert 0 == main(["plugins"])
    usual = capsys.readouterr().out
    code = main(["plugins", "--strict"])
    out, err = capsys.readouterr()
    assert (usual, bool(err)) == (out, code == 1)
    return [line for line in err.splitlines() if line]


def test_for_authors_a_schema_that_is_none_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = (GOOD / "followup_shout.py").read_text("utf-8")
    install(tmp_path, "week", source.replace('"integer"', '"integr"'))
    monkeypatch.syspath_prepend(tmp_path)
    assert [
        "warning: plugin `week` of followup-week 1.0: the schema of the condition `day-number` is none: "
        "at `type`, `integr` is not possible here (did you mean `integer`?)",
        "error: with --strict, no plugin may have a mistake: `week`",
    ] == strictly(capsys)


def test_for_authors_each_mistake_in_a_packs_policies_is_told_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "followup_pack"
    package.mkdir()
    install(tmp_path, "pack", "", group=PACKS)
    (tmp_path / "followup_pack.py").unlink()
    (package / "a.yaml").write_text("policy: a\nrules: [{id: r, forbid: {act: connect}}]\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert [] == strictly(capsys)
    (package / "b.yaml").write_text(
        "policy: b\nrules: [{id: r, forbid: {act: conect}}, {id: r, forbid: {act: dance}}]\n"
    )
    (package / "c.yaml").write_text("policy: c\nrulez: []\n")
    assert [
        f"{package}/b.yaml:2:31: error[unknown-act]: unknown act `conect` (did you mean `connect`?)",
        f"{package}/b.yaml:2:46: error[duplicate-rule]: the rule `r` is already defined in line 2",
        f"{package}/b.yaml:2:63: error[unknown-act]: unknown act `dance`",
        f"{package}/c.yaml:2:1: error[unknown-key]: unknown key `rulez` (did you mean `rules`?)",
        "error: with --strict, no plugin may have a mistake: `pack`",
    ] == strictly(capsys)


def test_there_are_enough_broken_plugins() -> None:
    assert len(BROKEN) > 40


def test_no_warning_spans_two_lines_or_speaks_to_the_terminal() -> None:
    for file in BROKEN:
        assert file.read_text("utf-8").splitlines()[0].isprintable()


def test_a_strangers_plugin_adds_one_of_everything() -> None:
    host = host_for(GOOD)
    assert [] == told(host)
    assert [*CHANNELS, "shout"] == list(host.channels)
    assert ["company-gap", "quiet-hours", "weekday", "day-number"] == list(host.additions.conditions)
    assert ["thank"] == list(host.additions.rule_kinds)
    assert "no-fridays" in host.additions.calendars
    assert ["send-flowers"] == list(host.additions.vocabulary.acts)
    assert str(GOOD / "followup_shout_policies" / "shout-politely.yaml") == host.additions.policies["shout-politely"]


def test_a_strangers_words_condition_calendar_and_channel_make_a_plan() -> None:
    host = host_for(GOOD)
    policy = followup.load_policy("shout-politely", host=host)
    interview = {"event": "interview", "at": "2026-03-02T10:00"}
    timeline = followup.timeline({"events": [interview], "calendar": {"use": "no-fridays"}}, host=host)
    made = followup.plan(policy, timeline)
    assert "SEND-FLOWERS" in str(host.render("shout", made))
    (step,) = (step for step in made.steps if step.rule == "flowers")
    assert ("send-flowers", "2026-03-06") == (step.act, str(step.at and step.at.date()))
    assert ["rule `flowers` has no title", "rule `thanks` has no title"] == [d.message for d in host.check(policy)]


def test_a_strangers_rule_kind_makes_steps() -> None:
    host = host_for(GOOD)
    interview = {"event": "interview", "at": "2026-03-02T10:00"}
    made = followup.plan(followup.load_policy("shout-politely", host=host), followup.timeline({"events": [interview]}))
    assert ["2026-03-03"] == [str(step.recommended.date()) for step in made.steps if step.act == "thank-you"]


def test_the_host_tells_what_each_plugin_adds() -> None:
    host = host_for(GOOD)
    ours = [info for info in host.plugins if info.distribution == "followup"]
    names = [module.removeprefix("followup_plugins.").removesuffix("_format") for module in (*BUILT_IN, *LANGUAGE)]
    assert [*(name.replace("_", "-") for name in names), "policies"] == [info.name for info in ours]
    strange = [info for info in host.plugins if info.distribution == "followup-shout"]
    assert [("shout", "1.0", True, None), ("shout-policies", "1.0", True, None)] == [
        (info.name, info.version, info.loaded, info.why_not) for info in strange
    ]
    assert (
        "channel shout",
        "condition day-number",
        "rule kind thank",
        "calendar no-fridays",
        "act send-flowers",
        "policy checks",
    ) == strange[0].adds
    assert ("policy shout-politely",) == strange[1].adds


def test_the_host_tells_why_a_plugin_is_not_loaded(tmp_path: Path) -> None:
    install(tmp_path, "sad", "raise ValueError('boom')")
    (info,) = (info for info in host_for(tmp_path).plugins if info.name == "sad")
    assert not info.loaded
    assert "importing `followup_sad` raised ValueError: boom" == info.why_not


def test_a_keyboard_interrupt_is_the_users_and_passes_through(tmp_path: Path) -> None:
    install(tmp_path, "slow", "raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        _ = host_for(tmp_path).additions


def test_what_a_plugin_prints_does_not_touch_the_result(tmp_path: Path) -> None:
    install(tmp_path, "loud", "print('hello')\n" + NO_CHANNELS.replace("return", "print('there')\n    return"))
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        assert [] == told(host_for(tmp_path))
    assert ("", "hello\nthere\n") == (out.getvalue(), err.getvalue())


def test_a_plugin_that_is_registered_twice_counts_once(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    (tmp_path / "followup_shout-1.0.dist-info" / "entry_points.txt").write_text(
        "[followup]\na = followup_shout\nb=followup_shout"
    )
    host = host_for(tmp_path)
    expected = "plugin `b` of followup-shout 1.0 was left out: it is there already, as `a` of followup-shout 1.0"
    assert [expected] == told(host)
    assert "shout" in host.channels


def test_a_distribution_that_is_on_the_path_twice_counts_once(tmp_path: Path) -> None:
    shutil.copytree(GOOD, tmp_path, dirs_exist_ok=True)
    assert [] == told(host_for(GOOD, tmp_path))


def test_of_two_plugins_with_one_name_for_a_channel_the_first_has_it(tmp_path: Path) -> None:
    source = (GOOD / "followup_shout.py").read_text("utf-8")
    install(
        tmp_path,
        "zz",
        source.partition("class Weekday")[0] + "\n@followup.hookimpl\ndef register_channels():\n    return [Shout()]\n",
    )
    expected = (
        "plugin `zz` of followup-zz 1.0 was left out: there is a channel `shout` already, from followup-shout 1.0"
    )
    assert [expected] == told(host_for(tmp_path, GOOD))


def test_a_module_may_import_what_is_called_like_a_hook(tmp_path: Path) -> None:
    install(tmp_path, "helpful", "from followup import check_policy\n" + NO_CHANNELS)
    assert [] == told(host_for(tmp_path))


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"a.yaml": "", "krautzel.yaml": ""}, "in part: there is a policy `krautzel` already, from followup"),
        ({"a.yaml": "", "Not An Id.yaml": ""}, "in part: the file name `Not An Id.yaml` is no policy's id"),
        ({"a.yml": ""}, "there is no `*.yaml` file in the package `followup_pack`"),
        ({"__init__.py": "raise SystemExit"}, "looking into `followup_pack` raised SystemExit"),
    ],
)
def test_a_broken_policy_pack_costs_one_line(files: dict[str, str], expected: str, tmp_path: Path) -> None:
    package = tmp_path / "followup_pack"
    package.mkdir()
    for name, text in files.items():
        (package / name).write_text(text)
    install(tmp_path, "pack", "", "followup_pack", PACKS)
    (tmp_path / "followup_pack.py").unlink()
    host = host_for(tmp_path)
    out = "was left out" if expected.startswith("in part") else "was left out:"
    assert [f"plugin `pack` of followup-pack 1.0 {out} {expected}"] == told(host)
    assert "krautzel" in host.policies
    assert ("a" in host.policies) == ("a.yaml" in files)


def test_our_policies_stay_ours() -> None:
    assert os.path.dirname(host_for(GOOD).policies["krautzel"]).endswith("followup_policies")


def test_an_unknown_channel_is_named_with_the_nearest() -> None:
    with pytest.raises(LookupError, match=re.escape("unknown channel `jsn` (did you mean `json`?)")) as caught:
        followup.PluginHost.of().channel("jsn")
    assert isinstance(caught.value, UnknownChannelError)


def test_plugins_can_be_handed_over() -> None:
    host = followup.PluginHost.of(adding(Shout()))
    assert "SHOUT" == host.render("shout", plan())
    assert "json" in host.channels


def test_a_plugin_that_is_handed_over_is_named_without_a_distribution() -> None:
    expected = "plugin `SimpleNamespace` was left out: the channel of type `int` has no `name`"
    assert [expected] == told(followup.PluginHost.of(adding(1)))


def test_what_is_installed_does_not_count_where_plugins_are_handed_over() -> None:
    sys.path.insert(0, str(GOOD))
    assert CHANNELS == list(followup.PluginHost.of().channels)


def fails(error: BaseException) -> Callable[[Plan], object]:
    def render(plan: Plan) -> object:
        raise error

    return render


@pytest.mark.parametrize(
    ("render", "expected"),
    [
        (fails(ValueError("boom")), "failed: render raised ValueError: boom"),
        (fails(SystemExit(1)), "failed: render raised SystemExit: 1"),
        (fails(RecursionError()), "failed: render raised RecursionError"),
        (lambda plan: None, "failed: render returned None, not text or bytes"),
        (lambda plan: ["text"], "failed: render returned `list`, not text or bytes"),
        (lambda plan: "\ud800", "failed: render returned text with half a character, which no file can hold"),
    ],
)
def test_a_channel_that_fails_gives_one_line_instead_of_its_text(
    render: Callable[[Plan], object], expected: str
) -> None:
    result = followup.PluginHost.of(adding(Shout(render))).render("shout", plan())
    assert isinstance(result, RenderFailure)
    assert f"channel `shout` {expected}" == str(result)


def test_a_channel_that_writes_no_comparisons_says_so() -> None:
    host = followup.PluginHost.of(adding(Shout()))
    result = host.render_comparison("shout", comparison())
    assert "channel `shout` writes single plans only, no comparison" == str(result)


def test_a_strangers_channel_writes_comparisons_if_it_can() -> None:
    result = host_for(GOOD).render_comparison("shout", comparison())
    assert isinstance(result, bytes)


def test_a_failing_channel_is_named_with_its_distribution(tmp_path: Path) -> None:
    source = (GOOD / "followup_shout.py").read_text("utf-8").replace("{step.at}", "{step.nothing}")
    install(tmp_path, "wrong", source)
    expected = "channel `shout` of followup-wrong 1.0 failed: render raised AttributeError"
    assert str(host_for(tmp_path).render("shout", plan())).startswith(expected)


def test_a_failing_check_is_told_once_however_often_it_fails(tmp_path: Path) -> None:
    broken(FIXTURES / "broken" / "check_raises.py.txt", tmp_path)
    host = host_for(tmp_path)
    assert ((), ()) == (host.check(POLICY), host.check(POLICY))
    assert 1 == len(host.warnings)


def test_a_plugin_in_a_zip_file_is_found(tmp_path: Path) -> None:
    archive = tmp_path / "plugins.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for file in GOOD.rglob("*"):
            if file.is_file() and file.suffix != ".pyc":
                zipped.write(file, file.relative_to(GOOD))
    assert "shout" in host_for(archive).channels


def test_an_egg_info_folder_counts_like_a_dist_info_folder(tmp_path: Path) -> None:
    shutil.copy(GOOD / "followup_shout.py", tmp_path)
    about = shutil.copytree(GOOD / "followup_shout-1.0.dist-info", tmp_path / "followup_shout.egg-info")
    (about / "METADATA").rename(about / "PKG-INFO")
    (info,) = installed([str(tmp_path)]).plugins
    assert ("shout", "followup_shout", "followup-shout", "1.0") == (
        info.name,
        info.target,
        info.distribution,
        info.version,
    )


def test_a_distribution_without_metadata_is_named_after_its_folder(tmp_path: Path) -> None:
    install(tmp_path, "bare", "")
    (tmp_path / "followup_bare-1.0.dist-info" / "METADATA").unlink()
    (info,) = installed([str(tmp_path)]).plugins
    assert "followup_bare 1.0" == info.origin


def test_a_path_with_folders_that_are_not_there_and_files_that_are_no_text_is_read(tmp_path: Path) -> None:
    about = tmp_path / "odd-1.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_bytes(b"[followup]\nx\xff = y\n[followup\n=\n[]\n")
    (tmp_path / "other-1.egg-info").write_text("a file")
    sources = installed(["/not/there", str(tmp_path)]).plugins
    assert [("", ""), ("[followup", ""), ("x\N{REPLACEMENT CHARACTER}", "y")] == [(s.name, s.target) for s in sources]


def test_the_own_reading_of_entry_points_agrees_with_the_standard_librarys() -> None:
    path = [str(GOOD)]
    theirs = {
        (entry.group, entry.name, entry.value, found.name, found.version)
        for found in importlib.metadata.distributions(path=path)
        for entry in found.entry_points
        if entry.group in (PLUGINS, PACKS)
    }
    ours = installed(path)
    assert theirs == {
        (group, source.name, source.target, source.distribution, source.version)
        for group, sources in ((PLUGINS, ours.plugins), (PACKS, ours.packs))
        for source in sources
    }
    assert 2 == len(theirs)


def test_every_hook_is_specified_with_typed_arguments_and_an_example() -> None:
    names = hook_names(specifications())
    expected = (
        "register_channels",
        "register_conditions",
        "register_rule_kinds",
        "register_calendars",
        "register_words",
        "check_policy",
    )
    assert expected == names
    for name in names:
        hook = getattr(hooks, name)
        signature = inspect.signature(hook)
        assert signature.return_annotation is not inspect.Signature.empty
        assert ["policy"] * (name == "check_policy") == list(signature.parameters)
        assert ">>> @hookimpl" in hook.__doc__


def in_a_fresh_process(code: str, *folders: Path) -> str:
    path = os.pathsep.join([*map(str, folders), *(entry for entry in sys.path if entry)])
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=False)
    assert "" == done.stderr
    return done.stdout.strip()


HEAVY = "{'pluggy', 'importlib.metadata', 'yaml', 'jsonschema', 'click', 'rich'}"


def test_importing_followup_imports_nothing_heavy() -> None:
    code = (
        f"import sys; before = set(sys.modules); import followup; print(sorted((set(sys.modules) - before) & {HEAVY}))"
    )
    assert "[]" == in_a_fresh_process(code)


def test_without_a_strangers_plugin_no_plugin_is_loaded_before_a_channel_is_asked_for() -> None:
    code = f"""if True:
        import sys
        before = set(sys.modules)
        import followup
        host = followup.PluginHost.default()
        host.additions, host.policies, host.warnings
        print(sorted((set(sys.modules) - before) & {HEAVY}), "followup_plugins" in sys.modules)
        host.channel("text")
        print(sorted((set(sys.modules) - before) & {HEAVY}), "followup_plugins" in sys.modules)
    """
    assert "[] False\n['pluggy'] True" == in_a_fresh_process(code)


def test_a_strangers_plugin_is_found_without_the_standard_librarys_slow_search() -> None:
    code = f"""if True:
        import sys
        before = set(sys.modules)
        import followup
        host = followup.PluginHost.default()
        print("followup_shout" in sys.modules, sorted((set(sys.modules) - before) & {HEAVY}))
        print(*host.channels, "importlib.metadata" in set(sys.modules) - before)
    """
    assert f"False []\n{' '.join(CHANNELS)} shout False" == in_a_fresh_process(code, GOOD)


def test_our_own_plugins_load_without_a_warning() -> None:
    host = followup.PluginHost.of()
    assert all(info.loaded for info in host.plugins)
    assert len(BUILT_IN) == len(host.channels)
    assert [] == told(host)


def test_ours_add_what_they_may_be_loaded_late_for_and_nothing_else() -> None:
    def kinds(modules: Iterable[str]) -> set[str]:
        found = gather(Source(module, module) for module in modules)
        return {what.rpartition(" ")[0] for info in found.plugins for what in info.adds}

    assert {"channel"} == kinds(BUILT_IN)
    assert {"condition", "calendar"} == kinds(LANGUAGE)


def test_conditions_and_calendars_of_ours_are_loaded_where_a_file_names_one() -> None:
    code = """if True:
        import sys, followup
        from followup.testing.samples import policy, timeline
        host = followup.PluginHost.default([])
        weekday = "followup_plugins.weekday"
        do = {"act": "check-in", "from": "interview", "window": {"recommended": "1 day", "expires": "1 week"}}
        policy({"policy": "p", "rules": [{"id": "a", "when": {"happened": "offer"}, "do": do}]}, host.additions)
        timeline({"events": [], "calendar": {"weekend": ["friday"]}}, host.additions)
        print(weekday in sys.modules)
        policy({"policy": "p", "rules": [{"id": "a", "when": {"weekday": ["friday"]}, "do": do}]}, host.additions)
        print(weekday in sys.modules)
    """
    assert "False\nTrue" == in_a_fresh_process(code)


def test_a_rule_that_fails_leaves_the_names_of_the_others_right() -> None:
    class Failing:
        name, schema, reads = "failing", {"enum": [1]}, ("facts",)

        def holds(self, body: object, moment: followup.Moment) -> bool:
            raise ValueError("boom")

    def register_conditions() -> list[followup.Condition]:
        return [Failing()]

    host = followup.PluginHost.of(SimpleNamespace(register_conditions=followup.hookimpl(register_conditions)))
    late = {"act": "check-in", "from": "interview", "window": {"recommended": "8 months", "expires": "9 months"}}
    soon = {**late, "window": {"recommended": "1 day", "expires": "2 days"}}
    rules = [{"id": "broken", "when": {"failing": 1}, "do": soon}, {"id": "late", "do": late}]
    loaded = policy_from({"policy": "mine", "rules": rules}, host.additions)
    made = followup.plan(loaded, followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}))
    assert ["broken"] == [problem.rule for problem in made.problems]
    assert ("late",) == made.beyond
