"""The photos and files among the answers of an interview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from poverty_desktop.interviews.interview import Interview

KINDS = frozenset({"image", "audio", "video", "file"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One answer that names a photo or file; ``label`` is the question's, for a caption."""

    path: str
    kind: str
    label: str
    name: str


def attached(interview: Interview) -> Iterator[Attached]:
    """Yield the photos and files that are answers now, and the log of times where the form asks for one.

    What is not relevant is no answer.
    """
    running = interview.running
    for control in interview.form.controls.values():
        if control.kind not in KINDS:
            continue
        for node in running.tree.nodes(control.field):
            if node.relevant and node.text:
                label = control.label.say(running.language, running.context(node)) if control.label else ""
                yield Attached(path=node.path, kind=control.kind, label=label, name=node.text)
    audit = interview.form.by_path.get(f"{interview.form.fields[0].path}/meta/audit")
    for node in running.tree.nodes(audit.index) if audit is not None else ():
        if node.text:
            yield Attached(path=node.path, kind="file", label="audit.csv", name=node.text)
