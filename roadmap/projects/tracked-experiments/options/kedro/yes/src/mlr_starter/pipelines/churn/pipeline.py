"""Which node takes what, and gives what. The names are those of conf/base/catalog.yml."""

from kedro.pipeline import Node, Pipeline

from .nodes import evaluate, prepare, train


def create_pipeline() -> Pipeline:
    """The three stages."""
    return Pipeline(
        [
            Node(prepare, ["customers", "params:prepare"], ["train_part", "valid_part", "test_part"], name="prepare"),
            Node(train, ["train_part", "params:train"], "model", name="train"),
            Node(evaluate, ["model", "valid_part", "params:evaluate"], ["metrics", "curve"], name="evaluate"),
        ]
    )
