"""Every kind of finding that the analysis gives: its code, how much it weighs, why it matters and how to mend it.

No code is one that the loader gives.
"""

from typing import Final

from followup.loading.overrides import CHANGES_NOTHING, SET_AND_REPLACED
from followup.model.diagnostic import FindingKind, Severity

CONDITION_NEVER_HOLDS: Final = FindingKind(
    "condition-never-holds",
    "A condition that contradicts itself switches off whatever hangs on it, silently.",
    "drop or change one of the parts that contradict each other",
)
CONDITION_ALWAYS_HOLDS: Final = FindingKind(
    "condition-always-holds",
    "A condition that always holds reads as if it made a difference.",
    "drop it, or say what was meant",
)
PART_NEVER_HOLDS: Final = FindingKind(
    "part-never-holds",
    "A branch of `any` that can never hold is a case that its author believes to be covered.",
    "drop this branch, or mend it",
)
PART_CHANGES_NOTHING: Final = FindingKind(
    "part-changes-nothing",
    "A part that the others make superfluous hides what the condition really is.",
    "drop this part, or say what was meant",
)
QUESTION_CHANGES_NOTHING: Final = FindingKind(
    "question-changes-nothing",
    "The candidate is asked a question, and the step withheld until it is answered, though every answer will do.",
    "name fewer values, or use `known` if only the answer counts",
)
NO_MEDIUM_APPLIES: Final = FindingKind(
    "no-medium-applies",
    "The rule never gives a step: when its `when` holds, none of its media may be chosen.",
    "add a choice without `when`, or change the conditions",
)
MEDIUM_NEVER_CHOSEN: Final = FindingKind(
    "medium-never-chosen",
    "A choice that an earlier one always forestalls is advice that nobody will ever get.",
    "move it up, or drop it",
)
CHOICE_CHANGES_NOTHING: Final = FindingKind(
    "choice-changes-nothing",
    "Whether its condition holds or not, the same medium is chosen; and the candidate may be asked about it in vain.",
    "drop this choice, or give it another medium or object",
)
MEDIUM_ALWAYS_FORBIDDEN: Final = FindingKind(
    "medium-always-forbidden",
    "The medium is chosen first and forbidden then: the step is withheld, and the next choice is not tried.",
    "drop the choice, or narrow the forbid",
)
ALWAYS_FORBIDDEN: Final = FindingKind(
    "always-forbidden",
    "The policy advises and rules out the same thing; the forbid wins, and the rule never gives a step.",
    "drop the rule, or narrow the forbid by `when`, `via`, `to` or a span",
)
FORBIDDEN_BY_ITS_OWN_ANCHOR: Final = FindingKind(
    "forbidden-by-its-own-anchor",
    "What the step counts its time from puts the whole of its window under a forbid.",
    "move the window or the span, so that some of the window is left",
)
EXPIRES_BEFORE_IT_BEGINS: Final = FindingKind(
    "expires-before-it-begins",
    "The step comes into being when its anchor happens, and its window is over by then.",
    "count the window forward, or from an event that is known ahead",
)
LATE_FROM_THE_START: Final = FindingKind(
    "late-from-the-start",
    "The step is overdue as soon as it comes into being: nobody can ever do it in time.",
    "count `recommended` forward, or give a later `overdue`",
)
NEVER_THE_SAME_PERSON: Final = FindingKind(
    "never-the-same-person",
    "A rule that follows a step goes to that step's person; here that can be nobody.",
    "let both go to the same role, or drop `to` of this one",
)
WAITS_FOR_A_DEAD_RULE: Final = FindingKind(
    "waits-for-a-dead-rule",
    "The rule that it follows never gives a step, so that this one hangs in the air.",
    "mend the other rule, or count from an event",
)
SUPERSEDED_RULE: Final = FindingKind(
    "superseded-rule",
    "Whenever this rule gives a step, an earlier rule gives the same one: the candidate is told twice.",
    "drop one of the two, or let their conditions exclude each other",
)
GROUP_NEVER_REACHED: Final = FindingKind(
    "group-never-reached",
    "`first` takes the first group in which there is somebody; one before this always has somebody.",
    "move this group up, or drop it",
)
UNTIL_ALREADY_COVERED: Final = FindingKind(
    "until-already-covered",
    "Another entry of `until` ends the step at every event that this one would.",
    "drop it, or drop the wider one",
)
STOPPED_BY_WHAT_IT_WAITS_FOR: Final = FindingKind(
    "stopped-by-what-it-waits-for",
    "`until` ends the step at the very event that `when` waits for.",
    "drop one of the two, unless only what came before the anchor is meant",
    Severity.NOTE,
)
WINDOW_OUT_OF_ORDER: Final = FindingKind(
    "window-out-of-order",
    "For some anchors a date lies before the one that must come first; it is moved there, silently.",
    "use one unit for both, or leave more room between them",
)
WEEKEND_WITHOUT_ROLL: Final = FindingKind(
    "weekend-without-roll",
    "The step falls on a weekend, when its medium finds nobody at the employer.",
    "add `roll: forward` to the window, or count `business days`",
)
ARRIVES_TOO_LATE: Final = FindingKind(
    "arrives-too-late",
    "Even sent at the first possible minute by the quickest way, it arrives when the step has expired.",
    "give `expires` more time, or choose a faster medium",
)
ARRIVES_WHEN_OVERDUE: Final = FindingKind(
    "arrives-when-overdue",
    "By none of its media does it arrive before it is overdue: who follows the plan is late all the same.",
    "give `overdue` more time, or add a faster medium; leave it so if `overdue` is about sending",
    Severity.NOTE,
)
ENDLESS_REPEAT: Final = FindingKind(
    "endless-repeat",
    "Nothing that `until` names can happen, so that the rule repeats up to the horizon.",
    "add `times:`, or an event that can happen",
)
REPEATS_ONCE: Final = FindingKind(
    "repeats-once",
    "`times` counts the first one, too: once in all is no repetition.",
    "drop `repeat`, or say how often in all",
)
STOPS_ITSELF: Final = FindingKind(
    "stops-itself",
    "Doing the step is what `until` waits for: the first time is always the last.",
    "drop `repeat`, or let `until` name what the others do",
)
FORBID_NEVER_HOLDS: Final = FindingKind(
    "forbid-never-holds",
    "The forbid looks like a safeguard, and can never rule anything out.",
    "say it by `when`, or choose another span",
)
FORBID_ALREADY_COVERED: Final = FindingKind(
    "forbid-already-covered",
    "Another forbid of the policy rules out all that this one does.",
    "drop it, or drop the wider one",
)
FORBID_FITS_NO_RULE: Final = FindingKind(
    "forbid-fits-no-rule",
    "No rule of the policy advises what this forbids: it only judges what others plan.",
    "leave it, if it is for judging; else look for a slip in its words",
    Severity.NOTE,
)
UNCITED_ADVICE: Final = FindingKind(
    "uncited-advice",
    "What the source says is written down, and no rule follows from it.",
    "cite it in a rule, or say why none does in `not_encoded`",
)
CITES_NOTHING: Final = FindingKind(
    "cites-nothing",
    "The policy writes down what its source says, and this rule does not say where it comes from.",
    "add `cites:`",
)
UNUSED_PARAM: Final = FindingKind(
    "unused-param",
    "Whoever sets it expects that something changes.",
    "use it in a rule, or drop it",
)
NOT_LOOKED_AT: Final = FindingKind(
    "not-looked-at",
    "So much has a say here that not all that can come together was gone through; nothing is guessed.",
    "split the rule or its conditions, or look at them yourself",
    Severity.NOTE,
)
INCOMPLETE_HERE: Final = FindingKind(
    "incomplete-here",
    "A plugin decides here, and does not say by what; nothing is guessed.",
    "let the plugin say what it `reads`, or look at the rule yourself",
    Severity.NOTE,
)

KINDS: Final = (
    CONDITION_NEVER_HOLDS,
    NO_MEDIUM_APPLIES,
    ALWAYS_FORBIDDEN,
    FORBIDDEN_BY_ITS_OWN_ANCHOR,
    EXPIRES_BEFORE_IT_BEGINS,
    NEVER_THE_SAME_PERSON,
    WAITS_FOR_A_DEAD_RULE,
    SUPERSEDED_RULE,
    CONDITION_ALWAYS_HOLDS,
    PART_NEVER_HOLDS,
    PART_CHANGES_NOTHING,
    QUESTION_CHANGES_NOTHING,
    MEDIUM_NEVER_CHOSEN,
    MEDIUM_ALWAYS_FORBIDDEN,
    CHOICE_CHANGES_NOTHING,
    GROUP_NEVER_REACHED,
    UNTIL_ALREADY_COVERED,
    STOPPED_BY_WHAT_IT_WAITS_FOR,
    WINDOW_OUT_OF_ORDER,
    LATE_FROM_THE_START,
    WEEKEND_WITHOUT_ROLL,
    ARRIVES_TOO_LATE,
    ARRIVES_WHEN_OVERDUE,
    ENDLESS_REPEAT,
    REPEATS_ONCE,
    STOPS_ITSELF,
    FORBID_NEVER_HOLDS,
    FORBID_ALREADY_COVERED,
    FORBID_FITS_NO_RULE,
    UNCITED_ADVICE,
    CITES_NOTHING,
    UNUSED_PARAM,
    INCOMPLETE_HERE,
    NOT_LOOKED_AT,
)
"""All of them: rules that never give a step first, then conditions, choices, endings, windows, forbids and sources."""

EVERY_KIND: Final = (*KINDS, CHANGES_NOTHING, SET_AND_REPLACED)
"""With those of overrides, which the loader gives: what ``docs/findings.md`` explains."""
