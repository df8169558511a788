"""The data is what the data card says."""

from mlr_starter.data import CARRIERS, FEATURES, make_parcels


def test_same_seed_gives_same_rows() -> None:
    assert make_parcels(200, seed=3).equals(make_parcels(200, seed=3))
    assert not make_parcels(200, seed=3).equals(make_parcels(200, seed=4))


def test_rows_are_complete_and_in_range() -> None:
    parcels = make_parcels(2000)
    assert list(parcels.columns) == [*FEATURES, "late"]
    assert not parcels.isna().any().any()
    assert parcels["distance_km"].between(1, 1500).all()
    assert parcels["warehouse_load"].between(0, 1).all()
    assert set(parcels["carrier"]) == set(CARRIERS)
    assert set(parcels["weekday"]) == set(range(7))


def test_some_are_late_and_most_are_not() -> None:
    assert 0.15 < make_parcels(4000)["late"].mean() < 0.45
