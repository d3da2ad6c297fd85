"""The vault, digests, receipts, signatures: both providers, and what happens when somebody meddles."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core import crypto
from core.crypto import keys, receipts, ring, signing
from core.crypto.providers import PROVIDERS
from core.crypto.vault import Vault

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
INTL, GM = PROVIDERS["intl"], PROVIDERS["gm"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    keys.ensure(directory, "intl", NOW)
    keys.ensure(directory, "gm", NOW)
    return directory


@pytest.fixture(params=["intl", "gm"])
def vault(request: pytest.FixtureRequest, folder: Path) -> Vault:
    return Vault(ring.load(folder), PROVIDERS[request.param].cipher)


@pytest.fixture
def installed(folder: Path, settings: Any) -> Any:
    settings.KEYS_DIR = folder
    return settings


def test_digests_of_the_standards() -> None:
    assert crypto.digest(b"abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    # GB/T 32905-2016, annex A.1
    assert (
        crypto.digest(b"abc", "sm3").hex()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )
    with pytest.raises(ValueError, match="md5"):
        crypto.digest(b"abc", "md5")


def test_hmac_of_the_standards() -> None:
    # RFC 4231, case 2
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert crypto.mac(b"Jefe", b"what do ya want for nothing?").hex() == expected
    # draft-sca-cfrg-sm3 has none; checked against `openssl mac -digest SM3 HMAC`
    expected = "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"
    assert crypto.mac(b"Jefe", b"what do ya want for nothing?", "sm3").hex() == expected


@given(plain=st.binary(max_size=200), aad=st.binary(max_size=40))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_what_was_sealed_opens(vault: Vault, plain: bytes, aad: bytes) -> None:
    sealed = vault.encrypt(plain, aad)
    assert plain not in sealed or len(plain) < 4
    assert vault.decrypt(sealed, aad) == plain
    assert vault.encrypt(plain, aad) != sealed  # never twice the same


def test_any_flipped_byte_is_refused(vault: Vault) -> None:
    sealed = vault.encrypt("王桂兰".encode(), b"row")
    for place in range(len(sealed)):
        bad = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises((crypto.Tampered, crypto.KeyTrouble)):
            vault.decrypt(bad, b"row")


def test_any_truncation_is_refused(vault: Vault) -> None:
    sealed = vault.encrypt(b"13800000000", b"row")
    for length in range(len(sealed)):
        with pytest.raises((crypto.Tampered, crypto.KeyTrouble)):
            vault.decrypt(sealed[:length], b"row")


def test_another_row_is_refused_and_alarms(vault: Vault, caplog: pytest.LogCaptureFixture) -> None:
    sealed = vault.encrypt(b"13800000000", b"reporter|a|phone")
    with pytest.raises(crypto.Tampered) as refused:
        vault.decrypt(sealed, b"reporter|b|phone")
    assert "13800000000" not in str(refused.value) + caplog.text
    assert caplog.records[0].levelname == "CRITICAL"


def test_after_a_switch_of_provider_the_old_data_still_opens(folder: Path) -> None:
    keyring = ring.load(folder)
    for before, after in ((INTL, GM), (GM, INTL)):
        sealed = Vault(keyring, before.cipher).encrypt(b"secret", b"row")
        now = Vault(keyring, after.cipher)
        assert now.decrypt(sealed, b"row") == b"secret"
        assert not now.is_current(sealed)


def test_three_generations_of_keys(tmp_path: Path) -> None:
    keys.ensure(tmp_path, "intl", NOW)
    sealed = []
    for days in range(3):
        vault = Vault(ring.load(tmp_path), INTL.cipher)
        sealed.append(vault.encrypt(b"secret", b"row"))
        ring.make(tmp_path, ring.DATA, INTL, NOW + timedelta(days=days + 1))
    vault = Vault(ring.load(tmp_path), INTL.cipher)
    assert len({crypto.kid_of(one) for one in sealed}) == 3
    assert [vault.decrypt(one, b"row") for one in sealed] == [b"secret"] * 3
    oldest = tmp_path / f"data-{crypto.kid_of(sealed[0])}.key"
    oldest.unlink()
    with pytest.raises(crypto.KeyTrouble, match="is missing"):
        Vault(ring.load(tmp_path), INTL.cipher).decrypt(sealed[0], b"row")


def test_a_new_master_key_wraps_everything_again(tmp_path: Path) -> None:
    keys.ensure(tmp_path, "gm", NOW)
    sealed = Vault(ring.load(tmp_path), GM.cipher).encrypt(b"secret", b"row")
    before = (tmp_path / ring.MASTER).read_bytes()
    ring.replace_master(tmp_path, NOW)
    assert (tmp_path / ring.MASTER).read_bytes() != before
    assert not list(tmp_path.glob("master-*.key"))
    assert Vault(ring.load(tmp_path), GM.cipher).decrypt(sealed, b"row") == b"secret"


def test_a_crash_while_the_master_key_is_replaced_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys.ensure(tmp_path, "intl", NOW)
    written = ring.write_private
    count = iter(range(99))

    def crash(path: Path, content: bytes) -> None:
        if next(count) == 3:
            raise KeyboardInterrupt
        written(path, content)

    monkeypatch.setattr(ring, "write_private", crash)
    with pytest.raises(KeyboardInterrupt):
        ring.replace_master(tmp_path, NOW)
    monkeypatch.undo()
    assert keys.check_keys(tmp_path) == ""
    ring.replace_master(tmp_path, NOW)
    assert keys.check_keys(tmp_path) == ""


def test_ensure_changes_nothing_that_is_there(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    keys.ensure(folder, "intl", NOW + timedelta(days=9))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_private_files_are_the_owners_alone(folder: Path) -> None:
    for path in folder.glob("*.key"):
        assert path.stat().st_mode & 0o777 == 0o600, path.name


def _spoil(path: Path) -> None:
    shape = json.loads(path.read_text())
    raw = bytearray(base64.b64decode(shape["wrapped"]))
    raw[-1] ^= 1
    shape["wrapped"] = base64.b64encode(bytes(raw)).decode()
    path.write_text(json.dumps(shape))


@pytest.mark.parametrize(
    ("harm", "line"),
    [
        (lambda folder: (folder / "master.key").unlink(), "master.key is missing"),
        (lambda folder: (folder / "master.key").write_text("AAAA"), "is not a master key"),
        (lambda folder: (folder / "master.key").chmod(0o644), "can be read by everybody"),
        (
            lambda folder: ring.write_private(folder / "master.key", base64.b64encode(bytes(32))),
            "another master key",
        ),
        (lambda folder: next(folder.glob("data-*.key")).unlink(), "there is no data key for aes-256-gcm"),
        (lambda folder: next(folder.glob("data-*.key")).write_text("{}"), "is not a key file of ours"),
        (lambda folder: next(folder.glob("index-*.key")).rename(folder / "index-x.key"), "says that it is"),
        (lambda folder: _spoil(next(folder.glob("receipt-*.key"))), "is damaged"),
        (
            lambda folder: next(folder.glob("signing-*-ed25519.key")).unlink(),
            "no ed25519 signing key",
        ),
        (lambda folder: next(folder.glob("signing-*-ed25519.key")).write_text("x"), "is not a private key"),
    ],
)
def test_start_is_refused_with_one_clear_line(tmp_path: Path, settings: Any, harm: Any, line: str) -> None:
    settings.CRYPTO = "intl"
    keys.ensure(tmp_path, "intl", NOW)
    assert keys.check_keys(tmp_path, signing=True) == ""
    harm(tmp_path)
    said = keys.check_keys(tmp_path, signing=True)
    assert line in said
    assert "\n" not in said


def test_the_web_process_does_not_need_the_signing_key(tmp_path: Path, settings: Any) -> None:
    keys.ensure(tmp_path, "intl", NOW)
    for path in tmp_path.glob("signing-*.key"):
        path.unlink()
    assert keys.check_keys(tmp_path) == ""


@pytest.mark.parametrize("algorithm", [crypto.ED25519, crypto.SM2])
def test_signatures_hold_and_break(folder: Path, algorithm: str) -> None:
    signer = signing.signer(folder, algorithm)
    signature = signer.sign(b"root")
    assert crypto.verify(algorithm, signer.public_key, b"root", signature)
    assert not crypto.verify(algorithm, signer.public_key, b"Root", signature)
    assert not crypto.verify(
        algorithm, signer.public_key, b"root", signature[:-1] + bytes([signature[-1] ^ 1])
    )
    assert not crypto.verify(algorithm, signer.public_key[:-1], b"root", signature)
    assert not crypto.verify(algorithm, b"", b"root", b"")
    assert signer.kid.endswith(algorithm)


def test_both_roots_have_their_signer(folder: Path) -> None:
    assert [signer.algorithm for signer in signing.signers(folder)] == ["ed25519", "sm2"]


def test_a_signature_of_an_unknown_algorithm_does_not_hold() -> None:
    assert not crypto.verify("rsa", b"", b"", b"")


def test_a_private_key_is_not_printed(folder: Path) -> None:
    for key in ring.load(folder).all(ring.DATA):
        assert key.secret.hex() not in repr(key)
    assert "PRIVATE" not in repr(signing.signer(folder, crypto.SM2))


@pytest.mark.parametrize("alg", ["sha256", "sm3"])
def test_a_receipt_is_genuine_only_for_its_own_facts(folder: Path, alg: str) -> None:
    keyring = ring.load(folder)
    facts = {"id": "0b0e", "photos": ["aa", "bb"], "at": "2026-11-23T01:00:00Z"}
    receipt = receipts.stamp(keyring, facts, alg)
    assert receipts.is_genuine(keyring, dict(reversed(facts.items())), receipt)
    assert not receipts.is_genuine(keyring, facts | {"photos": ["aa"]}, receipt)


@given(st.binary(min_size=32, max_size=32))
def test_a_code_reads_well_and_is_typed_in_any_spelling(mark: bytes) -> None:
    code = crypto.receipt_code(mark)
    assert len(code) == 9
    assert set(code) <= set(receipts.ALPHABET + "-")
    assert crypto.typed_code(f" {code.lower().replace('-', ' ')} ") == code


def test_the_installed_keys_serve_all_of_it(installed: Any) -> None:
    assert crypto.vault().decrypt(crypto.vault().encrypt(b"x", b"a"), b"a") == b"x"
    assert crypto.is_genuine({"a": 1}, crypto.stamp({"a": 1}))
    assert crypto.keyed_digest("follow", b"x") != crypto.keyed_digest("phone", b"x")
    assert crypto.phone_index("+8613800000000") == crypto.phone_index("+8613800000000")
    assert keys.check_keys() == ""


def test_a_rotated_key_is_noticed_without_a_restart(installed: Any, tmp_path: Path) -> None:
    installed.KEYS_DIR = tmp_path
    keys.ensure(tmp_path, "intl", NOW)
    sealed = crypto.vault().encrypt(b"x", b"a")
    index = crypto.phone_index("+8613800000000")
    ring.make(tmp_path, ring.DATA, INTL, NOW + timedelta(days=1))
    ring.make(tmp_path, ring.INDEX, INTL, NOW + timedelta(days=1))
    assert not crypto.vault().is_current(sealed)
    assert crypto.vault().decrypt(sealed, b"a") == b"x"
    assert crypto.phone_index("+8613800000000") == index
