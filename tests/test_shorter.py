"""Scripts with short names: the same program, whatever its names stand for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rjsmin import jsmin

from kedro_track.site.script_tokens import RESERVED, tokens_of
from kedro_track.site.shorter import shorter
from kedro_track.site.theme import built_in

SCRIPTS = sorted(path for folder in built_in().values() for path in folder.glob("static/**/*.js"))

CASES = {
    "a variable, not the property of its name": (
        "const long=1;other.long=long;",
        "const a=1;other.long=a;",
    ),
    "a key of an object and its value": (
        "let one=2;f({one:one,two:one});",
        "let a=2;f({one:a,two:a});",
    ),
    "a shorthand": (
        "const first=1,second=2;f({first,second});",
        "const a=1,b=2;f({first:a,second:b});",
    ),
    "a pattern with defaults that name what is outside": (
        "const{title:said,rows=Infinity,...rest}=g(said,rows,rest);",
        "const{title:a,rows:b=Infinity,...c}=g(a,b,c);",
    ),
    "parameters": (
        "function run(what,[who,why=Date],{when}){return what+who+why+when+run}",
        "function a(b,[c,d=Date],{when:e}){return b+c+d+e+a}",
    ),
    "arrows": (
        "f(one=>one*2,(two,three)=>({two,sum:two+three}));",
        "f(b=>b*2,(a,c)=>({two:a,sum:a+c}));",
    ),
    "a template in a template": (
        "const name=1;f(`name ${name+`${name}`} } name`);",
        "const a=1;f(`name ${a+`${a}`} } name`);",
    ),
    "a pattern of letters, not a division": (
        'const word=/word[/]"/g;g(word/2/word);',
        'const a=/word[/]"/g;g(a/2/a);',
    ),
    "a product in an object": (
        "const last=2;f({back:(x)=>x*last,next:1});",
        "const a=2;f({back:(b)=>b*a,next:1});",
    ),
    "a class": (
        "class Table{static row=1;get rows(){return this.row}find(row){return row}}f(new Table());",
        "class a{static row=1;get rows(){return this.row}find(b){return b}}f(new a());",
    ),
    "names that are taken from outside": ("const long=a+KT.b;f(long);", "const b=a+KT.b;f(b);"),
    "a choice, which is no object": (
        "const yes=1,no=2;f(test?yes:no);",
        "const a=1,b=2;f(test?a:b);",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_only_variables_get_other_names(case: str) -> None:
    """Each kind of place where a name may stand."""
    script, wanted = CASES[case]
    assert shorter(f"(()=>{{{script}}})()") == f"(()=>{{{wanted}}})()"


def test_what_is_declared_outside_of_a_function_stays() -> None:
    """Other scripts may know it."""
    assert shorter("const shared=1;(()=>{const own=shared;f(own)})();") == (
        "const shared=1;(()=>{const a=shared;f(a)})();"
    )


@pytest.mark.parametrize("script", ["f(`never ends", "f(${", "if(x){", "f(]", "label{}"])
def test_what_is_not_understood_is_refused(script: str) -> None:
    """A wrong guess would be a wrong program."""
    with pytest.raises(ValueError, match=r"found|closes|closed|open"):
        shorter(script)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_say_the_same(script: Path) -> None:
    """All but variables is as it was: each text, number, sign and property, in its order."""
    light = jsmin(script.read_text(encoding="utf-8"))
    made = shorter(light)
    assert len(made) < len(light) or len(light) < 200
    assert _fixed(light) == _fixed(made)


def _fixed(script: str) -> list[str]:
    """The parts that no new name may change; a shorthand is written out."""
    parts = [token.text for token in tokens_of(script) if token.kind != "blank"]
    text = " ".join(
        "x" if re.fullmatch(r"[A-Za-z_$][\w$]*", part) and part not in RESERVED else part
        for part in parts
    )
    return re.sub(r"(?<=[{,] )x : x(?= [,}=])", "x", text).split(" ")
