"""Split, train, evaluate."""

from typing import Any

import pandas as pd
from sklearn.base import RegressorMixin
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.metrics import max_error, mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split


def split_data(
    table: pd.DataFrame, options: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series, pd.Series]:
    """Keep a part of the shuttles for the evaluation."""
    return tuple(
        train_test_split(
            table[options["features"]].astype(float),
            table["price"],
            test_size=options["test_size"],
            random_state=options["random_state"],
        )
    )


def train_model(x: pd.DataFrame, y: pd.Series, options: dict[str, Any]) -> RegressorMixin:
    """Train the model that the parameters name."""
    return _regressor(options).fit(x, y)


def _regressor(options: dict[str, Any]) -> RegressorMixin:
    match options["estimator"]:
        case "linear":
            return LinearRegression()
        case "forest":
            return RandomForestRegressor(
                n_estimators=options["n_estimators"],
                random_state=options["random_state"],
            )
        case unknown:
            raise ValueError(f"No estimator is called {unknown!r}.")


def predict(model: RegressorMixin, x: pd.DataFrame, y: pd.Series) -> pd.DataFrame:
    """Predict the prices of shuttles that the model has not seen."""
    return pd.DataFrame({"actual": y, "predicted": model.predict(x)})


def evaluate_model(predictions: pd.DataFrame) -> dict[str, float]:
    """Measure the error; what is returned is tracked with the run."""
    actual, predicted = predictions["actual"], predictions["predicted"]
    return {
        "r2_score": r2_score(actual, predicted),
        "mae": mean_absolute_error(actual, predicted),
        "max_error": max_error(actual, predicted),
    }


def weigh_features(model: RegressorMixin, x: pd.DataFrame, y: pd.Series) -> dict[str, Any]:
    """Say how much each feature carries: by how much R² falls when its values are shuffled."""
    found = permutation_importance(model, x, y, n_repeats=3, random_state=0)
    return {
        "estimator": type(model).__name__,
        "importances": {
            name: {"mean": mean, "deviation": deviation}
            for name, mean, deviation in zip(
                x.columns,
                found.importances_mean.tolist(),
                found.importances_std.tolist(),
                strict=True,
            )
        },
    }
