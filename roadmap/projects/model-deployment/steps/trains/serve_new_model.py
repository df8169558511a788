"""Train a model into a folder, then serve it: python serve_new_model.py FOLDER PORT."""

import os
import runpy
import sys

import uvicorn


def train(folder):
    """Run the project's training as `python -m` does; end with its reason when it fails."""
    sys.argv = ["train", "--out", folder]
    try:
        runpy.run_module("mlr_starter.train", run_name="__main__")
    except SystemExit as end:
        if end.code:
            raise


def main(folder, port):
    train(folder)
    os.environ["MLR_STARTER_MODEL_FOLDER"] = folder
    uvicorn.run("mlr_starter.service:app", host="127.0.0.1", port=port, log_config=None)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
