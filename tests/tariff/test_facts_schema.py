"""A fault in a fact file is one sentence that names file, measure and field; the law as a whole is coherent."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from storage.facts.faults import FactError
from storage.facts.law import FACTS, load_law, read_law
from storage.facts.product_lists import read_list
from storage.facts.schema import read_measures
from tariff.law import Law
from tariff.measure import AsOf, RateKind, Scope
from tests.tariff.s232_table import rows

RECORD: dict[str, Any] = {
    "id": "x-10",
    "name": "Example duty",
    "instrument": {"label": "EO 1", "url": "https://www.federalregister.gov/d/1"},
    "countries": ["JP"],
    "products": "all",
    "rate": {"additional": 10},
    "from": "2025-04-05T00:01:00-04:00",
    "known": "2025-04-02",
    "confidence": "primary",
    "sources": ["https://www.federalregister.gov/d/1"],
}


def document(**changes: Any) -> Mapping[str, Any]:
    record = {k.rstrip("_"): v for k, v in {**RECORD, **changes}.items() if v is not ...}
    return {"programme": "example", "authority": "IEEPA", "measures": [record]}


def test_a_well_formed_record_is_read() -> None:
    (measure,) = read_measures("measures/example.yaml", document())
    assert measure.countries == {"JP"}
    assert measure.groups == {"example", "x-10"}
    assert measure.period.start == date(2025, 4, 5)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"rate": {"additional": "ten"}}, "rate.additional", "is not a number"),
        ({"rate": {"additional": 1500}}, "rate.additional", "out of the plausible range"),
        ({"rate": {"ceiling": 15, "additional": 10}}, "rate", "exactly one"),
        ({"rate": {"additional": 10, "upon": "gold"}}, "rate.upon", "is not one of"),
        ({"countries": ["Japan"]}, "countries", "neither an ISO code nor a group"),
        ({"countries": [False]}, "countries", "not a country code"),
        ({"to": "2026-02-24T00:00:00-05:00"}, "from/to/known", "needs 'to_known'"),
        ({"from_": "3025-06-30T00:01:00-04:00"}, "from/to/known", "not plausible"),
        ({"from_": "2025-06-30T00:01:00"}, "from/to/known", "UTC offset"),
        ({"known": ...}, "known", "missing"),
        ({"confidence": "sure"}, "confidence", "primary or secondary"),
        ({"instrument": {"label": "EO 1"}}, "instrument", "expected"),
        ({"instrument": {"label": "EO 1", "url": "http://x"}}, "instrument.url", "https"),
        ({"product": "all"}, "product", "unknown field"),
        ({"when": [{"fact": "weather", "is": "wet", "words": "it rains"}]}, "fact", "not a fact of the shipment"),
        ({"when": [{"fact": "usmca", "is": True, "words": "claimed"}]}, "when.is", "quote"),
        ({"excludes": [{"what": ["y"]}]}, "excludes", "expected"),
        ({"caveats": "one sentence"}, "caveats", "list of sentences"),
    ],
)
def test_a_fault_names_the_file_the_measure_and_the_field(changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(FactError) as fault:
        list(read_measures("measures/example.yaml", document(**changes)))
    sentence = str(fault.value)
    assert sentence.startswith(f"measures/example.yaml, measure x-10, field {field}"), sentence
    assert words in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("8471.30.0I\n", "line 1: '8471.30.0I' is not an HTS code"),
        ("84713001001\n", "is not an HTS code"),
        ("@ from=2025-04-05\n8471\n", "'known'"),
        ("@ article\n0805.90.01\n", "needs words"),
        ("@ until=2025-04-05\n", "unknown section field 'until'"),
    ],
)
def test_a_fault_in_a_list_names_the_file_and_the_line(text: str, words: str) -> None:
    with pytest.raises(FactError, match=r"lists/example\.txt, line") as fault:
        read_list("example", text)
    assert words in str(fault.value)


def test_codes_keep_their_printed_length() -> None:
    products = read_list("example", "8471\n8473.30\n8505.11.0070\n9018.90.75 # comment\n")
    assert [e.code for e in products.entries] == ["8471", "847330", "8505110070", "90189075"]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("measures", "lists"):
        shutil.copytree(FACTS / name, tmp_path / name)
    for name in ("law.yaml", "remedies.yaml"):
        shutil.copy(FACTS / name, tmp_path / name)
    return tmp_path


def test_a_list_that_is_named_but_missing_is_reported(copy: Path) -> None:
    (copy / "lists" / "ieepa-annex2.txt").unlink()
    with pytest.raises(FactError, match=r"no list lists/ieepa-annex2\.txt"):
        read_law(copy)


def test_an_exclusion_of_something_that_does_not_exist_is_reported(copy: Path) -> None:
    path = copy / "measures" / "s122.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("what: [s122]", "what: [s123]", 1), encoding="utf-8")
    with pytest.raises(FactError, match="'s123' is no measure, programme or group"):
        read_law(copy)


def test_a_file_that_is_no_yaml_is_reported_in_one_sentence(copy: Path) -> None:
    (copy / "measures" / "broken.yaml").write_text("measures: [", encoding="utf-8")
    with pytest.raises(FactError, match=r"broken\.yaml: not readable as YAML") as fault:
        read_law(copy)
    assert "\n" not in str(fault.value)


def test_every_measure_cites_and_says_how_sure_it_is() -> None:
    for measure in load_law().measures:
        assert measure.sources, measure.id
        assert all(s.startswith("https://") for s in measure.sources), measure.id
        assert measure.confidence in ("primary", "secondary")


def test_every_list_is_used_by_a_measure() -> None:
    law = load_law()
    used = {name for m in law.measures for name in (*m.scope.lists, *m.scope.out_lists)}
    assert set(law.lists) - used == set()


def overlap(law: Law, one: Scope, other: Scope, day: AsOf) -> bool:
    """Whether a product can be in both scopes on a day."""
    if one.everything or other.everything:
        return True
    mine, theirs = (
        {
            *s.codes,
            *(e.code for n in s.lists for e in law.lists[n].entries if e.period is None or e.period.holds(day)),
        }
        for s in (one, other)
    )
    return any(a.startswith(b) or b.startswith(a) for a in mine for b in theirs)


def test_no_two_measures_exclude_each_other_on_any_day() -> None:
    law = load_law()
    starts = sorted({m.period.start for m in law.measures if m.period.start >= date(2025, 1, 1)})
    for day in starts:
        as_of = AsOf(day, date(2026, 10, 9))
        standing = [m for m in law.measures if m.period.holds(as_of)]
        edges = {
            (m.id, n.id)
            for m in standing
            for rule in m.excludes
            if rule.holds(as_of) and not rule.their_part
            for n in standing
            if n.id != m.id
            and rule.names(n)
            and (m.countries is None or n.countries is None or m.countries & n.countries)
        }
        scopes = {m.id: m.scope for m in standing}
        both = {e for e in edges if (e[1], e[0]) in edges and overlap(law, scopes[e[0]], scopes[e[1]], as_of)}
        assert not both, f"{day}: {sorted(both)}"


def test_the_tables_have_as_many_origins_as_the_instruments_print() -> None:
    law = load_law()
    assert len(law.measure("ieepa-recip-country")) == 68  # Annex I of EO 14326: 69 entries less the EU
    assert len(law.measure("s301-fl-flat")) == 55  # 60 economies less EU, Japan, Korea, Switzerland and Taiwan
    april = [m for m in law.measure("ieepa-recip-annex1-april") if m.rate.percent != 34]
    members = {c for m in april for c in m.countries or ()} - {"EU"}
    assert len(members) == 55 + 27  # 56 country rates, one of them for the EU and its 27 members


def test_ieepa_duties_end_on_2026_02_24_and_the_end_was_known_on_2026_02_20() -> None:
    for measure in load_law().measures:
        if measure.programme.startswith("ieepa-") and measure.rate.kind is RateKind.ADDITIONAL:
            period = measure.period
            assert period.known_to is not None or (period.end is not None and period.end <= date(2026, 2, 24)), (
                measure.id
            )
            if period.end == date(2026, 2, 24):
                assert period.end_known == date(2026, 2, 20), measure.id


def test_yaml_reads_norway_and_the_word_on_as_words() -> None:
    law = load_law()
    norway = [m for m in law.measure("s301-fl-flat") if m.countries == {"NO"}]
    assert [m.heading for m in norway] == ["9903.05.60"]
    assert yaml.safe_load("a: NO") == {"a": False}  # what an ordinary reader would have made of it


def test_the_golden_table_is_read_whole() -> None:
    text = Path(__file__).with_name("golden_country_wide.txt").read_text(encoding="utf-8")
    assert len(list(rows(text))) == 79
