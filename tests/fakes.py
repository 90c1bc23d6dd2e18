"""Stand-ins that implement the ports, for tests of everything around them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hexapla.model.outputs import STDOUT, Output, Result
from hexapla.model.problems import Problem, Problems
from hexapla.ports import Artifact, Bundle, Edition, Job, Joined, Made, Workplace, Writer


@dataclass
class Echo:
    """A runner that prints each cell's code back, and remembers which jobs it was given."""

    jobs: list[tuple[str, str]] = field(default_factory=list)

    def run(self, job: Job, at: Workplace, started: Callable[[int], None]) -> Result:
        self.jobs.append((job.page, job.variant.name))
        for index in range(len(job.cells)):
            started(index)
        return Result(tuple((Output(STDOUT, cell.code + "\n"),) for cell in job.cells), 1.0)


@dataclass
class MemoryStore:
    items: dict[str, bytes] = field(default_factory=dict)

    def get(self, key: str) -> bytes | None:
        return self.items.get(key)

    def put(self, key: str, data: bytes) -> None:
        self.items[key] = data


@dataclass
class MemoryArchive:
    items: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)

    def last(self, page: str, variant: str) -> Mapping[str, bytes] | None:
        return self.items.get((page, variant))

    def keep(self, page: str, variant: str, files: Mapping[str, bytes]) -> None:
        self.items[page, variant] = dict(files)


def settled(writer: Writer, edition: Edition, *ends: str) -> tuple[tuple[Artifact, ...], Problems]:
    """What a writer makes of an edition, all of it made, with all that this says.

    Where ends are given, it is what has paths with them, and nothing else is made.
    """
    artifacts, problems = writer.write(edition)
    said = list(problems)
    done = tuple([_settled(one, said) for one in artifacts if one.path.endswith(ends or "")])
    return done, tuple(dict.fromkeys(said))


def _settled(artifact: Artifact, said: list[Problem]) -> Artifact:
    match artifact.data:
        case Made(make=make):
            data, problems = make()
            said += problems
            return Artifact(artifact.path, data)
        case Bundle(members):
            return Artifact(artifact.path, Bundle(tuple(_settled(one, said) for one in members)))
        case Joined(members):
            texts = (_settled(one, said).data for one in members)
            return Artifact(
                artifact.path, b"\n".join(text for text in texts if type(text) is bytes)
            )
        case _:
            return artifact
