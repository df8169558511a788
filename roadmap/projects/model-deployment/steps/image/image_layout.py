"""What a Dockerfile would put into its image, laid out in folders without building anything.

COPY lines bring files, the RUN line that trains brings a model that was trained before, ENV, CMD and
their like are remembered. What a RUN line installs comes from this machine's own environment.
"""

import json
import os
import re
import shlex
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

TRAINING = "mlr_starter.train"
# Folders that are no part of the project.
LEFT_OUT = {".venv", "__pycache__"}


@dataclass
class Stage:
    """One stage of the build: a folder in the place of its file system, and its settings."""

    root: Path
    workdir: str = "/"
    env: dict = field(default_factory=dict)
    args: dict = field(default_factory=dict)
    entrypoint: list = field(default_factory=list)
    command: list = field(default_factory=list)
    health: list = field(default_factory=list)
    port: str | None = None

    def place(self, path):
        """The place of one of its paths on this machine."""
        absolute = path if path.startswith("/") else f"{self.workdir}/{path}"
        return self.root / absolute.strip("/")


def instructions(dockerfile):
    """Its instructions, each as a keyword in capitals and the text behind it."""
    text = re.sub(r"^[ \t]*#.*\n", "", dockerfile, flags=re.M)
    joined = re.sub(r"\\[ \t]*\n", " ", text)
    for line in filter(None, map(str.strip, joined.splitlines())):
        keyword, _, rest = line.partition(" ")
        yield keyword.upper(), rest.strip()


def expand(text, known):
    """A text with the values of its variables: $NAME, ${NAME} and ${NAME:-otherwise}."""

    def value(match):
        return known.get(match[1] or match[3]) or match[2] or ""

    return re.sub(r"\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))", value, text)


def argv_of(body):
    """A command in its JSON form, or in the form that a shell runs."""
    return json.loads(body) if body.startswith("[") else ["sh", "-c", body]


def build_context(project):
    """The files that .dockerignore lets into the build, relative to the project."""
    file = project / ".dockerignore"
    rules = ignore_rules(file.read_text(encoding="utf-8")) if file.exists() else []
    found = []
    for base, folders, files in os.walk(project):
        folders[:] = [each for each in folders if each not in LEFT_OUT]
        paths = ((Path(base) / name).relative_to(project).as_posix() for name in files)
        found += [path for path in paths if is_let_in(path, rules)]
    return found


def ignore_rules(text):
    """The lines of a .dockerignore: a pattern for a file or folder, and whether it lets it in."""
    lines = [line.strip() for line in text.splitlines()]
    return [(glob(line.lstrip("!").strip("/")), line.startswith("!")) for line in lines if line and line[0] != "#"]


def glob(pattern):
    """A pattern of .dockerignore as a regular expression."""
    expression = re.escape(pattern)
    for wildcard, meaning in ((r"\*\*/", "(?:.*/)?"), (r"\*\*", ".*"), (r"\*", "[^/]*"), (r"\?", "[^/]")):
        expression = expression.replace(wildcard, meaning)
    return re.compile(expression)


def is_let_in(path, rules):
    """Whether a file gets into the build; the last rule for it or a folder above it decides."""
    parts = path.split("/")
    above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    let_in = True
    for pattern, lets_in in rules:
        if any(map(pattern.fullmatch, above)):
            let_in = lets_in
    return let_in


class Layout:
    """The stages of a project's Dockerfile, laid out below a folder."""

    def __init__(self, project, scratch, trained):
        """`trained`: the folder of the model that stands for the one that a RUN line trains."""
        self.project, self.scratch, self.trained = project, scratch, trained
        self.context = build_context(project)
        self.arguments = {}
        self.stages = []
        self.named = {}
        # Whether a RUN line installs the project itself as a package.
        self.installs_project = False
        for keyword, rest in instructions((project / "Dockerfile").read_text(encoding="utf-8")):
            follow = getattr(self, f"follow_{keyword.lower()}", None)
            if follow:
                follow(rest)

    @property
    def image(self):
        """The stage that becomes the image."""
        return self.stages[-1]

    def expanded(self, text):
        stage = self.stages[-1] if self.stages else None
        return expand(text, self.arguments | (stage.env | stage.args if stage else {}))

    def follow_from(self, rest):
        words = [word for word in self.expanded(rest).split() if not word.startswith("--")]
        root = self.scratch / f"stage-{len(self.stages)}"
        parent = self.named.get(words[0].lower())
        if parent:
            stage = replace(parent, root=root, env=dict(parent.env), args={})
            shutil.copytree(parent.root, root)
        else:
            stage = Stage(root)
            root.mkdir()
        self.named[str(len(self.stages))] = stage
        if len(words) > 2:
            self.named[words[2].lower()] = stage
        self.stages.append(stage)

    def follow_arg(self, rest):
        name, _, value = rest.partition("=")
        known = self.stages[-1].args if self.stages else self.arguments
        known[name] = self.expanded(value.strip("\"'")) or self.arguments.get(name, "")

    def follow_env(self, rest):
        is_list = "=" in rest.split()[0]
        pairs = [word.partition("=") for word in shlex.split(rest)] if is_list else [rest.partition(" ")]
        self.image.env |= {name: self.expanded(value) for name, _, value in pairs}

    def follow_workdir(self, rest):
        folder, stage = self.expanded(rest), self.image
        stage.workdir = folder if folder.startswith("/") else f"{stage.workdir.rstrip('/')}/{folder}"
        stage.place(".").mkdir(parents=True, exist_ok=True)

    def follow_run(self, rest):
        if re.search(r"install\b.*\s\.(?:\s|$)", rest):
            self.installs_project = True
        if TRAINING in rest:
            out = re.search(r"--out[= ](\S+)", rest)
            target = self.expanded(out[1] if out else "models")
            shutil.copytree(self.trained, self.image.place(target), dirs_exist_ok=True)

    def follow_expose(self, rest):
        self.image.port = self.expanded(rest).split("/")[0].split()[0]

    def follow_entrypoint(self, rest):
        self.image.entrypoint = argv_of(rest)

    def follow_cmd(self, rest):
        self.image.command = argv_of(rest)

    def follow_healthcheck(self, rest):
        self.image.health = argv_of(re.sub(r"^.*?\bCMD\b\s*", "", rest))

    def follow_copy(self, rest):
        words = self.expanded(rest).split()
        flags = [word for word in words if word.startswith("--")]
        others = " ".join(word for word in words if not word.startswith("--"))
        *sources, target = json.loads(others) if others.startswith("[") else others.split()
        options = dict(flag[2:].split("=", 1) for flag in flags if "=" in flag)
        origin, mode = options.get("from"), options.get("chmod")
        for source in sources:
            if origin is None:
                self.copy_from_context(source, target, mode)
            elif origin.lower() in self.named:
                self.copy_from_stage(self.named[origin.lower()], source, target)

    follow_add = follow_copy

    def copy_from_stage(self, stage, source, target):
        given, place = stage.place(source), self.image.place(target)
        if given.is_dir():
            shutil.copytree(given, place, dirs_exist_ok=True)
        elif given.is_file():
            lay(given, place / given.name if target.endswith("/") else place)

    def copy_from_context(self, source, target, mode):
        source = source.strip("/").removeprefix("./")
        place = self.image.place(target)
        for file in self.context:
            if source in ("", "."):
                lay(self.project / file, place / file, mode)
            elif file.startswith(f"{source}/"):
                lay(self.project / file, place / file.removeprefix(f"{source}/"), mode)
            elif file == source:
                at = place / Path(file).name if target.endswith(("/", ".")) else place
                lay(self.project / file, at, mode)


def lay(file, place, mode=None):
    """Copy a file, make the folders above it, and give it a mode such as 0755."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, place)
    if mode and mode.isdigit():
        place.chmod(int(mode, 8))
