"""The demo's raw tables: made up, the same every time, standard library only.

Prices follow from what a shuttle has, with bends that a straight line can't follow and with
noise that no model can: so the demo's models differ as models do.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

SEED = 42
COMPANIES = 120
SHUTTLES = 900
SHARE_REVIEWED = 0.92
TYPES = {"Type V5": 4.0, "Type F5": 7.0, "Type S2": 11.0, "Type A1": 16.0}
PLACES = ("Niue", "Anguilla", "Bouvet Island", "Faroe Islands", "Tonga", "Malta", "Samoa")

Row = Mapping[str, Any]


def write_raw_data(folder: Path) -> None:
    """Write `companies.csv`, `shuttles.csv` and `reviews.csv`."""
    chance = Random(SEED)  # noqa: S311 -- made-up data, no secret
    companies = [_company(number, chance) for number in range(COMPANIES)]
    shuttles = [_shuttle(number, companies, chance) for number in range(SHUTTLES)]
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "companies.csv", map(_company_row, companies))
    _write(folder / "shuttles.csv", map(_shuttle_row, shuttles))
    _write(folder / "reviews.csv", (_review_row(s) for s in shuttles if s["reviewed"]))


def _company(number: int, chance: Random) -> Row:
    return {
        "id": 1000 + number,
        "rating": chance.triangular(0.4, 1.0, 0.9),
        "location": chance.choice(PLACES),
        "approved": _likely(chance, 0.6),
    }


def _shuttle(number: int, companies: Sequence[Row], chance: Random) -> Row:
    company = chance.choice(companies)
    kind = chance.choice(tuple(TYPES))
    shuttle: dict[str, Any] = {
        "id": 50_000 + number,
        "kind": kind,
        "location": chance.choice(PLACES),
        "company": company,
        "engines": chance.randint(1, 4),
        "capacity": max(1, round(chance.gauss(TYPES[kind], 2))),
        "d_check": _likely(chance, 0.5),
        "clearance": _likely(chance, 0.4),
        "score": min(100.0, max(20.0, chance.gauss(82, 12))),
        "reviewed": _likely(chance, SHARE_REVIEWED),
        "reviews": chance.randint(1, 120),
    }
    return {**shuttle, "crew": 1 + shuttle["capacity"] // 4, "price": _price(shuttle, chance)}


def _likely(chance: Random, share: float) -> bool:
    return chance.random() < share


def _price(shuttle: Row, chance: Random) -> float:
    plain = 900 + 260 * shuttle["engines"] + 95 * shuttle["capacity"] + 240 * shuttle["clearance"]
    liked = 22 * (shuttle["score"] - 80) * (0.5 + shuttle["company"]["rating"])
    luxury = 45 * max(0, shuttle["capacity"] - 10) ** 1.4 * (1.6 if shuttle["d_check"] else 0.4)
    return float(max(250.0, plain + liked + luxury + chance.gauss(0, 160)))


def _company_row(company: Row) -> Row:
    return {
        "id": company["id"],
        "company_rating": f"{company['rating']:.0%}",
        "company_location": company["location"],
        "iata_approved": "t" if company["approved"] else "f",
    }


def _shuttle_row(shuttle: Row) -> Row:
    return {
        "id": shuttle["id"],
        "shuttle_location": shuttle["location"],
        "shuttle_type": shuttle["kind"],
        "engines": shuttle["engines"],
        "passenger_capacity": shuttle["capacity"],
        "crew": shuttle["crew"],
        "d_check_complete": "t" if shuttle["d_check"] else "f",
        "moon_clearance_complete": "t" if shuttle["clearance"] else "f",
        "price": f"${shuttle['price']:,.2f}",
        "company_id": shuttle["company"]["id"],
    }


def _review_row(shuttle: Row) -> Row:
    return {
        "shuttle_id": shuttle["id"],
        "review_scores_rating": f"{shuttle['score']:.1f}",
        "number_of_reviews": shuttle["reviews"],
    }


def _write(path: Path, rows: Iterable[Row]) -> None:
    found = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(found[0]))
        writer.writeheader()
        writer.writerows(found)
