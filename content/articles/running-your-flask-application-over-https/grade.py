"""What testssl.sh said of a server: python grade.py FINDINGS.json [--card CARD.svg]"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from figures import draw_card

# region grade
SCORES = {
    "protocol_support_score": "Protocol support",
    "key_exchange_score": "Key exchange",
    "cipher_strength_score": "Cipher strength",
    "final_score": "Final score",
}


@dataclass(frozen=True)
class Rating:
    grade: str
    scores: dict[str, int]
    reasons: list[str]  # why it is no better, the worst first


def read_rating(text: str) -> Rating:
    """The rating in the flat JSON of testssl.sh; ValueError if there is none."""
    findings = {finding["id"]: finding["finding"] for finding in json.loads(text)}
    if "overall_grade" not in findings:
        raise ValueError("no rating: some of the checks that it needs were left out")
    reasons = [
        said.partition(". ")[2]
        for name, said in findings.items()
        if name.startswith("grade_cap_reason")
    ]
    scores = {label: int(findings[name]) for name, label in SCORES.items()}
    return Rating(findings["overall_grade"], scores, reasons)


# endregion


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the grade.")
    parser.add_argument("findings", type=Path)
    parser.add_argument("--card", type=Path)
    options = parser.parse_args()
    rating = read_rating(options.findings.read_text())
    print("Grade", rating.grade)
    for label, score in rating.scores.items():
        print(f"{score:4} {label}")
    for reason in rating.reasons:
        print("  -", reason)
    if options.card:
        draw_card(options.card, rating.grade, rating.scores)


if __name__ == "__main__":
    main()
