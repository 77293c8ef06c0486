from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "สำนักงานและบุคลากร"
    #: What `manage.py tick` does here (publishing/management/commands/tick.py).
    clock = (("ลบบันทึกการเข้าสู่ระบบที่พ้นกำหนด {} รายการ", "accounts.sign_in_limits.clean"),)

    def ready(self) -> None:
        """What the sign-in package and Django tell of what somebody did goes into the log of sign-ins."""
        from allauth.mfa import signals
        from django.contrib.auth.signals import user_logged_out

        from accounts import second_factor
        from accounts.sign_in_log import note_signed_out

        signals.authenticator_added.connect(second_factor.note_added, dispatch_uid="accounts")
        signals.authenticator_reset.connect(second_factor.note_codes, dispatch_uid="accounts")
        signals.authenticator_removed.connect(second_factor.note_removed, dispatch_uid="accounts")
        signals.authenticator_used.connect(second_factor.note_used, dispatch_uid="accounts")
        signals.authentication_failed.connect(second_factor.note_failed, dispatch_uid="accounts")
        user_logged_out.connect(note_signed_out, dispatch_uid="accounts")
