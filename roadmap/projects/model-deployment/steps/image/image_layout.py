"""What a Dockerfile would put into its image, laid out in folders without building anything.

The verifier has read the Dockerfile; its plan says what each line does. COPY lines bring files, RUN
lines of the project's own modules run here, and packages are those of this machine's environment.
"""

import fnmatch
import os
import posixpath
import re
import shutil
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from verify_tools import PACKAGE, last

PYTHON = re.compile(r"(?:python|pypy)[\d.]*")
# They run the program that follows them.
WRAPPERS = {"exec", "env", "sudo", "time", "nice", "command"}
RUNNERS = {"uv", "poetry", "pdm", "hatch", "pipenv"}
INSTALLERS = {"pip", "pip3", "uv", "poetry", "pdm", "pipenv", "conda", "mamba", "micromamba", "pixi", "pip-sync"}
# They change nothing of what the trial lays out.
HARMLESS = {
    ":",
    "true",
    "false",
    "test",
    "[",
    "set",
    "echo",
    "printf",
    "cat",
    "ls",
    "id",
    "whoami",
    "date",
    "uname",
    "which",
    "type",
    "sleep",
    "apt",
    "apt-get",
    "apk",
    "dnf",
    "microdnf",
    "yum",
    "dpkg",
    "aptitude",
    "apt-key",
    "gpg",
    "update-ca-certificates",
    "ldconfig",
    "locale-gen",
    "curl",
    "wget",
    "useradd",
    "groupadd",
    "adduser",
    "addgroup",
    "usermod",
    "groupmod",
    "passwd",
    "chown",
    "chgrp",
    "umask",
    "virtualenv",
    "strip",
    "sync",
}
# Words with which an installer installs something.
INSTALLING = {"install", "sync", "wheel", "build", "create", "add", "update"}


class BrokenBuild(Exception):
    """A line that fails when the image is built; the message says why, for the learner."""

    def __init__(self, found, do):
        super().__init__(found)
        self.do = do


@dataclass
class Stage:
    """One stage of the build: a folder in the place of its file system, and its settings."""

    root: Path
    image: str
    workdir: str = "/"
    env: dict = field(default_factory=dict)
    args: dict = field(default_factory=dict)
    shell: list = field(default_factory=lambda: ["/bin/sh", "-c"])
    entrypoint: dict = field(default_factory=dict)
    command: dict = field(default_factory=dict)
    health: dict = field(default_factory=dict)
    # Folders with packages that a line has installed, and what is imported from them of the project.
    packages: dict = field(default_factory=dict)
    # Words of its lines, to see whether one brings a program.
    said: set = field(default_factory=set)

    def absolute(self, path):
        return posixpath.normpath(posixpath.join("/", self.workdir, path))

    def place(self, path):
        """The place of one of its paths on this machine."""
        return self.root / self.absolute(path).strip("/")

    def child(self, root):
        """A stage that begins from this one."""
        shutil.copytree(self.root, root, symlinks=True)
        settings = {
            name: getattr(self, name) for name in ("image", "workdir", "shell", "entrypoint", "command", "health")
        }
        return Stage(root, env=dict(self.env), packages=dict(self.packages), said=set(self.said), **settings)


@dataclass
class Doubt:
    """A line of the Dockerfile that the trial cannot follow, and how to write it otherwise."""

    line: int
    what: str
    do: str


class Layout:
    """The stages of an image's plan, laid out below a folder."""

    def __init__(self, plan, project, scratch):
        self.context, self.project, self.scratch = plan["context"], project, scratch
        self.stages, self.doubts, self.broken = [], [], None
        # Versions of the models that RUN lines have trained.
        self.trained = []
        try:
            for number, stage in enumerate(plan["stages"]):
                self.begin_stage(number, stage)
                for instruction in stage["instructions"]:
                    follow = getattr(self, f"follow_{instruction['keyword'].lower()}", None)
                    if follow:
                        follow(instruction)
        except BrokenBuild as broken:
            self.broken = broken

    @property
    def image(self):
        """The stage that becomes the image."""
        return self.stages[-1]

    def begin_stage(self, number, stage):
        root = self.scratch / f"stage-{number}"
        parent = stage.get("parent")
        if parent is None:
            root.mkdir()
        self.stages.append(Stage(root, stage["image"]) if parent is None else self.stages[parent].child(root))

    def doubt(self, line, what, do):
        self.doubts.append(Doubt(line, what, do))

    def follow_arg(self, given):
        self.image.args |= {name: value for name, value in given["variables"].items() if value is not None}

    def follow_env(self, given):
        self.image.env |= given["variables"]

    def follow_workdir(self, given):
        self.image.workdir = self.image.absolute(" ".join(given["words"]) or "/")
        self.image.place(".").mkdir(parents=True, exist_ok=True)

    def follow_shell(self, given):
        self.image.shell = given["argv"]

    def follow_entrypoint(self, given):
        # A CMD of the image that this one begins from no longer counts.
        self.image.entrypoint, self.image.command = given, {}

    def follow_cmd(self, given):
        self.image.command = given

    def follow_healthcheck(self, given):
        self.image.health = given

    def follow_copy(self, given):
        """COPY and ADD, from the build's folder or from another stage."""
        line, origin, target = given["line"], given.get("from"), given["target"]
        self.image.said |= {*given["sources"], target}
        for source in given["sources"]:
            name = source.removeprefix("<<").removeprefix("-").strip("\"'")
            if source.startswith("<<"):
                self.write(target, given["documents"].get(name, ""), into=name)
            elif isinstance(origin, str) or re.match(r"\w+://|git@", source):
                continue
            elif origin is not None:
                self.copy_from_stage(self.stages[origin], source, target)
            elif not self.copy_from_context(source, target):
                raise BrokenBuild(
                    f"Line {line} of Dockerfile copies {source}, which a clean clone does not give to the build.",
                    "Copy what Git tracks and .dockerignore lets in, or let a RUN line make it.",
                )
        if given["keyword"] == "ADD" and any(re.search(r"\.(?:tar|tgz|zip)\b", each) for each in given["sources"]):
            self.doubt(line, "ADD of an archive", "Copy the files themselves with COPY.")
        if (given.get("chmod") or "").isdigit():
            change_mode(self.image.place(target), given["chmod"])

    follow_add = follow_copy

    def write(self, target, text, into):
        place = self.image.place(target)
        if target.endswith("/") or place.is_dir():
            place /= into
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")

    def copy_from_stage(self, stage, source, target):
        at = stage.absolute(source if source.startswith("/") else f"/{source}")
        for folder, imported in stage.packages.items():
            if overlap(folder, at):
                self.image.packages[self.image.absolute(target) + folder.removeprefix(at)] = imported
        given = sorted(stage.root.glob(at.strip("/"))) if at != "/" else [stage.root]
        for each in given:
            place = self.image.place(target)
            if each.is_dir():
                shutil.copytree(each, place, dirs_exist_ok=True, symlinks=True)
            else:
                copy_file(each, place / each.name if target.endswith("/") or place.is_dir() else place)

    def copy_from_context(self, source, target):
        """Whether there was something to copy."""
        wanted = posixpath.normpath(source.lstrip("/") or ".")
        place = self.image.place(target)
        into_folder = target.endswith("/") or place.is_dir()
        found = False
        for file in self.context:
            above = [part for part in parents(file) if matches(part, wanted)]
            if wanted == "." or above:
                rest = posixpath.relpath(file, above[0] if above else ".")
                copy_file(self.project / file, place / rest)
            elif matches(file, wanted):
                copy_file(self.project / file, place / posixpath.basename(file) if into_folder else place)
            else:
                continue
            found = True
        return found or bool(re.search(r"[*?\[]", wanted)) or (self.project / wanted).is_dir() and wanted == "."

    def follow_run(self, given):
        problem = given.get("problem")
        if problem:
            self.doubt(problem["line"], problem["what"], "Write it as commands of a shell, or as a script of Python.")
            return
        mounted = [place for each in given["mounts"] if (place := self.mount(each))]
        shell = Shell(self, self.image.workdir)
        for command in given["commands"]:
            shell.follow(command)
        for place in mounted:
            shutil.rmtree(place, ignore_errors=True)
            place.unlink(missing_ok=True)

    def mount(self, given):
        """Lay out a bind mount; gives its place, where nothing was before."""
        place, origin = self.image.place(given["target"]), given.get("from")
        if isinstance(origin, str):
            return None
        if origin is not None:
            source = self.stages[origin]
            for folder, imported in source.packages.items():
                if overlap(folder, source.absolute(f"/{given['source']}")):
                    self.image.packages.setdefault("/usr/local", imported)
        if place.exists():
            return None
        if origin is None:
            self.copy_from_context(given["source"], given["target"])
        else:
            self.copy_from_stage(self.stages[origin], given["source"], given["target"])
        return place if place.exists() else None


class Shell:
    """The shell of a RUN line."""

    def __init__(self, layout, folder):
        self.layout, self.stage, self.folder = layout, layout.image, folder
        self.env = layout.image.args | layout.image.env

    def path(self, written):
        return posixpath.normpath(posixpath.join("/", self.folder, written))

    def place(self, written):
        return self.stage.root / self.path(written).strip("/")

    def doubt(self, command, what, do="Copy files with COPY, and make others with python -m in a RUN line of its own."):
        self.layout.doubt(command["line"], what, do)

    def follow(self, command):
        words = [self.expanded(word) for word in command["argv"]]
        variables = {name: self.expanded(value) for name, value in command["variables"].items()}
        while words and posixpath.basename(words[0]) in WRAPPERS:
            words = words[1:]
            while words and re.match(r"\w+=", words[0]):
                name, _, variables[name] = words.pop(0).partition("=")
        if not words:
            self.env |= variables
            return
        self.stage.said |= set(words)
        if words[0] in RUNNERS and words[1:2] == ["run"]:
            words = words[2:]
            while words and words[0].startswith("-"):
                words = words[1:]
        program, args = posixpath.basename(words[0]), words[1:]
        if program in (".", "source") and args[:1] and args[0].endswith("/bin/activate"):
            self.env["PATH"] = f"{self.path(posixpath.dirname(args[0]))}:{self.env.get('PATH', '')}"
            return
        if command["maybe"]:
            if program not in HARMLESS and program not in INSTALLERS and not self.changes_nothing(program, args):
                self.doubt(command, f"a condition around {program}", "Write the command without a condition.")
            return
        output = command.get("output")
        if output and program in ("echo", "printf", "cat"):
            self.write(command, program, args, output)
        elif program in ("cd", "export", "mkdir", "cp", "mv", "rm", "ln", "touch", "chmod", "find", "sed"):
            getattr(self, f"do_{program}")(command, [arg for arg in args if not arg.startswith("-")], args)
        elif PYTHON.fullmatch(program):
            self.run_python(command, words, variables)
        elif program in INSTALLERS:
            self.install(program, words, args)
        elif program not in HARMLESS:
            self.doubt(command, f"the program {program}")

    def expanded(self, text):
        known = self.env
        return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda found: known.get(found[1] or found[2]) or found[0], text)

    def write(self, command, program, args, output):
        place = self.place(self.expanded(output["path"]))
        if not place.is_relative_to(self.stage.root) or place.is_dir():
            return
        if program == "cat" and "input" not in command:
            self.doubt(command, "cat into a file", "Copy the file with COPY.")
            return
        said = " ".join(arg for arg in args if arg not in ("-e", "-n", "-en"))
        text = command.get("input") or f"{said}\n".replace("\\n", "\n")
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("a" if output["append"] else "w", encoding="utf-8") as file:
            file.write(text)

    def do_cd(self, _command, paths, _args):
        self.folder = self.path(paths[0] if paths else "/root")

    def do_export(self, _command, paths, _args):
        self.env |= dict(each.split("=", 1) for each in paths if "=" in each)

    def do_mkdir(self, _command, paths, _args):
        for each in paths:
            self.place(each).mkdir(parents=True, exist_ok=True)

    def do_touch(self, _command, paths, _args):
        for each in paths:
            self.place(each).parent.mkdir(parents=True, exist_ok=True)
            self.place(each).touch()

    def do_rm(self, _command, paths, _args):
        for each in paths:
            for place in self.globbed(each):
                if place.is_dir() and not place.is_symlink():
                    shutil.rmtree(place)
                else:
                    place.unlink(missing_ok=True)
            for folder in [known for known in self.stage.packages if inside(known, self.path(each))]:
                del self.stage.packages[folder]

    def do_cp(self, _command, paths, args):
        for place, target in self.pairs(paths):
            copy_tree(place, target) if place.is_dir() else copy_file(place, target)
        self.take_packages(paths)

    def do_mv(self, command, paths, args):
        for place, target in self.pairs(paths):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(place, target)
        self.take_packages(paths)

    def do_ln(self, command, paths, _args):
        if len(paths) == 2 and self.place(paths[0]).exists() and not self.place(paths[1]).exists():
            self.do_cp(command, paths, _args)

    def do_chmod(self, _command, paths, args):
        mode, *rest = [arg for arg in args if not re.fullmatch(r"-[A-Za-z]{1,3}", arg) or "x" in arg] or [""]
        for each in rest:
            for place in self.globbed(each):
                change_mode(place, mode)

    def do_find(self, command, _paths, args):
        if {"-delete", "-exec", "-execdir"} & set(args) and not self.changes_nothing("find", args):
            self.doubt(command, "find with -delete or -exec", "Remove files with rm.")

    def do_sed(self, command, _paths, args):
        if not self.changes_nothing("sed", args):
            self.doubt(command, "sed on a file of the image", "Copy the file as it should be.")

    def changes_nothing(self, program, args):
        """Whether it only edits what the trial does not lay out, such as packages and the system."""
        paths = [arg for arg in args if self.path(arg) != "/" and self.place(arg).exists()]
        return program in ("find", "sed", "cp", "mv", "rm", "chmod") and not paths

    def globbed(self, path):
        at = self.path(path).strip("/")
        return sorted(self.stage.root.glob(at)) if at else []

    def pairs(self, paths):
        """What a copy takes, and where it goes; what is not laid out is left out."""
        *sources, target = paths if len(paths) > 1 else ["", ""]
        place = self.place(target)
        into = target.endswith("/") or place.is_dir() or len(sources) > 1
        for source in sources:
            whole = source.endswith("/.")
            for each in self.globbed(source):
                yield each, place / each.name if into and not whole else place

    def take_packages(self, paths):
        *sources, target = map(self.path, paths if len(paths) > 1 else ["", ""])
        for source in sources:
            for folder, imported in list(self.stage.packages.items()):
                if inside(folder, source):
                    self.stage.packages[target + folder.removeprefix(source)] = imported

    def run_python(self, command, words, variables):
        """Run a module of the project; what else Python is asked to do changes nothing or cannot be followed."""
        args = words[1:]
        while args and args[0] in ("-u", "-O", "-B", "-I", "-s", "-E") or args[:1] == ["-W"]:
            args = args[2:] if args[0] == "-W" else args[1:]
        if args[:1] == ["-m"] and len(args) > 1:
            module = args[1]
            if (
                module in ("venv", "virtualenv", "compileall", "ensurepip", "build", "installer")
                or module in INSTALLERS
            ):
                if module == "build" or module in INSTALLERS:
                    self.install(module, words, args[2:])
            elif module.split(".")[0] == PACKAGE:
                self.run_module(command, args[1:], variables)
            else:
                self.doubt(command, f"python -m {module}")
        elif args and args[0] not in ("--version", "-V"):
            self.doubt(command, f"python {args[0]}")

    def run_module(self, command, args, variables):
        module, *rest = args
        folder = self.place(".")
        folder.mkdir(parents=True, exist_ok=True)
        known = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", PACKAGE.upper()))}
        for name, value in (self.env | variables).items():
            if name != "PATH" and value is not None:
                known[name] = self.stage_text(value)
        paths = [known.get("PYTHONPATH", ""), *imported_from(self.stage)]
        known["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        before = {path: path.stat().st_mtime_ns for path in self.stage.root.rglob("metadata.json")}
        argv = [sys.executable, "-m", module, *map(self.stage_text, rest)]
        ran = subprocess.run(argv, cwd=folder, env=known, capture_output=True, text=True, timeout=200)
        if ran.returncode != 0:
            said = last(ran.stderr or ran.stdout, 1).removeprefix(f"{sys.executable}: ")
            raise BrokenBuild(
                f"Line {command['line']} of Dockerfile, python -m {module}, ends with code {ran.returncode}: {said}",
                "Copy what it needs before this line, and run the same command in a terminal.",
            )
        for path in self.stage.root.rglob("metadata.json"):
            if before.get(path) != path.stat().st_mtime_ns:
                found = re.search(r'"version":\s*"([^"]+)"', path.read_text(encoding="utf-8"))
                self.layout.trained += [found[1]] if found else []

    def stage_text(self, text):
        """A text with the absolute paths of the stage as those of this machine."""
        if re.search(r"\s|://", text):
            return text
        parts = re.split(r"([=:,])", text)
        return "".join(str(self.place(part)) if part.startswith("/") else part for part in parts)

    def install(self, program, words, args):
        """Packages that a line installs: where to, and whether the project is among them."""
        if not INSTALLING & set(args) and program not in ("build", "pip-sync"):
            return
        prefix = self.prefix(program, words, args)
        imported = self.stage.packages.get(prefix, "")
        for folder in self.projects(program, args):
            source = self.place(folder)
            source = source / "src" if (source / "src").is_dir() else source
            editable = {"-e", "--editable"} & set(args) or (
                program != "build" and "sync" in args and "--no-editable" not in args
            )
            if editable:
                imported = self.path(posixpath.join(folder, "src"))
            elif source.is_dir():
                taken = self.layout.scratch / f"installed-{len(list(self.layout.scratch.glob('installed-*')))}"
                if (source / PACKAGE).is_dir():
                    shutil.copytree(source / PACKAGE, taken / PACKAGE)
                    imported = str(taken)
        if any(arg.startswith("/") and arg.endswith((".whl", "*")) for arg in args):
            for known in self.stage.packages.values():
                imported = imported or known
        self.stage.packages[prefix] = imported

    def prefix(self, program, words, args):
        """The folder that packages are installed to."""
        for name in ("--prefix", "--target", "-t", "--root", "--wheel-dir", "-w", "--outdir", "-o", "--out-dir"):
            value = option(args, name)
            if value:
                return self.path(value)
        python = option(args, "--python") or option(args, "-p") or option(words, "--python")
        for found in (python, words[0]):
            if found and "/bin/" in found:
                return self.path(posixpath.dirname(posixpath.dirname(found)))
        if program in ("uv", "poetry", "pdm") and "sync" in args:
            return self.path(self.env.get("UV_PROJECT_ENVIRONMENT") or self.env.get("VIRTUAL_ENV") or ".venv")
        if program in ("wheel", "build") or "wheel" in args:
            return self.path("dist" if program in ("build", "uv") else ".")
        if "--user" in args:
            return "/root/.local"
        for folder in self.env.get("PATH", "").split(":"):
            if folder.startswith("/") and folder.endswith("/bin") and not folder.startswith(("/usr", "/bin", "/root")):
                return posixpath.dirname(folder)
        return self.env.get("VIRTUAL_ENV") or "/usr/local"

    def projects(self, program, args):
        """Folders of projects that a line installs."""
        if program == "build" or "build" in args:
            return ["."]
        if program in ("uv", "poetry", "pdm") and {"sync", "install"} & set(args) and "pip" not in args:
            return [] if {"--no-install-project", "--no-root", "--no-self", "--only-deps"} & set(args) else ["."]
        bare = [re.sub(r"\[[\w,-]*\]$", "", arg) for arg in args]
        folders = [arg for arg in bare if arg == "." or "/" in arg]
        return [arg for arg in folders if (self.place(arg) / "pyproject.toml").is_file()]


def option(args, name):
    """The value of an option, given as two words or with an equals sign."""
    for place, arg in enumerate(args):
        if arg == name and place + 1 < len(args):
            return args[place + 1]
        if name.startswith("--") and arg.startswith(f"{name}="):
            return arg.split("=", 1)[1]
    return None


def imported_from(stage):
    """Folders of this machine from which the image imports the project as a package."""
    found = [path for path in stage.packages.values() if path]
    return [path if Path(path).is_dir() else str(stage.place(path)) for path in found]


def overlap(one, other):
    return inside(one, other) or inside(other, one)


def inside(path, folder):
    return path == folder or path.startswith(folder.rstrip("/") + "/")


def parents(path):
    """The folders above a path, the outermost first."""
    parts = path.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]


def matches(path, pattern):
    """Whether a path fits a pattern of COPY, whose wildcards stay inside a name."""
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatch.fnmatchcase, parts, wanted))


def copy_file(file, place):
    """Copy a file with its mode, and make the folders above it; what a clone has besides files is laid out empty."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        shutil.copy(file, place)
    else:
        place.touch()


def copy_tree(folder, place):
    shutil.copytree(folder, place, dirs_exist_ok=True, symlinks=True)


def change_mode(place, mode):
    """Let files be executed, or not, as a mode such as 0755 or +x says."""
    files = [each for each in place.rglob("*") if each.is_file()] if place.is_dir() else [place]
    octal = mode if mode.isdigit() else None
    for file in files:
        if not file.is_file():
            continue
        before = stat.S_IMODE(file.stat().st_mode)
        if octal:
            file.chmod(int(octal, 8) | stat.S_IRUSR | stat.S_IWUSR)
        elif "x" in mode:
            file.chmod(before | 0o111 if "+" in mode else before & ~0o111)
