"""Commands of the local network: serve, sync with the office, exchange with another laptop of the team."""

from __future__ import annotations

import argparse
import json
import queue
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from poverty_desktop.cli.merging import news_told
from poverty_desktop.cli.opening import open_workspace, show_progress, takes_workspace
from poverty_desktop.i18n import N_, _, render

if TYPE_CHECKING:
    from poverty_desktop.network.visits import Task
    from poverty_desktop.operations.handover.serving import Serving

_PATIENCE_S = 0.5


def serve(options: argparse.Namespace) -> object:
    """Serve until Ctrl+C or a request to end: at the office for laptops, on a laptop for its team."""
    from poverty_desktop.operations.handover import serving

    tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
    done = 0
    with open_workspace(options) as session, _until_asked_to_end() as is_over:
        begun = serving.start(session, tasks.put, port=options.port, host=options.host).value
        try:
            _tell_start(begun, is_json=options.json)
            while not is_over.is_set():
                try:
                    task = tasks.get(timeout=_PATIENCE_S)
                except queue.Empty:
                    continue
                done += serving.perform(session, begun.service, task, show_progress()).value
        finally:
            begun.service.stop()
        visits = begun.service.visits()
        return {N_("laptops that came"): len(visits), N_("tasks done"): done}


def serve_options(command: argparse.ArgumentParser) -> None:
    """Add the options of ``serve``."""
    from poverty_desktop.network.wire import PORT

    takes_workspace(command)
    command.add_argument("--port", type=int, default=PORT, help=_("port of the service; 0 lets the system choose"))
    command.add_argument("--host", default="", help=_("address to listen at; without it all of this computer"))


def sync(options: argparse.Namespace) -> object:
    """Bring the office what it lacks and take home what lies ready there."""
    from poverty_desktop.operations.handover import syncing

    with open_workspace(options) as session:
        found = syncing.sync(session, options.address, show_progress()).value
        for trouble in found.refused:
            print(render(trouble), file=sys.stderr)
        if found.clock_days:
            from poverty_desktop.network.troubles import CLOCK_DIFFERS

            print(_(CLOCK_DIFFERS).format(days=found.clock_days), file=sys.stderr)
        return {
            N_("office found at"): f"{found.host}:{found.port}",
            N_("entries sent"): found.sent,
            **({N_("bundles of teammates carried"): found.relayed} if found.relayed else {}),
            **({} if found.news is None else news_told(found.news)),
        }


def address_options(command: argparse.ArgumentParser) -> None:
    """Add the workspace and where the service is."""
    takes_workspace(command)
    command.add_argument("--address", default="", help=_("where the service is, as it shows it; else it is looked for"))


def team_sync(options: argparse.Namespace) -> object:
    """Exchange with another laptop of the team that serves."""
    from poverty_desktop.operations.handover import team_visit

    with open_workspace(options) as session:
        found = team_visit.exchange(session, options.address, show_progress()).value
        for trouble in found.news.troubles:
            print(render(trouble), file=sys.stderr)
        return {
            N_("other laptop"): found.digits,
            N_("entries sent"): found.sent,
            N_("new entries"): found.news.accepted,
            N_("known entries"): found.news.known,
            N_("refused entries"): found.news.refused,
        }


def team_send(options: argparse.Namespace) -> object:
    """Write bundles for the other laptops of the team."""
    from poverty_desktop.operations.handover import team

    with open_workspace(options) as session:
        written = team.hand_over(session, options.folder, show_progress()).value
        return [{"file": str(item.path), "entries": item.transactions, "photos": item.photos} for item in written]


def team_receive(options: argparse.Namespace) -> object:
    """Take in what another laptop of the team wrote for this one."""
    from poverty_desktop.operations.handover import team

    with open_workspace(options) as session:
        news = team.take_in(session, options.folder, show_progress()).value
        for trouble in news.troubles:
            print(render(trouble), file=sys.stderr)
        return {
            N_("new entries"): news.accepted,
            N_("known entries"): news.known,
            N_("refused entries"): news.refused,
            N_("photos"): news.photos,
        }


def team_carry(options: argparse.Namespace) -> object:
    """Keep a teammate's sealed bundle until the next sync carries it to the office."""
    from poverty_desktop.operations.handover import relay

    with open_workspace(options) as session:
        return {N_("bundles of teammates waiting"): relay.carry_along(session, options.file, show_progress()).value}


def team_carry_options(command: argparse.ArgumentParser) -> None:
    """Add the workspace and the file."""
    takes_workspace(command)
    command.add_argument("file", type=Path, help=_("bundle that another laptop has sealed for the office"))


def _tell_start(begun: Serving, *, is_json: bool) -> None:
    """Say at once where the service is, as one line: whoever started it waits for that."""
    if is_json:
        told = {"addresses": list(begun.addresses), "port": begun.service.port, "fingerprint": begun.fingerprint}
        print(json.dumps(told, ensure_ascii=False), flush=True)
        return
    said = _("Serving at {addresses}; fingerprint {digits}. Ctrl+C ends it.")
    print(said.format(addresses=", ".join(begun.addresses) or begun.service.port, digits=begun.fingerprint), flush=True)


@contextmanager
def _until_asked_to_end() -> Iterator[threading.Event]:
    """Yield what is set by Ctrl+C or SIGTERM: the task at work is finished, then everything is closed in order."""
    is_over = threading.Event()
    before = {number: signal.signal(number, lambda *_seen: is_over.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield is_over
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
