"""What happens in the demo, step by step: commits, branches and runs, as plain values.

A baseline and its candidates, better features, a branch with another model, a typo, a
regression and its fix, the merge, production.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """Replace `old` by `new` wherever it stands in the project's file `path`."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Commit:
    """Commit changes to the current branch."""

    message: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Author:
    """From here on it is another person of the project who works."""

    name: str


@dataclass(frozen=True, slots=True)
class Branch:
    """Go to a branch; `new` ones start where we stand."""

    name: str
    new: bool = False


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge a branch into the current one."""

    name: str


@dataclass(frozen=True, slots=True)
class Run:
    """`kedro run` with `arguments`, then `kedro track edit latest` with `edit`.

    Attributes:
        fails: Whether the run is meant to fail.
    """

    arguments: tuple[str, ...] = ()
    edit: tuple[str, ...] = ()
    fails: bool = False


Step = Author | Commit | Branch | Merge | Run

ADA, NOOR = "Ada Larsen", "Noor Haddad"
ACTIVE = "data_science.active_modelling_pipeline.model_options"
CANDIDATE = "data_science.candidate_modelling_pipeline.model_options"

PARAMETERS = "conf/base/parameters_data_science.yml"
CLEANING = "src/spaceflights/pipelines/data_processing/nodes.py"
MODELS = "src/spaceflights/pipelines/data_science/nodes.py"

LINEAR = "      estimator: linear\n"
FOREST = "      estimator: forest\n      n_estimators: 40\n"
BOOSTING = "      estimator: boosting\n      n_estimators: 100\n      learning_rate: 0.1\n"
PROMOTED = "      estimator: boosting\n      n_estimators: 300\n      learning_rate: 0.06\n"

LAST_FEATURE = "        - moon_clearance_complete\n"
RATINGS = "        - company_rating\n        - review_scores_rating\n"

LEFT_OUT = 'table.dropna(subset=["review_scores_rating"])'
FILLED = 'table.fillna({"review_scores_rating": 0})'

FOREST_IMPORT = "from sklearn.ensemble import RandomForestRegressor\n"
BOTH_IMPORTS = "from sklearn.ensemble import GradientBoostingRegressor, RandomForestRegressor\n"
UNKNOWN_CASE = "        case unknown:\n"
BOOSTING_CASE = """\
        case "boosting":
            return GradientBoostingRegressor(
                n_estimators=options["n_estimators"],
                learning_rate=options["learning_rate"],
                random_state=options["random_state"],
            )
"""


def _params(model: str, **values: Any) -> tuple[str, str]:
    return "--params", ",".join(f"{model}.{key}={value}" for key, value in values.items())


BASELINE: tuple[Step, ...] = (
    Author(ADA),
    Commit("Start from the spaceflights tutorial"),
    Run(
        edit=(
            "--title=Baseline: five features, a straight line",
            "--notes=The model that is **in use today**; later runs are compared with it.",
            "--tag=baseline",
            "--bookmark",
        ),
    ),
    Run(_params(CANDIDATE, n_estimators=5), ("--title=Forest of 5 trees", "--tag=forest")),
    Run(
        _params(CANDIDATE, n_estimators=150),
        (
            "--title=Forest of 150 trees",
            "--notes=Hardly better than 40 trees: more of them are not the way.",
            "--tag=forest",
        ),
    ),
    Run(
        ("--pipeline", "data_processing"),
        ("--title=Only a look at the data", "--notes=No model was trained.", "--tag=data"),
    ),
)

BETTER_FEATURES: tuple[Step, ...] = (
    Commit(
        "Show the models the ratings of company and shuttle",
        (Change(PARAMETERS, LAST_FEATURE, LAST_FEATURE + RATINGS),),
    ),
    Run(
        edit=(
            "--title=Ratings as features",
            "--notes=What people think of a shuttle moves its price more than its checks do.",
            "--bookmark",
        ),
    ),
    Run(_params(ACTIVE, random_state=11), ("--title=Another split: is it luck?",)),
)

ANOTHER_MODEL: tuple[Step, ...] = (
    Author(NOOR),
    Branch("gradient-boosting", new=True),
    Commit(
        "Offer gradient boosting as the candidate",
        (
            Change(MODELS, FOREST_IMPORT, BOTH_IMPORTS),
            Change(MODELS, UNKNOWN_CASE, BOOSTING_CASE + UNKNOWN_CASE),
            Change(PARAMETERS, FOREST, BOOSTING),
        ),
    ),
    Run(edit=("--title=First boosting", "--tag=boosting")),
    Run(
        _params(CANDIDATE, learning_rate=0.02),
        (
            "--title=Boosting, learning slowly",
            "--notes=Not done after 100 steps.",
            "--tag=boosting",
        ),
    ),
    Run(
        _params(CANDIDATE, estimator="bosting", n_estimators=300),
        ("--title=A typo on the command line",),
        fails=True,
    ),
    Run(
        _params(CANDIDATE, n_estimators=300, learning_rate=0.06),
        (
            "--title=Boosting, 300 steps of 0.06",
            "--notes=The **best so far** on every measure. Proposed for use.",
            "--tag=boosting",
            "--tag=proposed",
            "--bookmark",
        ),
    ),
)

REGRESSION_AND_FIX: tuple[Step, ...] = (
    Author(ADA),
    Branch("main"),
    Commit(
        "Keep shuttles that have no review yet",
        (Change(CLEANING, LEFT_OUT, FILLED),),
    ),
    Run(edit=("--title=More shuttles to learn from", "--tag=data")),
    Run(
        _params(ACTIVE, random_state=11),
        (
            "--title=Worse on another split too",
            "--notes=A missing review became a rating of 0, the worst that there can be.",
        ),
    ),
    Commit(
        "Leave shuttles without a review out again",
        (Change(CLEANING, FILLED, LEFT_OUT),),
    ),
    Run(edit=("--title=Reviews mended", "--tag=fix")),
)

RELEASE: tuple[Step, ...] = (
    Merge("gradient-boosting"),
    Commit("Promote gradient boosting", (Change(PARAMETERS, LINEAR, PROMOTED),)),
    Run(
        ("--env", "prod"),
        (
            "--title=First run on production",
            "--notes=Trained on all but a tenth of the shuttles, so not to be compared one to one.",
            "--tag=production",
        ),
    ),
    Run(
        edit=(
            "--title=Release candidate",
            "--notes=Gradient boosting in use; to be shipped if nobody objects.",
            "--tag=release",
            "--bookmark",
        ),
    ),
)

STORY: tuple[Step, ...] = (
    *BASELINE,
    *BETTER_FEATURES,
    *ANOTHER_MODEL,
    *REGRESSION_AND_FIX,
    *RELEASE,
)
