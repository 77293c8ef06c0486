"""The columns of an urgent event in a real browser: out of the way of everyday news, never hidden when something is in them."""

from playwright.sync_api import expect


def test_the_columns_of_an_event_come_with_a_class_of_urgency_and_stay_while_anything_is_in_them(new_page):
    page = new_page("writer")
    page.goto("/admin/announcements/announcement/add/")
    urgency, cause, internal = (page.locator(f"#id_{name}") for name in ("urgency", "cause", "advantages"))
    expect(cause).to_be_hidden()
    expect(internal).to_be_hidden()
    urgency.select_option("most")
    expect(cause).to_be_visible()
    expect(internal).to_be_visible()
    cause.fill("ฝนตกหนัก")
    urgency.select_option("")
    expect(cause).to_be_visible()
    cause.fill("")
    expect(cause).to_be_hidden()
    expect(internal).to_be_hidden()
