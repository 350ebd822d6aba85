"""Which papers concern tariffs, trade deals or a watched country; the rest stays silent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from jobs.detect.orders.relevance import of_notice, of_presidential
from jobs.detect.orders.wording import plain
from storage.observations import Item

LABELS = Path(__file__).parent / "labelled_posts.csv"


@pytest.mark.parametrize(
    "title",
    [
        "Nominations Sent to the Senate",
        "Nomination and Withdrawal Sent to the Senate",
        "President Trump Announces Cabinet and Cabinet Level Appointments",
        "World Trade Week, 2025",
        "National Manufacturing Day, 2025",
        "160th Anniversary of the United States Secret Service, 2025",
        "Presidential Permit: Authorizing Enbridge Pipelines to Operate Existing Facilities",
        "Executive Grant of Clemency for Devon Archer",
        "Presidential Message on National Breast Cancer Awareness Month",
        "Restoring Accountability for Career Senior Executives",
        "Keeping Men Out of Women’s Sports",
    ],
)
def test_nominations_observances_and_home_affairs_stay_silent(title: str) -> None:
    assert not of_presidential(
        title, "They perform the functions and duties of the office. Tariffs made America great."
    )


@pytest.mark.parametrize(
    ("title", "concerns"),
    [
        ("Adjusting Imports of Medium- And Heavy-Duty Vehicles into the United States", "tariff"),
        ("Imposing a Temporary Import Surcharge to Address Fundamental International Payments Problems", "tariff"),
        ("To Facilitate Positive Adjustment to Competition From Imports of Quartz Surface Products", "tariff"),
        ("Suspending Duty-Free De Minimis Treatment for All Countries", "tariff"),
        ("Implementing The United States–Japan Agreement", "deal"),
        ("Continuation of the National Emergency With Respect to Brazil", "country"),
    ],
)
def test_a_title_about_duties_deals_or_a_watched_country_is_enough(title: str, concerns: str) -> None:
    assert of_presidential(title, "").concerns == concerns


def test_a_title_that_hides_a_duty_is_found_by_its_text() -> None:
    text = "articles of India shall be subject to an additional ad valorem rate of duty of 25 percent. Tariff Schedule."
    verdict = of_presidential("Addressing Threats to the United States by the Government of Ruritania", text)
    assert verdict.concerns == "tariff"
    assert "duties" in verdict.why


def test_passing_words_about_duty_are_no_tariff() -> None:
    text = "Every officer has the duty to act. The duties of the Secretary remain. A tariff was once debated."
    assert not of_presidential("Strengthening Probationary Periods in the Federal Service", text)


@pytest.mark.parametrize(
    "title",
    [
        "Certain Monomers and Oligomers From the Republic of Korea: Antidumping Duty Order",
        "Ripe Olives From Spain: Final Results of Countervailing Duty Administrative Review; 2023",
        "Electronic Tariff Filings; Notice of Changes to E-Tariff Validation Error Codes",
        "Certain Wi-Fi Routers; Notice of Institution of Investigation",
        "Self-Regulatory Organizations; Notice of Filing To Amend Equity 7, Section 122",
    ],
)
def test_the_daily_bulk_of_case_notices_stays_silent(title: str) -> None:
    assert not of_notice(title, "", "international-trade-administration,commerce-department")


def test_a_notice_that_carries_a_deal_out_counts_and_an_energy_tariff_does_not() -> None:
    title = "Implementing Certain Tariff-Related Elements of the U.S.-Korea Strategic Trade and Investment Deal"
    assert of_notice(title, "", "trade-representative-office-of-united-states")
    assert not of_notice("Revised Tariff Sheets", "", "energy-department")


def test_precision_and_recall_on_the_posts_labelled_by_hand(recorded_posts: list[Item]) -> None:
    with LABELS.open(encoding="utf-8", newline="") as rows:
        labels = {(row["url"], row["title"]): row["concerns_trade"] == "yes" for row in csv.DictReader(rows)}
    judged = {
        (post.url, post.title): bool(of_presidential(post.title, plain(post.text)))
        for post in recorded_posts
        if (post.url, post.title) in labels
    }
    assert len(judged) >= 190
    right = sum(judged[key] and labels[key] for key in judged)
    found, wanted = sum(judged.values()), sum(labels[key] for key in judged)
    assert right / found >= 0.98, [key[1] for key in judged if judged[key] and not labels[key]]
    assert right / wanted >= 0.98, [key[1] for key in judged if labels[key] and not judged[key]]


def test_few_of_all_recorded_posts_concern_trade(recorded_posts: list[Item]) -> None:
    found = [post for post in recorded_posts if of_presidential(post.title, plain(post.text))]
    assert 75 <= len(found) <= 95
