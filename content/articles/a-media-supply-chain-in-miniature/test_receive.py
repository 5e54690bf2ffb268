"""What may come in, and under which names."""

import io

import pytest

from supply.receive import BadName, Watch, checked, receive


# region names
@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("../../etc/cron.d/film.mp4", "without folders"),
        ("/film.mp4", "without folders"),
        ("C:\\films\\film.mp4", "without folders"),
        ("..\\film.mp4", "without folders"),
        (".mp4", "without folders"),
        ("film\n.mp4", "without folders"),
        ("film\0.mp4", "without folders"),
        ("film\u202e4pm.mp4", "without folders"),  # turns the rest round on the screen
        ("", "has to end in"),
        ("film.exe", "has to end in"),
        ("film.m3u8", "has to end in"),
        ("x" * 97 + ".mp4", "101 characters, more than 100"),
    ],
)
def test_refused(name, complaint):
    with pytest.raises(BadName, match=complaint):
        checked(name)


# endregion


@pytest.mark.parametrize("name", ["film.mp4", "Über 2.MOV", "x" * 96 + ".mp4", "--help.mkv"])
def test_taken(name):
    """Odd names are fine: they stay labels."""
    assert checked(name) == name


def test_the_name_is_no_path(store, sessions, item):
    """The file lies in the inbox under a name of ours."""
    number = receive(store, sessions, "--help.mkv", io.BytesIO(b"film"))
    source = item(number).source
    assert (store / "inbox" / source).read_bytes() == b"film"
    assert source.isalnum()
    assert len(source) == 32


def test_a_bad_name_leaves_nothing(store, sessions):
    with pytest.raises(BadName):
        receive(store, sessions, "../film.mp4", io.BytesIO(b"film"))
    assert list((store / "inbox").iterdir()) == []


# region watch
def test_a_file_is_taken_once_it_has_stopped_growing(store, sessions, tmp_path):
    """Two looks have to find the same size."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    watch = Watch(folder, store, sessions)
    film = folder / "film.mp4"
    film.write_bytes(b"beginning")
    assert watch.scan() == []
    film.write_bytes(b"beginning and end")
    assert watch.scan() == []
    assert watch.scan() == [1]
    assert watch.scan() == []
    assert not film.exists()


# endregion


def test_links_and_strangers_are_left_alone(store, sessions, tmp_path):
    """A link may lead to what nobody wanted to publish."""
    folder = tmp_path / "incoming"
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "film.mp4").symlink_to(tmp_path / "secret")
    (folder / "notes.txt").write_text("notes")
    (folder / "dir.mp4").mkdir()
    watch = Watch(folder, store, sessions)
    assert [watch.scan(), watch.scan()] == [[], []]
