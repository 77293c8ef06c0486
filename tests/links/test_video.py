"""A video of YouTube may play in its page after a press; every other address stays a plain link."""

import pytest

from links.models import Link
from links.video import player_address
from tests.helpers import make_live

PLAYER = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=30s", PLAYER),
        ("https://m.youtube.com/watch?list=x&v=aqz-KE-bpKQ", PLAYER),
        ("https://youtu.be/aqz-KE-bpKQ?si=abc", PLAYER),
        ("https://www.youtube.com/live/aqz-KE-bpKQ", PLAYER),
        ("https://www.youtube.com/@phonko", ""),
        ("https://www.youtube.com/watch?v=../../x", ""),
        ("https://www.youtube.com/watch", ""),
        ("https://youtube.com.example.com/watch?v=aqz-KE-bpKQ", ""),
        ("https://www.example.com/watch?v=aqz-KE-bpKQ", ""),
    ],
)
def test_the_player_is_known_hosts_only(url, player):
    assert player_address(url) == player


@pytest.mark.django_db
def test_only_the_page_of_a_video_may_frame_and_it_frames_nothing_by_itself(client, cast):
    url = "https://youtu.be/aqz-KE-bpKQ"
    video = client.get(make_live(Link, kind=Link.Kind.VIDEO, url=url).get_absolute_url())
    assert "frame-src https://www.youtube-nocookie.com;" in video["Content-Security-Policy"] + ";"
    html = video.content.decode()
    assert (html.count("<iframe"), html.count(f'href="{url}"'), html.count("data-player")) == (0, 1, 1)
    other = client.get(make_live(Link, kind=Link.Kind.AGENCY, url=url).get_absolute_url())
    assert "frame-src" not in other["Content-Security-Policy"]
    assert "data-player" not in other.content.decode()


@pytest.mark.django_db
def test_links_stand_by_kind_with_their_number(client, cast):
    for title, kind in (("ข", "agency"), ("เก", "agency"), ("ก", "video")):
        make_live(Link, title=title, kind=kind)
    response = client.get("/links/")
    assert [link.title for link in response.context["page"]] == ["เก", "ข", "ก"]
    assert response.context["counts"]() == {"agency": 2, "video": 1}
    narrowed = client.get("/links/?kind=video")
    assert [link.title for link in narrowed.context["page"]] == ["ก"]
    assert narrowed.context["counts"]() == {"video": 1}
