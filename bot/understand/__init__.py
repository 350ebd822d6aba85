"""From what people type to a typed query. ``read`` is the way in; ``question`` holds what comes out."""

from bot.understand.question import (
    ChangesQuestion,
    Choice,
    HelpQuestion,
    Hit,
    IssuesQuestion,
    Missing,
    NotUnderstood,
    OrdersQuestion,
    Period,
    Product,
    Question,
    RateQuestion,
    TripsQuestion,
)
from bot.understand.read import read

__all__ = [
    "ChangesQuestion",
    "Choice",
    "HelpQuestion",
    "Hit",
    "IssuesQuestion",
    "Missing",
    "NotUnderstood",
    "OrdersQuestion",
    "Period",
    "Product",
    "Question",
    "RateQuestion",
    "TripsQuestion",
    "read",
]
