"""Clean the raw tables and join them."""

from typing import Any

import pandas as pd


def preprocess_companies(companies: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Turn texts into numbers; the second value is tracked with the run."""
    cleaned = companies.assign(
        iata_approved=companies["iata_approved"] == "t",
        company_rating=companies["company_rating"].str.rstrip("%").astype(float) / 100,
    )
    return cleaned, {"columns": cleaned.columns.tolist(), "data_type": "companies"}


def preprocess_shuttles(shuttles: pd.DataFrame) -> pd.DataFrame:
    """Turn texts into numbers."""
    return shuttles.assign(
        d_check_complete=shuttles["d_check_complete"] == "t",
        moon_clearance_complete=shuttles["moon_clearance_complete"] == "t",
        price=shuttles["price"].str.replace(r"[$,]", "", regex=True).astype(float),
    )


def create_model_input_table(
    shuttles: pd.DataFrame, companies: pd.DataFrame, reviews: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Join shuttles with their company and their reviews; the second value is tracked."""
    rated = shuttles.merge(reviews, left_on="id", right_on="shuttle_id", how="left")
    table = rated.merge(companies, left_on="company_id", right_on="id", suffixes=("", "_company"))
    without_review = table["review_scores_rating"].isna().mean()
    table = table.dropna(subset=["review_scores_rating"])
    return table, {"rows": len(table), "share_without_review": without_review}
