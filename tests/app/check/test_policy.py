"""``.forewarn.toml``: what fails where, what is left out, what is accepted."""

import json
import textwrap

import pytest

from tests.app.check.conftest import FIGHT, GENTLE, HONEST, Repository, header


def test_paths_have_rules_of_their_own(repository: Repository) -> None:
    repository.write("uploads/a.md", header() + FIGHT)
    repository.write("drafts/a.md", header() + FIGHT)
    repository.write(".forewarn.toml", '[[paths]]\nmatch = ["drafts"]\nfail-on = []\n')

    assert repository.check("uploads")[0] == 1
    assert repository.check("drafts")[0] == 0
    assert repository.check("--fail-on", "rating", "drafts")[0] == 1


def test_the_later_of_two_tables_goes_first(repository: Repository) -> None:
    repository.write("drafts/a.md", header() + FIGHT)
    repository.write("drafts/late/a.md", header() + FIGHT)
    tables = '[[paths]]\nmatch = ["drafts/*.md"]\nfail-on = []\n[[paths]]\nmatch = ["*/late/*"]\nfail-on = ["rating"]\n'
    repository.write(".forewarn.toml", tables)

    assert repository.check("drafts/a.md")[0] == 0
    assert repository.check("drafts/late/a.md")[0] == 1


def test_confidence_may_be_set_for_paths(repository: Repository) -> None:
    repository.write("a.md", header() + FIGHT)
    repository.write(".forewarn.toml", 'min-confidence = 1\n[[paths]]\nmatch = ["b.md"]\nmin-confidence = 0\n')
    repository.write("b.md", header() + FIGHT)

    def failing(name: str) -> int:
        works = json.loads(repository.check("--format", "json", name)[1])["works"]
        return sum(finding["fails"] for work in works for finding in work["findings"])

    assert failing("a.md") < failing("b.md")


def test_what_is_excluded_is_left_out_however_it_is_named(repository: Repository) -> None:
    repository.write("README.md", "Hello.")
    repository.write("a.md", header() + GENTLE)
    repository.write(".forewarn.toml", 'exclude = ["README.md"]\n')

    assert repository.check("README.md", "a.md")[:2] == (
        0,
        "1 work checked: nothing that fails; 1 left out by the policy.\n",
    )
    assert repository.check("README.md")[0] == 0


def test_a_policy_may_live_in_pyproject(repository: Repository) -> None:
    repository.write("a.md", header() + FIGHT)
    repository.write("pyproject.toml", '[project]\nname = "x"\n')
    assert repository.check("a.md")[0] == 1
    repository.write("pyproject.toml", "[tool.forewarn]\nfail-on = []\n")
    assert repository.check("a.md")[0] == 0


def test_the_nearest_policy_holds_and_none_from_above_the_repository(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository.root.parent / ".forewarn.toml").write_text("fail-on = []\n")
    repository.write("deep/a.md", header() + FIGHT)
    monkeypatch.chdir(repository.root / "deep")
    assert repository.check("a.md")[0] == 1
    repository.write(".forewarn.toml", 'exclude = ["deep"]\n')
    assert repository.check("a.md")[0] == 0
    repository.write("deep/.forewarn.toml", "")
    assert repository.check("a.md")[0] == 1
    assert repository.check("--config", "../.forewarn.toml", "a.md")[0] == 0


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('fail_on = ["missing"]\n', "fail_on: no such key"),
        ('fail-on = ["mising"]\n', "fail-on[0]: input should be 'missing', 'rating'"),
        ("min-confidence = 1.5\n", "min-confidence: input should be less than or equal to 1"),
        ("min-confidence = nan\n", "min-confidence"),
        ('[[accept]]\npath = "a.md"\nfinding = "rating"\n', "accept[0].reason: field required"),
        (f'[[accept]]\npath = "a"\nfinding = "rating"\nreason = " "\ntext = "sha256:{"0" * 64}"\n', "accept[0].reason"),
        ('[[accept]]\npath = "a"\nfinding = "rating"\nreason = "x"\ntext = "abc"\n', "accept[0].text: sha256:"),
        ("fail-on = \n", "is no TOML"),
        (b"\xff", "is no TOML"),
    ],
)
def test_a_policy_that_cannot_be_understood_says_where(repository: Repository, content: str | bytes, said: str) -> None:
    repository.write("a.md", header() + GENTLE)
    repository.write(".forewarn.toml", content)

    code, out, err = repository.check("a.md")
    assert (code, out) == (2, "")
    assert ".forewarn.toml" in err
    assert said in err


def test_a_policy_that_is_not_there_is_an_error(repository: Repository) -> None:
    repository.write("a.md", header() + GENTLE)
    code, _, err = repository.check("--config", "no.toml", "a.md")
    assert code == 2
    assert "no.toml: No such file" in err


def accept(repository: Repository, *paths: str) -> None:
    """Accept everything that fails now, with a reason."""
    tables = repository.check("--format", "toml", *paths)[1]
    assert 'reason = ""' in tables
    repository.write(".forewarn.toml", tables.replace('reason = ""', 'reason = "told, not shown"'))


def test_what_is_accepted_passes_until_the_text_changes(repository: Repository) -> None:
    repository.write("uploads/a.md", header() + FIGHT)
    accept(repository, "uploads")
    code, out, _ = repository.check("uploads")
    assert code == 0
    assert "accepted: told, not shown" in out

    repository.write("uploads/a.md", header() + FIGHT + "They killed everyone else too, with hammers.\n")
    code, out, _ = repository.check("uploads")
    assert code == 1
    assert "was accepted for another text: told, not shown" in out


def test_line_ends_and_a_new_header_are_no_change_of_text(repository: Repository) -> None:
    wrapped = header() + "\n\n".join(textwrap.fill(part, 80) for part in FIGHT.split("\n\n"))
    repository.write("a.md", wrapped)
    accept(repository, "a.md")
    repository.write("a.md", ("---\ntitle: Snow\n" + wrapped.removeprefix("---\n")).replace("\n", "\r\n"))
    assert repository.check("a.md")[0] == 0


def test_to_accept_one_finding_or_one_work_accepts_no_other(repository: Repository) -> None:
    repository.write("a.md", header() + FIGHT)
    repository.write("b.md", header() + FIGHT)
    accept(repository, "a.md")
    policy = (repository.root / ".forewarn.toml").read_text()
    assert repository.check("a.md")[0] == 0
    assert repository.check("b.md")[0] == 1

    kept = [table for table in policy.split("\n\n") if 'finding = "rating"' in table]
    repository.write(".forewarn.toml", "\n\n".join(kept))
    code, out, _ = repository.check("--format", "toml", "a.md")
    assert code == 1
    assert 'finding = "rating"' not in out
    assert 'tag = "violence"' in out


def test_a_suggestion_without_a_reason_accepts_nothing(repository: Repository) -> None:
    repository.write("a.md", header() + FIGHT)
    repository.write(".forewarn.toml", repository.check("--format", "toml", "a.md")[1])
    code, _, err = repository.check("a.md")
    assert code == 2
    assert "accept[0].reason" in err


def test_what_cannot_be_judged_may_be_accepted_too(repository: Repository) -> None:
    repository.write("haiku.md", "An old silent pond.\n")
    repository.write("paper.pdf", b"%PDF-1.7\n")
    accept(repository, "haiku.md", "paper.pdf")
    assert repository.check("haiku.md", "paper.pdf")[0] == 0


def test_suggestions_name_paths_from_the_policy(repository: Repository) -> None:
    repository.write("archive/.forewarn.toml", "")
    repository.write("archive/a.md", header() + FIGHT)
    repository.write("archive/honest.md", HONEST + FIGHT)
    out = repository.check("--config", "archive/.forewarn.toml", "--format", "toml", "archive")[1]
    assert 'path = "a.md"' in out
    assert "honest" not in out
