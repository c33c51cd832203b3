"""A model's card says what is known, what is not, and shows what people wrote letter by letter."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from core.errors import RunDamaged
from core.evaluation.report import build_report
from core.files import read_json, sha256_file, write_json
from core.model_card.blocks import Facts, Items, Paragraph, Section, Share, Table
from core.model_card.card import ModelCard, model_card
from core.runs.run_directory import RunDirectory, list_runs
from core.starter_model import whole_starter
from core.workspace import PROJECT, Workspace

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "![a](http://127.0.0.1:9/x)",
    "[x](javascript:alert(1))",
    "**bold** _it_ ~~gone~~ `code` $x$",
    "# heading",
    "- item",
    "---",
    "1. first",
    "| a | b |",
    "&lt;b&gt; &amp;",
    "www.example.org and https://example.org",
    "two\nlines \u202eturned",
    "</style></title><script>alert(1)</script>",
    '" onmouseover="alert(1)',
)


def only_run(workspace: Workspace) -> RunDirectory:
    (run,) = list_runs(workspace)
    return run


def section(card: ModelCard, heading: str) -> str:
    """Return all that stands under a heading."""
    parts = card.markdown().split("\n## ")
    return next(part for part in parts if part.startswith(heading))


def parsed(text: str) -> list[Token]:
    reader = MarkdownIt("gfm-like", {"linkify": False}).enable("linkify")
    return list(_all(reader.parse(text)))


def _all(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _all(token.children or [])


class Page(HTMLParser):
    """Remembers the tags, their attributes and the texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_training_is_described_from_its_own_files(filled: Workspace) -> None:
    run = only_run(filled)
    card = model_card(run)
    figures = read_json(run.report)["test"]
    good = section(card, "How good it is")
    for at, label in enumerate(run.classes):
        right, labelled = figures["confusion"][at][at], sum(figures["confusion"][at])
        share = Share.of(right, labelled)
        assert share is not None
        assert f"| {label} | {labelled} | {share.words()} |" in good
    counts = section(card, "Photos it learned from")
    for at, label in enumerate(run.classes):
        own = [each.split for each in run.pictures if each.class_index == at]
        row = [own.count("train"), own.count("validation"), own.count("test"), len(own)]
        assert f"| {label} | {' | '.join(map(str, row))} |" in counts
    assert "| Sample faces | 40 |" in counts
    assert sha256_file(run.model) in section(card, "Versions and hashes")
    assert run.spec["dataset_version"] in card.markdown()


def test_what_it_is_not_for_stands_in_every_card(filled: Workspace) -> None:
    for run in (only_run(filled), whole_starter()):
        said = section(model_card(run), "What it is for, and what not")
        assert "Article 5(1)(f)" in said
        assert "staff, applicants, pupils" in said


def test_a_model_of_faces_speaks_of_the_expression_shown() -> None:
    assert "does not know what a person feels" in section(model_card(whole_starter()), "What it is")


def test_the_starter_model_has_a_card_without_a_set() -> None:
    card = model_card(whole_starter())
    assert "FER-2013" in section(card, "Photos it learned from")
    assert "was not kept" in section(card, "Where it is weaker")
    assert "was not measured" in section(card, "Where it looks")


def test_where_it_looks_is_not_invented(filled: Workspace) -> None:
    run = only_run(filled)
    (run.path / "looks.json").unlink(missing_ok=True)
    said = section(model_card(run), "Where it looks")
    assert f"python -m core looks {run.run_id}" in said.replace("\\", "")


def test_where_it_looks_is_told_once_it_was_asked(filled: Workspace) -> None:
    run = only_run(filled)
    subprocess.run(
        [sys.executable, "-m", "core", "looks", run.run_id, "--workspace", str(filled.root)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        timeout=280,
    )
    found = read_json(run.path / "looks.json")
    said = section(model_card(run), "Where it looks")
    assert found["shortcut"]["sentence"] in said
    write_json(run.path / "looks.json", {**found, "model": "of another model"})
    assert "Nobody has asked yet" in section(model_card(run), "Where it looks")


def test_without_its_set_the_card_says_so(filled: Workspace, tmp_path: Path) -> None:
    run = only_run(filled)
    alone = Workspace(tmp_path / "alone")
    alone.models.mkdir(parents=True)
    run.path.rename(alone.run(run.run_id))
    said = model_card(only_run(alone)).markdown()
    assert said.count("The set of photos does not lie beside this model.") == 2
    assert not alone.data.exists()


def test_a_changed_file_is_not_described(filled: Workspace) -> None:
    run = only_run(filled)
    figures = read_json(run.report)
    figures["test"]["accuracy"] = 1.0
    write_json(run.report, figures)
    with pytest.raises(RunDamaged, match=r"report\.json"):
        model_card(run)


def test_without_a_final_test_it_says_what_its_figures_are(filled: Workspace) -> None:
    run = only_run(filled)
    true, said = [0, 1, 0, 1], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6], [0.3, 0.7]]
    ids = [each.key for each in run.pictures if each.split == "validation"][:4]
    report = build_report(true, said, run.classes, ids, split="validation")
    write_json(run.report, {"validation": report, "test": None})
    manifest = read_json(run.manifest)
    manifest["sha256"][run.report.name] = sha256_file(run.report)
    write_json(run.manifest, manifest)
    card = model_card(run)
    assert "There was no final test" in section(card, "Photos it was checked on")
    assert "(4 photos kept aside)" not in card.markdown()
    assert "4 photos kept aside" in section(card, "In short")


def hostile_card() -> ModelCard:
    rows = [(text, Share(0.5, 0.2, 0.8), text) for text in HOSTILE]
    blocks = [
        *(Paragraph(text) for text in HOSTILE),
        *(Paragraph(text, warning=True) for text in HOSTILE),
        Items(HOSTILE),
        Facts([(text, text) for text in HOSTILE]),
        Table((HOSTILE[0], "share", HOSTILE[1]), rows, HOSTILE[2]),
    ]
    return ModelCard(HOSTILE[0], (Section(HOSTILE[3], blocks),))


def test_nothing_is_said_that_the_model_did_not_do(filled: Workspace) -> None:
    run = only_run(filled)
    card = model_card(run)
    learned = Counter(each.class_index for each in run.pictures if each.split == "train")
    uneven = run.config.class_weights and len(set(learned.values())) > 1
    assert ("Rarer kinds counted more" in card.markdown()) == uneven
    kept = section(card, "What to keep in mind")
    assert ("unlike anything" in kept) == run.familiar.exists()
    run.familiar.unlink(missing_ok=True)
    assert "unlike anything" not in section(model_card(run), "What to keep in mind")


def test_groups_that_are_too_few_are_named(filled: Workspace) -> None:
    told = section(model_card(only_run(filled)), "Where it is weaker")
    assert re.search(r"Too few to say anything: .+ \(\d+\)", told)
    assert "kinds" not in told.lower()


def test_markdown_shows_hostile_names_letter_by_letter() -> None:
    tokens = parsed(hostile_card().markdown())
    kinds = {token.type for token in tokens}
    assert kinds.isdisjoint(
        {"link_open", "image", "html_inline", "html_block", "em_open", "s_open", "code_inline"}
        | {"hr", "ordered_list_open", "fence", "code_block"}
    )
    assert sum(token.type == "heading_open" for token in tokens) == 2
    shown = [token.content for token in tokens if token.type == "inline"]
    texts = ["".join(c.content for c in t.children or []) for t in tokens if t.type == "inline"]
    for text in HOSTILE[:-3]:
        assert texts.count(text) >= 5, (text, shown)
    assert "two lines \N{REPLACEMENT CHARACTER}turned" in texts


def test_markdown_keeps_its_tables_whole() -> None:
    tokens = parsed(hostile_card().markdown())
    assert sum(token.type == "tr_open" for token in tokens) == 1 + len(HOSTILE)
    assert sum(token.type == "td_open" for token in tokens) == 3 * len(HOSTILE)


def test_the_page_shows_hostile_names_letter_by_letter() -> None:
    page = Page(hostile_card().html())
    assert {"img", "script", "a", "b"}.isdisjoint(page.tags)
    assert not any(name.startswith("on") for name in page.names)
    assert {"src", "href"}.isdisjoint(page.names)
    for text in HOSTILE:
        if "\n" not in text:
            assert page.texts.count(text) >= 5


def test_the_page_fetches_nothing(filled: Workspace) -> None:
    text = model_card(only_run(filled)).html()
    page = Page(text)
    assert {"link", "script", "img", "iframe", "object"}.isdisjoint(page.tags)
    assert not re.search(r"url\(|@import|https?:", text)
    assert "default-src 'none'" in text


def test_both_forms_say_the_same(filled: Workspace) -> None:
    card = model_card(only_run(filled))
    shown = " ".join(Page(card.html()).texts)
    for each in card.sections:
        for block in each.blocks:
            if isinstance(block, Paragraph):
                assert block.text in shown
    tokens = parsed(card.markdown())
    assert sum(token.type == "heading_open" for token in tokens) == 1 + len(card.sections)


def test_a_share_is_told_with_its_interval() -> None:
    share = Share.of(27, 30)
    assert share is not None
    assert share.words() == "90 % (74.4 to 96.5 %)"
    assert Share.of(0, 0) is None


def card_command(root: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "core", "card", *map(str, arguments)]
    return subprocess.run(
        [*command, "--workspace", str(root), "--json"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_command_writes_both_kinds_of_file(filled: Workspace, tmp_path: Path) -> None:
    for name in ("card.md", "card.html"):
        done = card_command(filled.root, "latest", "--out", tmp_path / name)
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["path"] == str(tmp_path / name)
    assert (tmp_path / "card.md").read_text("utf-8").startswith("# Model card: Training 1")
    assert (tmp_path / "card.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    again = card_command(filled.root, "latest", "--out", tmp_path / "card.md")
    assert again.returncode == 1
    assert "--force" in again.stderr
    assert card_command(filled.root, "latest", "--out", tmp_path / "card.md", "--force").stdout


def test_the_command_refuses_another_kind_of_file(filled: Workspace, tmp_path: Path) -> None:
    done = card_command(filled.root, "latest", "--out", tmp_path / "card.pdf")
    assert done.returncode == 1
    assert ".md or .html" in done.stderr
    assert not (tmp_path / "card.pdf").exists()


def test_the_command_never_loads_tensorflow(filled: Workspace) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom core.model_card.card import model_card\n"
        "from core.runs.run_directory import RunDirectory\n"
        f"model_card(RunDirectory(Path({str(only_run(filled).path)!r})))\n"
        "sys.exit('tensorflow' in sys.modules or 'keras' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False, timeout=120)
    assert done.returncode == 0
