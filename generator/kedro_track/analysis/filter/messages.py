"""What is wrong with a filter, one sentence a fault, with the way out.

The browser's side says the same: `[browser.filter.errors]` of the default theme's strings
is held equal to this by a test.
"""

from __future__ import annotations

from collections.abc import Mapping

from kedro_track.errors import FilterError

MESSAGES: Mapping[str, str] = {
    "too_long": "A filter has at most {n} characters.",
    "too_deep": "At most {n} parentheses or nots can stand inside each other.",
    "quote_open": "This quote is never closed.",
    "sign": "{text} means nothing here; write != or !~.",
    "name_wanted": "Here a condition should begin: with a name such as status or "
    "metrics.r2_score, or with text in quotes to search for.",
    "operator_wanted": "After {name} comes and or or, or a comparison: =, !=, <, <=, >, >=, ~, in, "
    "contains, is missing.",
    "value_wanted": "After {operator} comes a value; one with spaces or signs stands in quotes.",
    "value_keyword": "{text} is a word of the filter language; in quotes it is text.",
    "list_wanted": "After in comes a list in parentheses, such as (main, develop).",
    "comma_wanted": "After a value of the list comes a comma or the closing parenthesis.",
    "missing_wanted": "After is comes missing or not missing.",
    "join_wanted": "Between two conditions stands and or or.",
    "not_closed": "This parenthesis is never closed.",
    "not_opened": "This parenthesis was never opened.",
    "name_unknown": "No run has {name}.",
    "name_near": "No run has {name}; did you mean {near}?",
    "name_or_text": "No run has {name}; in quotes it is text to search for.",
    "name_ambiguous": "{name} can be {names}; write more of it.",
    "flag_wanted": "{name} is not a yes or no; compare it with something.",
    "flag_value": "{name} is true or false; {value} is neither.",
    "number_value": "{name} holds numbers; {value} is none.",
    "duration_value": "{name} is in seconds, or such as 90s, 5m, 2h, 1d; {value} is neither.",
    "time_value": "{name} is compared with a date such as 2026-11-24, with today or yesterday, "
    "or with an age such as 7d; {value} is none of them.",
    "age_equal": "{value} ago is a moment; compare it by < or >.",
    "no_order": "{name} has no order; compare it by = or !=.",
    "pattern_open": "This parenthesis of the pattern is never closed.",
    "pattern_close": "This parenthesis of the pattern was never opened.",
    "pattern_class": "This [ of the pattern is never closed.",
    "pattern_class_empty": "Nothing stands between these brackets.",
    "pattern_range": "This range runs backwards.",
    "pattern_repeat": "There is nothing to repeat here; \\{text} means the character itself.",
    "pattern_count": "A count is at most {n}, the smaller number first.",
    "pattern_escape": "\\{text} is not understood; known are \\d \\w \\s \\b, their capitals, "
    "\\t \\n \\r, and \\ before a sign.",
    "pattern_special": "(?{text} is not understood; of the groups with ? there is only (?: … ).",
    "pattern_large": "The pattern is too large.",
}


def fault(key: str, position: int, **values: str | int) -> FilterError:
    """The error for a fault at a character.

    Args:
        key: Of `MESSAGES`.
        position: Zero-based offset in the filter's text.
        values: What the sentence names.
    """
    return FilterError(MESSAGES[key].format(**values), position)
