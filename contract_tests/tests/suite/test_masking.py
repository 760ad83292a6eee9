"""Parts of keys and secrets are found in any form, and a test and a shell write the part that a request contained."""

from __future__ import annotations

import base64
import html
import json
import subprocess
from collections.abc import Callable
from urllib.parse import quote

import pytest

from apivideo_admin_contract.document.exchange import Exchange
from apivideo_admin_contract.environment import KEY
from apivideo_admin_contract.report.masking import Masker
from apivideo_admin_contract.report.secrets import SecretMasker
from apivideo_admin_contract.reproduction.credential import Key, credential_of
from apivideo_admin_contract.reproduction.excerpt import Excerpt, Excerpts
from contract_tests.tests.support.subject import DOCUMENT

_KEY = 'aB3"d\\E&f%Gh<I/jé+k=L'


@pytest.mark.parametrize(
    "written",
    [
        str,
        str.swapcase,
        str.upper,
        lambda key: key[:8],
        lambda key: key[5:-1],
        quote,
        lambda key: quote(key, safe=""),
        lambda key: quote(quote(key)),
        lambda key: "".join(f"%{one:02x}" for one in key.encode()),
        json.dumps,
        lambda key: json.dumps(key, ensure_ascii=False),
        lambda key: json.dumps(json.dumps(key)),
        html.escape,
        lambda key: repr(key.encode()),
        lambda key: base64.b64encode(key.encode()).decode(),
        lambda key: base64.urlsafe_b64encode(f"x{key}".encode()).decode(),
        lambda key: base64.b64encode(f"xy{key}:".encode()).decode(),
        lambda key: base64.b64encode(f"{key}:".encode()).decode().lower(),
    ],
)
def test_a_key_is_masked_in_every_form(written: Callable[[str], str]) -> None:
    text = written(_KEY)

    left = Masker([_KEY], ()).mask(f"<{text}>")

    assert "***" in left
    assert all(text[at : at + 8] not in left for at in range(len(text) - 7))
    # Characters around it remain, such as quotes, and base64 characters that also encode other text.
    assert len(left) < 20


@pytest.mark.parametrize("text", ["", "aB3d", "another text: \\u0041, %41, &amp;", "\\ud83d", "\\Uffffffff", "é" * 9])
def test_a_text_without_a_part_of_a_key_is_unchanged(text: str) -> None:
    assert Masker([_KEY], ()).mask(text) == text


def test_public_words_and_masks_are_not_masked() -> None:
    masker = Masker(["1a-projects-2b", "abcd***********"], ["/projects/{project_id}"])

    assert masker.mask("/projects/7 ********* -projects-2b") == "/projects/7 ********* ***"


def _exchange(body: bytes) -> Exchange:
    return Exchange("first", "GET", "/", None, {}, None, None, 200, {}, body)


def test_keys_are_replaced_by_their_variables_and_secrets_in_responses_by_asterisks() -> None:
    response = {"items": [{"name": "ours", "value": "aSecretOfTheServer"}]}
    masker = SecretMasker(DOCUMENT, {KEY: "a-key-of-somebody"})
    masker.learn([_exchange(json.dumps(response).encode())])

    shown = masker.replacer()("a-key-of-somebody YS1rZXktb2Ytc29tZWJvZHk6 aSecretOfTheServer ecretofthe ours")

    assert shown == f"${KEY} ${KEY} *** *** ours"


def test_secrets_in_a_truncated_response_are_masked() -> None:
    masker = SecretMasker(DOCUMENT, {})
    masker.learn([_exchange(b'{"items": [{"value": "aSecretOfTheServer", "name": "ours"}, {"value": "anotherSec')])

    assert masker.replacer()("aSecretOfTheServer anotherSec ours") == "*** *** ours"


@pytest.mark.parametrize("cased", [str, str.swapcase, str.upper, str.lower])
@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_the_base64_of_a_key_in_another_case_is_masked(cased: Callable[[str], str], before: str) -> None:
    encoded = base64.b64encode(f"{before}{cased('aB3dEfGhIjKlMn')}:".encode()).decode()

    shown = SecretMasker(DOCUMENT, {KEY: "aB3dEfGhIjKlMn"}).replacer()(encoded)

    assert [encoded[at : at + 8] for at in range(len(encoded) - 7) if encoded[at : at + 8] in shown] == []


def test_a_text_in_the_form_of_a_secret_is_masked() -> None:
    secret = "aB3" + "x" * 40

    assert SecretMasker(DOCUMENT, {}).replacer()(f"{secret} {secret}x project_{secret[:22]}") == (
        f"*** {secret}x project_{secret[:22]}"
    )


@pytest.mark.parametrize("form", ["", "base64", "swapcase", "upper", "lower"])
@pytest.mark.parametrize(("begin", "end"), [(0, None), (0, -1), (0, 4), (4, None), (3, 9), (2, -3)])
def test_an_excerpt_is_the_same_in_python_and_in_a_shell(form: str, begin: int, end: int | None) -> None:
    key, excerpt = "aB3d/EfGh-IjKl", Excerpt(form, begin, end)

    script = f'KEY={key}; printf %s "<{excerpt.shell("KEY")}>"'
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == f"<{excerpt.of(key)}>"
    assert eval(excerpt.python("KEY"), {"KEY": key, "base64": base64}) == excerpt.of(key)  # noqa: S307 - our own text


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("aB3dEfGhIj", [("it", Excerpt())]),
        ("<aB3dEfGhI>", ["<", ("it", Excerpt("", 0, -1)), ">"]),
        ("Ab3DeFgHiJ", [("it", Excerpt("swapcase"))]),
        ("B3dEfGhIjaB3dEfG", [("it", Excerpt("", 1, None)), "aB3dEfG"]),
    ],
)
def test_excerpts_of_a_text_are_found_in_another(text: str, pieces: list[object]) -> None:
    assert list(Excerpts({"it": "aB3dEfGhIj"}, ("", "swapcase")).split(text)) == pieces


@pytest.mark.parametrize("at", [1, 4, 13])
def test_base64_with_other_characters_is_written_as_excerpts_of_the_base64_of_the_key(at: int) -> None:
    encoded = base64.b64encode(b"aB3dEfGhIj:").decode()
    sent = f"Basic {encoded[:at]}*!{encoded[at:]}"

    credential = credential_of(sent, {KEY: "aB3dEfGhIj"})

    assert [part for part in credential.parts or () if isinstance(part, str)] == ["Basic ", "*!", "="]
    assert sum(isinstance(part, Key) for part in credential.parts or ()) == 2
    assert credential.header({KEY: "aB3dEfGhIj"}, lambda placeholder: placeholder.name) == sent
