"""Execute the notebooks and write them in one normal form, so that a difference in git is a difference in content.

    python -m lstm_helpers.publish.notebooks                 execute and write every notebook
    python -m lstm_helpers.publish.notebooks 00 04           these alone (numbers, names or paths)
    python -m lstm_helpers.publish.notebooks --check         execute nothing, say what is not in normal form
    python -m lstm_helpers.publish.notebooks --fresh 07      renew measured outputs as well

Cells tagged ``exercise:NAME`` are filled from the exercise bank first. A cell tagged ``nbval-ignore-output`` holds
what differs from run to run (a trained loss, a time); its stored output stays as long as neither its own source nor
any code before it has changed and the new output has the same form, numbers aside. That is what makes a second run
change nothing; ``--fresh`` renews such outputs too.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from lstm_helpers.publish import ROOT
from lstm_helpers.publish.normal_form import EXERCISE, METADATA, normal, problems, tags, text

FOLDER = ROOT / "notebooks"
CELL_SECONDS = 120


class NotebookError(Exception):
    """A notebook could not be executed; the message names the cell and what it raised."""


def find(names=(), folder=FOLDER):
    """Return the notebooks that ``names`` mean: all, or those given by number, by name or by path.

    Raises ``FileNotFoundError`` for a name that means none.
    """
    everything = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
    if not names:
        return everything
    found = []
    for name in names:
        path = Path(name)
        is_file = path.suffix == ".ipynb" and path.exists()
        hits = [path] if is_file else [known for known in everything if known.name.startswith(name)]
        if not hits:
            raise FileNotFoundError(f"no notebook is called {name!r}: give a number such as 04, a name or a path.")
        found += hits
    return list(dict.fromkeys(found))


def read(path):
    """Return the notebook in the file ``path``; cells without an id get none of nbformat's random ones."""
    return nbformat.v4.reads_json(Path(path).read_text(encoding="utf-8"))


def fill(nb):
    """Write the source of every cell tagged ``exercise:NAME`` from the exercise bank, in place."""
    for cell in nb.cells:
        names = [tag.removeprefix(EXERCISE) for tag in tags(cell) if tag.startswith(EXERCISE)]
        if names:
            from lstm_helpers.publish.exercise_cell import cell as cell_of

            cell.source = cell_of(names[0])


def execute(nb, folder=FOLDER, widgets=False):
    """Run every cell in a clean kernel whose working directory is ``folder``, in place.

    With ``widgets`` the state of every widget is kept in the notebook's metadata: what `publish.export` shows.

    Raises `NotebookError` at the first cell that fails, unless it is tagged ``raises-exception``.
    """
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nb.metadata = nbformat.from_dict(METADATA)
    with tempfile.TemporaryDirectory() as ipython:
        client = NotebookClient(
            nb,
            timeout=CELL_SECONDS,
            resources={"metadata": {"path": str(folder)}},
            store_widget_state=widgets,
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
        )
        try:
            client.execute(env=_environment(ipython))
        except CellTimeoutError:
            raise NotebookError(f"a cell ran for more than {CELL_SECONDS} s.") from None
        except CellExecutionError as error:
            raise NotebookError(str(error)) from None
        except DeadKernelError:
            raise NotebookError("the kernel died: the machine may be out of memory.") from None


def remake(path, fresh=False):
    """Execute the notebook at ``path`` and write it when anything changed; return whether it did.

    Raises `NotebookError`, and then leaves the file alone.
    """
    path = Path(path)
    old_text = path.read_text(encoding="utf-8")
    before, nb = read(path), read(path)
    fill(nb)
    nb = normal(nb)  # gives every cell its id before it runs
    execute(nb, path.parent)
    nb = normal(nb, before, fresh)
    found = problems(nb)
    if found:
        raise NotebookError("\n".join(found))
    new_text = text(nb)
    if new_text == old_text:
        return False
    part = path.with_suffix(".part")
    part.write_text(new_text, encoding="utf-8", newline="\n")
    os.replace(part, path)
    return True


def check(path):
    """Return what keeps the file at ``path`` from being in normal form, a sentence each; execute nothing."""
    path = Path(path)
    nb = read(path)
    filled = nbformat.from_dict(nb)
    fill(filled)
    found = problems(nb)
    if [cell.source for cell in filled.cells] != [cell.source for cell in nb.cells]:
        found.append("an exercise cell differs from the exercise bank: run make notebooks.")
    if not found and text(normal(nb)) != path.read_text(encoding="utf-8"):
        found.append("is not in normal form (saved by an editor?): run make notebooks.")
    return found


def main(arguments=None):
    """Run the command; return 0, or 1 when a notebook failed."""
    parser = argparse.ArgumentParser(
        prog="python -m lstm_helpers.publish.notebooks",
        description="Execute the notebooks and write them in normal form.",
    )
    parser.add_argument("names", nargs="*", help="numbers, names or paths; all notebooks when left out")
    parser.add_argument("--check", action="store_true", help="execute nothing, say what is not in normal form")
    parser.add_argument("--fresh", action="store_true", help="renew the outputs of measured cells as well")
    options = parser.parse_args(arguments)
    failed = False
    for path in find(options.names):
        start, found = time.perf_counter(), []
        try:
            if options.check:
                found = check(path)
                verdict = "in normal form"
            else:
                verdict = "written" if remake(path, options.fresh) else "unchanged"
        except NotebookError as error:
            found = str(error).splitlines()
        if found:
            failed = True
            print(f"{path.name}: NOT {'in normal form' if options.check else 'written'}", file=sys.stderr)
            print("\n".join(f"    {line}" for line in found), file=sys.stderr)
        else:
            print(f"{path.name}: {verdict} ({time.perf_counter() - start:.1f} s)", flush=True)
    return int(failed)


def _environment(ipython):
    """The environment of a learner who begins: no settings that change what a cell prints, and nothing tried yet."""
    unwanted = ("MPLBACKEND", "PYTHONHASHSEED", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONWARNINGS")
    env = {key: value for key, value in os.environ.items() if key not in unwanted}
    return env | {"IPYTHONDIR": ipython, "PYDEVD_DISABLE_FILE_VALIDATION": "1", "LSTM_PROGRESS": "off"}


if __name__ == "__main__":
    sys.exit(main())
