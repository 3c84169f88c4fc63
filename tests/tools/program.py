"""Runs the built program for the tests written in Python. ctest tells where it is: HELOSCOPE (default build-dev's)."""
import collections
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PROGRAM = os.environ.get("HELOSCOPE") or str(ROOT / "build-dev/heloscope")

# No colours of the caller's terminal, no language of theirs.
CLEAN = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "TERM")} | {"LC_ALL": "C.UTF-8", "TERM": "xterm"}

Outcome = collections.namedtuple("Outcome", "code out err")  # exit code; standard output and standard error, as bytes


def run(*arguments, data=b"", cwd=SAMPLES, env=None, **more):
    """Runs `heloscope ARGUMENTS` in samples/, so that files have short names."""
    more.setdefault("stdout", subprocess.PIPE)
    process = subprocess.run([PROGRAM, *map(str, arguments)], input=data, stderr=subprocess.PIPE, cwd=cwd,
                             env=CLEAN | (env or {}), timeout=120, **more)
    return Outcome(process.returncode, process.stdout or b"", process.stderr)


def records(*arguments, **more):
    """The objects of its NDJSON."""
    outcome = run("analyze", "-f", "ndjson", *arguments, **more)
    if outcome.code != 0:
        raise AssertionError(f"exit code {outcome.code}: {outcome.err.decode()}")
    return [json.loads(line) for line in outcome.out.decode("utf-8").splitlines()]


def samples():
    """Every capture and transcript of samples/, relative to it."""
    found = [*SAMPLES.glob("transcripts/*/*.txt"), *SAMPLES.glob("captures/*.pcap")]
    return sorted(path.relative_to(SAMPLES) for path in found)
