"""Roster files: every fault with its file, line and column; whatever the bytes, nothing crashes."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.roster.files import PEOPLE, TEAMS, read_people, read_teams


def people(*lines: str) -> list[str]:
    """The faults of a people file, as they are printed."""
    return [str(fault) for fault in read_people("people.csv", "\n".join(lines).encode()).faults]


def teams(*lines: str) -> list[str]:
    return [str(fault) for fault in read_teams("teams.csv", "\n".join(lines).encode()).faults]


def test_columns_come_in_any_order_and_cells_are_tidied() -> None:
    text = 'Time_Zone,email , name\r\nEurope/Madrid, Ana@Example.com ," Ana\n  Torres "\r\n'
    (row,) = read_people("people.csv", b"\xef\xbb\xbf" + text.encode()).rows
    assert (row.email, row.name, row.time_zone) == ("ana@example.com", "Ana Torres", "Europe/Madrid")


def test_an_absent_column_is_not_an_empty_cell() -> None:
    (row,) = read_people("people.csv", b"email,title\nana@example.com,\n").rows
    assert (row.title, row.manager) == ("", None)
    (team,) = read_teams("teams.csv", b"team,members\nSearch,\n").rows
    assert (team.members, team.leaders) == ((), None)


def test_leaders_have_disciplines_and_a_bare_email_leads_in_general() -> None:
    data = b"team,leaders\nSearch, Engineering : ana@example.com ; bo@example.com ;\n"
    (row,) = read_teams("teams.csv", data).rows
    assert row.leaders == {"engineering": "ana@example.com", "general": "bo@example.com"}


def test_a_member_listed_twice_is_one_member() -> None:
    (row,) = read_teams("teams.csv", b"team,members\nSearch,a@x.org;A@x.org; b@x.org\n").rows
    assert row.members == ("a@x.org", "b@x.org")


def test_a_channel_is_an_id_or_a_name() -> None:
    rows = read_teams("teams.csv", b"team,channel\nA,C012AB3CD\nB,#Search\nC,search\nD,\n").rows
    assert [row.channel for row in rows] == ["C012AB3CD", "#search", "#search", ""]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = people("email,title", "", 'ana@example.com,"one', 'two"', " , ", "nobody,x")
    assert found == [
        "people.csv, line 6, column email: this is not an email address; write one like ana@example.com"
    ]


def test_unknown_columns_are_named_and_refused() -> None:
    found = people("email,manger,salary", "ana@example.com,,")
    assert found == [
        "people.csv, line 1, column manger: unknown column; did you mean manager?",
        "people.csv, line 1, column salary: unknown column; there are "
        "email, name, slack_id, title, time_zone, country, manager",
    ]


def test_a_column_that_is_there_twice_is_refused() -> None:
    assert people("email,name,name", "ana@example.com,,") == [
        "people.csv, line 1, column name: this column is there twice; keep one"
    ]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"name\nAna\n", b"email;name\nana@example.com;Ana\n"])
def test_a_file_without_its_key_column_is_not_read(data: bytes) -> None:
    sheet = read_people("people.csv", data)
    assert (sheet.readable, sheet.rows) == (False, ())
    assert "column email: this column is missing" in str(sheet.faults[0])


def test_semicolons_between_columns_are_recognised() -> None:
    assert "separate the columns by commas" in people("email;name", "ana@example.com;Ana")[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"email\n\xff\n", "line 2, column email: this is not UTF-8; save the file as CSV in UTF-8"),
        (b'email\nx@y.z\n"abc', "line 3, column email: this line is not CSV; look for a quotation mark"),
    ],
)
def test_what_is_no_text_or_no_csv_is_said_with_its_line(data: bytes, said: str) -> None:
    sheet = read_people("people.csv", data)
    assert not sheet.readable
    assert said in str(sheet.faults[0])


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("time_zone", "Europe/Madrit", "Europe/Madrid"),
        ("time_zone", "CET+1", "this is not an IANA time zone"),
        ("country", "Germany", "this is not an ISO 3166 country; write one like DE"),
        ("country", "XX", "this is not an ISO 3166 country"),
        ("country", "DE-XX", "write DE or DE-BB"),
        ("country", "NL-NH", "write NL"),
        ("slack_id", "ana", "this is not a Slack member id"),
        ("manager", "Bo", "this is not an email address"),
        ("name", "x" * 256, "this is 256 characters long; 255 fit"),
        ("title", "a\x00b", "this holds a control character"),
    ],
)
def test_a_bad_cell_says_what_to_write_instead(column: str, cell: str, said: str) -> None:
    (fault,) = people(f"email,{column}", f"ana@example.com,{cell}")
    assert fault.startswith(f"people.csv, line 2, column {column}: ")
    assert said in fault


@pytest.mark.parametrize("cell", ["DE", "de-by", "US-CA", "GB-ENG", "IN", "BR"])
def test_countries_are_iso_3166(cell: str) -> None:
    (row,) = read_people("people.csv", f"email,country\nana@example.com,{cell}".encode()).rows
    assert row.country == cell.upper()


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("leaders", "design:ana@x.org;Design:bo@x.org", "design has two leaders here"),
        ("leaders", "design:ana", "one of these is not an email address"),
        ("members", "ana@x.org bo@x.org", "one of these is not an email address"),
        ("channel", "two words", "this is not a channel"),
        ("purpose", "x" * 1001, "1000 fit"),
    ],
)
def test_a_bad_cell_of_a_team_says_what_to_write_instead(column: str, cell: str, said: str) -> None:
    (fault,) = teams(f"team,{column}", f"Search,{cell}")
    assert fault.startswith(f"teams.csv, line 2, column {column}: ")
    assert said in fault


def test_one_person_on_two_lines_is_a_fault_whatever_the_spelling() -> None:
    found = people("email,slack_id", "ana@example.com,U1A", "ANA@example.com,U1A")
    assert found == [
        "people.csv, line 3, column email: this is in line 2 already; keep one of the two",
        "people.csv, line 3, column slack_id: this is in line 2 already; keep one of the two",
    ]
    assert teams("team", "Search", "search") == [
        "teams.csv, line 3, column team: this is in line 2 already; keep one of the two"
    ]


def test_lines_that_are_too_long_or_too_short_are_faults() -> None:
    assert people("email,name", "ana@example.com,Torres,Ana") == [
        "people.csv, line 2, column 3: there are more cells than columns; "
        "put quotation marks around a cell with a comma"
    ]
    assert people("email,name", "ana@example.com") == [
        "people.csv, line 2, column name: the line ends before this cell; leave it empty behind a comma"
    ]


def test_a_bad_cell_spoils_nothing_else_on_its_line() -> None:
    sheet = read_people("people.csv", b"email,time_zone,title\nana@example.com,Nowhere,Engineer\n")
    assert (sheet.rows[0].time_zone, sheet.rows[0].title) == (None, "Engineer")


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    for sheet in (read_people("p.csv", data), read_teams("t.csv", data)):
        assert all(fault.at.line >= 1 and fault.at.column for fault in sheet.faults)


CELL = st.one_of(
    st.sampled_from(
        ["", "ana@example.com", "general:ana@example.com", "UTC", "DE", "#x", "C1", "U1A", "a;b"]
    ),
    st.text(max_size=30),
)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PEOPLE, CELL)), max_size=4))
@example([dict.fromkeys(PEOPLE, '"')])
def test_any_table_of_people_gives_rows_or_faults_with_positions(rows: list[dict[str, str]]) -> None:
    written = io.StringIO()
    table = csv.DictWriter(written, list(PEOPLE))
    table.writeheader()
    table.writerows(rows)
    sheet = read_people("p.csv", written.getvalue().encode(errors="ignore"))
    last = written.getvalue().count("\n") + written.getvalue().count("\r") + 1
    assert all(2 <= row.line <= last and row.email for row in sheet.rows)
    assert all(2 <= fault.at.line <= last and fault.at.column in PEOPLE for fault in sheet.faults)


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(TEAMS, CELL)), max_size=4))
def test_any_table_of_teams_gives_rows_or_faults_with_positions(rows: list[dict[str, str]]) -> None:
    written = io.StringIO()
    table = csv.DictWriter(written, list(TEAMS))
    table.writeheader()
    table.writerows(rows)
    sheet = read_teams("t.csv", written.getvalue().encode(errors="ignore"))
    assert all(row.team for row in sheet.rows)
    assert all(fault.at.column in TEAMS for fault in sheet.faults)
