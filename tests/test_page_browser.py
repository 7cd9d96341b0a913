"""The page of the html channel in Chromium, opened from disk with the network cut.

Without Chromium or Playwright these tests are skipped; where ``CI`` is set they fail then.
"""

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

import followup

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

HOST = followup.PluginHost.of()
POLICIES = [followup.load_policy(name, host=HOST) for name in HOST.policies]
EXAMPLE = followup.example_timeline(host=HOST)
MIDDLE = "2026-03-10T09:00"
SWITCHES = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
HOSTILE = "</script><script>window.ran=1</script><img src=x onerror=window.ran=1>\"'&\u202e\u200f\u0645\u0631"
PHONE, DESK, PAPER = 360, 1280, 703  # of A4, the margins take 24 of 210 mm

Poisoned = Callable[[followup.Comparison, str], followup.Comparison]
Open = Callable[..., "Page"]


def without(what: str) -> None:
    """Skip for want of something; where nothing may be missing, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing, and CI is set")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Browser]":
    chromium = shutil.which("chromium")
    if chromium is None:
        without("Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("the package `playwright`")
    with sync_playwright() as playwright:
        # Playwright makes a new and empty folder for the user's data, and takes it away again.
        started = playwright.chromium.launch(executable_path=chromium, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """Return the checks of axe-core, which a Python package brings along."""
    try:
        return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
    except ModuleNotFoundError:
        without("the package `axe-playwright-python`")
        raise


@contextmanager
def opened(
    browser: "Browser",
    path: Path,
    width: int = DESK,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> "Iterator[Page]":
    """Open a file with the network cut; whatever it logs, asks or tries to load is a failure."""
    said: list[str] = []
    loaded: list[str] = []
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        java_script_enabled=scripts,
        offline=True,
        reduced_motion="reduce",
    )
    context.route(re.compile("^(?!file:)"), lambda route: route.abort())
    page = context.new_page()
    console: Callable[[ConsoleMessage], None] = lambda message: said.append(message.text)  # noqa: E731 a typed lambda
    page.on("console", console)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(path.as_uri())
    yield page
    context.close()
    assert [] == said
    assert [path.as_uri()] == [url.partition("#")[0] for url in loaded]


def page_of(comparison: followup.Comparison) -> str:
    page = HOST.render_comparison("html", comparison)
    assert isinstance(page, str)
    return page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, poisoned: Poisoned) -> dict[str, Path]:
    """Return the files of several pages, by name."""
    folder = tmp_path_factory.mktemp("pages")
    middle = followup.compare(POLICIES, EXAMPLE, MIDDLE)
    plan = HOST.render("html", middle.plans[0])
    assert isinstance(plan, str)
    texts = {
        "example": page_of(followup.compare(POLICIES, EXAMPLE)),
        "middle": page_of(middle),
        "plan": plan,
        "hostile": page_of(poisoned(followup.compare(POLICIES[:3], EXAMPLE, MIDDLE), HOSTILE)),
        "endless": page_of(poisoned(followup.compare(POLICIES[-1:], EXAMPLE, MIDDLE), "a" * 10_000)),
        "many": page_of(followup.compare([replace(POLICIES[0], version=n) for n in range(1, 21)], EXAMPLE)),
        "empty": page_of(followup.compare(POLICIES, followup.timeline({"events": []}, host=HOST))),
    }
    paths = {name: folder / f"{name}.html" for name in texts}
    for name, text in texts.items():
        paths[name].write_text(text, encoding="utf-8")
    return paths


SAMPLES = ("example", "middle", "plan", "hostile", "endless", "many", "empty")


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_loaded_or_logged_and_the_page_never_scrolls_sideways(
    browser: "Browser", pages: dict[str, Path], name: str, width: int
) -> None:
    with opened(browser, pages[name], width) as page:
        assert width == page.evaluate("document.documentElement.scrollWidth")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert width == page.evaluate("document.documentElement.scrollWidth")
        assert page.evaluate("window.ran === undefined")
        assert 1 == page.evaluate("document.scripts.length")
        assert 0 == page.evaluate("document.images.length")


@pytest.mark.parametrize(
    ("name", "width", "scheme", "everything"),
    [
        ("example", PHONE, "light", False),
        ("example", PHONE, "dark", False),
        ("example", DESK, "light", False),
        ("example", DESK, "dark", False),
        ("middle", PHONE, "dark", True),
        ("middle", DESK, "light", True),
        ("plan", DESK, "dark", True),
        ("empty", PHONE, "light", True),
    ],
)
def test_axe_finds_nothing(
    browser: "Browser",
    axe: str,
    pages: dict[str, Path],
    name: str,
    width: int,
    scheme: Literal["light", "dark"],
    everything: bool,
) -> None:
    with opened(browser, pages[name], width, scheme) as page:
        page.evaluate(axe)
        if everything:
            page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        if name == "middle":
            page.locator(".drawing a.m rect").first.click()
        found = page.evaluate("axe.run()")
        assert len(found["passes"]) > 20
        assert [] == [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]]


def test_the_keyboard_comes_to_every_mark_in_order(browser: "Browser", pages: dict[str, Path]) -> None:
    found = followup.compare(POLICIES, EXAMPLE, MIDDLE)
    plans = json.loads(found.to_json())["plans"]
    wanted = {f"s{column}-{number}" for column, plan in enumerate(plans) for number, _ in enumerate(plan["steps"])}
    wanted |= {f"w{column}-{number}" for column, plan in enumerate(plans) for number, _ in enumerate(plan["withheld"])}
    with opened(browser, pages["middle"]) as page:
        page.locator(".drawing").focus()
        reached: list[str] = []
        for _ in range(page.locator(".drawing a").count()):
            page.keyboard.press("Tab")
            mark = page.evaluate(
                """(() => {
                    const one = document.activeElement, box = one.querySelector("rect").getBoundingClientRect();
                    const around = document.querySelector(".drawing").getBoundingClientRect();
                    const names = document.querySelector(".lane-names").getBoundingClientRect();
                    const seen = box.left >= names.right && box.right <= around.right;
                    const ring = getComputedStyle(one.querySelector("rect")).stroke !== "none";
                    return [one.dataset.s || "", one.getAttribute("aria-label"), seen, ring];
                })()"""
            )
            assert mark[1]
            assert [True, True] == mark[2:]
            reached += mark[0].split()
        assert wanted == set(reached)
        assert len(wanted) == len(reached)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.drawing') === null")


def test_enter_shows_the_details_and_escape_takes_them_away(browser: "Browser", pages: dict[str, Path]) -> None:
    with opened(browser, pages["middle"]) as page:
        page.locator(".drawing a.m.must").first.focus()
        page.keyboard.press("Enter")
        details = page.locator(".detail")
        assert details.is_visible()
        assert "thank-by-email/dana/1" in details.inner_text()
        assert "Email each interviewer minutes after the interview" in details.inner_text()
        assert "" == page.evaluate("location.hash")
        page.keyboard.press("Escape")
        assert not details.is_visible()


def test_without_scripts_all_is_there_and_a_mark_leads_to_its_step(browser: "Browser", pages: dict[str, Path]) -> None:
    with opened(browser, pages["middle"], scripts=False) as page:
        assert not page.locator(".filters").is_visible()
        marks = page.locator(".drawing a.m")
        assert marks.count() > 30
        target = str(marks.first.get_attribute("href"))
        assert not page.locator(target).is_visible()
        marks.first.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(100)
        assert page.locator(target).is_visible()
        assert page.url.endswith(target)


def test_filters_leave_what_was_asked_for(browser: "Browser", pages: dict[str, Path]) -> None:
    def shown(page: "Page", selector: str) -> int:
        return page.locator(f"{selector}:visible").count()

    with opened(browser, pages["middle"]) as page:
        all_marks = shown(page, ".drawing a.m")
        page.locator(".filters summary").click()

        def choose(*names: str) -> None:
            for name in names:
                page.locator(".filters label", has_text=re.compile(f"^{name}$")).click()

        choose("krautzel", "resumehelp", "sparks-group", "stay-on-the-radar")
        assert 1 == shown(page, ".row .name span") + page.locator(".lane-names [data-p]:visible").count()
        assert 0 == shown(page, ".pair")
        assert 1 == shown(page, "#calendar thead th")
        choose("nobody", "Lee Park", "Omar Haddad")
        labels = [str(mark.get_attribute("aria-label")) for mark in page.locator(".drawing a.m:visible").all()]
        assert 0 < len(labels) < all_marks
        assert all("not-too-desperate" in label and "Dana" in label for label in labels)
        choose("thank you")
        assert not [
            label for mark in page.locator(".drawing a.m:visible").all()
            if "thank you" in (label := str(mark.get_attribute("aria-label")))
        ]  # fmt: skip
        assert re.fullmatch(r"\d+ of \d+ steps shown", page.locator(".filters output").inner_text())
        page.locator(".filters button").click()
        page.wait_for_timeout(50)
        assert all_marks == shown(page, ".drawing a.m")
        assert "" == page.locator(".filters output").inner_text()


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["example", "middle", "hostile", "many"])
def test_no_text_and_no_mark_of_the_drawing_covers_another(
    browser: "Browser", pages: dict[str, Path], name: str, width: int
) -> None:
    with opened(browser, pages[name], width) as page:
        covered = page.evaluate(
            """(() => {
                const found = [];
                for (const svg of document.querySelectorAll(".sheet svg")) {
                    for (const selector of ["text", "a rect"]) {
                        const boxes = [...svg.querySelectorAll(selector)]
                            .map((one) => [one, one.textContent || one.parentNode.className.baseVal])
                            .map(([one, text]) => [one.getBoundingClientRect(), text])
                            .filter(([box, text]) => box.width && (selector === "text" || !text.startsWith("flag")))
                            .sort(([a], [b]) => a.left - b.left);
                        boxes.forEach(([a, one], index) => {
                            for (const [b, other] of boxes.slice(index + 1)) {
                                if (b.left >= a.right - 1) break;
                                if (a.top < b.bottom - 2 && b.top < a.bottom - 2) found.push([one, other]);
                            }
                        });
                    }
                }
                return found;
            })()"""
        )
        assert [] == covered


@pytest.mark.parametrize("name", SAMPLES)
def test_print_on_a4_cuts_nothing_off(browser: "Browser", pages: dict[str, Path], name: str) -> None:
    with opened(browser, pages[name], PAPER) as page:
        page.emulate_media(media="print")
        outside = page.evaluate(
            """[...document.querySelectorAll("main *, header *")]
                .filter((one) => !one.closest("svg") || one.tagName === "svg")
                .filter((one) => one.getClientRects().length && one.getBoundingClientRect().right > innerWidth + 0.5)
                .map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert [] == outside
        assert PAPER == page.evaluate("document.documentElement.scrollWidth")
        hidden = page.evaluate(
            """[...document.querySelectorAll("details li, .grid td:not(.none)")]
                .filter((one) => !one.checkVisibility()).length"""
        )
        assert 0 == hidden
        if name == "example":
            paper = page.pdf(prefer_css_page_size=True)
            assert 15 < len(re.findall(rb"/Type /Page\b", paper)) < 35
            assert {b"0 0 594.95996 841.91998"} == set(re.findall(rb"/MediaBox \[([^]]*)\]", paper))
