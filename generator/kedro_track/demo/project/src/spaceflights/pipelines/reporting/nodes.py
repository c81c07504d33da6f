"""Draw the plots."""

from types import ModuleType

import matplotlib.pyplot as plt
import pandas as pd
import plotly.graph_objects as go
import seaborn as sns

plt.switch_backend("agg")  # draws into files, opens no window

BANDS = ["low", "middle", "high"]


def average_capacity(shuttles: pd.DataFrame) -> pd.DataFrame:
    """Average the passenger capacity by shuttle type."""
    return shuttles.groupby("shuttle_type")["passenger_capacity"].mean().reset_index()


def plot_predictions(predictions: pd.DataFrame) -> go.Figure:
    """Plot predicted against actual prices; on the line is exactly right."""
    ends = [predictions["actual"].min(), predictions["actual"].max()]
    figure = go.Figure(
        [
            go.Scatter(
                x=predictions["actual"],
                y=predictions["predicted"],
                mode="markers",
                name="shuttles",
            ),
            go.Scatter(x=ends, y=ends, mode="lines", name="exactly right"),
        ]
    )
    return figure.update_layout(
        title="Predicted and actual price",
        xaxis_title="Actual price, $",
        yaxis_title="Predicted price, $",
    )


def create_confusion_matrix(predictions: pd.DataFrame) -> ModuleType:
    """Count how often the active model finds the price band; drawn on pyplot's own figure."""
    edges = [float("-inf"), *predictions["actual"].quantile([1 / 3, 2 / 3]), float("inf")]
    counts = pd.crosstab(
        pd.cut(predictions["actual"], edges, labels=BANDS),
        pd.cut(predictions["predicted"], edges, labels=BANDS),
        dropna=False,
    )
    plt.figure(figsize=(5, 4))
    sns.heatmap(counts, annot=True, fmt="d", cmap="Blues", cbar=False)
    plt.xlabel("Predicted price band")
    plt.ylabel("Actual price band")
    plt.tight_layout()
    return plt
