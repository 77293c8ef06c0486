from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "publishing"
    verbose_name = "งานเผยแพร่"
    #: What is told of the way into an account (accounts/sign_in_log.py: record()).
    account_events = ("publishing.account_letters.tell",)
