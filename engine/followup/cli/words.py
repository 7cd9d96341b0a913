"""``followup words``: what policies and timelines are written in: the vocabulary, and the language itself."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import data_format_option, examples, load_policies
from followup.cli.layout import json_text, see_format
from followup.cli.output import deliver, deliver_text, tell, tell_failures
from followup.cli.usage import unknown

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.policy import Policy


@click.command(
    short_help="List the words of the language, or explain one.",
    epilog=examples("words check-in", "words closer-than", "words weekday", "words -p mine.yaml"),
)
@click.argument("word", required=False)
@click.option("-p", "--policy", "policy", metavar="POLICY", help="With this policy's own words, too.")
@data_format_option
def words(word: str | None, policy: str | None, form: str) -> int:
    """List the words of the language by kind, or say all about WORD and which installed policies use it."""
    from followup import api
    from followup.cli.added import added_keys
    from followup.cli.word_text import found_words, listing, word_data, word_text
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    own = [] if policy is None else load_policies([policy], host)
    vocabulary = api.vocabulary_of(own, host.additions)
    added = tuple(added_keys(host.additions))
    found = found_words(vocabulary, word, added)
    if not found and word is not None:
        tell_failures(host)  # a plugin that could not be loaded may be the reason
        raise unknown("word", word, {one.name for one in found_words(vocabulary, None, added)})
    if form == "json":
        deliver(json_text({"words": 1, **word_data(found, None if word is None else _policies(host, own))}))
    elif word is None:
        deliver_text("\n".join(listing(found)))
        tell("all about one of them: `followup words WORD`")
    else:
        deliver_text("\n".join(word_text(found, vocabulary, _policies(host, own))))
    return tell_failures(host)


def _policies(host: "PluginHost", own: "list[Policy]") -> "list[Policy]":
    """Return the installed policies that can be read, and those of *own* that are not among them."""
    from followup import api

    found = [policy for policy, _ in (api.find_policy(name, host) for name in host.policies) if policy is not None]
    return [*found, *(policy for policy in own if policy.digest not in {one.digest for one in found})]
