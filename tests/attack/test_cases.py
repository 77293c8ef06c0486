"""Every attack case is shown: those that are requests in test_requests.py, each of the others by the tests named here."""

import ast
from functools import cache

import pytest

from tests.copies import ROOT
from tests.hostile import CASES

UPLOADS = "publishing/test_uploads.py"
RICH_TEXT = "publishing/test_richtext.py"
LINKS = "publishing/test_links.py"
TEXT = "publishing/test_text_cases.py"
PICTURES = "publishing/test_pictures.py"
SIGN_IN = "accounts/test_sign_in.py"
PERMISSION = "attack/test_permission.py"
WRITTEN = "attack/test_written.py"

REFUSED_BY_THE_FORM = f"{UPLOADS}::test_the_form_refuses_a_hostile_file_with_the_same_sentence"
CLEANED = f"{RICH_TEXT}::test_a_forged_post_is_cleaned_and_so_is_the_public_page"
ADDRESS_REFUSED = f"{LINKS}::test_the_form_refuses_it_and_shows_no_script_as_a_link"
NEVER_ASKED = f"{WRITTEN}::test_the_check_of_links_connects_to_nothing_inside"
OFFICE_FILE = f"{UPLOADS}::test_a_word_file_that_is_none_or_is_dangerous_is_refused_quickly_in_little_memory"
EXPORTED = [
    "publishing/test_history.py::test_the_attack_cases_of_area_export",
    f"{WRITTEN}::test_a_cell_is_text_in_both_kinds_of_file_and_reads_back",
]

#: Whole areas whose cases are the parameters of one test; SHOWN goes before it.
OF_AN_AREA = {"upload": [REFUSED_BY_THE_FORM], "richtext": [CLEANED], "export": EXPORTED}
SHOWN = {
    "AU-004": [f"{SIGN_IN}::test_known_and_unknown_names_take_the_same_time"],
    "AU-005": [f"{SIGN_IN}::test_the_key_of_the_session_changes_at_sign_in"],
    "AU-009": [f"{SIGN_IN}::test_a_session_ends_after_eight_hours_idle_and_seven_days_in_any_case"],
    "AU-011": [f"{SIGN_IN}::test_a_long_password_counts_in_full_and_an_endless_one_is_refused_at_once"],
    "AU-012": [
        f"{SIGN_IN}::test_a_link_for_a_new_password_works_once_for_two_hours_and_for_our_host",
        f"{SIGN_IN}::test_a_forged_host_gets_no_letter_sent",
    ],
    "AU-013": [
        "accounts/test_attack.py::test_a_site_that_was_just_set_up_has_no_account_with_a_known_password"
    ],
    "AU-014": [
        "accounts/test_attack.py::test_the_cookies_of_a_real_site_are_out_of_reach_of_scripts_and_other_hosts",
        "attack/test_headers.py::test_who_signs_in_gets_cookies_of_this_host_alone",
    ],
    "CA-001": ["attack/test_headers.py::test_what_staff_are_shown_reaches_no_visitor"],
    "CA-002": [
        "test_page_cache.py::test_a_move_is_seen_by_the_next_reader_of_every_process",
        "test_page_cache.py::test_after_a_removal_nothing_from_before_is_left_on_disk",
    ],
    "CA-011": ["attack/test_headers.py::test_the_token_of_a_form_is_another_each_time_it_is_sent"],
    **dict.fromkeys(
        ["CS-002", "CS-003", "CS-007"],
        [f"{SIGN_IN}::test_a_token_of_somebody_else_or_a_foreign_origin_is_refused"],
    ),
    **dict.fromkeys(["LN-001", "LN-002", "LN-003", "LN-004"], [ADDRESS_REFUSED]),
    **dict.fromkeys(["LN-009", "LN-010", "LN-011", "LN-016"], [ADDRESS_REFUSED, NEVER_ASKED]),
    **dict.fromkeys(
        ["PB-001", "PB-002"],
        [f"{PERMISSION}::test_an_author_approves_his_own_item_by_no_form_and_no_list"],
    ),
    **dict.fromkeys(
        ["PB-003", "PB-004"],
        [f"{PERMISSION}::test_who_submitted_or_edited_an_item_does_not_approve_it_whatever_else_he_may"],
    ),
    "PB-007": [f"{PERMISSION}::test_the_list_edits_and_adds_nothing"],
    "PB-009": [f"{PERMISSION}::test_fields_that_one_only_reads_keep_their_values"],
    "PB-013": [f"{PERMISSION}::test_models_without_a_right_are_403_by_their_address"],
    "PB-014": [
        f"{PERMISSION}::test_no_post_skips_a_state",
        f"{PERMISSION}::test_what_waits_for_its_time_is_not_brought_forward_by_a_post",
        "publishing/test_workflow.py::test_only_the_arrows_of_the_table_can_be_walked_and_only_by_whom_it_names",
    ],
    "PB-018": [f"{PERMISSION}::test_a_role_taken_away_between_the_page_and_the_button_counts"],
    "PB-019": [f"{PERMISSION}::test_nobody_changes_or_deletes_what_was_recorded"],
    "PI-001": [f"{WRITTEN}::test_what_may_be_personal_is_pointed_at_masked_and_asks_for_a_reason"],
    "PI-004": [f"{WRITTEN}::test_the_number_of_a_company_is_no_finding"],
    "PI-006": [f"{WRITTEN}::test_what_may_be_personal_is_pointed_at_masked_and_asks_for_a_reason"],
    **dict.fromkeys(["RD-001", "RD-002", "RD-005"], [f"{WRITTEN}::test_what_never_ends_is_decided_quickly"]),
    "RT-040": [f"{RICH_TEXT}::test_a_forged_post_without_the_editor_is_told_what_was_taken_out"],
    "RT-041": [f"{RICH_TEXT}::test_markup_in_plain_fields_is_shown_as_text_everywhere"],
    "RT-042": [CLEANED, f"{RICH_TEXT}::test_markup_that_closes_the_layout_leaves_it_intact"],
    **dict.fromkeys(
        ["RT-050", "RT-051"],
        [
            CLEANED,
            f"{RICH_TEXT}::test_a_hidden_link_is_shown_openly_and_without_credit",
            f"{WRITTEN}::test_the_approver_is_told_of_new_hosts_and_words_of_gambling",
        ],
    ),
    "SP-010": [
        "accounts/test_attack.py::test_a_stolen_password_of_a_writer_brings_nothing_before_the_public"
    ],
    "SP-013": [
        "test_sentinel.py::test_nothing_is_found_where_nothing_is_wrong_and_every_kind_is_found_and_gone_when_mended",
        "test_sentinel.py::test_whoever_changes_the_hash_as_well_is_told_on_by_the_ledger_and_a_migration_is_forgiven_once",
    ],
    "SP-014": [
        "publishing/test_link_states.py::test_a_verdict_comes_from_answers_on_different_days",
        "publishing/test_link_states.py::test_words_of_gambling_count_in_a_title_and_several_of_them_in_a_page",
        "publishing/test_link_check.py::test_what_is_not_there_is_gone",
    ],
    "SP-015": [f"{WRITTEN}::test_a_page_that_nobody_looked_after_is_listed_with_its_owner"],
    "TX-001": [
        f"{TEXT}::test_a_text_of_ten_thousand_letters_is_refused_in_the_form_with_the_limit",
        f"{TEXT}::test_a_title_of_ten_thousand_letters_is_refused_to_commands_and_imports",
    ],
    "TX-003": [f"{TEXT}::test_direction_controls_are_taken_out_of_every_plain_field"],
    "TX-005": [f"{TEXT}::test_emoji_flags_and_a_pile_of_marks_are_saved_and_shown"],
    "TX-008": [
        f"{TEXT}::test_nul_is_refused_in_the_form_and_other_controls_are_taken_out",
        f"{TEXT}::test_nul_controls_and_surrogates_do_not_reach_the_database_past_the_form",
        "attack/test_requests.py::test_the_log_holds_no_raw_control_character",
    ],
    "TX-010": [f"{TEXT}::test_bytes_that_are_no_utf_8_in_a_form_are_no_error"],
    "TX-012": [
        f"{TEXT}::test_a_year_out_of_reach_is_refused_with_the_reach",
        f"{TEXT}::test_a_day_before_the_new_year_moved_is_kept_as_it_was_typed",
        f"{TEXT}::test_the_ends_of_the_calendar_break_no_page",
    ],
    "TX-013": [
        f"{TEXT}::test_a_reserved_or_impossible_slug_is_refused",
        f"{TEXT}::test_two_items_of_a_category_cannot_have_one_slug",
    ],
    "UP-003": [
        f"{PICTURES}::test_what_is_hidden_in_or_behind_a_picture_is_gone",
        "publishing/test_file_serving.py::test_a_picture_and_its_copies_are_shown_in_place",
    ],
    "UP-023": [
        f"{UPLOADS}::test_a_name_with_quotes_and_line_ends_is_kept_as_one_line",
        "publishing/test_file_serving.py::test_a_hostile_title_makes_one_header_line_and_a_plain_name",
    ],
    "UP-026": [f"{UPLOADS}::test_the_type_that_the_browser_declares_is_not_looked_at"],
    **dict.fromkeys(
        ["UP-028", "UP-029"],
        [f"{UPLOADS}::test_60_megabytes_are_refused_in_little_memory_and_leave_no_temporary_file"],
    ),
    "UP-030": [f"{UPLOADS}::test_a_base64_part_full_of_blanks_is_read_within_two_seconds"],
    **dict.fromkeys(["UP-040", "UP-043", "UP-045", "UP-046", "UP-047"], [REFUSED_BY_THE_FORM, OFFICE_FILE]),
    **dict.fromkeys(
        ["UP-048", "UP-049", "UP-050"],
        [REFUSED_BY_THE_FORM, f"{PICTURES}::test_bombs_and_false_pictures_are_refused_in_under_a_second"],
    ),
    "UP-057": [
        f"{PICTURES}::test_position_maker_and_comment_of_a_photo_are_gone_from_every_copy",
        f"{PICTURES}::test_a_photo_taken_sideways_stands_upright",
    ],
    "UP-061": [f"{UPLOADS}::test_the_editor_has_no_upload_address"],
    "UP-062": [f"{UPLOADS}::test_a_writer_whose_role_was_taken_away_uploads_nothing"],
}
WRITTEN_OUT = [case for case in CASES if case["run"] != "http"]


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("case", WRITTEN_OUT, ids=lambda case: case["id"])
def test_case(case: dict):
    """A case that no test shows fails here, and one whose test was renamed or taken away."""
    shown = SHOWN.get(case["id"]) or OF_AN_AREA[case["area"]]
    gone = [test for test in shown if test.partition("::")[2] not in functions_of(test.partition("::")[0])]
    assert gone == []


def test_the_table_names_no_case_that_is_gone():
    assert set(SHOWN) - {case["id"] for case in WRITTEN_OUT} == set()


def test_all_cases_are_here():
    assert (len(CASES), len({case["id"] for case in CASES})) == (207, 207)
    assert {case["run"] for case in CASES} == {"http", "admin", "upload", "unit"}
