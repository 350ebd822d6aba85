"""The form of a fact file, read strictly: a fault is one sentence that names the file, the measure and the field.

How to write a measure file (``storage/facts/measures/PROGRAMME.yaml``)
=======================================================================
One file holds one programme; a trade lawyer must be able to read it. Every key not named here is an error::

    programme: ieepa-reciprocal            # other measures can exclude the whole programme by this name
    title: IEEPA reciprocal duty
    authority: IEEPA                       # short, as people say it: MFN, IEEPA, s.122, s.232, s.301, s.338
    country_groups: {deal: [JP, EU, KR]}   # optional shorthands for this file; EU is always the 27 members
    measures:
    - id: ieepa-recip-jp-ceiling-15        # unique in the whole law
      name: Reciprocal duty, Japan 15% ceiling
      instrument: {label: "EO 14345, 90 FR 43535", url: https://..., signed: 2025-09-04, published: 2025-09-09}
      heading: 9903.02.73                  # for a ceiling: {below: 9903.02.73, above: 9903.02.72}
      countries: [JP]                      # or all, or {in: [...] | all, out: [...]}, or a table (below)
      products: all                        # or a list of list names and dotted codes, or {in: ..., out: [...]},
                                           # or {unknown: "annex not read", in: [likely codes]}
      rate: {ceiling: 15}
      from: 2025-08-07T00:01:00-04:00      # instant as printed (a bare date is 00:00 New York)
      known: 2025-09-04                    # first day the text was public; later than ``from`` = retroactive
      to: 2026-02-24T00:00:00-05:00        # exclusive; leave out when open
      to_known: 2026-02-20                 # REQUIRED with ``to``: the day the END was public
      superseded: 2026-08-18               # optional: from this day on another version replaces this text altogether
      when: [...]                          # facts of the shipment it requires (below)
      excludes: [...]                      # what does not apply while this one does (below)
      groups: [deal-ceilings]              # further names by which others can exclude it
      caveats: ["one sentence the reader must see when it applies"]
      confidence: primary                  # or secondary
      confidence_note: why it is secondary
      sources: [https://...]
      notes: ["for reviewers"]

``rate`` is one of::

    {additional: 25}                  {additional: 25, upon: metal_content, minimum: 15}
    {ceiling: 15}                          {ceiling: 15, special_counts: true}      # a claimed KORUS rate is the base
    exemption      prohibition             note                                     # note: only its caveats are shown
    {specific: "minimum import price USD 21/kg"}        {unknown: "to be announced"}

``upon`` names a portion of the customs value (PORTIONS below): metal_content, steel_content, aluminum_content,
copper_content, non_us_content, non_us_content_20 (U.S. content counts from 20%), non_us_content_max_40, or a mapping
{fact, rest, default, at_least, at_most, words, ask}.

Steps in time: ``periods:`` is a list of mappings that override keys of the record, each a version of its own::

      periods:
      - {from: 2025-03-12T00:01:00-04:00, rate: {additional: 25}, to: 2025-06-04T00:01:00-04:00, to_known: 2025-06-03}
      - {from: 2025-06-04T00:01:00-04:00, rate: {additional: 50}, known: 2025-06-03}

Rates by origin: ``countries: {table: {JP: {heading: 9903.02.30, percent: 15, to: ..., to_known: ...}}}``; a row may
override heading, percent and any key of a period.

``when`` - all must be met::

      when:
      - {fact: usmca, is: "yes", words: the goods qualify for USMCA and claim it, ask: branch}
      - {fact: loaded_on, before: "2025-08-07", words: loaded on the final vessel before 7 August 2025, ask: caveat}
      - {fact: within_quota, is: "yes", unless_said: "yes", words: within the quota}

``is, is_not, at_least, under, before``; ``unless_said`` is the value assumed when the asker says nothing (without it
the condition is then not met); ``otherwise`` says, as a clause after "if", what is true when it is not met ("outside
the quota"); ``ask``: branch = the answer becomes "depends" when the outcome differs, caveat = the answer stays a plain
number and names the other outcome in a sentence, never. Facts: ``tariff.answer.ShipmentFact``.

``excludes`` - measure ids, programmes or groups that give way to this one, each with the clause it rests on. The
country-wide programmes do NOT list s.232; every s.232 measure lists the programmes its headings keep away::

      excludes:
      - {what: [s232-autos-base], as: replaces, clause: U.S. note 33(i)}
      - {what: [ieepa-reciprocal], clause: "9903.01.33, U.S. note 2(v)(iii)"}
      - {what: [ieepa-fentanyl-ca], clause: EO 14289 s.3, from: 2025-03-04, to: 2025-06-04, known: 2025-04-29}
      - {what: [ieepa-reciprocal], clause: U.S. note 2(v), their_part: true}     # the rest of the value still pays it
      - {what: [x], clause: CSMS 65054270, only_if_charged: true}

``as``: excludes (default), exempts (default of an exemption), replaces (not shown as set aside). A measure that is
itself excluded excludes nothing. For a measure that applies only to some origins instead of a general one do not carve
the origins out of the general measure by date: let the special one ``exclude`` the general one ``as: replaces``; then
the general duty is rightly the answer for whoever asks before the special one was published.

A list (``storage/facts/lists/NAME.txt``) has one code a line, dots or not, at printed length (a code covers everything
under it; 10 digits only that number; never shorten). ``#`` starts a comment. Lines that begin with ``@`` open a section
and hold for the codes below; without a date the codes hold as long as the measure does::

    # title: Annex II of EO 14257, goods outside the reciprocal duty
    @ from=2025-04-05T00:01:00-04:00 known=2025-04-02 to=2025-08-01T00:01:00-04:00 to_known=2025-07-30
    7406.10.00
    @ article                              # part of a subheading: the article in words after the code
    0805.90.01  Etrogs
    @ uncertain="as proposed in June 2026; the final list was not read"      # expected=no: taken as not listed
    0201.10.05

Names of programmes here: ieepa-reciprocal, ieepa-fentanyl-ca, ieepa-fentanyl-mx, ieepa-fentanyl-cn, ieepa-brazil,
ieepa-india, s122, s301-china, s301-maritime, s301-forced-labor, s301-brazil, s301-nicaragua, s338-canada (groups
s338-canada-alcohol, s338-canada-dairy, s338-canada-vehicles), s338-canada-bans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from storage.facts.faults import FactError
from storage.facts.periods import PERIOD_KEYS, new_york_day, read_period
from storage.facts.product_lists import digits
from storage.facts.shorthands import EU, PORTIONS
from tariff.answer import Instrument, ShipmentFact
from tariff.measure import (
    Ask,
    Condition,
    Exclusion,
    Measure,
    Period,
    Portion,
    Rate,
    RateKind,
    Scope,
)

_MEASURE_KEYS = PERIOD_KEYS | {
    "id", "name", "authority", "instrument", "heading", "countries", "products", "rate", "when", "excludes", "groups",
    "caveats", "confidence", "confidence_note", "sources", "notes", "periods",
}  # fmt: skip
_RATE_KEYS = frozenset({"additional", "ceiling", "upon", "minimum", "special_counts", "specific", "unknown"})
_FILE_KEYS = frozenset({"programme", "title", "authority", "country_groups", "measures", "definitions"})


def read_measures(file: str, document: Any) -> Iterator[Measure]:
    """Measures of one parsed file.

    Args:
        file: name for error messages.
        document: the parsed YAML.

    Raises:
        FactError: the file does not have the form described above.
    """
    if not isinstance(document, Mapping):
        raise FactError(f"{file}: expected a mapping with programme, authority and measures.")
    for key in ("programme", "authority", "measures"):
        if key not in document:
            raise FactError(f"{file}: the key '{key}' is missing.")
    if unknown := set(document) - _FILE_KEYS:
        raise FactError(f"{file}: unknown key '{sorted(unknown)[0]}' (allowed: {', '.join(sorted(_FILE_KEYS))}).")
    groups: dict[str, tuple[str, ...]] = {"EU": (*EU, "EU")}
    for name, members in (document.get("country_groups") or {}).items():
        groups[str(name)] = tuple(c for m in members for c in groups.get(m, (m,)))
    for record in document["measures"]:
        yield from _Record(file, document, groups, record).measures()


class _Record:
    """Reads one record; keeps the place for error messages."""

    def __init__(
        self, file: str, document: Mapping[str, Any], groups: Mapping[str, tuple[str, ...]], record: Any
    ) -> None:
        self.file, self.document, self.groups = file, document, groups
        self.id = str(record.get("id", "?")) if isinstance(record, Mapping) else "?"
        self.record: Mapping[str, Any] = (
            record if isinstance(record, Mapping) else self.fail("id", "expected a mapping")
        )
        if "id" not in record:
            self.fail("id", "every measure needs one")

    def fail(self, fieldname: str, what: str) -> NoReturn:
        raise FactError(f"{self.file}, measure {self.id}, field {fieldname}: {what}.")

    def measures(self) -> Iterator[Measure]:
        """One measure for each period and each row of a country table."""
        if unknown := set(self.record) - _MEASURE_KEYS:
            self.fail(sorted(unknown)[0], "unknown field")
        common = {k: v for k, v in self.record.items() if k != "periods"}
        for step in self.record.get("periods") or [{}]:
            if not isinstance(step, Mapping):
                self.fail("periods", "expected a list of mappings")
            if unknown := set(step) - _MEASURE_KEYS:
                self.fail(f"periods.{sorted(unknown)[0]}", "unknown field")
            version = {**common, **step}
            countries = version.get("countries")
            if isinstance(countries, Mapping) and "table" in countries:
                for country, row in countries["table"].items():
                    yield self.one(self.with_row(version, str(country), row))
            else:
                yield self.one(version)

    def with_row(self, version: Mapping[str, Any], country: str, row: Any) -> dict[str, Any]:
        if not isinstance(row, Mapping) or not set(row) <= _MEASURE_KEYS | {"percent"}:
            self.fail(f"countries.table.{country}", "expected {heading, percent, ...}")
        merged = {**version, **{k: v for k, v in row.items() if k != "percent"}, "countries": [country]}
        if "percent" in row:
            rate = merged.get("rate")
            name = "ceiling" if isinstance(rate, Mapping) and "ceiling" in rate else "additional"
            merged["rate"] = {**(rate if isinstance(rate, Mapping) else {}), name: row["percent"]}
        return merged

    def one(self, version: Mapping[str, Any]) -> Measure:
        for key in ("name", "instrument", "countries", "products", "rate", "from", "known", "confidence", "sources"):
            if key not in version:
                self.fail(key, "missing")
        if version["confidence"] not in ("primary", "secondary"):
            self.fail("confidence", "must be primary or secondary")
        heading, above = self.headings(version.get("heading"))
        rate = self.rate(version["rate"])
        inside, out = self.countries(version["countries"])
        programme = str(self.document["programme"])
        return Measure(
            id=self.id,
            programme=programme,
            name=str(version["name"]),
            authority=str(version.get("authority", self.document["authority"])),
            instrument=self.instrument(version["instrument"]),
            period=self.period(version, ""),
            rate=rate,
            scope=self.scope(version["products"]),
            countries=inside,
            countries_out=out,
            groups=frozenset({programme, self.id, *self.texts(version, "groups")}),
            heading=heading,
            heading_above=above,
            when=tuple(self.condition(c) for c in version.get("when") or ()),
            excludes=tuple(self.exclusion(e, rate.kind) for e in version.get("excludes") or ()),
            caveats=self.texts(version, "caveats"),
            confidence=version["confidence"],
            sources=self.texts(version, "sources"),
            notes=self.texts(version, "notes"),
        )

    def texts(self, version: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = version.get(key) or ()
        if isinstance(value, str) or not all(isinstance(v, str) for v in value):
            self.fail(key, "expected a list of sentences")
        return tuple(value)

    def headings(self, value: Any) -> tuple[str | None, str | None]:
        if isinstance(value, Mapping):
            return value.get("below"), value.get("above")
        return (None if value is None else str(value)), None

    def instrument(self, value: Any) -> Instrument:
        if not isinstance(value, Mapping) or not {"label", "url"} <= set(value) <= {
            "label",
            "url",
            "signed",
            "published",
        }:
            return self.fail("instrument", "expected {label, url, signed, published}")
        if not str(value["url"]).startswith("https://"):
            self.fail("instrument.url", "must be an https address")
        return Instrument(
            str(value["label"]),
            str(value["url"]),
            self.day(value.get("signed"), "instrument.signed"),
            self.day(value.get("published"), "instrument.published"),
        )

    def day(self, value: Any, fieldname: str) -> date | None:
        """A day in New York; date-times are converted."""
        if value is None:
            return None
        try:
            return new_york_day(value)
        except (TypeError, ValueError):
            return self.fail(fieldname, f"'{value}' is not a date")

    def period(self, version: Mapping[str, Any], place: str) -> Period:
        try:
            return read_period(version)
        except (TypeError, ValueError) as fault:
            return self.fail(f"{place}from/to/known", str(fault))

    def rate(self, value: Any) -> Rate:
        if isinstance(value, str):
            if value not in ("exemption", "prohibition", "note"):
                self.fail(
                    "rate", f"'{value}' is not one of exemption, prohibition, note, {{additional: N}}, {{ceiling: N}}"
                )
            return Rate(RateKind(value))
        if not isinstance(value, Mapping):
            self.fail("rate", "expected a mapping such as {additional: 25}")
        if unknown := set(value) - _RATE_KEYS:
            self.fail(f"rate.{sorted(unknown)[0]}", "unknown field")
        kinds = [k for k in ("additional", "ceiling", "specific", "unknown") if k in value]
        if len(kinds) != 1:
            self.fail("rate", "name exactly one of additional, ceiling, specific, unknown")
        kind = RateKind(kinds[0])
        percent = (
            self.number(value[kinds[0]], f"rate.{kinds[0]}")
            if kind in (RateKind.ADDITIONAL, RateKind.CEILING)
            else None
        )
        return Rate(
            kind,
            percent,
            self.portion(value["upon"]) if "upon" in value else None,
            bool(value.get("special_counts", False)),
            self.number(value["minimum"], "rate.minimum") if "minimum" in value else None,
            None if percent is not None else str(value[kinds[0]]),
        )

    def number(self, value: Any, fieldname: str) -> Decimal:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            return self.fail(fieldname, f"'{value}' is not a number")
        if not 0 <= number <= 1000:
            self.fail(fieldname, f"{value} percent points is out of the plausible range 0 to 1000")
        return number

    def portion(self, value: Any) -> Portion:
        if isinstance(value, str):
            if value not in PORTIONS:
                self.fail("rate.upon", f"'{value}' is not one of {', '.join(PORTIONS)}")
            return PORTIONS[value]
        if not isinstance(value, Mapping) or not {"fact", "words", "default"} <= set(value):
            self.fail("rate.upon", "expected a name or {fact, words, default, ...}")
        return Portion(
            self.fact(value["fact"]),
            str(value["words"]),
            Decimal(str(value["default"])),
            bool(value.get("rest", False)),
            Decimal(str(value.get("at_least", 0))),
            Decimal(str(value.get("at_most", 100))),
            Ask(value.get("ask", "branch")),
        )

    def fact(self, value: Any) -> ShipmentFact:
        try:
            return ShipmentFact(value)
        except ValueError:
            return self.fail("fact", f"'{value}' is not a fact of the shipment")

    def countries(self, value: Any) -> tuple[frozenset[str] | None, frozenset[str]]:
        if value == "all":
            return None, frozenset()
        if isinstance(value, Mapping):
            if not set(value) <= {"in", "out"}:
                self.fail("countries", "expected all, a list, {in, out} or {table}")
            inside = value.get("in", "all")
            return (None if inside == "all" else self.expand(inside)), self.expand(value.get("out") or ())
        return self.expand(value), frozenset()

    def expand(self, names: Iterable[Any]) -> frozenset[str]:
        out: set[str] = set()
        for name in names:
            if not isinstance(name, str):
                self.fail("countries", f"{name!r} is not a country code (quote 'NO')")
            if name in self.groups:
                out.update(self.groups[name])
            elif len(name) == 2 and name.isalpha() and name.isupper():
                out.add(name)
            else:
                self.fail("countries", f"'{name}' is neither an ISO code nor a group of this file")
        return frozenset(out)

    def scope(self, value: Any) -> Scope:
        if value == "all":
            return Scope(everything=True)
        if not isinstance(value, Mapping):
            value = {"in": value}
        if not set(value) <= {"in", "out", "unknown"}:
            self.fail("products", "expected all, a list, or {in, out, unknown}")
        inside = value.get("in", "all")
        lists, codes = ((), ()) if inside == "all" else self.names(inside)
        out_lists, out_codes = self.names(value.get("out") or ())
        unknown = value.get("unknown")
        return Scope(inside == "all", lists, codes, out_lists, out_codes, None if unknown is None else str(unknown))

    def names(self, value: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if isinstance(value, str) or not all(isinstance(v, str) for v in value):
            self.fail("products", "expected list names and quoted codes")
        lists = tuple(v for v in value if not v[0].isdigit() or not v.replace(".", "").isdigit())
        codes = tuple(digits(v) for v in value if v not in lists)
        return lists, codes

    def condition(self, value: Any) -> Condition:
        allowed = {"fact", "is", "is_not", "at_least", "under", "before", "words", "otherwise", "ask", "unless_said"}
        if not isinstance(value, Mapping) or not set(value) <= allowed or not {"fact", "words"} <= set(value):
            return self.fail(
                "when", "expected {fact, is|is_not|at_least|under|before, words, otherwise, ask, unless_said}"
            )
        ops = [o for o in ("is", "is_not", "at_least", "under", "before") if o in value]
        if len(ops) != 1:
            self.fail("when", "name exactly one of is, is_not, at_least, under, before")
        for key in (ops[0], "unless_said"):
            if isinstance(value.get(key), bool):
                self.fail(f"when.{key}", 'quote "yes" and "no"')
        unless = value.get("unless_said")
        return Condition(
            self.fact(value["fact"]), ops[0], str(value[ops[0]]), str(value["words"]), Ask(value.get("ask", "branch")),
            None if unless is None else str(unless), None if "otherwise" not in value else str(value["otherwise"]),
        )  # fmt: skip

    def exclusion(self, value: Any, kind: RateKind) -> Exclusion:
        allowed = {"what", "as", "clause", "their_part", "only_if_charged", "from", "to", "known"}
        if not isinstance(value, Mapping) or not set(value) <= allowed or not {"what", "clause"} <= set(value):
            return self.fail(
                "excludes", "expected {what: [...], clause, as, their_part, only_if_charged, from, to, known}"
            )
        relation = value.get("as", "exempts" if kind is RateKind.EXEMPTION else "excludes")
        if relation not in ("excludes", "exempts", "replaces"):
            self.fail("excludes.as", f"'{relation}' is not one of excludes, exempts, replaces")
        if isinstance(value["what"], str):
            self.fail("excludes.what", "expected a list")
        return Exclusion(
            frozenset(map(str, value["what"])), relation, str(value["clause"]), bool(value.get("their_part", False)),
            bool(value.get("only_if_charged", False)), self.day(value.get("from"), "excludes.from"),
            self.day(value.get("to"), "excludes.to"), self.day(value.get("known"), "excludes.known"),
        )  # fmt: skip
