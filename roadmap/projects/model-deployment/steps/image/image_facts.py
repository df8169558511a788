"""What the trial of the image and an engine's build say alike."""

# Seconds: Docker kills a container that has not ended then. The facts name them in words.
GRACE = 10
PARCEL = {"distance_km": 240.5, "weight_kg": 2.4, "warehouse_load": 0.7, "carrier": "road", "weekday": 4}
# Variables of this machine that an image does not have.
OURS = ("PYTHON", "MLR_STARTER_", "UVICORN_", "WEB_CONCURRENCY", "PORT", "HOST")


def fact(right, found, do=""):
    """What was found, and what to do where it is not right."""
    return {"right": right, "found": found, "next": do}


def broken(found, do):
    return fact(False, found, do)


def fits_settings(name):
    return not name.startswith(OURS)


def carried(paths):
    """Whether files of an image are tests, settings or history of the project."""
    odd = [path for path in sorted(paths) if path.endswith("/.env") or {"tests", ".git"} & set(path.split("/"))]
    held = ", ".join(odd[:3]) or "no tests, no settings and no history"
    do = "Copy src alone into the last stage, or keep tests, .env and .git out by .dockerignore."
    return fact(not odd, f"The last stage holds {held}.", do)
