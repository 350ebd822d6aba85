"""Federal Register documents and public-inspection filings, presidential and of agencies, with their corrections."""

from __future__ import annotations

from jobs.detect.orders import relevance
from jobs.detect.orders.desk import Desk, reading_of
from jobs.detect.orders.joining import Order, document_base, is_correction
from jobs.detect.orders.papers import Paper, day_in, imprint_of, is_presidential
from jobs.detect.orders.reading import INSTRUMENT, read
from jobs.detect.orders.wording import fingerprints
from storage.events import Stage


def take_document(desk: Desk, paper: Paper, stage: Stage) -> str:
    """Join a filing (``Stage.FILED``) or document (``Stage.PUBLISHED``) to its order and tell the stage; the reason."""
    fields = paper.item.fields
    number = fields.get("document_number") or paper.item.native_id
    of = fields.get("correction_of", "")
    base = document_base(of.rstrip("/").rsplit("/", 1)[-1].split(".")[0]) if of else document_base(number)
    correction = bool(of) or is_correction(number)
    imprint = imprint_of(paper)
    instrument, order_number, signed = imprint.instrument, imprint.number, imprint.signed
    order = desk.ledger.by_document(base)
    if not order:
        published = day_in(fields.get("publication_date")) or paper.day
        order = desk.ledger.of_document(imprint, published, fingerprints(paper.text))
    presidential = is_presidential(paper, instrument)
    verdict = (
        relevance.of_presidential(paper.title, paper.text)
        if presidential
        else relevance.of_notice(paper.title, paper.text, fields.get("agencies", ""))
    )
    if not order:
        if not verdict and not presidential:
            return verdict.why
        order = Order(
            thread=desk.ledger.new_thread(signed or paper.day, imprint.title),
            title=imprint.title,
            titles=[" ".join(imprint.words)],
            instrument=instrument if presidential else "notice",
            seen=paper.day,
        )
    if not order.concerns:
        order.concerns, order.why = verdict.concerns, order.why or verdict.why
    if order_number:
        order.number = order_number
    if instrument and presidential:
        order.instrument = instrument
    if signed:
        order.signed, order.signed_exact = signed, True
    if base not in order.documents:
        order.documents.append(base)
    new_correction = correction and number not in order.corrections
    if new_correction:
        order.corrections.append(number)
    if order.concerns and (order.reading is None or _says_more(order, paper)):
        order.reading = read(paper.title, paper.text, order.signed).as_json()
        order.parent = None if presidential else _parent(desk, paper)
    desk.ledger.keep(order)
    if correction:
        if not new_correction:
            return "a correction already told"
        return desk.tell(order, Stage.AMENDED, paper, mark=f"correction-{number}", what=f"correction {number}")
    return desk.tell(order, stage, paper)


def _says_more(order: Order, paper: Paper) -> bool:
    """Whether this paper has the text where the order was known by its title only: filings come without one."""
    told = reading_of(order)
    return bool(paper.text) and not order.sentences and not told.rates and told.effective is None


def _parent(desk: Desk, paper: Paper) -> str | None:
    """The order a notice says it carries out, for readers' threads."""
    for kind, number in INSTRUMENT.findall(f"{paper.title} {paper.text[:6000]}"):
        order = desk.ledger.by_number(number, kind.lower().startswith("p"))
        if order and order.concerns:
            return order.thread
    return None
