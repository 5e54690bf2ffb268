"""What is read from the findings of testssl.sh, and drawn from it."""

import json

import pytest

from figures import draw_card, draw_grades
from grade import SCORES, read_rating
from grades import with_old_protocols, without_hsts
from stack import HERE


def findings(grade, *reasons, **scores):
    """Findings as testssl.sh writes them, as far as a rating goes."""
    pairs = {"overall_grade": grade, **dict.fromkeys(SCORES, "90"), **scores}
    pairs |= {f"grade_cap_reason_{number}": why for number, why in enumerate(reasons, 1)}
    return json.dumps(
        [{"id": name, "severity": "OK", "finding": said} for name, said in pairs.items()]
    )


def test_a_rating():
    """Grade, scores as numbers, and the reasons why it is no better."""
    got = read_rating(findings("B", "Grade capped to B. TLS 1.0 offered", final_score="94"))
    assert (got.grade, got.scores["Final score"], got.reasons) == ("B", 94, ["TLS 1.0 offered"])
    assert got.scores["Key exchange"] == 90


def test_no_rating():
    """Where testssl.sh left the rating out, that is said, and not taken for a bad one."""
    with pytest.raises(ValueError, match="no rating"):
        read_rating('[{"id": "TLS1_3", "finding": "offered"}]')


@pytest.mark.parametrize(("score", "width"), [(100, 200), (90, 180), (0, 0)])
def test_the_card(tmp_path, score, width):
    """It shows the grade, and a bar of 2 pixels for each point."""
    draw_card(tmp_path / "card.svg", "A+", {"Key exchange": score})
    drawn = (tmp_path / "card.svg").read_text()
    assert ">A+</text>" in drawn
    assert f'width="{width}" height="8"' in drawn


def test_good_and_bad_grades_differ_in_colour(tmp_path):
    """A, B and T are drawn in three colours."""
    draw_grades(
        tmp_path / "grades.svg", {"one": ("A", ""), "two": ("B", "old"), "three": ("T", "")}
    )
    lines = (tmp_path / "grades.svg").read_text().splitlines()
    colours = [line.split('fill="')[1][:7] for line in lines if 'font-size="28"' in line]
    assert len(set(colours)) == 3


def test_the_set_ups_differ_from_the_article():
    """Each edit changes nginx's configuration: without the header, and with the old protocols."""
    site = (HERE / "guestbook.conf").read_text()
    assert "Strict-Transport" in site
    assert "Strict-Transport" not in without_hsts(site)
    assert "ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;" in with_old_protocols(site)
    assert "SECLEVEL=0" in with_old_protocols(site)
