"""What every table must look like: its workspace in every key, and no key between the chains."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

import bot.tables  # noqa: F401  (so that every table is known)
from bot.storage.base import Base

TABLES = Base.metadata.sorted_tables
CHAINS = ("people", "direction")


def rooms() -> Iterator[tuple[str, str]]:
    """Each table's name, and the room whose model it is."""
    for mapper in Base.registry.mappers:
        assert isinstance(mapper.local_table, Table)
        yield mapper.local_table.name, mapper.class_.__module__.split(".")[1]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_workspace_is_in_every_key(table: Table) -> None:
    assert "workspace_id" in table.primary_key.columns
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]
    for columns in [one.columns for one in unique] + [one.columns for one in table.indexes if one.unique]:
        assert "workspace_id" in [column.name for column in columns]
    for key in table.foreign_key_constraints:
        assert "workspace_id" in key.column_keys
        assert "workspace_id" in [element.column.name for element in key.elements]


def test_a_foreign_key_keeps_its_column_order() -> None:
    """(workspace_id, x_id) refers to (workspace_id, id), never crosswise."""
    for key in (key for table in TABLES for key in table.foreign_key_constraints):
        assert isinstance(key, ForeignKeyConstraint)
        pairs = {element.parent.name: element.column.name for element in key.elements}
        assert pairs["workspace_id"] == "workspace_id"
        assert set(pairs.values()) <= {"workspace_id", "id"}


def test_a_chains_tables_bear_its_name_and_nobody_elses_do() -> None:
    for name, room in rooms():
        prefix = name.partition("_")[0]
        assert (prefix == room) if room in CHAINS else (prefix not in CHAINS)


def test_no_key_joins_the_tables_of_the_chains() -> None:
    for table in TABLES:
        for key in table.foreign_key_constraints:
            ends = {table.name.partition("_")[0], key.referred_table.name.partition("_")[0]}
            assert not ends >= set(CHAINS)


def test_no_key_leads_from_elsewhere_into_a_chain() -> None:
    for table in TABLES:
        for key in table.foreign_key_constraints:
            into = key.referred_table.name.partition("_")[0]
            assert into not in CHAINS or into == table.name.partition("_")[0]


def test_no_relationship_joins_the_chains() -> None:
    room_of = dict(rooms())
    for mapper in Base.registry.mappers:
        for relationship in mapper.relationships:
            ends = {room_of[str(mapper.local_table)], room_of[str(relationship.mapper.local_table)]}
            assert not ends >= set(CHAINS)


def test_every_name_fits_postgresql() -> None:
    """Longer than 63 characters, a name would be cut off, and another one in each database."""
    assert [table.name for table in TABLES if len(table.name) > 63] == []
