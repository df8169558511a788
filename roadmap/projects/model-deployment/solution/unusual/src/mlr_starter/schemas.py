"""What the service takes and gives. Ranges are those of the training data."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

LARGEST_BATCH = 100


class Parcel(BaseModel):
    """One parcel to ask about."""

    # A misspelt field is an error, not a silent default.
    model_config = ConfigDict(extra="forbid")

    distance_km: Annotated[float, Field(ge=1, le=1500, examples=[240.5])]
    weight_kg: Annotated[float, Field(gt=0, le=60, examples=[2.4])]
    warehouse_load: Annotated[float, Field(ge=0, le=1, examples=[0.7])]
    carrier: Annotated[Literal["bike", "rail", "road"], Field(examples=["road"])]
    weekday: Annotated[int, Field(ge=0, le=6, description="0 is Monday", examples=[4])]


class PredictRequest(BaseModel):
    """Up to 100 parcels at once."""

    model_config = ConfigDict(extra="forbid")

    parcels: Annotated[list[Parcel], Field(min_length=1, max_length=LARGEST_BATCH)]


class Prediction(BaseModel):
    """The answer for one parcel."""

    late_probability: float
    late: bool
    # Features outside the middle 99 per cent of the training data: trust the answer less.
    unusual: list[str]


class PredictResponse(BaseModel):
    """The answers, in the order of the parcels, and the model that gave them."""

    model_version: str
    # From which probability on a parcel was called late.
    threshold: float
    predictions: list[Prediction]


class Health(BaseModel):
    """Whether the service can answer."""

    status: Literal["ready", "unavailable"]
    model_version: str | None = None
    reason: str | None = None
