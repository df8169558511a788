"""Settings of Kedro."""

from .params import read_params

CONF_SOURCE = "conf"
CONFIG_LOADER_ARGS = {
    "base_env": "base",
    "default_run_env": "base",
    # The parameters have one source, params.yaml, also for Kedro: ${stage:train} is its block train.
    "custom_resolvers": {"stage": lambda name: read_params()[name]},
}
